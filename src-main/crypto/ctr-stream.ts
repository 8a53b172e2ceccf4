// Relies on AES-256-CTR of node:crypto (OpenSSL and BoringSSL).
import { createCipheriv } from 'node:crypto';

const block = 16;
/** So much at a time stays in the processor's cache, and its ciphertext in memory that the allocator has at hand; bytes. */
const slice = 65_536;

/** A place in an AES-256-CTR stream. */
export interface Keystream {
  /** 32 bytes. */
  key: Uint8Array;
  /** 16 bytes: the counter of the block at hand. */
  counter: Uint8Array;
  /** Bytes of that block that are used up. */
  used: number;
}

/** Encrypts or decrypts bytes where they lie. */
export function countInPlace(bytes: Uint8Array, keystream: Keystream): void {
  const cipher = cipherAt(keystream);
  for (let at = 0; at < bytes.length; at += slice) {
    const piece = bytes.subarray(at, at + slice);
    piece.set(cipher.update(piece));
  }
}

/** An AES-256-CTR stream of which stretches may be left to somebody else. Both directions are the same. */
export class CtrStream {
  readonly #key: Uint8Array;
  readonly #start: Uint8Array;
  #position = 0;
  /** Undefined after a stretch that was left out. */
  #cipher: ReturnType<typeof createCipheriv> | undefined;

  /** @param key 32 bytes  @param counter of the first block, 16 bytes */
  constructor(key: Uint8Array, counter: Uint8Array) {
    this.#key = key;
    this.#start = counter;
  }

  /** The next bytes of the stream, encrypted or decrypted. */
  update(bytes: Uint8Array): Uint8Array {
    this.#cipher ??= cipherAt(this.#here());
    this.#position += bytes.length;
    return this.#cipher.update(bytes);
  }

  /** Leaves the next so many bytes to somebody else, who begins here. */
  skip(length: number): Keystream {
    const here = this.#here();
    this.#position += length;
    this.#cipher = undefined;
    return here;
  }

  #here(): Keystream {
    const used = this.#position % block;
    return { key: this.#key, counter: ahead(this.#start, (this.#position - used) / block), used };
  }
}

function cipherAt({ key, counter, used }: Keystream): ReturnType<typeof createCipheriv> {
  const cipher = createCipheriv('aes-256-ctr', key, counter);
  if (used > 0) cipher.update(new Uint8Array(used));
  return cipher;
}

/** A counter so many blocks later: 128 bits, most significant byte first. */
function ahead(counter: Uint8Array, blocks: number): Uint8Array {
  const out = new Uint8Array(counter);
  const view = new DataView(out.buffer);
  const low = view.getBigUint64(8) + BigInt(blocks);
  view.setBigUint64(8, BigInt.asUintN(64, low));
  if (low >> 64n !== 0n) view.setBigUint64(0, BigInt.asUintN(64, view.getBigUint64(0) + 1n));
  return out;
}
