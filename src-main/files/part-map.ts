/** Which parts of a file are there. Parts are numbered from 0. */
export class PartMap {
  readonly partSize: number;
  #bits: Uint8Array;

  constructor(partSize: number, bits: Uint8Array = new Uint8Array(0)) {
    this.partSize = partSize;
    this.#bits = bits;
  }

  has(part: number): boolean {
    return ((this.#bits[part >> 3] ?? 0) & (1 << (part & 7))) !== 0;
  }

  add(part: number): void {
    const index = part >> 3;
    if (index >= this.#bits.length) {
      const grown = new Uint8Array(Math.max(index + 1, this.#bits.length * 2));
      grown.set(this.#bits);
      this.#bits = grown;
    }
    this.#bits[index] = (this.#bits[index] ?? 0) | (1 << (part & 7));
  }

  /** How many parts are there. */
  get count(): number {
    let count = 0;
    for (let byte of this.#bits) for (; byte !== 0; byte &= byte - 1) count++;
    return count;
  }

  /** The bits alone, for a record that says elsewhere how large parts are. */
  get bits(): Uint8Array {
    return this.#bits.slice();
  }

  /** For the file beside a partial download: it says nothing of the content. */
  toBytes(): Uint8Array {
    const bytes = new Uint8Array(4 + this.#bits.length);
    new DataView(bytes.buffer).setUint32(0, this.partSize);
    bytes.set(this.#bits, 4);
    return bytes;
  }

  /** Undefined for bytes that `toBytes` did not make for parts of this size. */
  static fromBytes(bytes: Uint8Array, partSize: number): PartMap | undefined {
    if (bytes.length < 4) return undefined;
    const stored = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    return stored === partSize ? new PartMap(partSize, bytes.slice(4)) : undefined;
  }
}
