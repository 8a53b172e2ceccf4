import { invariant } from '#shared/assert.ts';
import type { Keystream, Masked, RandomBytes } from '../../crypto/index.ts';

/** A broken stream or an answer that is no message: the connection must be closed. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  /** −404, −429, −444 and alike when the server sent a code; undefined for a malformed stream. */
  readonly code: number | undefined;

  constructor(message: string, code?: number) {
    super(message);
    this.code = code;
  }
}

/** One unit of the incoming stream. */
export type Frame =
  | { kind: 'message'; payload: Uint8Array; masked?: Masked | undefined }
  /** The server confirms the receipt of a packet by its quick-ack token (unsigned 32 bits, top bit set). */
  | { kind: 'quickAck'; token: number };

/**
 * What is put behind a message under its key, so that lengths say less: up to the next of a few totals, or up to 255 random bytes
 * more than needed, where lengths shall not even tell that it is MTProto.
 */
export type Padding = 'steps' | 'random';

/** Splits a byte stream into MTProto packets and back (core.telegram.org/mtproto/mtproto-transports). */
export interface Framing {
  /** The four bytes by which an obfuscated stream announces this framing; undefined where it cannot be obfuscated. */
  readonly tag: Uint8Array | undefined;
  /** What a plain stream starts with. */
  readonly magic: Uint8Array;
  /** How encrypted messages inside are padded. */
  readonly padding: Padding;
  /** The outgoing direction of one connection. */
  createWriter(random: RandomBytes): FrameWriter;
  /** A parser for the incoming direction of one connection. @param takeLarge memory for frames of at least `largeFrame` bytes */
  createParser(takeLarge?: TakeMemory): FrameParser;
}

/**
 * Wraps one packet, whose length is a multiple of 4, and asks for a quick ack if the framing has them. Returns what goes out, one
 * piece after the other: a large packet is not copied for the sake of four bytes before it.
 */
export type FrameWriter = (payload: Uint8Array, quickAck?: boolean) => readonly Uint8Array[];

/** So many bytes, with anything in them. */
export type TakeMemory = (length: number) => Uint8Array;

/** Frames from this size on are opened away from the loop, in memory that may be had for them, bytes. */
export const largeFrame = 65_536;
/** Of a large frame so much is read before the rest is left obfuscated: whoever is asked what it is looks no further, bytes. */
const readableHead = 64;
/** Largest packet that a server may send. */
export const maximumIncoming = 4 * 1024 * 1024 + 1024;
/** Largest packet that servers accept; they close the connection beyond it. */
export const maximumOutgoing = 1_044_404;

/** Reads the header at `offset`: undefined while more bytes are needed for it. */
export type HeaderReader = (bytes: Uint8Array, offset: number, available: number) => FrameHeader | undefined;

export type FrameHeader = { headerLength: number; payloadLength: number } | { headerLength: number; quickAck: number };

/** Takes what a framing puts around or behind a packet off a frame's body. Throws TransportError. */
export type Unwrap = (body: Uint8Array) => Uint8Array;

/**
 * Collects stream bytes and yields whole frames, whatever the sizes in which the bytes come. A frame that comes in several chunks,
 * or is large, is copied once, into a buffer of its own; others are views of their chunk.
 */
export class FrameParser {
  readonly #readHeader: HeaderReader;
  readonly #unwrap: Unwrap | undefined;
  readonly #takeLarge: TakeMemory;
  /** Bytes of an unfinished header. */
  #pending: Uint8Array = new Uint8Array(0);
  /** The frame whose payload is still arriving. */
  #payload: Uint8Array | undefined;
  #filled = 0;
  /** What of that payload is still under the obfuscation of its stream. */
  #masked: Masked | undefined;

  constructor(readHeader: HeaderReader, options: { unwrap?: Unwrap; takeLarge?: TakeMemory | undefined } = {}) {
    this.#readHeader = readHeader;
    this.#unwrap = options.unwrap;
    this.#takeLarge = options.takeLarge ?? uncleared;
  }

