import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ByteQueue } from './byte-queue.ts';

/** The four framings of core.telegram.org/mtproto/mtproto-transports, from the server's side. */

export type FramingName = 'abridged' | 'intermediate' | 'padded' | 'full';

export interface Frame {
  payload: Buffer;
  /** The client asks for a quick acknowledgement of this packet. */
  quickAck: boolean;
}

export interface Framing {
  readonly name: FramingName;
  /** The next whole frame, or undefined while it has not fully arrived. Throws FramingError. */
  read(queue: ByteQueue): Frame | undefined;
  /** The buffers to write for one payload, in order. */
  write(payload: Buffer): Buffer[];
  /** A quick acknowledgement; undefined where the framing has none. */
  writeQuickAck(token: number): Buffer | undefined;
}

/** The stream cannot be read any further. */
export class FramingError extends Error {}

/** Larger packets make the server close the connection, as Telegram's do. */
export const MAX_INCOMING_PAYLOAD = 1_044_404;

function checkLength(length: number): void {
  if (length <= 0 || length > MAX_INCOMING_PAYLOAD) throw new FramingError(`frame of ${length} bytes`);
}

export class AbridgedFraming implements Framing {
  readonly name = 'abridged';

  read(queue: ByteQueue): Frame | undefined {
    const first = queue.peek(1)?.[0];
    if (first === undefined) return undefined;
    const quickAck = (first & 0x80) !== 0;
    const short = first & 0x7f;
    let head = 1;
    let length = short * 4;
    if (short === 0x7f) {
      const long = queue.peek(4);
      if (long === undefined) return undefined;
      head = 4;
      length = long.readUIntLE(1, 3) * 4;
    }
    checkLength(length);
    if (queue.length < head + length) return undefined;
    queue.take(head);
    const payload = queue.take(length);
    return payload && { payload, quickAck };
  }

  write(payload: Buffer): Buffer[] {
    const quarter = payload.length >> 2;
    const head =
      quarter < 0x7f ? Buffer.from([quarter]) : Buffer.from([0x7f, quarter & 255, (quarter >> 8) & 255, (quarter >> 16) & 255]);
    return [head, payload];
  }

  writeQuickAck(token: number): Buffer {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(token >>> 0);
    return bytes;
  }
}

export class IntermediateFraming implements Framing {
  readonly name: 'intermediate' | 'padded';
  readonly #padded: boolean;

  constructor(padded: boolean) {
    this.#padded = padded;
    this.name = padded ? 'padded' : 'intermediate';
  }

  read(queue: ByteQueue): Frame | undefined {
    const head = queue.peek(4);
    if (head === undefined) return undefined;
    const word = head.readUInt32LE(0);
    const length = word & 0x7fffffff;
    checkLength(length);
    if (queue.length < 4 + length) return undefined;
    queue.take(4);
    const payload = queue.take(length);
    return payload && { payload: this.#padded ? cutPadding(payload) : payload, quickAck: word >>> 31 === 1 };
  }

  write(payload: Buffer): Buffer[] {
    const head = Buffer.alloc(4);
    // A transport error must stay recognisable by its length, so only messages are padded.
    const padding = this.#padded && payload.length > 4 ? randomBytes(Math.floor(Math.random() * 16)) : undefined;
    head.writeUInt32LE(payload.length + (padding?.length ?? 0));
    return padding === undefined ? [head, payload] : [head, payload, padding];
  }

  writeQuickAck(token: number): Buffer {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(token >>> 0);
    return bytes;
  }
}

/** An encrypted message is 24 + 16k bytes long; an unencrypted one says its own length. */
function cutPadding(payload: Buffer): Buffer {
  if (payload.length < 24) return payload;
  if (payload.readBigInt64LE(0) !== 0n) return payload.subarray(0, payload.length - ((payload.length - 24) % 16));
  const length = payload.readInt32LE(16);
  return length >= 0 && 20 + length <= payload.length ? payload.subarray(0, 20 + length) : payload;
}

export class FullFraming implements Framing {
  readonly name = 'full';
  #incoming = 0;
  #outgoing = 0;

  read(queue: ByteQueue): Frame | undefined {
    const head = queue.peek(4);
    if (head === undefined) return undefined;
    const total = head.readUInt32LE(0);
    if (total < 16) throw new FramingError(`frame of ${total} bytes`);
    checkLength(total - 12);
    const frame = queue.take(total);
    if (frame === undefined) return undefined;
    const sequence = frame.readUInt32LE(4);
    if (sequence !== this.#incoming) throw new FramingError(`frame number ${sequence} instead of ${this.#incoming}`);
    if (frame.readUInt32LE(total - 4) !== crc32(frame.subarray(0, total - 4))) throw new FramingError('wrong checksum');
    this.#incoming++;
    return { payload: frame.subarray(8, total - 4), quickAck: false };
  }

  write(payload: Buffer): Buffer[] {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(payload.length + 12, 0);
    head.writeUInt32LE(this.#outgoing++, 4);
    const tail = Buffer.alloc(4);
    tail.writeUInt32LE(crc32(payload, crc32(head)));
    return [head, payload, tail];
  }

  writeQuickAck(): undefined {
    return undefined;
  }
}

export function framingFor(name: FramingName): Framing {
  switch (name) {
    case 'abridged':
      return new AbridgedFraming();
    case 'intermediate':
      return new IntermediateFraming(false);
    case 'padded':
      return new IntermediateFraming(true);
    case 'full':
      return new FullFraming();
  }
}
