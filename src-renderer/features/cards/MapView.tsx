import MapPin from 'lucide-solid/icons/map-pin';
import { createSignal, Show, type JSX } from 'solid-js';
import { formatMediaPath } from '#shared/media-path.ts';
import type { GeoPoint } from '#shared/model/index.ts';
import { t } from '../../strings/index.ts';
import { MediaImage } from '../../ui/MediaImage.tsx';
import s from './Cards.module.css';

const WIDTH = 320;
const HEIGHT = 160;
const ZOOM = 15;

/** Where a point is shown larger: in a map on the web, which the person opens in the browser. */
export const mapUrl = ({ latitude, longitude }: GeoPoint): string => {
  const [lat, lon] = [latitude.toFixed(6), longitude.toFixed(6)];
  return `https://www.openstreetmap.org/?mlat=${lat}&mlon=${lon}#map=${ZOOM}/${lat}/${lon}`;
};

/** The piece of map around a point, from Telegram's server, with a pin in its middle; leads to a map in the browser. */
export function MapView(props: { point: GeoPoint; place: string; dimmed?: boolean }): JSX.Element {
  const [failed, setFailed] = createSignal(false);
  const path = () => {
    const { latitude, longitude, accessHash } = props.point;
    if (accessHash === undefined) return undefined;
    const scale = Math.min(3, Math.max(1, Math.round(window.devicePixelRatio || 1)));
    return formatMediaPath({ kind: 'map', latitude, longitude, accessHash, width: WIDTH, height: HEIGHT, zoom: ZOOM, scale });
  };
  return (
    <a
      class={s.map}
      href={mapUrl(props.point)}
      target="_blank"
      rel="noreferrer noopener"
      aria-label={t.cards.openMap(props.place)}
      data-tooltip={t.cards.openMap(props.place)}
      data-map={failed() || path() === undefined ? 'plain' : 'picture'}
    >
      <Show when={path()}>{(known) => <MediaImage class={s.mapPicture} path={known()} alt="" loading="lazy" decoding="async" onLoad={() => setFailed(false)} onError={() => setFailed(true)} />}</Show>
      <Show when={failed() || path() === undefined}>
        <span class={s.coordinates}>{t.cards.coordinates(props.point.latitude, props.point.longitude)}</span>
      </Show>
      <span class={s.pin} classList={{ [s.dimmed ?? '']: props.dimmed === true }} aria-hidden="true">
        <MapPin />
      </span>
    </a>
  );
}
