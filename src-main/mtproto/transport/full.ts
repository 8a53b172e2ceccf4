// Relies on crc32 of node:zlib (CRC-32 of IEEE 802.3).
import { crc32 } from 'node:zlib';
import { FrameParser, TransportError, type FrameHeader, type Framing, type Unwrap } from './framing.ts';

/** Length, number and checksum around each packet. */
const overhead = 12;

/**
 * Full framing: total length, a number that counts the packets of each direction from 0, the packet, and the CRC-32 of all
 * before it. It has no tag, so it cannot be obfuscated, and no quick acks.
 */
export const full: Framing = {
  tag: undefined,
  magic: new Uint8Array(0),
  padding: 'steps',
  createWriter: () => {
    let number = 0;
    return (payload) => {
      const head = new Uint8Array(8);
      const view = new DataView(head.buffer);
      view.setUint32(0, payload.length + overhead, true);
      view.setUint32(4, number++, true);
      const checksum = new Uint8Array(4);
      new DataView(checksum.buffer).setUint32(0, crc32(payload, crc32(head)), true);
      return [head, payload, checksum];
    };
  },
  createParser: (takeLarge) => {
    let number = 0;
    const unwrap: Unwrap = (rest) => {
      const head = new Uint8Array(4);
      new DataView(head.buffer).setUint32(0, rest.length + 4, true);
      const view = new DataView(rest.buffer, rest.byteOffset, rest.length);
      const end = rest.length - 4;
      if (view.getUint32(end, true) !== crc32(rest.subarray(0, end), crc32(head))) throw new TransportError('Wrong checksum');
      if (view.getUint32(0, true) !== number) throw new TransportError('Frames are out of order');
      number++;
      return rest.subarray(4, end);
    };
    return new FrameParser(readHeader, { unwrap, takeLarge });
  },
};

function readHeader(bytes: Uint8Array, offset: number, available: number): FrameHeader | undefined {
  if (available < 4) return undefined;
  const total = new DataView(bytes.buffer, bytes.byteOffset + offset).getUint32(0, true);
  if (total < overhead + 4) throw new TransportError('Frame is too short');
  return { headerLength: 4, payloadLength: total - 4 };
}
