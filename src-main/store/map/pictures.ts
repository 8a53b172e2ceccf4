import type { tl } from '#tl';
import { formatMediaPath } from '#shared/media-path.ts';
import type { Document, Photo, PhotoSize } from '#shared/model/index.ts';
import type { FileRecord } from '../files.ts';
import { readAttributes } from './attributes.ts';
import { inflateStripped } from './stripped.ts';

/* Photos and documents of the wire: as the model shows them, and as the store keeps them to fetch them. */

export function mapPhoto(photo: tl.photo): Photo {
  const id = photo.id.toString();
  return withStripped({ id, sizes: mapSizes(photo.sizes, (size) => formatMediaPath({ kind: 'photo', id, size })) }, photo.sizes);
}

export function mapDocument(document: tl.document): Document {
  const id = document.id.toString();
  const facts = readAttributes(document);
  const thumbs = document.thumbs ?? [];
  const thumbnail = withStripped(
    { id, sizes: mapSizes(thumbs, (size) => formatMediaPath({ kind: 'documentThumbnail', id, size })) },
    thumbs,
  );
  return {
    id,
    ...facts,
    mimeType: document.mimeType,
    byteSize: document.size,
    url: formatMediaPath({ kind: 'document', id }),
    ...(thumbnail.sizes.length > 0 || thumbnail.stripped !== undefined ? { thumbnail } : {}),
  };
}

export function photoFile(photo: tl.photo): FileRecord {
  return {
    kind: 'photo',
    id: photo.id,
    accessHash: photo.accessHash,
    dcId: photo.dcId,
    reference: photo.fileReference,
    byteSize: 0,
    mimeType: 'image/jpeg',
    fileName: '',
    sizes: mapSizes(photo.sizes, () => '').map(({ type, byteSize }) => ({ type, byteSize })),
  };
}

export function documentFile(document: tl.document): FileRecord {
  return {
    kind: 'document',
    id: document.id,
    accessHash: document.accessHash,
    dcId: document.dcId,
    reference: document.fileReference,
    byteSize: document.size,
    mimeType: document.mimeType,
    fileName: readAttributes(document).fileName,
    sizes: mapSizes(document.thumbs ?? [], () => '').map(({ type, byteSize }) => ({ type, byteSize })),
  };
}

/** The sizes that can be downloaded, smallest first. */
function mapSizes(sizes: readonly tl.PhotoSize[], url: (type: string) => string): PhotoSize[] {
  const result: PhotoSize[] = [];
  for (const size of sizes) {
    if (!('type' in size) || !/^[a-z]$/.test(size.type)) continue;
    if (size._ !== 'photoSize' && size._ !== 'photoSizeProgressive' && size._ !== 'photoCachedSize') continue;
    const byteSize =
      size._ === 'photoSize' ? size.size : size._ === 'photoCachedSize' ? size.bytes.length : Math.max(0, ...size.sizes);
    result.push({ type: size.type, width: size.w, height: size.h, byteSize, url: url(size.type) });
  }
  return result.sort((a, b) => a.width * a.height - b.width * b.height);
}

function withStripped(photo: Photo, sizes: readonly tl.PhotoSize[]): Photo {
  for (const size of sizes) {
    if (size._ !== 'photoStrippedSize') continue;
    const stripped = inflateStripped(size.bytes);
    if (stripped !== undefined) return { ...photo, stripped };
  }
  return photo;
}
