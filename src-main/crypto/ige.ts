// Encryption of large data relies on AES-256-CBC of node:crypto (OpenSSL and BoringSSL); the rest on our AES in WebAssembly.
import { createCipheriv } from 'node:crypto';
import { wasmIge } from './ige-wasm.ts';

/** From this size on the native cipher is worth the creation of its object, bytes. */
const nativeFrom = 8192;

/**
 * AES-256-IGE encryption (core.telegram.org/mtproto/description): `c_i = E(m_i ⊕ c_{i−1}) ⊕ m_{i−1}`.
 *
 * IGE over m is CBC over `x_i = m_i ⊕ m_{i−2}` with `m_{i−1}` added to the output, so one native CBC call does the work.
 * @param data a multiple of 16 bytes  @param key 32 bytes  @param iv 32 bytes, `c_0 ‖ m_0`; neither is changed
 */
export function igeEncrypt(data: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array {
  checkSizes(data, key, iv);
  if (data.length === 0) return new Uint8Array(0);
  if (data.length < nativeFrom) return wasmIge().encrypt(data, key, iv);
  const words = data.length >>> 2;
  // plain = m_0 ‖ m_1 ‖ …, aligned for 32-bit access.
  const plain = new Int32Array(words + 4);
  const plainBytes = new Uint8Array(plain.buffer);
  plainBytes.set(iv.subarray(16), 0);
  plainBytes.set(data, 16);
  const mixed = new Int32Array(words);
  for (let i = 0; i < 4; i++) mixed[i] = plain[i + 4] as number;
  for (let i = 4; i < words; i++) mixed[i] = (plain[i + 4] as number) ^ (plain[i - 4] as number);
  const cipher = createCipheriv('aes-256-cbc', key, iv.subarray(0, 16)).setAutoPadding(false);
  const chained = cipher.update(new Uint8Array(mixed.buffer));
  mixed.set(new Int32Array(chained.buffer, chained.byteOffset, words));
  for (let i = 0; i < words; i++) mixed[i] = (mixed[i] as number) ^ (plain[i] as number);
  plain.fill(0);
  return new Uint8Array(mixed.buffer);
}

/**
 * AES-256-IGE decryption, the inverse of `igeEncrypt`: `m_i = D(c_i ⊕ m_{i−1}) ⊕ c_{i−1}`.
 * Each block needs the plaintext of the one before, so no native mode can be bent to it.
 * @param into where the plaintext goes, as long as the data and possibly the data itself; a new array when absent
 */
export function igeDecrypt(data: Uint8Array, key: Uint8Array, iv: Uint8Array, into?: Uint8Array): Uint8Array {
  checkSizes(data, key, iv);
  if (into !== undefined && into.length !== data.length) throw new RangeError('The plaintext is as long as the data');
  if (data.length === 0) return into ?? new Uint8Array(0);
  return wasmIge().decrypt(data, key, iv, into);
}

function checkSizes(data: Uint8Array, key: Uint8Array, iv: Uint8Array): void {
  if (data.length % 16 !== 0 || key.length !== 32 || iv.length !== 32) {
    throw new RangeError('AES-IGE takes whole blocks, a key and an iv of 32 bytes each');
  }
}
