// Relies on WebAssembly, which every runtime of ours has; the module is made in memory on first use, once per thread.
import { aesKeyWords, aesTables, expandKey, invertKey, type AesTables } from './aes-tables.ts';
import { igeModule, layout, type IgeExports } from './ige-module.ts';

const pageSize = 65_536;

/** AES-256-IGE in WebAssembly. Not for several threads at once. */
class WasmIge {
  readonly #exports: IgeExports;
  readonly #tables: AesTables = aesTables();
  #bytes: Uint8Array;
  #encryptionKeys: Int32Array;
  #decryptionKeys: Int32Array;

  constructor() {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(igeModule()));
    this.#exports = instance.exports as unknown as IgeExports;
    this.#bytes = new Uint8Array(this.#exports.memory.buffer);
    const { encrypt, decrypt, sbox, inverse } = this.#tables;
    this.#bytes.set(new Uint8Array(encrypt.buffer), layout.encrypt.tables);
    this.#bytes.set(sbox, layout.encrypt.box);
    this.#bytes.set(new Uint8Array(decrypt.buffer), layout.decrypt.tables);
    this.#bytes.set(inverse, layout.decrypt.box);
    [this.#encryptionKeys, this.#decryptionKeys] = this.#keyViews();
  }

  encrypt(data: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array {
    this.#reserve(data.length);
    const bytes = this.#bytes;
    bytes.set(key, layout.encrypt.keys);
    expandKey(this.#encryptionKeys, this.#tables);
    // The chain is the previous block of the input, then of the output: m_0 ‖ c_0.
    for (let i = 0; i < 32; i++) bytes[layout.chain + (i ^ 16)] = iv[i] as number;
    bytes.set(data, layout.data);
    this.#exports.encrypt(data.length);
    this.#encryptionKeys.fill(0);
    return bytes.slice(layout.data, layout.data + data.length);
  }

  decrypt(data: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array {
    this.#reserve(data.length);
    const bytes = this.#bytes;
    bytes.set(key, layout.decrypt.keys);
    expandKey(this.#decryptionKeys, this.#tables);
    invertKey(this.#decryptionKeys, this.#tables);
    bytes.set(iv, layout.chain);
    bytes.set(data, layout.data);
    this.#exports.decrypt(data.length);
    this.#decryptionKeys.fill(0);
    return bytes.slice(layout.data, layout.data + data.length);
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

let shared: WasmIge | undefined;

/** This thread's instance. It keeps no state between calls, so that sharing it is safe. */
export function wasmIge(): WasmIge {
  shared ??= new WasmIge();
  return shared;
}
