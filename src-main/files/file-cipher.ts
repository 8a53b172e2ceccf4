import { createCipheriv, randomBytes } from 'node:crypto';
import { invariant } from '#shared/assert.ts';
import type { BulkCipher } from '../crypto/index.ts';

const KEY_LENGTH = 32;
const IV_LENGTH = 16;
const BLOCK = 16;
const COUNTER_MASK = (1n << 128n) - 1n;

/** A fresh key and counter start for one file, never used for other content: 32 bytes of key, then 16 of counter. */
export const newFileKey = (): Uint8Array => new Uint8Array(randomBytes(KEY_LENGTH + IV_LENGTH));

/**
 * Encrypts or decrypts (AES-256-CTR is its own inverse) bytes that stand at `offset` of a file. The counter block of an offset is the
 * start plus ⌊offset/16⌋ as a 128-bit big-endian number, which wraps.
 */
export function applyFileCipher(fileKey: Uint8Array, offset: number, bytes: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-256-ctr', keyOf(fileKey), counterOf(fileKey, offset));
  const skip = offset % BLOCK;
  if (skip > 0) cipher.update(Buffer.alloc(skip));
  return cipher.update(bytes);
}

/** The same where the bytes lie, in memory of `bulk` and away from this thread. @param offset of a whole block */
export async function applyInPlace(bulk: BulkCipher, fileKey: Uint8Array, offset: number, bytes: Uint8Array): Promise<void> {
  invariant(offset % BLOCK === 0, 'what is encrypted in place begins with a block');
  await bulk.count(bytes, keyOf(fileKey), counterOf(fileKey, offset));
}

/** Where the block begins in which this offset lies. */
export const blockStart = (offset: number): number => offset - (offset % BLOCK);

function keyOf(fileKey: Uint8Array): Uint8Array {
  invariant(fileKey.length === KEY_LENGTH + IV_LENGTH, 'a file key has 48 bytes');
  return fileKey.subarray(0, KEY_LENGTH);
}

const counterOf = (fileKey: Uint8Array, offset: number): Buffer => counterAt(fileKey.subarray(KEY_LENGTH), Math.floor(offset / BLOCK));

function counterAt(start: Uint8Array, blocks: number): Buffer {
  const value = BigInt(`0x${Buffer.from(start).toString('hex')}`) + BigInt(blocks);
  return Buffer.from((value & COUNTER_MASK).toString(16).padStart(IV_LENGTH * 2, '0'), 'hex');
}
