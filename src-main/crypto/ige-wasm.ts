import { readFileSync } from 'node:fs';
import { getWasmUrl, ige256Decrypt, initSync } from '@mtcute/wasm';

let ready = false;

/** AES-256-IGE decryption by @mtcute/wasm (MIT). The module is read and compiled on first use, once per thread. */
export function wasmIgeDecrypt(data: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array {
  if (!ready) {
    initSync(readFileSync(getWasmUrl()));
    ready = true;
  }
  return ige256Decrypt(data, key, iv);
}
