import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abridged } from '../../../src-main/mtproto/transport/abridged.ts';
import { maximumIncoming, TransportError, type Frame, type Framing } from '../../../src-main/mtproto/transport/framing.ts';
import { intermediate } from '../../../src-main/mtproto/transport/intermediate.ts';
import { obfuscate } from '../../../src-main/mtproto/transport/obfuscation.ts';
import { concat } from '../../../src-main/crypto/index.ts';
import { hex, toHex } from '../crypto/vectors.ts';

const framings: [string, Framing][] = [
  ['intermediate', intermediate],
  ['abridged', abridged],
];

function collect(framing: Framing, chunks: Uint8Array[]): Frame[] {
  const parser = framing.createParser();
  const frames: Frame[] = [];
  for (const chunk of chunks) parser.push(chunk, (frame) => frames.push(frame));
  return frames;
}

const payload = (length: number, seed = 1): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 7 + seed) & 255);

describe.each(framings)('%s framing', (name, framing) => {
  const quickAck = name === 'abridged' ? hex('86b931d0') : hex('d031b986');
  const stream = concat(
    framing.frame(payload(16)),
    framing.frame(payload(4 * 0x7e, 2)),
    quickAck,
    framing.frame(new Uint8Array(4)),
    framing.frame(payload(4 * 0x7f, 3)),
    framing.frame(payload(40, 4)),
  );
  const expected = [payload(16), payload(4 * 0x7e, 2), 'ack', payload(4 * 0x7f, 3), payload(40, 4)];
  const describeFrames = (frames: Frame[]): string[] =>
    frames.map((frame) => (frame.kind === 'message' ? toHex(frame.payload) : `ack ${frame.token.toString(16)}`));
  const wanted = expected.map((item) => (typeof item === 'string' ? 'ack 86b931d0' : toHex(item)));

  it('parses the stream whole and byte by byte', () => {
    expect(describeFrames(collect(framing, [stream]))).toEqual(wanted);
    expect(describeFrames(collect(framing, [...stream].map((byte) => Uint8Array.of(byte))))).toEqual(wanted);
  });

  it('parses the stream split at every position', () => {
    for (let at = 0; at <= stream.length; at++) {
      expect(describeFrames(collect(framing, [stream.slice(0, at), stream.slice(at)])), `split at ${at}`).toEqual(wanted);
    }
  });

  it('parses any other split', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: stream.length }), { maxLength: 12 }), (cuts) => {
        const points = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const chunks = points.slice(1).map((end, i) => stream.slice(points[i], end));
        expect(describeFrames(collect(framing, chunks))).toEqual(wanted);
      }),
    );
  });

  it.each([-404, -429, -444, -403])('reports transport error %i, after the frames before it', (code) => {
    const word = new Uint8Array(Int32Array.of(code).buffer);
    const parser = framing.createParser();
    const frames: Frame[] = [];
    const push = (): void => parser.push(concat(framing.frame(payload(24)), framing.frame(word)), (frame) => frames.push(frame));
    expect(push).toThrow(expect.objectContaining({ name: 'TransportError', code }));
    expect(frames.length).toBe(1);
  });

  it('accepts the bracketed quick ack and refuses other short frames', () => {
    expect(collect(framing, [framing.frame(hex('ffffffffd031b986'))])).toEqual([{ kind: 'quickAck', token: 0x86b931d0 }]);
    expect(() => collect(framing, [framing.frame(hex('ffffffff'))])).toThrow(TransportError);
    expect(() => collect(framing, [framing.frame(payload(12))])).toThrow(TransportError);
  });

  it('refuses a declared length of 5 MiB before the bytes arrive', () => {
    const header = name === 'abridged' ? hex('7f000014') : hex('00005000');
    expect(5 * 1024 * 1024).toBeGreaterThan(maximumIncoming);
    expect(() => collect(framing, [header])).toThrow(/too long/);
  });

  it('marks a quick-ack request in the header', () => {
    expect(toHex(framing.frame(payload(40), true).subarray(0, 4))).toBe(name === 'abridged' ? '8a01080f' : '28000080');
    expect(toHex(framing.frame(payload(4 * 0x80), true).subarray(0, 4))).toBe(name === 'abridged' ? 'ff800000' : '00020080');
  });
});

describe('published headers', () => {
  it('prefix a 40-byte packet', () => {
    expect(toHex(abridged.frame(payload(40)).subarray(0, 1))).toBe('0a');
    expect(toHex(intermediate.frame(payload(40)).subarray(0, 4))).toBe('28000000');
  });
});

describe('intermediate', () => {
  it('refuses a frame that is too short for an error code', () => {
    expect(() => collect(intermediate, [hex('02000000ffff')])).toThrow(TransportError);
  });
});

describe('obfuscation', () => {
  const init = concat(Uint8Array.from({ length: 56 }, (_, i) => i + 1), hex('eeeeeeee'), hex('0200'), hex('3f40'));
  const random = (): Uint8Array => init.slice();

  it('produces the header and both streams of the sample', () => {
    const stream = obfuscate({ tag: intermediate.tag, dc: 2, random });
    expect(toHex(stream.header)).toBe(`${toHex(init.subarray(0, 56))}33bd9484f1fb4e3a`);
    expect(toHex(stream.encrypt(intermediate.frame(new Uint8Array(8))))).toBe('d5004d2a9d4aeedc3c99effa');
    const frame = stream.decrypt(hex('fc8d187a86e838b0'));
    expect(() => collect(intermediate, [frame])).toThrow(expect.objectContaining({ code: -404 }));
  });

  it('mixes a secret into the keys', () => {
    const stream = obfuscate({ tag: intermediate.tag, dc: 2, secret: hex('00112233445566778899aabbccddeeff'), random });
    expect(toHex(stream.header.subarray(56))).toBe('dc5d7521f8ec0285');
    expect(toHex(stream.encrypt(intermediate.frame(new Uint8Array(8))))).toBe('3bcff410a945bf753f8770fb');
    expect(toHex(stream.decrypt(hex('4645da364c8ae22b')))).toBe(toHex(intermediate.frame(hex('6cfeffff'))));
  });

  it('encodes test and media-only DC ids', () => {
    const words: number[] = [];
    for (const dc of [10_002, -2]) {
      const { header } = obfuscate({ tag: intermediate.tag, dc, random });
      words.push(header[60] ?? 0, header[61] ?? 0);
    }
    // The last eight bytes are encrypted with the same keystream, so they differ exactly as the plain ids do.
    expect(((words[0] ?? 0) ^ (words[2] ?? 0)) | (((words[1] ?? 0) ^ (words[3] ?? 0)) << 8)).toBe((10_002 ^ -2) & 0xffff);
  });

  it('never starts like another protocol', () => {
    const starts = ['ef000000', '48454144', '504f5354', '47455420', '4f505449', '16030102', 'dddddddd', 'eeeeeeee'];
    const draws = [...starts.map((start) => concat(hex(start), payload(60))), concat(hex('01020304'), new Uint8Array(60))];
    const good = payload(64, 9);
    let index = 0;
    const { header } = obfuscate({ tag: abridged.tag, dc: 1, random: () => draws[index++] ?? good });
    expect(index).toBe(draws.length + 1);
    expect(toHex(header.subarray(0, 56))).toBe(toHex(good.subarray(0, 56)));
  });
});
