import { Show, type JSX } from 'solid-js';
import { liveUntil, type GeoPoint, type LiveLocation, type Message, type Venue } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { formatTime } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import s from './Cards.module.css';
import { MapView } from './MapView.tsx';

export function LocationBody(props: { point: GeoPoint }): JSX.Element {
  return (
    <div class={s.card}>
      <MapView point={props.point} place={t.cards.location} />
    </div>
  );
}

export function VenueBody(props: { venue: Venue }): JSX.Element {
  return (
    <div class={s.card}>
      <Show when={props.venue.point}>{(point) => <MapView point={point()} place={props.venue.title || t.cards.location} />}</Show>
      <p class={s.title} dir="auto">
        {props.venue.title}
      </p>
      <p class={s.note} dir="auto">
        {props.venue.address}
      </p>
    </div>
  );
}

/** Where somebody is, as long as they say so: their edits move it. */
export function LiveLocationBody(props: { live: LiveLocation; message: Message }): JSX.Element {
  const app = useApp();
  const until = () => liveUntil(props.live, props.message.date);
  const isOver = () => props.live.point === undefined || (until() ?? Infinity) * 1000 <= app.now();
  const note = () => {
    if (isOver()) return t.cards.live.over;
    const end = until();
    return end === undefined ? t.cards.live.forever : t.cards.live.until(formatTime(end));
  };
  return (
    <div class={s.card} data-live={isOver() ? 'over' : 'on'}>
      <Show when={props.live.point} fallback={<p class={s.note}>{t.cards.live.unknown}</p>}>
        {(point) => <MapView point={point()} place={t.cards.live.title} dimmed={isOver()} />}
      </Show>
      <p class={s.title}>{t.cards.live.title}</p>
      <p class={s.note}>
        {note()}
        <Show when={props.message.editDate}>{(date) => <>{` · ${t.cards.live.updated(formatTime(date()))}`}</>}</Show>
      </p>
    </div>
  );
}
