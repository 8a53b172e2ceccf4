import { FrameParser, type FrameHeader, type Framing } from './framing.ts';

const tag = Uint8Array.of(0xee, 0xee, 0xee, 0xee);

/** Intermediate framing: a 4-byte little-endian length before each packet. */
export const intermediate: Framing = {
  tag,
  magic: tag,
  padding: 'steps',
  createWriter: () => writeFrame,
  createParser: (takeLarge) => new FrameParser(readIntermediateHeader, { takeLarge }),
};

function writeFrame(payload: Uint8Array, quickAck = false): readonly Uint8Array[] {
  return [intermediateHeader(payload.length, quickAck), payload];
}

/** The length, with the top bit set to ask for a quick ack. */
export function intermediateHeader(length: number, quickAck: boolean): Uint8Array {
  const out = new Uint8Array(4);
  new DataView(out.buffer).setUint32(0, (length | (quickAck ? 0x80000000 : 0)) >>> 0, true);
  return out;
}

export function readIntermediateHeader(bytes: Uint8Array, offset: number, available: number): FrameHeader | undefined {
  if (available < 4) return undefined;
  const value = new DataView(bytes.buffer, bytes.byteOffset + offset).getUint32(0, true);
  // A length never reaches the top bit: a word that has it is a quick-ack token.
  return value >= 0x80000000 ? { headerLength: 4, quickAck: value } : { headerLength: 4, payloadLength: value };
}
