import { TlError, UnknownConstructorError } from './errors.ts';
import { inflatePacked } from './gzip.ts';
import { tlIds } from './ids.ts';
import type { TlLimits } from './limits.ts';
import { defaultLimits, largeBytes } from './limits.ts';
import { shortAscii, shortTextLength } from './short-text.ts';

/** Node's buffers decode a range without a view for it; the declaration of this method is missing from the Node types. */
interface TextBuffer {
  utf8Slice(start: number, end: number): string;
}

/**
 * Byte strings up to the first size live inside the JavaScript heap. An array of its own costs about a microsecond, so that those
 * up to the second size share slabs, as Node's own buffers do; larger ones do not care.
 */
const smallBytes = 64;
const mediumBytes = 1024;
const slabSize = 8192;
const emptySlab = new Uint8Array(0);

/**
 * Reads TL values from one frame. Every method throws `TlError` when the frame ends too early and never anything else.
 * Strings and `bytes` are copied, so that a value does not hold the frame in memory; only `view` and `rest` look into it.
 */
export class TlReader {
  readonly data: Uint8Array;
  readonly end: number;
  readonly limits: TlLimits;
  /** Next byte to read. */
  pos: number;
  /** How many values of recursive types are open. Generated code counts it down. */
  depth = 0;
  /** Whether the bytes were in a `gzip_packed`, so that another one inside is refused. */
  inflated = false;
  private readonly dataView: DataView;
  /** Made for the first string that needs it: most answers are short and have none. */
  private text: TextBuffer | undefined;
  private blobStart = 0;
  private slab = emptySlab;
  private slabUsed = 0;

  constructor(data: Uint8Array, limits: TlLimits = defaultLimits, start = 0, end = data.length) {
    // A Buffer's own slice and subarray differ from those of a plain array, and are slower.
    this.data = data.constructor === Uint8Array ? data : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.limits = limits;
    this.pos = start;
    this.end = end;
    this.dataView = new DataView(data.buffer, data.byteOffset, data.byteLength);
  }

  get remaining(): number {
    return this.end - this.pos;
  }

  /** A signed 32-bit number. */
  int(): number {
    const pos = this.pos;
    if (pos + 4 > this.end) this.truncated();
    this.pos = pos + 4;
    return this.dataView.getInt32(pos, true);
  }

  uint(): number {
    return this.int() >>> 0;
  }

  /** The next 32 bits, signed, without going past them. */
  peek(): number {
    if (this.pos + 4 > this.end) this.truncated();
    return this.dataView.getInt32(this.pos, true);
  }

  /** A signed 64-bit number. */
  long(): bigint {
    const pos = this.pos;
    if (pos + 8 > this.end) this.truncated();
    this.pos = pos + 8;
    return this.dataView.getBigInt64(pos, true);
  }

  /** A `long` whose value fits a JavaScript number. */
  int53(): number {
    const pos = this.pos;
    if (pos + 8 > this.end) this.truncated();
    this.pos = pos + 8;
    const value = this.dataView.getInt32(pos + 4, true) * 0x100000000 + this.dataView.getUint32(pos, true);
    if (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER) throw new TlError('the long does not fit 53 bits');
    return value;
  }

  double(): number {
    const pos = this.pos;
    if (pos + 8 > this.end) this.truncated();
    this.pos = pos + 8;
    return this.dataView.getFloat64(pos, true);
  }

  bool(): boolean {
    const id = this.int();
    if (id === tlIds.boolTrue) return true;
    if (id === tlIds.boolFalse) return false;
    return this.unknown(id, 'Bool');
  }

  int128(): Uint8Array {
    return this.raw(16);
  }

  int256(): Uint8Array {
    return this.raw(32);
  }

  /** A string; what is not UTF-8 in it reads U+FFFD. */
  string(): string {
    const length = this.blob();
    const start = this.blobStart;
    if (length === 0) return '';
    if (length <= shortTextLength) {
      const text = shortAscii(this.data, start, length);
      if (text !== undefined) return text;
    }
    this.text ??= Buffer.from(this.data.buffer, this.data.byteOffset, this.data.byteLength) as unknown as TextBuffer;
    return this.text.utf8Slice(start, start + length);
  }

  /** A byte string, copied. */
  bytes(): Uint8Array {
    const length = this.blob();
    return this.copy(this.blobStart, length);
  }

