import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { ProxyViolation } from './proxy-server.ts';

/** One obfuscated connection as the proxy sees it (core.telegram.org/mtproto/mtproto-transports#transport-obfuscation). */
export interface ObfuscatedLeg {
  encrypt(bytes: Buffer): Buffer;
  decrypt(bytes: Buffer): Buffer;
}

export interface ClientLeg extends ObfuscatedLeg {
  /** Four equal bytes: ef, ee or dd. */
  tag: Buffer;
  /** As written: +10000 on test servers, negative for media. */
  dc: number;
}

export const HEADER_BYTES = 64;
const FORBIDDEN_STARTS = new Set(['HEAD', 'POST', 'GET ', 'OPTI', '\xdd\xdd\xdd\xdd', '\xee\xee\xee\xee', '\x16\x03\x01\x02']);

/** Reads the header of a client that should know the secret. */
export function acceptClient(header: Buffer, secret: Buffer): ClientLeg {
  const start = header.subarray(0, 4).toString('latin1');
  if (header[0] === 0xef || FORBIDDEN_STARTS.has(start) || header.readUInt32LE(4) === 0) throw new ProxyViolation('the header starts like another protocol');
  const mixed = (key: Buffer): Buffer => createHash('sha256').update(key).update(secret).digest();
  const backwards = Buffer.from(header.subarray(8, 56)).reverse();
  const decipher = createDecipheriv('aes-256-ctr', mixed(header.subarray(8, 40)), header.subarray(40, 56));
  const cipher = createCipheriv('aes-256-ctr', mixed(backwards.subarray(0, 32)), backwards.subarray(32, 48));
  const plain = decipher.update(header);
  const tag = plain.subarray(56, 60);
  if (![0xef, 0xee, 0xdd].some((byte) => tag.equals(Buffer.alloc(4, byte)))) throw new ProxyViolation('the client does not know the secret');
  return { tag, dc: plain.readInt16LE(60), encrypt: (bytes) => cipher.update(bytes), decrypt: (bytes) => decipher.update(bytes) };
}

/** Opens a leg to a data center, without a secret. */
export function openToServer(tag: Buffer, dc: number): ObfuscatedLeg & { header: Buffer } {
  const start = randomBytes(HEADER_BYTES);
  // Any start that is no other protocol's will do.
  start.writeUInt32LE(0x5e7e1234, 0);
  start.writeUInt32LE(1, 4);
  tag.copy(start, 56);
  start.writeInt16LE(dc, 60);
  const backwards = Buffer.from(start.subarray(8, 56)).reverse();
  const cipher = createCipheriv('aes-256-ctr', start.subarray(8, 40), start.subarray(40, 56));
  const decipher = createDecipheriv('aes-256-ctr', backwards.subarray(0, 32), backwards.subarray(32, 48));
  const header = Buffer.concat([start.subarray(0, 56), cipher.update(start).subarray(56)]);
  return { header, encrypt: (bytes) => cipher.update(bytes), decrypt: (bytes) => decipher.update(bytes) };
}
