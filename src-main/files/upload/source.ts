import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { assertNever } from '#shared/assert.ts';
import type { BulkCipher } from '../../crypto/index.ts';
import { UploadFailure } from './failure.ts';

/** Where the bytes of an upload come from: a file, memory, or something that makes them now and has no length yet. */
export type UploadSource =
  | { kind: 'path'; path: string }
  /** Something on disk that is known by another name; the same key always brings the same bytes. */
  | { kind: 'kept'; key: string; open(): Promise<RandomSource> }
  | { kind: 'bytes'; bytes: Uint8Array }
  | { kind: 'stream'; chunks: AsyncIterable<Uint8Array> };

const CHUNK = 512 * 1024;

/** A source of known length, open for reading at any place. */
export interface RandomSource {
  readonly size: number;
  /** Unix ms, fractional; 0 for bytes in memory. */
  readonly modifiedMs: number;
  /**
   * Exactly these bytes. Throws `UploadFailure` when they are not there any more.
   * @param bulk gives memory for them, which the caller gives back
   */
  read(offset: number, length: number, bulk?: BulkCipher): Promise<Uint8Array>;
  /** Throws `UploadFailure('changed')` when the file is not the one that was opened. */
  checkUnchanged(): Promise<void>;
  close(): Promise<void>;
}

/** Opens what has a length; `undefined` for a stream. */
export async function openSource(source: UploadSource): Promise<RandomSource | undefined> {
  switch (source.kind) {
    case 'path':
      return openPath(source.path);
    case 'kept':
      return source.open();
    case 'bytes':
      return fromBytes(source.bytes);
    case 'stream':
      return undefined;
    default:
      return assertNever(source);
  }
}

/** Digest of a whole source. @param bulk gives memory for its pieces */
export async function digest(source: RandomSource, algorithm: 'md5' | 'sha256', signal: AbortSignal, bulk?: BulkCipher): Promise<Buffer> {
  const hash = createHash(algorithm);
  for (let offset = 0; offset < source.size; offset += CHUNK) {
    signal.throwIfAborted();
    const bytes = await source.read(offset, Math.min(CHUNK, source.size - offset), bulk);
    hash.update(bytes);
    bulk?.giveBack(bytes);
  }
  return hash.digest();
}

/** Pieces of any length as parts of one size; the last is marked, and may be shorter. Nothing is held but one part and one piece. */
export async function* inParts(
  chunks: AsyncIterable<Uint8Array>,
  partSize: number,
): AsyncGenerator<{ bytes: Uint8Array; last: boolean }, void, undefined> {
  let part = new Uint8Array(partSize);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let used = 0; used < chunk.length; ) {
      // A full part goes out when more is known to follow: whether it is the last has to be said with it.
      if (filled === partSize) {
        yield { bytes: part, last: false };
        part = new Uint8Array(partSize);
        filled = 0;
      }
      const piece = chunk.subarray(used, used + partSize - filled);
      part.set(piece, filled);
      filled += piece.length;
      used += piece.length;
    }
  }
  if (filled > 0) yield { bytes: part.subarray(0, filled), last: true };
}

/** Opens a file of the disk. */
async function openPath(path: string): Promise<RandomSource> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (error) {
    throw new UploadFailure('unreadable', { cause: error });
  }
  const { size, mtimeMs } = await handle.stat();
  return {
    size,
    modifiedMs: mtimeMs,
    read: async (offset, length, bulk) => {
      const bytes = bulk === undefined ? new Uint8Array(length) : bulk.take(length);
      for (let done = 0; done < length; ) {
        const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
        if (bytesRead === 0) throw new UploadFailure('changed');
        done += bytesRead;
      }
      return bytes;
    },
    checkUnchanged: async () => {
      const now = await handle.stat();
      if (now.size !== size || now.mtimeMs !== mtimeMs) throw new UploadFailure('changed');
    },
    close: () => handle.close(),
  };
}

function fromBytes(bytes: Uint8Array): RandomSource {
  return {
    size: bytes.length,
    modifiedMs: 0,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
    checkUnchanged: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
