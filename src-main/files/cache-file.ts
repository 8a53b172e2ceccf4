import { open, readFile, rm, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { applyFileCipher } from './file-cipher.ts';
import { PartMap } from './part-map.ts';

/** Parts are noted on disk after this many new ones, and when the file is closed. */
const NOTE_EVERY = 8;

/** One encrypted file of the cache: parts may come in any order, bytes may be read from any place that is there. */
export class CacheFile {
  readonly #path: string;
  readonly #key: Uint8Array;
  readonly #handle: FileHandle;
  readonly parts: PartMap;
  #unnoted = 0;

  private constructor(path: string, key: Uint8Array, handle: FileHandle, parts: PartMap) {
    this.#path = path;
    this.#key = key;
    this.#handle = handle;
    this.parts = parts;
  }

  /** Opens a file that is there, or makes it. Parts beyond what the disk holds are forgotten. */
  static async open(path: string, key: Uint8Array, partSize: number): Promise<CacheFile> {
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
    return new CacheFile(path, key, handle, kept);
  }

  /** Writes a part; whoever calls notes it in `parts` when it may be read. */
  async write(part: number, bytes: Uint8Array): Promise<void> {
    const offset = part * this.parts.partSize;
    const sealed = applyFileCipher(this.#key, offset, bytes);
    for (let done = 0; done < sealed.length; ) {
      const { bytesWritten } = await this.#handle.write(sealed, done, sealed.length - done, offset + done);
      done += bytesWritten;
    }
    this.#unnoted++;
  }

  /** Notes on disk which parts are there, now and then: a crash costs the last few. */
  async noteParts(): Promise<void> {
    if (this.#unnoted >= NOTE_EVERY) await this.#note();
  }

  /** At most `length` bytes from `offset`; fewer at the end of the file. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    return readSealed(this.#handle, this.#key, offset, length);
  }

  /** Every part is there: what notes them is not needed any more. */
  async finish(): Promise<void> {
    this.#unnoted = 0;
    await this.#handle.sync();
    await rm(partsPath(this.#path), { force: true });
  }

  async close(): Promise<void> {
    if (this.#unnoted > 0) await this.#note().catch(() => undefined);
    await this.#handle.close();
  }

  async #note(): Promise<void> {
    this.#unnoted = 0;
    // The parts must be on the disk before the note that says so.
    await this.#handle.datasync();
    await writeFile(partsPath(this.#path), this.parts.toBytes(), { mode: 0o600 });
  }
}

/** Bytes of a finished file from a place in it. */
export async function readSealed(handle: FileHandle, key: Uint8Array, offset: number, length: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(buffer, done, length - done, offset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return applyFileCipher(key, offset, buffer.subarray(0, done));
}

export async function removeCacheFile(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(partsPath(path), { force: true });
}

export const partsPath = (path: string): string => `${path}.parts`;

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';
