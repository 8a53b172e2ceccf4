import { createDecipheriv } from 'node:crypto';

const BLOCK = 16;

/**
 * Decrypts bytes of a CDN that begin at `offset`, a multiple of 16 (core.telegram.org/cdn): AES-256-CTR whose counter block is the iv with
 * its last four bytes replaced by the big-endian number of the first block, anew for every part.
 */
export function decryptCdnPart(key: Uint8Array, iv: Uint8Array, offset: number, bytes: Uint8Array): Uint8Array {
  const counter = Buffer.from(iv);
  counter.writeUInt32BE(offset / BLOCK, counter.length - 4);
  return createDecipheriv('aes-256-ctr', key, counter).update(bytes);
}