  /**
   * Takes the next bytes of the stream and hands over the frames that they complete, in order.
   * @throws TransportError for a length beyond the cap and for an error code of the server
   */
  push(chunk: Uint8Array, onFrame: (frame: Frame) => void): void {
    let bytes = chunk;
    if (this.#payload !== undefined) {
      const payload = this.#payload;
      const taken = Math.min(payload.length - this.#filled, bytes.length);
      payload.set(bytes.subarray(0, taken), this.#filled);
      this.#filled += taken;
      if (this.#filled < payload.length) return;
      this.#payload = undefined;
      bytes = bytes.subarray(taken);
      this.#deliver(payload, onFrame);
    } else if (this.#pending.length > 0) {
      const joined = new Uint8Array(this.#pending.length + bytes.length);
      joined.set(this.#pending);
      joined.set(bytes, this.#pending.length);
      bytes = joined;
    }
    this.#pending = this.#parse(bytes, onFrame);
  }

  /** How many bytes the large frame at hand still wants, which `fill` may bring as they came over the wire; 0 where `push` is to go on. */
  get wanted(): number {
    const payload = this.#payload;
    return payload === undefined || payload.length < largeFrame || this.#filled < readableHead ? 0 : payload.length - this.#filled;
  }

  /** Takes bytes that are wanted, still obfuscated from this place of the stream on. */
  fill(bytes: Uint8Array, keystream: Keystream, onFrame: (frame: Frame) => void): void {
    const payload = this.#payload;
    invariant(payload !== undefined && bytes.length <= this.wanted, 'so much is wanted');
    this.#masked ??= { from: this.#filled, keystream };
    payload.set(bytes, this.#filled);
    this.#filled += bytes.length;
    if (this.#filled < payload.length) return;
    const masked = this.#masked;
    this.#payload = undefined;
    this.#masked = undefined;
    this.#deliver(payload, onFrame, masked);
  }

  /** Parses whole frames; returns the bytes of a header that is not complete. */
  #parse(bytes: Uint8Array, onFrame: (frame: Frame) => void): Uint8Array {
    let offset = 0;
    while (offset < bytes.length) {
      const header = this.#readHeader(bytes, offset, bytes.length - offset);
      if (header === undefined) return bytes.slice(offset);
      offset += header.headerLength;
      if ('quickAck' in header) {
        onFrame({ kind: 'quickAck', token: header.quickAck });
        continue;
      }
      if (header.payloadLength > maximumIncoming) throw new TransportError('Frame is too long');
      const end = offset + header.payloadLength;
      const whole = end <= bytes.length;
      if (whole && header.payloadLength < largeFrame) this.#deliver(bytes.subarray(offset, end), onFrame);
      else {
        const payload = (header.payloadLength < largeFrame ? uncleared : this.#takeLarge)(header.payloadLength);
        payload.set(bytes.subarray(offset, end));
        if (whole) this.#deliver(payload, onFrame);
        else {
          this.#payload = payload;
          this.#filled = bytes.length - offset;
          break;
        }
      }
      offset = end;
    }
    return new Uint8Array(0);
  }

  #deliver(body: Uint8Array, onFrame: (frame: Frame) => void, masked?: Masked): void {
    deliver(this.#unwrap === undefined ? body : this.#unwrap(body), onFrame, masked);
  }
}

/** Not cleared first: it is handed over only when it is full. */
function uncleared(length: number): Uint8Array {
  return new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);
}

/** Payloads below 16 bytes are no messages: a no-op, a quick ack, or the server's error code. */
function deliver(payload: Uint8Array, onFrame: (frame: Frame) => void, masked: Masked | undefined): void {
  if (payload.length >= 16) {
    onFrame(masked === undefined ? { kind: 'message', payload } : { kind: 'message', payload, masked });
    return;
  }
  if (payload.length === 0) return;
  if (payload.length < 4) throw new TransportError('Frame is too short');
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const code = view.getInt32(0, true);
  if (code === 0) return;
  if (code === -1 && payload.length >= 8) {
    onFrame({ kind: 'quickAck', token: view.getUint32(4, true) });
    return;
  }
  throw new TransportError(`Transport error ${code}`, code);
}
