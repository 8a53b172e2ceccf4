import type { RandomBytes } from '../../crypto/index.ts';
import { FrameParser, type Framing } from './framing.ts';
import { intermediateHeader, readIntermediateHeader } from './intermediate.ts';

const tag = Uint8Array.of(0xdd, 0xdd, 0xdd, 0xdd);
/** `auth_key_id`, message id and length of an unencrypted message; nothing shorter than this and a word is a message. */
const plainHeader = 20;
/** `auth_key_id` and `msg_key` of an encrypted message; what follows is a multiple of 16 bytes long. */
const sealedHeader = 24;

/** Padded intermediate framing: as intermediate, with up to 15 random bytes behind each packet, so that lengths say less. */
export const paddedIntermediate: Framing = {
  tag,
  magic: tag,
  padding: 'random',
  createWriter:
    (random: RandomBytes) =>
    (payload, quickAck = false) => {
      const padding = (random(1)[0] as number) & 15;
      return [intermediateHeader(payload.length + padding, quickAck), payload, random(padding)];
    },
  createParser: (takeLarge) => new FrameParser(readIntermediateHeader, { unwrap: withoutPadding, takeLarge }),
};

/** Cuts the padding off: the length of a message follows from its kind. */
function withoutPadding(frame: Uint8Array): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  if (frame.length < plainHeader + 4) {
    // An error code or a no-op in the first word, or a quick ack in the first two.
    if (frame.length < 4) return frame;
    return frame.subarray(0, view.getInt32(0, true) === -1 ? Math.min(8, frame.length) : 4);
  }
  if (view.getUint32(0, true) !== 0 || view.getUint32(4, true) !== 0) return frame.subarray(0, frame.length - ((frame.length - sealedHeader) & 15));
  const length = plainHeader + view.getUint32(16, true);
  return length <= frame.length ? frame.subarray(0, length) : frame;
}
