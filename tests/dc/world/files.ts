import type { tl } from '#tl';
import { CdnFiles } from './cdn-files.ts';
import { badRequest } from './errors.ts';
import { mix32, mix64 } from './random.ts';
import { WebFiles } from './web-files.ts';

/** One stored size of a picture. Bytes may be drawn only when somebody asks for them; `size` holds from the start. */
export interface Rendition {
  /** Box type of core.telegram.org/api/files#image-thumbnail-types: s, m, x, y, w, a, b, c. */
  type: string;
  w: number;
  h: number;
  size: number;
  bytes(): Uint8Array;
}

export interface StoredPhoto {
  id: bigint;
  dcId: number;
  date: number;
  /** Ascending by size. */
  renditions: Rendition[];
  /** Payload of `photoStrippedSize`. */
  stripped?: () => Uint8Array | undefined;
}

export interface StoredDocument {
  id: bigint;
  dcId: number;
  date: number;
  mimeType: string;
  size: number;
  attributes: tl.DocumentAttribute[];
  thumbs: Rendition[];
  stripped?: () => Uint8Array | undefined;
  /** The bytes from `offset`, at most `limit`, fewer at the end of the file. */
  read(offset: number, limit: number): Uint8Array;
}

export interface FileOrigin {
  dcId: number;
  date: number;
}

const REFERENCE_LENGTH = 17;

/** Every photo and document of the world, with ids and file references (core.telegram.org/api/file_reference). */
export class FileStore {
  readonly photos = new Map<bigint, StoredPhoto>();
  readonly documents = new Map<bigint, StoredDocument>();
  readonly cdn = new CdnFiles();
  readonly web = new WebFiles();
  #serial = 0;
  #epoch = 1;

  /** A new file id: unique, 64 bits, negative half included as on the real server. */
  nextId(dcId: number): bigint {
    const serial = ++this.#serial;
    return BigInt.asIntN(64, (BigInt(dcId) << 60n) | (BigInt(mix32(serial)) << 24n) | BigInt(serial));
  }

  addPhoto(origin: FileOrigin, renditions: Rendition[], stripped?: () => Uint8Array | undefined): StoredPhoto {
    const photo: StoredPhoto = {
      id: this.nextId(origin.dcId),
      dcId: origin.dcId,
      date: origin.date,
      renditions,
      ...(stripped ? { stripped } : {}),
    };
    this.photos.set(photo.id, photo);
    return photo;
  }

  addDocument(origin: FileOrigin, parts: Omit<StoredDocument, 'id' | 'dcId' | 'date'>): StoredDocument {
    const document: StoredDocument = { ...parts, id: this.nextId(origin.dcId), dcId: origin.dcId, date: origin.date };
    this.documents.set(document.id, document);
    return document;
  }

  /** From now on every file reference that was given out before is refused as expired. */
  expireReferences(): void {
    this.#epoch++;
  }

  reference(fileId: bigint): Uint8Array {
    const out = new Uint8Array(REFERENCE_LENGTH);
    const view = new DataView(out.buffer);
    view.setUint8(0, 1);
    view.setUint32(1, this.#epoch);
    view.setBigInt64(5, fileId);
    view.setUint32(13, this.#seal(this.#epoch, fileId));
    return out;
  }

  /** Throws FILE_REFERENCE_EMPTY, _INVALID or _EXPIRED unless `reference` is a current one of that file. */
  checkReference(fileId: bigint, reference: Uint8Array): void {
    if (reference.length === 0) throw badRequest('FILE_REFERENCE_EMPTY');
    if (reference.length !== REFERENCE_LENGTH) throw badRequest('FILE_REFERENCE_INVALID');
    const view = new DataView(reference.buffer, reference.byteOffset, reference.length);
    const epoch = view.getUint32(1);
    if (view.getBigInt64(5) !== fileId || view.getUint32(13) !== this.#seal(epoch, fileId)) {
      throw badRequest('FILE_REFERENCE_INVALID');
    }
    if (epoch !== this.#epoch) throw badRequest('FILE_REFERENCE_EXPIRED');
  }

  #seal(epoch: number, fileId: bigint): number {
    return mix32(epoch ^ Number(BigInt.asIntN(32, fileId)) ^ Number(BigInt.asIntN(32, fileId >> 32n)));
  }
}

/** The access hash under which one login knows a file. */
export function fileAccessHash(salt: number, fileId: bigint): bigint {
  return mix64(salt, 9, Number(BigInt.asUintN(52, fileId)));
}

/** A rendition over bytes that are already there. */
export function rendition(type: string, w: number, h: number, bytes: Uint8Array): Rendition {
  return { type, w, h, size: bytes.length, bytes: () => bytes };
}

/** The file type that `upload.file.type` names, by MIME type. */
export function storageType(mimeType: string): tl.storage.FileType {
  switch (mimeType) {
    case 'image/jpeg':
      return { _: 'storage.fileJpeg' };
    case 'image/png':
      return { _: 'storage.filePng' };
    case 'image/gif':
      return { _: 'storage.fileGif' };
    case 'image/webp':
      return { _: 'storage.fileWebp' };
    case 'application/pdf':
      return { _: 'storage.filePdf' };
    case 'audio/mpeg':
      return { _: 'storage.fileMp3' };
    case 'video/mp4':
      return { _: 'storage.fileMp4' };
    case 'video/quicktime':
      return { _: 'storage.fileMov' };
    default:
      return { _: 'storage.filePartial' };
  }
}

const BLOCK = 1024;
const NOISE_BLOCKS = 1024;

/**
 * A source of any length without memory: pseudo-random bytes, each KiB beginning with its own number (u64 LE), so that a
 * misplaced block is visible. Cheap enough for a download benchmark.
 */
export function syntheticSource(seed: number, size: number): (offset: number, limit: number) => Uint8Array {
  const noise = new Uint8Array(BLOCK * (NOISE_BLOCKS + 1));
  const words = new Uint32Array(noise.buffer);
  let state = mix32(seed) | 1;
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
  const blocks = (offset: number, end: number): Uint8Array => {
    const out = new Uint8Array(end - offset);
    for (let at = offset; at < end;) {
      const within = at % (BLOCK * NOISE_BLOCKS);
      const length = Math.min(end - at, BLOCK * NOISE_BLOCKS - within);
      out.set(noise.subarray(within, within + length), at - offset);
      at += length;
    }
    const view = new DataView(out.buffer);
    for (let block = Math.floor(offset / BLOCK); block * BLOCK < end; block++) {
      const at = block * BLOCK - offset;
      view.setUint32(at, block, true);
      view.setUint32(at + 4, 0, true);
    }
    return out;
  };
  return (offset, limit) => {
    const end = Math.min(size, offset + limit);
    if (end <= offset) return new Uint8Array(0);
    const from = offset - (offset % BLOCK);
    return blocks(from, Math.ceil(end / BLOCK) * BLOCK).subarray(offset - from, end - from);
  };
}
