// Encryption of large data relies on AES-256-CBC of node:crypto (OpenSSL and BoringSSL); the rest on our AES in WebAssembly.
import { createCipheriv } from 'node:crypto';
import { wasmIge } from './ige-wasm.ts';

/** From this size on the native cipher is worth the creation of its object, bytes. */
const nativeFrom = 8192;

/** Words of a block. */
const blockWords = 4;
/** What is encrypted is mixed here first, in this thread; nothing of it stays. */
let mixing = new Int32Array(0);

/**
 * AES-256-IGE encryption (core.telegram.org/mtproto/description): `c_i = E(m_i ⊕ c_{i−1}) ⊕ m_{i−1}`.
 *
 * IGE over m is CBC over `x_i = m_i ⊕ m_{i−2}` with `m_{i−1}` added to the output, so one native CBC call does the work.
 * @param data a multiple of 16 bytes  @param key 32 bytes  @param iv 32 bytes, `c_0 ‖ m_0`; neither is changed
 * @param into where the ciphertext goes, as long as the data and possibly the data itself; a new array when absent
 */
export function igeEncrypt(data: Uint8Array, key: Uint8Array, iv: Uint8Array, into?: Uint8Array): Uint8Array {
  checkSizes(data, key, iv, into);
  if (data.length === 0) return into ?? new Uint8Array(0);
  if (data.length < nativeFrom) return wasmIge().encrypt(data, key, iv, into);
  const out = into ?? new Uint8Array(data.length);
  if (out !== data) out.set(data);
  const words = out.length >>> 2;
  if (mixing.length < words) mixing = new Int32Array(words);
  const mixed = mixing.subarray(0, words);
  const text = wordsOf(out);
  // From the end on, each word with the one two blocks before it; the first two blocks have only m_0 before them.
  mixed.set(text);
  for (let i = words - 1; i >= 2 * blockWords; i--) mixed[i] = (mixed[i] as number) ^ (text[i - 2 * blockWords] as number);
  const first = wordsOf(new Uint8Array(iv.subarray(16)));
  for (let i = 0; i < blockWords; i++) mixed[i + blockWords] = (mixed[i + blockWords] as number) ^ (first[i] as number);
  const cipher = createCipheriv('aes-256-cbc', key, iv.subarray(0, 16)).setAutoPadding(false);
  const chained = wordsOf(cipher.update(new Uint8Array(mixed.buffer, mixed.byteOffset, out.length)));
  for (let i = words - 1; i >= blockWords; i--) text[i] = (chained[i] as number) ^ (text[i - blockWords] as number);
  for (let i = 0; i < blockWords; i++) text[i] = (chained[i] as number) ^ (first[i] as number);
  mixed.fill(0);
  if (text.buffer !== out.buffer) out.set(new Uint8Array(text.buffer));
  return out;
}

/** Bytes as words: a view where they are aligned, else a copy. */
function wordsOf(bytes: Uint8Array): Int32Array {
  // Not `slice`, which is another view where the bytes are one of Node's buffers.
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  return new Int32Array(aligned.buffer, aligned.byteOffset, bytes.length >>> 2);
}

/**
 * AES-256-IGE decryption, the inverse of `igeEncrypt`: `m_i = D(c_i ⊕ m_{i−1}) ⊕ c_{i−1}`.
 * Each block needs the plaintext of the one before, so no native mode can be bent to it.
 * @param into where the plaintext goes, as long as the data and possibly the data itself; a new array when absent
 */
export function igeDecrypt(data: Uint8Array, key: Uint8Array, iv: Uint8Array, into?: Uint8Array): Uint8Array {
  checkSizes(data, key, iv, into);
  if (data.length === 0) return into ?? new Uint8Array(0);
  return wasmIge().decrypt(data, key, iv, into);
}

function checkSizes(data: Uint8Array, key: Uint8Array, iv: Uint8Array, into: Uint8Array | undefined): void {
  if (into !== undefined && into.length !== data.length) throw new RangeError('What comes out is as long as the data');
  if (data.length % 16 !== 0 || key.length !== 32 || iv.length !== 32) {
    throw new RangeError('AES-IGE takes whole blocks, a key and an iv of 32 bytes each');
  }
}
