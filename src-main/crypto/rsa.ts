// Pure BigInt: raw RSA with a small public exponent is fast enough (under a millisecond) and needs no library support.
import { bigIntToBytes, bytesToBigInt, concat, readInt64, wipe, xor } from './bytes.ts';
import { sha1, sha256 } from './hash.ts';
import { igeEncrypt } from './ige.ts';
import { modPow } from './mod-pow.ts';
import type { RandomBytes } from './random.ts';

/** A server's public key; `fingerprint` is the TL `long` (signed) that names it in `resPQ`. */
export interface RsaPublicKey {
  modulus: bigint;
  exponent: bigint;
  fingerprint: bigint;
}

/** Reads a PKCS#1 public key (`-----BEGIN RSA PUBLIC KEY-----`). Throws when the text is no such key. */
export function parseRsaPublicKey(pem: string): RsaPublicKey {
  const body = /-----BEGIN RSA PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END RSA PUBLIC KEY-----/.exec(pem)?.[1];
  if (body === undefined) throw new Error('Not a PKCS#1 public key in PEM form');
  const der = new DerReader(Buffer.from(body.replace(/\s/g, ''), 'base64'));
  const sequence = new DerReader(der.element(0x30));
  const modulus = bytesToBigInt(sequence.element(0x02));
  const exponent = bytesToBigInt(sequence.element(0x02));
  const print = sha1(tlBytes(bigIntToBytes(modulus)), tlBytes(bigIntToBytes(exponent)));
  return { modulus, exponent, fingerprint: readInt64(print, 12) };
}

/**
 * RSA_PAD of the key exchange (core.telegram.org/mtproto/auth_key, step 4.1): at most 144 bytes in, 256 bytes out.
 */
export function rsaPad(data: Uint8Array, key: RsaPublicKey, random: RandomBytes): Uint8Array {
  if (data.length > 144) throw new RangeError('RSA_PAD takes at most 144 bytes');
  const padded = concat(data, random(192 - data.length));
  const reversed = padded.slice().reverse();
  for (;;) {
    const tempKey = random(32);
    const withHash = concat(reversed, sha256(tempKey, padded));
    const aes = igeEncrypt(withHash, tempKey, new Uint8Array(32));
    const keyed = concat(xor(tempKey, sha256(aes)), aes);
    const number = bytesToBigInt(keyed);
    wipe(tempKey, withHash);
    if (number >= key.modulus) continue;
    wipe(padded, reversed);
    return bigIntToBytes(modPow(number, key.exponent, key.modulus), 256);
  }
}

function tlBytes(bytes: Uint8Array): Uint8Array {
  const header = bytes.length < 254 ? [bytes.length] : [254, bytes.length & 255, (bytes.length >> 8) & 255, bytes.length >> 16];
  return concat(Uint8Array.from(header), bytes, new Uint8Array((4 - ((header.length + bytes.length) % 4)) % 4));
}

class DerReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  element(tag: number): Uint8Array {
    if (this.#byte() !== tag) throw new Error('Unexpected element in a PKCS#1 public key');
    let length = this.#byte();
    if (length >= 0x80) {
      const count = length & 0x7f;
      length = 0;
      for (let i = 0; i < count; i++) length = length * 256 + this.#byte();
    }
    const end = this.#offset + length;
    if (end > this.#bytes.length) throw new Error('Truncated PKCS#1 public key');
    const value = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return value;
  }

  #byte(): number {
    const byte = this.#bytes[this.#offset++];
    if (byte === undefined) throw new Error('Truncated PKCS#1 public key');
    return byte;
  }
}
