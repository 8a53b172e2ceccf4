import { TlError } from './errors.ts';
import { tlIds } from './ids.ts';

/** Node's buffers encode into a range without a view for it; the declaration of this method is missing from the Node types. */
interface TextBuffer {
  utf8Write(text: string, start: number, length: number): number;
}

const maxBlob = 0xffffff;
const maxDepth = 128;
/** Strings and byte strings up to these lengths are written in a loop, which beats a call out of the engine. */
const shortText = 48;
const shortBytes = 32;
/** Above this length a string is measured before it is written; below, room for its longest form is made. */
const hugeText = 4096;

function fits64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value || BigInt.asUintN(64, value) === value;
}

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

  /** @param memory bytes to begin with, or memory to write to; what does not fit goes elsewhere */
  constructor(memory: number | Uint8Array = 512) {
    const buffer = typeof memory === 'number' ? Buffer.allocUnsafeSlow(memory) : Buffer.from(memory.buffer, memory.byteOffset, memory.length);
    this.data = buffer;
    this.text = buffer as unknown as TextBuffer;
    this.dataView = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    this.capacity = buffer.length;
  }

  /** A copy of what was written. */
  result(): Uint8Array {
    const out = new Uint8Array(this.pos);
    out.set(this.data.subarray(0, this.pos));
    return out;
  }

  /** What was written, where it lies: the writer is of no use afterwards. */
  whole(): Uint8Array {
    return new Uint8Array(this.data.buffer, this.data.byteOffset, this.pos);
  }

  /** Starts another value, in the same buffer. */
  reset(): void {
    this.pos = 0;
    this.depth = 0;
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
    if (typeof value !== 'bigint' || !fits64(value)) this.wrong('long', value);
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
    if (this.pos + value.length > this.capacity) this.grow(value.length);
    this.put(value);
  }

  /** A byte string: length, content, padding to a multiple of 4. */
  bytes(value: Uint8Array): void {
    if (!(value instanceof Uint8Array)) this.wrong('Uint8Array', value);
    const length = value.length;
    if (length > maxBlob) throw new TlError(`${length} bytes are more than a TL byte string can hold`);
    if (this.pos + length + 8 > this.capacity) this.grow(length + 8);
    const start = this.pos;
    if (length < 254) {
      this.data[start] = length;
      this.pos = start + 1;
    } else {
      this.dataView.setInt32(start, 254 | (length << 8), true);
      this.pos = start + 4;
    }
    this.put(value);
    this.pad(start);
  }

  /** A string in UTF-8: length, content, padding to a multiple of 4. */
  string(value: string): void {
    if (typeof value !== 'string') this.wrong('string', value);
    const length = value.length;
    if (length > hugeText) {
      const size = Buffer.byteLength(value);
      if (size > maxBlob) throw new TlError(`${size} bytes are more than a TL string can hold`);
      if (this.pos + size + 8 > this.capacity) this.grow(size + 8);
    } else if (this.pos + length * 3 + 8 > this.capacity) {
      this.grow(length * 3 + 8);
    }
    const start = this.pos;
    const header = length < 254 ? 1 : 4;
    let size = length <= shortText ? this.shortUtf8(value, length) : -1;
    if (size < 0) size = this.text.utf8Write(value, start + header, this.capacity - start - header);
    if (size < 254) {
      this.data[start] = size;
      this.pos = start + 1 + size;
    } else {
      if (header === 1) this.data.copyWithin(start + 4, start + 1, start + 1 + size);
      this.dataView.setInt32(start, 254 | (size << 8), true);
      this.pos = start + 4 + size;
    }
    this.pad(start);
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

  /** Notes that a value of a recursive type starts; generated code lowers `depth` when it ends. */
  enter(): void {
    if (++this.depth > maxDepth) throw new TlError(`nested deeper than ${maxDepth}`);
  }

  /** Refuses an object that is no value of the type. */
  wrongType(value: unknown, type: string): never {
    if (typeof value !== 'object' || value === null) this.wrong('object', value);
    const name = (value as { _?: unknown })._;
    throw new TlError(typeof name === 'string' ? `${name} is no ${type}` : `an object without a constructor name is no ${type}`);
  }

  private wrong(expected: string, value: unknown): never {
    const kind = value === null ? 'null' : typeof value;
    const outOfRange = (kind === 'number' && expected.startsWith('int')) || (kind === 'bigint' && expected === 'long');
    throw new TlError(`expected ${expected}, not ${outOfRange ? `a ${kind} out of range` : kind}`);
  }

  private put(value: Uint8Array): void {
    const { data, pos } = this;
    const length = value.length;
    if (length <= shortBytes) for (let i = 0; i < length; i++) data[pos + i] = value[i];
    else data.set(value, pos);
    this.pos = pos + length;
  }

  private fixed(value: Uint8Array, length: number): void {
    if (!(value instanceof Uint8Array)) this.wrong('Uint8Array', value);
    if (value.length !== length) throw new TlError(`expected ${length} bytes, not ${value.length}`);
    this.raw(value);
  }

  /** Encodes a short string behind a length byte; -1 when it has surrogates, which are left to the platform. */
  private shortUtf8(value: string, length: number): number {
    const data = this.data;
    const start = this.pos + 1;
    let pos = start;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code < 0x80) {
        data[pos++] = code;
      } else if (code < 0x800) {
        data[pos++] = 0xc0 | (code >> 6);
        data[pos++] = 0x80 | (code & 63);
      } else if ((code & 0xf800) === 0xd800) {
        return -1;
      } else {
        data[pos++] = 0xe0 | (code >> 12);
        data[pos++] = 0x80 | ((code >> 6) & 63);
        data[pos++] = 0x80 | (code & 63);
      }
    }
    return pos - start;
  }

  private pad(start: number): void {
    for (let i = (start - this.pos) & 3; i > 0; i--) this.data[this.pos++] = 0;
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
