import { FrameParser, type FrameHeader, type Framing } from './framing.ts';

/** Abridged framing: the length in 4-byte words, in one byte or, after 0x7f, in three. */
export const abridged: Framing = {
  tag: Uint8Array.of(0xef, 0xef, 0xef, 0xef),
  magic: Uint8Array.of(0xef),
  padding: 'steps',
  createWriter: () => writeFrame,
  createParser: (takeLarge) => new FrameParser(readHeader, { takeLarge }),
};

function writeFrame(payload: Uint8Array, quickAck = false): readonly Uint8Array[] {
  const words = payload.length >>> 2;
  const top = quickAck ? 0x80 : 0;
  const header = words < 0x7f ? [words | top] : [0x7f | top, words & 0xff, (words >>> 8) & 0xff, words >>> 16];
  return [Uint8Array.from(header), payload];
}

function readHeader(bytes: Uint8Array, offset: number, available: number): FrameHeader | undefined {
  const first = bytes[offset] as number;
  if (first >= 0x80) {
    // A quick-ack token, sent in reversed byte order so that its top bit comes first.
    if (available < 4) return undefined;
    return { headerLength: 4, quickAck: new DataView(bytes.buffer, bytes.byteOffset + offset).getUint32(0, false) };
  }
  if (first < 0x7f) return { headerLength: 1, payloadLength: first * 4 };
  if (available < 4) return undefined;
  const words = new DataView(bytes.buffer, bytes.byteOffset + offset).getUint32(0, true) >>> 8;
  return { headerLength: 4, payloadLength: words * 4 };
}
