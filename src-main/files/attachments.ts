import { renameSync, rmSync } from 'node:fs';
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { formatMediaPath } from '#shared/media-path.ts';
import type { MediaPath } from '#shared/media-path.ts';
import type { AttachmentRecord, Store } from '../store/index.ts';
import { readSealed, readSealedBlocks } from './cache-file.ts';
import { applyFileCipher, newFileKey } from './file-cipher.ts';
import { resolveRange } from './range.ts';
import type { MediaAnswer, RangeSpec } from './types.ts';
import { UploadFailure } from './upload/failure.ts';
import type { RandomSource, UploadSource } from './upload/source.ts';

/** The answer to a piece of an attachment: how many bytes there are now, or why it was not taken. */
export type AttachmentAnswer = { ok: true; size: number } | { ok: false; status: 400 | 409 | 413 | 503; reason: string };

/** More than this no server takes, whoever pays. */
const LARGEST = 4 * 1024 ** 3;
const READ_CHUNK = 256 * 1024;
/** What was attached and never sent is kept for so long: its window may still have it. */
const UNUSED_MS = 24 * 3_600_000;
/** Of so many attachments that were sent it is known what they have become. */
const MOST_SUCCESSORS = 256;
const idFormat = /^[0-9a-f]{32}$/;

export interface AttachmentsContext {
  store: Pick<Store, 'attachments' | 'mediaCache'>;
  /** The folder of the sealed copies. */
  dir: string;
  /** The folder of the media cache, on the same disk. */
  cacheDir: string;
  /** Unix ms. */
  now(): number;
}

/**
 * Files on their way into the outbox. What a window attaches is copied, sealed with a key of its own, so that it can be sent after any
 * crash whatever becomes of the original.
 */
export class Attachments {
  readonly #context: AttachmentsContext;
  readonly #ready: Promise<unknown>;
  /** The piece that is being written, by attachment. */
  readonly #writing = new Set<string>();
  /** What those that were sent lately have become. */
  readonly #successors = new Map<string, MediaPath>();

  constructor(context: AttachmentsContext) {
    this.#context = context;
    this.#ready = mkdir(context.dir, { recursive: true, mode: 0o700 });
    this.#ready.catch(() => undefined);
  }

  /** Takes the piece that begins at `offset`; the first one, at 0, begins the attachment anew. */
  async append(id: string, offset: number, bytes: Uint8Array): Promise<AttachmentAnswer> {
    const { attachments } = this.#context.store;
    if (!idFormat.test(id) || !Number.isSafeInteger(offset) || offset < 0) return refused(400, 'This is not a piece of a file.');
    if (offset + bytes.length > LARGEST) return refused(413, 'This file is larger than Telegram accepts.');
    if (this.#writing.has(id)) return refused(409, 'Another piece of this file is being written.');
    this.#writing.add(id);
    try {
      await this.#ready;
      const known = offset === 0 ? this.#begin(id) : attachments.get(id);
      if (known === undefined || known.byteSize !== offset) return refused(409, 'This piece does not continue the file.');
      const handle = await open(this.#pathOf(id), offset === 0 ? 'w' : 'r+', 0o600);
      try {
        await writeAll(handle, applyFileCipher(known.key, offset, bytes), offset);
        await handle.datasync();
      } finally {
        await handle.close();
      }
      attachments.grow(id, offset + bytes.length);
      return { ok: true, size: offset + bytes.length };
    } catch (error) {
      const isFull = error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
      return refused(503, isFull ? 'The disk is full. Free some space and try again.' : 'The file could not be kept on this computer.');
    } finally {
      this.#writing.delete(id);
    }
  }

  /** Bytes of an attachment that is there; undefined otherwise. */
  sizeOf(id: string): number | undefined {
    return this.#context.store.attachments.get(id)?.byteSize;
  }

  /** The attachment as what an upload reads from. */
  source(id: string): UploadSource {
    return { kind: 'kept', key: id, open: () => this.#open(id) };
  }

  /** Answers a request for an attachment, so that a window can show what it is sending. */
  async read(id: string, range: RangeSpec | undefined): Promise<MediaAnswer> {
    let source: RandomSource;
    try {
      source = await this.#open(id);
    } catch {
      return { ok: false, status: 404, reason: 'There is no such file any more.' };
    }
    const wanted = resolveRange(range, source.size);
    if (wanted === undefined) {
      await source.close();
      return { ok: false, status: 416, reason: 'The range lies outside the file.', size: source.size };
    }
    let offset = wanted.start;
    const first = await source.read(0, Math.min(16, source.size));
    const body = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        const length = Math.min(READ_CHUNK, wanted.end + 1 - offset);
        if (length > 0) controller.enqueue(await source.read(offset, length));
        offset += length;
        if (offset <= wanted.end) return;
        await source.close();
        controller.close();
      },
      cancel: () => source.close(),
    }, { highWaterMark: 0 });
    return { ok: true, size: source.size, ...wanted, partial: range !== undefined, mimeType: pictureType(first), body };
  }

