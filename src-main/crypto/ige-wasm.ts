// Relies on WebAssembly, which every runtime of ours has; the module is made in memory on first use, once per thread.
import { aesKeyWords, aesTables, expandKey, invertKey, type AesTables } from './aes-tables.ts';
import { igeModule, layout, turn, type IgeExports } from './ige-module.ts';

const pageSize = 65_536;
/** Results up to this size share slabs: an array with memory of its own costs as much as a dozen blocks. */
const smallResult = 2048;
const slabSize = 16_384;

/** AES-256-IGE in WebAssembly. Not for several threads at once. */
class WasmIge {
  readonly #exports: IgeExports;
  readonly #tables: AesTables = aesTables();
  #bytes: Uint8Array;
  #encryptionKeys: Int32Array;
  #decryptionKeys: Int32Array;
  #slab = new Uint8Array(slabSize);
  #slabUsed = 0;

  constructor() {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(igeModule()));
    this.#exports = instance.exports as unknown as IgeExports;
    this.#bytes = new Uint8Array(this.#exports.memory.buffer);
    const { encrypt, decrypt, sbox, inverse } = this.#tables;
    this.#place(layout.encrypt.tables, encrypt);
    this.#place(layout.encrypt.last, lastTables(sbox));
    this.#place(layout.decrypt.tables, decrypt);
    this.#place(layout.decrypt.last, lastTables(inverse));
    [this.#encryptionKeys, this.#decryptionKeys] = this.#keyViews();
  }

  encrypt(data: Uint8Array, key: Uint8Array, iv: Uint8Array, into?: Uint8Array): Uint8Array {
    this.#reserve(data.length);
    const bytes = this.#bytes;
    const keys = this.#encryptionKeys;
    bytes.set(key, layout.encrypt.keys);
    expandKey(keys, this.#tables);
    turnWords(keys);
    bytes.set(iv, layout.chain);
    bytes.set(data, layout.data);
    this.#exports.encrypt(data.length);
    keys.fill(0);
    return this.#result(data.length, into);
  }

  decrypt(data: Uint8Array, key: Uint8Array, iv: Uint8Array, into?: Uint8Array): Uint8Array {
    this.#reserve(data.length);
    const bytes = this.#bytes;
    const keys = this.#decryptionKeys;
    bytes.set(key, layout.decrypt.keys);
    expandKey(keys, this.#tables);
    invertKey(keys, this.#tables);
    turnWords(keys);
    // The iv is c_0 ‖ m_0, and here the ciphertext is the input.
    for (let i = 0; i < 32; i++) bytes[layout.chain + (i ^ 16)] = iv[i] as number;
    bytes.set(data, layout.data);
    this.#exports.decrypt(data.length);
    keys.fill(0);
    return this.#result(data.length, into);
  }

  #result(length: number, into: Uint8Array | undefined): Uint8Array {
    const start = layout.result;
    if (into !== undefined) {
      into.set(this.#bytes.subarray(start, start + length));
      return into;
    }
    if (length > smallResult) return this.#bytes.slice(start, start + length);
    if (this.#slabUsed + length > slabSize) {
      this.#slab = new Uint8Array(slabSize);
      this.#slabUsed = 0;
    }
    const out = this.#slab.subarray(this.#slabUsed, this.#slabUsed + length);
    out.set(this.#bytes.subarray(start, start + length));
    this.#slabUsed += length;
    return out;
  }

  #place(offset: number, table: Int32Array): void {
    const words = new Int32Array(this.#exports.memory.buffer, offset, table.length);
    words.set(table);
    turnWords(words);
  }

  #reserve(length: number): void {
    const missing = layout.data + length - this.#bytes.length;
    if (missing <= 0) return;
    this.#exports.memory.grow(Math.ceil(missing / pageSize));
    this.#bytes = new Uint8Array(this.#exports.memory.buffer);
    [this.#encryptionKeys, this.#decryptionKeys] = this.#keyViews();
  }

  #keyViews(): [Int32Array, Int32Array] {
    const { buffer } = this.#exports.memory;
    return [new Int32Array(buffer, layout.encrypt.keys, aesKeyWords), new Int32Array(buffer, layout.decrypt.keys, aesKeyWords)];
  }
}

/** The S-box as four tables, one for each row, for the round that does not mix columns. */
function lastTables(box: Uint8Array): Int32Array {
  return Int32Array.from({ length: 1024 }, (_, index) => (box[index & 0xff] as number) << ((index >> 8) * 8));
}

/** Rotates each word as the module wants it. */
function turnWords(words: Int32Array): void {
  for (let i = 0; i < words.length; i++) words[i] = ((words[i] as number) << turn) | ((words[i] as number) >>> (32 - turn));
}

let shared: WasmIge | undefined;

/** This thread's instance. No call sees anything of the one before, so that sharing it is safe. */
export function wasmIge(): WasmIge {
  shared ??= new WasmIge();
  return shared;
}
