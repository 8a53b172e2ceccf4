import type { PeerId } from './model/index.ts';

/**
 * Names a file by what the store knows of it. The renderer gets such paths in the model and puts the host's media base in front
 * (`petrel-media://media/` in Electron, `/media/` in the browser host); main parses them and streams the bytes.
 */
export type MediaPath =
  | { kind: 'photo'; id: string; size: string }
  | { kind: 'document'; id: string }
  | { kind: 'documentThumbnail'; id: string; size: string }
  | { kind: 'avatar'; peerId: PeerId; photoId: string };

export function formatMediaPath(path: MediaPath): string {
  switch (path.kind) {
    case 'photo':
      return `photo/${path.id}/${path.size}`;
    case 'document':
      return `document/${path.id}`;
    case 'documentThumbnail':
      return `thumbnail/${path.id}/${path.size}`;
    case 'avatar':
      return `avatar/${path.peerId}/${path.photoId}`;
  }
}

const id64 = /^-?\d{1,20}$/;
const sizeType = /^[a-z]$/;

/** Returns undefined for anything that `formatMediaPath` does not make. */
export function parseMediaPath(path: string): MediaPath | undefined {
  const [kind, first = '', second, ...rest] = path.split('/');
  if (rest.length > 0 || !id64.test(first)) return undefined;
  if (kind === 'document' && second === undefined) return { kind, id: first };
  if (second === undefined) return undefined;
  if (kind === 'photo' && sizeType.test(second)) return { kind, id: first, size: second };
  if (kind === 'thumbnail' && sizeType.test(second)) return { kind: 'documentThumbnail', id: first, size: second };
  if (kind === 'avatar' && id64.test(second) && Number.isSafeInteger(Number(first))) {
    return { kind, peerId: Number(first) as PeerId, photoId: second };
  }
  return undefined;
}
