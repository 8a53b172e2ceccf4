import { constants, createPrivateKey, createPublicKey, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { equalBytes, igeDecrypt, sha1, sha256 } from './crypto.ts';
import { fromBytes } from './dh.ts';

const common = new Map<'main' | 'cdn', string>();

/** PKCS#1 PEM of the key that the local DCs of this process have in common: making one takes longer than starting a DC. */
export function commonRsaKey(of: 'main' | 'cdn'): string {
  const pem = common.get(of) ?? new ServerRsaKey().privatePem;
  common.set(of, pem);
  return pem;
}

/** The server's RSA key: made at start, or given as PEM so that a restarted DC keeps its identity. */
export class ServerRsaKey {
  /** PKCS#1 PEM, the form in which clients carry Telegram's keys. */
  readonly publicPem: string;
  /** PKCS#1 PEM of the private key, to start another DC with the same identity. */
  readonly privatePem: string;
  /** Low 64 bits of SHA1(n, e as TL strings), as the signed TL long of `resPQ`. */
  readonly fingerprint: bigint;
  /** The same as 16 hex digits, most significant first. */
  readonly fingerprintHex: string;
  readonly #private: KeyObject;
  readonly #modulus: bigint;

  constructor(privatePem?: string) {
    this.#private = privatePem === undefined ? generatePrivateKey() : createPrivateKey(privatePem);
    const { n, fingerprint } = publicParts(this.#private);
    if (n.length !== 256) throw new RangeError('The local DC needs a 2048-bit RSA key');
    this.#modulus = fromBytes(n);
    this.fingerprint = BigInt.asIntN(64, fingerprint);
    this.fingerprintHex = fingerprint.toString(16).padStart(16, '0');
    this.publicPem = createPublicKey(this.#private).export({ type: 'pkcs1', format: 'pem' }).toString();
    this.privatePem = this.#private.export({ type: 'pkcs1', format: 'pem' }).toString();
  }

  /**
   * Opens the `encrypted_data` of `req_DH_params`: 256 encrypted bytes in, the inner data with its random padding out.
   * RSA_PAD (core.telegram.org/mtproto/auth_key) is undone and its SHA256 checked. The scheme before it, SHA1 then data
   * then padding, is what several clients still send and Telegram still takes: then `sha1` is what the inner data alone
   * must hash to. Undefined for anything else.
   */
  open(encrypted: Uint8Array): { data: Buffer; sha1?: Buffer } | undefined {
    if (encrypted.length !== 256 || fromBytes(encrypted) >= this.#modulus) return undefined;
    const opened = privateDecrypt({ key: this.#private, padding: constants.RSA_NO_PADDING }, encrypted);
    const sealed = opened.subarray(32);
    const tempKey = xor(opened.subarray(0, 32), sha256(sealed));
    const withHash = igeDecrypt(tempKey, Buffer.alloc(32), sealed);
    const data = Buffer.from(withHash.subarray(0, 192)).reverse();
    if (equalBytes(sha256(tempKey, data), withHash.subarray(192))) return { data };
    return opened[0] === 0 ? { data: opened.subarray(21), sha1: opened.subarray(1, 21) } : undefined;
  }
}

/** The modulus, and the unsigned fingerprint of the key (core.telegram.org/mtproto/auth_key, step 2). */
function publicParts(key: KeyObject): { n: Buffer; fingerprint: bigint } {
  const jwk = createPublicKey(key).export({ format: 'jwk' });
  const n = Buffer.from(jwk.n ?? '', 'base64url');
  const e = Buffer.from(jwk.e ?? '', 'base64url');
  return { n, fingerprint: sha1(tlBytes(n), tlBytes(e)).readBigUInt64LE(12) };
}

/**
 * A key whose fingerprint has sixteen hex digits. mtcute looks keys up by a fingerprint without leading zeros in a table that has
 * them, so every sixteenth random key would be unknown to it.
 */
function generatePrivateKey(): KeyObject {
  for (;;) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    if (publicParts(privateKey).fingerprint >> 60n !== 0n) return privateKey;
  }
}

export function xor(a: Uint8Array, b: Uint8Array): Buffer {
  const out = Buffer.from(a);
  for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) ^ (b[i] as number);
  return out;
}

/** TL `bytes`: short or long length, data, zeros to a multiple of four. */
export function tlBytes(data: Uint8Array): Buffer {
  const head =
    data.length < 254
      ? Buffer.from([data.length])
      : Buffer.from([254, data.length & 255, (data.length >> 8) & 255, (data.length >> 16) & 255]);
  const pad = (4 - ((head.length + data.length) % 4)) % 4;
  return Buffer.concat([head, data, Buffer.alloc(pad)]);
}
