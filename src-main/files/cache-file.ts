import { open, readFile, rm, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { drop } from '#shared/assert.ts';
import type { BulkCipher } from '../crypto/index.ts';
import type { Clock, Timer } from '../mtproto/index.ts';
import { applyFileCipher, applyInPlace, blockStart } from './file-cipher.ts';
import { PartMap } from './part-map.ts';

/** Which parts are there is noted at most this often, and when the file is closed: a crash costs what came since. */
const NOTE_MS = 1000;

/** From this size on what is read is decrypted away from this thread, bytes. */
const bulkFrom = 65_536;

/** What a cache file needs of the world. */
export interface CacheFileContext {
  clock: Clock;
  bulk?: BulkCipher | undefined;
}

/** One encrypted file of the cache: parts may come in any order, bytes may be read from any place that is there. */
export class CacheFile {
  readonly #path: string;
  readonly #key: Uint8Array;
  readonly #handle: FileHandle;
  readonly #context: CacheFileContext;
  readonly parts: PartMap;
  #noting: Timer | undefined;
  #noted: Promise<void> = Promise.resolve();
  #discarded = false;

  private constructor(path: string, key: Uint8Array, handle: FileHandle, parts: PartMap, context: CacheFileContext) {
    this.#context = context;
    this.#path = path;
    this.#key = key;
    this.#handle = handle;
    this.parts = parts;
  }

  /** Opens a file that is there, or makes it. Parts beyond what the disk holds are forgotten. */
  static async open(path: string, key: Uint8Array, partSize: number, context: CacheFileContext): Promise<CacheFile> {
    let handle: FileHandle;
    try {
      handle = await open(path, 'r+');
    } catch (error) {
      if (!isMissing(error)) throw error;
      await rm(partsPath(path), { force: true });
      handle = await open(path, 'wx+', 0o600);
    }
    const { size } = await handle.stat();
    const noted = await readFile(partsPath(path)).catch(() => undefined);
    const parts = (noted === undefined ? undefined : PartMap.fromBytes(noted, partSize)) ?? new PartMap(partSize);
    const kept = new PartMap(partSize);
    for (let part = 0; part * partSize < size; part++) if (parts.has(part)) kept.add(part);
    return new CacheFile(path, key, handle, kept, context);
  }

  /** Writes a part, and uses its bytes up; whoever calls notes it in `parts` when it may be read. */
  async write(part: number, bytes: Uint8Array): Promise<void> {
    const offset = part * this.parts.partSize;
    const { bulk } = this.#context;
    const own = bulk?.owns(bytes) === true;
    if (bulk !== undefined && own) await applyInPlace(bulk, this.#key, offset, bytes);
    const sealed = own ? bytes : applyFileCipher(this.#key, offset, bytes);
    for (let done = 0; done < sealed.length; ) {
      const { bytesWritten } = await this.#handle.write(sealed, done, sealed.length - done, offset + done);
      done += bytesWritten;
    }
    bulk?.giveBack(bytes);
  }

  /** Sees to it that the parts that are there now will be known after a crash. */
  noteParts(): void {
    if (this.#discarded) return;
    this.#noting ??= this.#context.clock.after(NOTE_MS, () => {
      this.#noting = undefined;
      drop(this.#note());
    });
  }

  /** At most `length` bytes from `offset`; fewer at the end of the file. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    return readSealed(this.#handle, this.#key, { offset, length }, this.#context.bulk);
  }

  /** Every part is there: what notes them is not needed any more. */
  async finish(): Promise<void> {
    this.#stopNoting();
    await this.#noted;
    await this.#handle.sync();
    await rm(partsPath(this.#path), { force: true });
  }

  /** Removes the file; who still reads it keeps what is open. */
  async discard(): Promise<void> {
    this.#discarded = true;
    this.#stopNoting();
    await this.#noted;
    await removeCacheFile(this.#path);
  }

  async close(): Promise<void> {
    if (this.#stopNoting()) drop(this.#note());
    await this.#noted;
    await this.#handle.close();
  }

  /** Says whether anything was to be noted. */
  #stopNoting(): boolean {
    const pending = this.#noting !== undefined;
    this.#noting?.cancel();
    this.#noting = undefined;
    return pending;
  }

  #note(): Promise<void> {
    this.#noted = this.#noted.then(async () => {
      if (this.#discarded) return;
      const parts = this.parts.toBytes();
      // The parts must be on the disk before the note that says so.
      await this.#handle.datasync();
      await writeFile(partsPath(this.#path), parts, { mode: 0o600 });
      // A note that cannot be written costs a repetition of the parts.
    }).catch(() => undefined);
    return this.#noted;
  }
}

/** Bytes of a finished file from a place in it. */
export async function readSealed(
  handle: FileHandle,
  key: Uint8Array,
  { offset, length }: { offset: number; length: number },
  bulk: BulkCipher | undefined,
): Promise<Uint8Array> {
  if (bulk === undefined || length < bulkFrom) return applyFileCipher(key, offset, await readInto(handle, new Uint8Array(length), offset));
  const start = blockStart(offset);
  const read = await readSealedBlocks(handle, key, { offset: start, length: offset - start + length }, bulk);
  const bytes = read.slice(offset - start);
  bulk.giveBack(read);
  return bytes;
}

/** The same from the beginning of a block on, in memory of `bulk`, which the caller gives back. */
export async function readSealedBlocks(
  handle: FileHandle,
  key: Uint8Array,
  { offset, length }: { offset: number; length: number },
  bulk: BulkCipher,
): Promise<Uint8Array> {
  const memory = bulk.take(length);
  try {
    const read = await readInto(handle, memory, offset);
    await applyInPlace(bulk, key, offset, read);
    return read;
  } catch (error) {
    bulk.giveBack(memory);
    throw error;
  }
}

/** As much of the buffer as the file has from there on. */
async function readInto(handle: FileHandle, buffer: Uint8Array, offset: number): Promise<Uint8Array> {
  let done = 0;
  while (done < buffer.length) {
    const { bytesRead } = await handle.read(buffer, done, buffer.length - done, offset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}

export async function removeCacheFile(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(partsPath(path), { force: true });
}

export const partsPath = (path: string): string => `${path}.parts`;

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';
