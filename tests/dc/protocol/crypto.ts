import { createCipheriv, createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { getWasmUrl, ige256Decrypt, initSync } from '@mtcute/wasm';
import { igeDecrypt as decryptByTables } from './aes.ts';

/** The local DC's own message cryptography, not that of the client under test, so that neither side hides the other's mistakes. */

/** From here on a decryption by tables costs more than the way into WebAssembly and back. */
const LARGE = 8192;

/**
 * AES-256-IGE decryption. Parts of files go through WebAssembly: a server that decrypts at half the speed of the clients would be
 * what a benchmark of uploads measures.
 * @param iv 32 bytes, previous ciphertext block then previous plaintext block
 * @param data a multiple of 16 bytes; left unchanged
 */
export function igeDecrypt(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Buffer {
  if (data.length < LARGE || data.length % 16 !== 0 || key.length !== 32 || iv.length !== 32) return decryptByTables(key, iv, data);
  initSync(readWasm());
  const plain = ige256Decrypt(data, key, iv);
  return Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength);
}

let wasm: Buffer | undefined;

function readWasm(): Buffer {
  wasm ??= readFileSync(getWasmUrl());
  return wasm;
}

export function sha1(...parts: Uint8Array[]): Buffer {
  const hash = createHash('sha1');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

export function sha256(...parts: Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** 32-bit words of `data`; copies only when the bytes are not aligned for it. */
function words(data: Uint8Array): Int32Array {
  if (data.byteOffset % 4 === 0) return new Int32Array(data.buffer, data.byteOffset, data.length >> 2);
  const copy = new Uint8Array(data);
  return new Int32Array(copy.buffer, 0, data.length >> 2);
}

/**
 * AES-256-IGE encryption as one native CBC call between two XOR passes: with d = CBC(m_i ^ m_(i-2)), c_i = d_i ^ m_(i-1).
 * @param iv 32 bytes, previous ciphertext block then previous plaintext block
 */
export function igeEncrypt(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Buffer {
  if (key.length !== 32 || iv.length !== 32 || data.length % 16 !== 0) throw new RangeError('IGE: wrong sizes');
  const plain = words(data);
  const previous = words(iv.slice(16));
  const count = plain.length;
  const mixed = new Int32Array(count);
  for (let i = 0; i < 4 && i < count; i++) mixed[i] = plain[i] as number;
  for (let i = 4; i < 8 && i < count; i++) mixed[i] = (plain[i] as number) ^ (previous[i - 4] as number);
  for (let i = 8; i < count; i++) mixed[i] = (plain[i] as number) ^ (plain[i - 8] as number);
  const cipher = createCipheriv('aes-256-cbc', key, iv.subarray(0, 16)).setAutoPadding(false);
  const sealed = cipher.update(new Uint8Array(mixed.buffer));
  const out = words(sealed);
  for (let i = 0; i < 4 && i < count; i++) out[i] = (out[i] as number) ^ (previous[i] as number);
  for (let i = 4; i < count; i++) out[i] = (out[i] as number) ^ (plain[i - 4] as number);
  return Buffer.from(out.buffer, out.byteOffset, out.byteLength);
}

/** Who sends: decides which part of the key is used (core.telegram.org/mtproto/description, x = 0 or 8). */
export type Side = 'client' | 'server';

/** `msg_key_large` = SHA256(part of the key, plaintext with its padding), 32 bytes. */
export function messageKeyLarge(authKey: Uint8Array, plaintext: Uint8Array, sender: Side): Buffer {
  const x = sender === 'client' ? 0 : 8;
  return sha256(authKey.subarray(88 + x, 120 + x), plaintext);
}

/** AES key and iv of an MTProto 2.0 message. */
export function messageAes(authKey: Uint8Array, msgKey: Uint8Array, sender: Side): { key: Buffer; iv: Buffer } {
  const x = sender === 'client' ? 0 : 8;
  const a = sha256(msgKey, authKey.subarray(x, x + 36));
  const b = sha256(authKey.subarray(40 + x, 76 + x), msgKey);
  return {
    key: Buffer.concat([a.subarray(0, 8), b.subarray(8, 24), a.subarray(24, 32)]),
    iv: Buffer.concat([b.subarray(0, 8), a.subarray(8, 24), b.subarray(24, 32)]),
  };
}

/** AES key and iv of an MTProto 1.0 message from the client: only `auth.bindTempAuthKey` still uses it. */
export function messageAesV1(authKey: Uint8Array, msgKey: Uint8Array): { key: Buffer; iv: Buffer } {
  const a = sha1(msgKey, authKey.subarray(0, 32));
  const b = sha1(authKey.subarray(32, 48), msgKey, authKey.subarray(48, 64));
  const c = sha1(authKey.subarray(64, 96), msgKey);
  const d = sha1(msgKey, authKey.subarray(96, 128));
  return {
    key: Buffer.concat([a.subarray(0, 8), b.subarray(8, 20), c.subarray(4, 16)]),
    iv: Buffer.concat([a.subarray(8, 20), b.subarray(0, 8), c.subarray(16, 20), d.subarray(0, 8)]),
  };
}

/** The 8 bytes that name a key on the wire. */
export function authKeyIdOf(authKey: Uint8Array): Buffer {
  return sha1(authKey).subarray(12, 20);
}

/** `aux_hash` of a key: 8 bytes, part of the handshake's proofs. */
export function auxHashOf(authKey: Uint8Array): Buffer {
  return sha1(authKey).subarray(0, 8);
}