  /**
   * The attachment ends: what was sent is the file `path` of the server now. When the server kept it as it is, `mimeType` says of what
   * type it is, and the copy moves into the media cache, so that it is not downloaded again. Synchronous, so that nobody can ask for it
   * in between.
   */
  becomes(id: string, path: MediaPath, mimeType: string | undefined): void {
    this.#successors.set(id, path);
    const [oldest] = this.#successors.keys();
    if (this.#successors.size > MOST_SUCCESSORS && oldest !== undefined) this.#successors.delete(oldest);
    if (mimeType !== undefined) this.#adopt(id, formatMediaPath(path), mimeType);
    this.remove(id);
  }

  /** What a sent attachment has become: a window that has not heard of it may still ask for the attachment. */
  successor(id: string): MediaPath | undefined {
    return this.#successors.get(id);
  }

  /** It is not needed any more. */
  remove(id: string): void {
    this.#context.store.attachments.delete(id);
    if (idFormat.test(id)) rmSync(this.#pathOf(id), { force: true });
  }

  /** Removes what no message needs and no window can still have, and copies that the database does not know. */
  async tidy(needed: ReadonlySet<string>): Promise<void> {
    const { attachments } = this.#context.store;
    const oldest = this.#context.now() - UNUSED_MS;
    for (const { id, createdAt } of attachments.list()) if (!needed.has(id) && createdAt < oldest) this.remove(id);
    await this.#ready;
    for (const name of await readdir(this.#context.dir)) {
      if (attachments.get(name) === undefined) await rm(join(this.#context.dir, name), { force: true });
    }
  }

  #adopt(id: string, path: string, mimeType: string): void {
    const { attachments, mediaCache } = this.#context.store;
    const known = attachments.get(id);
    if (known === undefined || mediaCache.get(path) !== undefined) return;
    try {
      renameSync(this.#pathOf(id), join(this.#context.cacheDir, id));
    } catch {
      // Without it the file is downloaded when it is looked at.
      return;
    }
    const { byteSize, key } = known;
    mediaCache.put({ path, fileName: id, key, byteSize, mimeType, complete: true, usedAt: this.#context.now() });
  }

  #begin(id: string): AttachmentRecord {
    const record: AttachmentRecord = { id, key: newFileKey(), byteSize: 0, createdAt: this.#context.now() };
    this.#context.store.attachments.put(record);
    return record;
  }

  async #open(id: string): Promise<RandomSource> {
    const known = this.#context.store.attachments.get(id);
    if (known === undefined) throw new UploadFailure('unreadable');
    const { key, byteSize } = known;
    const handle = await open(this.#pathOf(id), 'r').catch((error: unknown) => {
      throw new UploadFailure('unreadable', { cause: error });
    });
    return {
      size: byteSize,
      modifiedMs: known.createdAt,
      read: async (offset, length, bulk) => {
        const range = { offset, length };
        const bytes = await (bulk === undefined ? readSealed(handle, key, range, undefined) : readSealedBlocks(handle, key, range, bulk));
        if (bytes.length < length) throw new UploadFailure('unreadable');
        return bytes;
      },
      checkUnchanged: () => Promise.resolve(),
      close: () => handle.close(),
    };
  }

  #pathOf(id: string): string {
    return join(this.#context.dir, id);
  }
}

const refused = (status: 400 | 409 | 413 | 503, reason: string): AttachmentAnswer => ({ ok: false, status, reason });

async function writeAll(handle: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, offset + done);
    done += bytesWritten;
  }
}

/** Only pictures are shown from here; everything else is bytes. */
function pictureType(head: Uint8Array): string {
  const text = Buffer.from(head).toString('latin1');
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('\x89PNG')) return 'image/png';
  if (text.startsWith('GIF8')) return 'image/gif';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp';
  if (text.slice(4, 8) === 'ftyp') return 'video/mp4';
  return 'application/octet-stream';
}