  /** The next `length` bytes, copied. */
  raw(length: number): Uint8Array {
    const start = this.pos;
    this.advance(length);
    return this.copy(start, length);
  }

  /** The next `length` bytes as a view of the frame: valid and unchanged only as long as the frame is. */
  view(length: number): Uint8Array {
    const start = this.pos;
    this.advance(length);
    return this.data.subarray(start, start + length);
  }

  /** All bytes that are left, as a view of the frame. */
  rest(): Uint8Array {
    return this.view(this.end - this.pos);
  }

  /** The number of items of a boxed vector whose items take at least `minItem` bytes: more than could follow is refused here. */
  count(minItem: number): number {
    const id = this.int();
    if (id !== tlIds.vector) this.unknown(id, 'Vector');
    return this.bareCount(minItem);
  }

  bareCount(minItem: number): number {
    const count = this.int();
    if (count < 0 || count * minItem > this.end - this.pos) {
      throw new TlError(`a vector of ${count >>> 0} items does not fit the ${this.end - this.pos} bytes that follow`);
    }
    return count;
  }

  /** Notes that a value of a recursive type starts; generated code lowers `depth` when it ends. */
  enter(): void {
    if (++this.depth > this.limits.maxDepth) throw new TlError(`nested deeper than ${this.limits.maxDepth}`);
  }

  /** Refuses the constructor id that has just been read. */
  unknown(id: number, expected: string): never {
    throw new UnknownConstructorError(id, this.pos - 4, expected);
  }

  /** A method call that starts here, packed or not: the `!X` of a wrapper method. */
  query<T>(table: ReadonlyMap<number, (reader: TlReader) => T>): T {
    this.enter();
    const id = this.int();
    let value: T;
    if (id === tlIds.gzipPacked) {
      if (this.inflated) throw new TlError('gzip_packed inside gzip_packed');
      const inner = new TlReader(inflatePacked(this.bytes(), this.limits.maxInflated), this.limits);
      inner.inflated = true;
      inner.depth = this.depth;
      value = inner.boxed(table, 'method');
      inner.finish();
    } else {
      const read = table.get(id);
      if (read === undefined) this.unknown(id, 'method');
      value = read(this);
    }
    this.depth--;
    return value;
  }

  /** A value whose constructor id is one of the table's. */
  boxed<T>(table: ReadonlyMap<number, (reader: TlReader) => T>, expected: string): T {
    const id = this.int();
    const read = table.get(id);
    if (read === undefined) this.unknown(id, expected);
    return read(this);
  }

  /** Refuses bytes after the last value, unless the limits allow them. */
  finish(): void {
    if (this.pos !== this.end && !this.limits.allowTrailing) throw new TlError(`${this.end - this.pos} bytes follow the value`);
  }

  private truncated(): never {
    throw new TlError(`ends at byte ${this.end}, in the middle of a value`);
  }

  private advance(length: number): void {
    if (length < 0 || this.pos + length > this.end) this.truncated();
    this.pos += length;
  }

  /** Goes past a string with its padding; returns the length of its content, which starts at `blobStart`. */
  private blob(): number {
    const pos = this.pos;
    if (pos + 4 > this.end) this.truncated();
    let length = this.data[pos];
    let start = pos + 1;
    if (length >= 254) {
      if (length === 255) throw new TlError('no string starts with byte 255');
      length = this.dataView.getUint32(pos, true) >>> 8;
      start = pos + 4;
    }
    const next = pos + ((start - pos + length + 3) & ~3);
    if (next > this.end) this.truncated();
    this.blobStart = start;
    this.pos = next;
    return length;
  }

  private copy(start: number, length: number): Uint8Array {
    if (length <= smallBytes) return this.data.slice(start, start + length);
    const source = this.data.subarray(start, start + length);
    if (length >= largeBytes && this.limits.allocate !== undefined) {
      const own = this.limits.allocate(length);
      own.set(source);
      return own;
    }
    if (length > mediumBytes) return new Uint8Array(source);
    let offset = this.slabUsed;
    if (offset + length > this.slab.length) {
      this.slab = new Uint8Array(Math.min(slabSize, Math.max(length, this.end - start)));
      offset = 0;
    }
    this.slab.set(source, offset);
    this.slabUsed = offset + length;
    return new Uint8Array(this.slab.buffer, offset, length);
  }
}
