import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, decodeMethod, decodeRequest, decodeResult, TlError, type tl } from '#tl';
import { concat, createSystemRandom } from '../../src-main/crypto/index.ts';
import { abridged } from '../../src-main/mtproto/transport/abridged.ts';
import { maximumIncoming, TransportError, type Frame, type Framing } from '../../src-main/mtproto/transport/framing.ts';
import { full } from '../../src-main/mtproto/transport/full.ts';
import { intermediate } from '../../src-main/mtproto/transport/intermediate.ts';
import { paddedIntermediate } from '../../src-main/mtproto/transport/padded.ts';
import { encoded, fuzz, mutate, mutations, patience } from './support.ts';

/** What a parser makes of a stream: frames, then perhaps the error that ends the connection. */
function parsed(framing: Framing, chunks: Uint8Array[]): { frames: Frame[]; ended: boolean } {
  const parser = framing.createParser();
  const frames: Frame[] = [];
  for (const chunk of chunks) {
    try {
      parser.push(chunk, (frame) => frames.push(frame));
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      return { frames, ended: true };
    }
  }
  return { frames, ended: false };
}

const text = (frames: Frame[]): string[] =>
  frames.map((frame) => (frame.kind === 'quickAck' ? `ack ${frame.token}` : Buffer.from(frame.payload).toString('hex')));

/** Cuts a stream at some of its bytes. */
function cut(stream: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let offset = 0;
  for (const size of sizes) {
    chunks.push(stream.slice(offset, offset + size));
    offset += size;
  }
  return [...chunks, stream.slice(offset)];
}

describe.each(Object.entries({ abridged, intermediate, paddedIntermediate, full }))('%s framing', (_name, framing) => {
  it(
    'ends in frames or in a transport error, however the stream is mutilated and cut into pieces',
    () => {
      const payloads = fc.array(fc.nat(40).map((blocks) => new Uint8Array(24 + blocks * 16).fill(7)), { minLength: 1, maxLength: 5 });
      const stream = fc.oneof(
        fc.uint8Array({ maxLength: 400 }),
        fc.tuple(payloads, fc.option(mutations, { nil: [] })).map(([list, changes]) => {
          const write = framing.createWriter(createSystemRandom());
          return mutate(concat(...list.flatMap((payload) => write(payload))), changes);
        }),
      );
      return fuzz(0.05, fc.tuple(stream, fc.array(fc.nat(60), { maxLength: 8 })), ([bytes, sizes]) => {
        const whole = parsed(framing, [bytes.slice()]);
        for (const frame of whole.frames) if (frame.kind === 'message') expect(frame.payload.length).toBeLessThanOrEqual(maximumIncoming);
        const pieces = parsed(framing, cut(bytes, sizes));
        expect(pieces.ended).toBe(whole.ended);
        expect(text(pieces.frames)).toEqual(text(whole.frames));
      });
    },
    patience(0.05, 2),
  );
});

it(
  'whatever bytes are decoded, the outcome is a value or a TL error',
  () => {
    const methods: tl.MethodName[] = ['help.getConfig', 'messages.getHistory', 'updates.getDifference', 'users.getUsers', 'contacts.getContactIDs', 'account.updateStatus'];
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.tuple(fc.oneof(encoded('object'), encoded('service'), encoded('method')), fc.option(mutations, { nil: [] })).map(([value, changes]) => mutate(value, changes)),
    );
    const readers: ((value: Uint8Array) => unknown)[] = [
      (value) => decode(value),
      (value) => decodeMethod(value),
      (value) => decodeRequest(value),
      ...methods.map((method) => (value: Uint8Array) => decodeResult(method, value)),
    ];
    return fuzz(0.2, bytes, (value) => {
      for (const read of readers) {
        try {
          read(value);
        } catch (error) {
          if (!(error instanceof TlError)) throw error;
        }
      }
    });
  },
  patience(0.2, 5),
);
