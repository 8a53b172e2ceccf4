import type { Keystream } from '../ctr-stream.ts';
import type { Direction } from '../kdf.ts';

/** Bytes of a packet that still are, or are to be, under the obfuscation of the stream that carries it. */
export interface Masked {
  /** The first of them; all that follow are too. */
  from: number;
  keystream: Keystream;
}

/**
 * Cryptography of large pieces away from the thread that asks for it, in memory that is used again and again: a fresh array for
 * every copy of a file's part would keep the garbage collector busy.
 */
export interface BulkCipher {
  /** So many bytes, with anything in them, for one owner. Who does not give them back only makes work for the collector. */
  take(length: number): Uint8Array;
  /** Whether bytes lie in such memory, and still have their owner. */
  owns(bytes: Uint8Array): boolean;
  /** The owner is done with what `take` gave, or a view of it; other memory is left alone. Nobody may look at it any more. */
  giveBack(bytes: Uint8Array): void;
  /**
   * Decrypts a packet in memory of `take` where it lies; resolves with whether its message key is right.
   * @param masked what is to be freed of the obfuscation first
   */
  open(packet: Uint8Array, authKey: Uint8Array, direction: Direction, masked?: Masked): Promise<boolean>;
  /**
   * Encrypts a packet in memory of `take` where it lies, and gives it its message key.
   * @param masked what is to be obfuscated afterwards
   */
  seal(packet: Uint8Array, authKey: Uint8Array, direction: Direction, masked?: Masked): Promise<void>;
  /** Encrypts or decrypts bytes in memory of `take` where they lie, with AES-256-CTR. @param counter 16 bytes */
  count(bytes: Uint8Array, key: Uint8Array, counter: Uint8Array): Promise<void>;
}

/** What the thread is asked to do with a stretch of shared memory; the keys lie at its beginning. */
export interface BulkJob {
  id: number;
  do: 'open' | 'seal' | 'count';
  memory: SharedArrayBuffer;
  start: number;
  length: number;
  direction: Direction;
  /** Where AES-256-CTR goes over it from, and how many bytes of its first block are used up. */
  masked: { from: number; used: number } | undefined;
}

export interface BulkResult {
  id: number;
  ok: boolean;
}
