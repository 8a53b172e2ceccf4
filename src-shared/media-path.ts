import type { PeerId } from './model/index.ts';

/**
 * Names a file by what the store knows of it. The renderer gets such paths in the model and puts the host's media base in front
 * (`petrel-media://media/` in Electron, `/media/` in the browser host); main parses them and streams the bytes.
 */
export type MediaPath =
  | { kind: 'photo'; id: string; size: string }
  | { kind: 'document'; id: string }
  | { kind: 'documentThumbnail'; id: string; size: string }
  | { kind: 'avatar'; peerId: PeerId; photoId: string }
  /** The same picture in its full size. */
  | { kind: 'portrait'; peerId: PeerId; photoId: string }
  | { kind: 'webFile'; id: string }
  | ({ kind: 'map' } & MapView)
  /** The cover of a piece of music, by its document. */
  | { kind: 'albumCover'; documentId: string; small: boolean }
  /** A file that is being sent from here. */
  | { kind: 'attachment'; id: string };

/** A piece of map around a point (core.telegram.org/constructor/inputWebFileGeoPointLocation). */
export interface MapView {
  /** Degrees, to the sixth decimal. */
  latitude: number;
  longitude: number;
  /** That of the `geoPoint`. */
  accessHash: string;
  /** Pixels before scaling, 16 to 1024. */
  width: number;
  height: number;
  /** 13 to 20. */
  zoom: number;
  /** 1 to 3. */
  scale: number;
}

export function formatMediaPath(path: MediaPath): string {
  switch (path.kind) {
    case 'photo':
      return `photo/${path.id}/${path.size}`;
    case 'document':
      return `document/${path.id}`;
    case 'documentThumbnail':
      return `thumbnail/${path.id}/${path.size}`;
    case 'avatar':
    case 'portrait':
      return `${path.kind}/${path.peerId}/${path.photoId}`;
    case 'webFile':
      return `web/${path.id}`;
    case 'map': {
      const { latitude, longitude, accessHash, width, height, zoom, scale } = path;
      return `map/${latitude.toFixed(6)},${longitude.toFixed(6)},${accessHash}/${width}x${height},${zoom},${scale}`;
    }
    case 'albumCover':
      return `cover/${path.documentId}/${path.small ? 's' : 'l'}`;
    case 'attachment':
      return `attachment/${path.id}`;
  }
}

const id64 = /^-?\d{1,20}$/;
const sizeType = /^[a-z]$/;
const hexId = /^[0-9a-f]{32}$/;
const point = /^(-?\d{1,2}(?:\.\d{1,15})?),(-?\d{1,3}(?:\.\d{1,15})?),(-?\d{1,20})$/;
const view = /^(\d{2,4})x(\d{2,4}),(\d{2}),([123])$/;

/** Returns undefined for anything that `formatMediaPath` does not make. */
export function parseMediaPath(path: string): MediaPath | undefined {
  const [kind, first = '', second, ...rest] = path.split('/');
  if (rest.length > 0) return undefined;
  if (kind === 'web') return second === undefined && hexId.test(first) ? { kind: 'webFile', id: first } : undefined;
  if (kind === 'attachment') return second === undefined && hexId.test(first) ? { kind, id: first } : undefined;
  if (kind === 'map') return parseMap(first, second ?? '');
  if (!id64.test(first)) return undefined;
  if (kind === 'document' && second === undefined) return { kind, id: first };
  if (second === undefined) return undefined;
  if (kind === 'photo' && sizeType.test(second)) return { kind, id: first, size: second };
  if (kind === 'thumbnail' && sizeType.test(second)) return { kind: 'documentThumbnail', id: first, size: second };
  if (kind === 'cover' && (second === 's' || second === 'l')) return { kind: 'albumCover', documentId: first, small: second === 's' };
  if ((kind === 'avatar' || kind === 'portrait') && id64.test(second) && Number.isSafeInteger(Number(first))) {
    return { kind, peerId: Number(first) as PeerId, photoId: second };
  }
  return undefined;
}

function parseMap(where: string, what: string): MediaPath | undefined {
  const [, latitude, longitude, accessHash] = point.exec(where) ?? [];
  const [, width, height, zoom, scale] = (view.exec(what) ?? []).map(Number);
  if (latitude === undefined || longitude === undefined || accessHash === undefined) return undefined;
  if (width === undefined || height === undefined || zoom === undefined || scale === undefined) return undefined;
  const map = { latitude: Number(latitude), longitude: Number(longitude), accessHash, width, height, zoom, scale };
  return isMapView(map) ? { kind: 'map', ...map } : undefined;
}

function isMapView({ latitude, longitude, width, height, zoom }: MapView): boolean {
  const isSide = (pixels: number): boolean => pixels >= 16 && pixels <= 1024;
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && isSide(width) && isSide(height) && zoom >= 13 && zoom <= 20;
}
