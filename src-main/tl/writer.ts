import { TlError } from './errors.ts';
import { tlIds } from './ids.ts';

/** Node's buffers encode into a range without a view for it; the declaration of this method is missing from the Node types. */
interface TextBuffer {
  utf8Write(text: string, start: number, length: number): number;
}

const maxBlob = 0xffffff;
const maxDepth = 128;
/** Strings up to this length are tried as ASCII in a loop, which beats a call. */
const shortText = 24;

/** Writes TL values into a buffer that grows. Every method throws `TlError` for a value that its type cannot hold. */
export class TlWriter {
  /** Bytes written so far. */
  pos = 0;
  /** How many values of recursive types are open. Generated code counts it down. */
  depth = 0;
  private data: Uint8Array;
  private dataView: DataView;
  private text: TextBuffer;
  private capacity: number;

  constructor(capacity = 512) {
    const buffer = Buffer.allocUnsafeSlow(capacity);
    this.data = buffer;
    this.text = buffer as unknown as TextBuffer;
    this.dataView = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    this.capacity = capacity;
  }

  /** A copy of what was written. */
  result(): Uint8Array {
    const out = new Uint8Array(this.pos);
    out.set(this.data.subarray(0, this.pos));
    return out;
  }

  /** A 32-bit number, signed or unsigned. */
  int(value: number): void {
    if ((value | 0) !== value && value >>> 0 !== value) this.wrong('int', value);
    const pos = this.pos;
    if (pos + 4 > this.capacity) this.grow(4);
    this.pos = pos + 4;
    this.dataView.setInt32(pos, value, true);
  }

  /** A 64-bit number, signed or unsigned. */
  long(value: bigint): void {
    if (typeof value !== 'bigint' || value < -0x8000000000000000n || value > 0xffffffffffffffffn) this.wrong('long', value);
    const pos = this.pos;
    if (pos + 8 > this.capacity) this.grow(8);
    this.pos = pos + 8;
    this.dataView.setBigInt64(pos, value, true);
  }

  /** A `long` given as a number without a fraction, of at most 53 bits. */
  int53(value: number): void {
    if (!Number.isSafeInteger(value)) this.wrong('int53', value);
    const pos = this.pos;
    if (pos + 8 > this.capacity) this.grow(8);
    this.pos = pos + 8;
    this.dataView.setInt32(pos, value, true);
    this.dataView.setInt32(pos + 4, Math.floor(value / 0x100000000), true);
  }

  double(value: number): void {
    if (typeof value !== 'number') this.wrong('double', value);
    const pos = this.pos;
    if (pos + 8 > this.capacity) this.grow(8);
    this.pos = pos + 8;
    this.dataView.setFloat64(pos, value, true);
  }

  bool(value: boolean): void {
    this.int(this.flag(value) ? tlIds.boolTrue : tlIds.boolFalse);
  }

  /** Passes a boolean through. */
  flag(value: boolean): boolean {
    if (typeof value !== 'boolean') this.wrong('boolean', value);
    return value;
  }

  int128(value: Uint8Array): void {
    this.fixed(value, 16);
  }

  int256(value: Uint8Array): void {
    this.fixed(value, 32);
  }

  /** Bytes as they are, without length or padding. */
  raw(value: Uint8Array): void {
    if (!(value instanceof Uint8Array)) this.wrong('Uint8Array', value);
    const pos = this.pos;
    if (pos + value.length > this.capacity) this.grow(value.length);
    this.data.set(value, pos);
    this.pos = pos + value.length;
  }

  /** A byte string: length, content, padding to a multiple of 4. */
  bytes(value: Uint8Array): void {
    if (!(value instanceof Uint8Array)) this.wrong('Uint8Array', value);
    const length = value.length;
    if (length > maxBlob) throw new TlError(`${length} bytes are more than a TL byte string can hold`);
    if (this.pos + length + 8 > this.capacity) this.grow(length + 8);
    this.blobHeader(length);
    this.data.set(value, this.pos);
    this.pos += length;
    this.pad();
  }

  /** A string in UTF-8: length, content, padding to a multiple of 4. */
  string(value: string): void {
    if (typeof value !== 'string') this.wrong('string', value);
    const length = value.length;
    if (length <= shortText && this.shortAscii(value, length)) return;
    const size = Buffer.byteLength(value);
    if (size > maxBlob) throw new TlError(`${size} bytes are more than a TL string can hold`);
    if (this.pos + size + 8 > this.capacity) this.grow(size + 8);
    this.blobHeader(size);
    this.text.utf8Write(value, this.pos, size);
    this.pos += size;
    this.pad();
  }

  /** The bytes of a container message with their length in front. */
  body(value: Uint8Array): void {
    if (!(value instanceof Uint8Array)) this.wrong('Uint8Array', value);
    this.int(value.length);
    this.raw(value);
  }

  /** The head of a boxed vector; returns its number of items. */
  count(value: readonly unknown[]): number {
    if (!Array.isArray(value)) this.wrong('array', value);
    this.int(tlIds.vector);
    this.int(value.length);
    return value.length;
  }

  bareCount(value: readonly unknown[]): number {
    if (!Array.isArray(value)) this.wrong('array', value);
    this.int(value.length);
    return value.length;
  }

  /** The constructor name of an object. */
  name(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) this.wrong('object', value);
    return (value as { _?: unknown })._;
  }

  /** Passes an object through that has to be of the one constructor that a bare type allows. */
  bare(value: unknown, name: string): unknown {
    if (this.name(value) !== name) this.wrongType(value, name);
    return value;
  }

  /** Notes that a value of a recursive type starts; generated code lowers `depth` when it ends. */
  enter(): void {
    if (++this.depth > maxDepth) throw new TlError(`nested deeper than ${maxDepth}`);
  }

  /** Refuses an object that is no value of the type. */
  wrongType(value: unknown, type: string): never {
    const name = this.name(value);
    throw new TlError(typeof name === 'string' ? `${name} is no ${type}` : `an object without a constructor name is no ${type}`);
  }

  private wrong(expected: string, value: unknown): never {
    const numeric = typeof value === 'number' || typeof value === 'bigint';
    throw new TlError(`expected ${expected}, not ${value === null ? 'null' : numeric ? `the ${typeof value} out of range` : typeof value}`);
  }

  private fixed(value: Uint8Array, length: number): void {
    if (!(value instanceof Uint8Array)) this.wrong('Uint8Array', value);
    if (value.length !== length) throw new TlError(`expected ${length} bytes, not ${value.length}`);
    this.raw(value);
  }

  private shortAscii(value: string, length: number): boolean {
    const start = this.pos;
    if (start + shortText + 8 > this.capacity) this.grow(shortText + 8);
    const data = this.data;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 127) return false;
      data[start + 1 + i] = code;
    }
    data[start] = length;
    this.pos = start + 1 + length;
    this.pad();
    return true;
  }

  private blobHeader(length: number): void {
    if (length < 254) {
      this.data[this.pos++] = length;
    } else {
      this.dataView.setInt32(this.pos, 254 | (length << 8), true);
      this.pos += 4;
    }
  }

  /** Strings start at multiples of 4 only if all that came before did, so the padding counts from the start of the buffer. */
  private pad(): void {
    while ((this.pos & 3) !== 0) this.data[this.pos++] = 0;
  }

  private grow(need: number): void {
    this.capacity = Math.max(this.capacity * 2, this.pos + need);
    const buffer = Buffer.allocUnsafeSlow(this.capacity);
    buffer.set(this.data.subarray(0, this.pos));
    this.data = buffer;
    this.text = buffer as unknown as TextBuffer;
    this.dataView = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  }
}
