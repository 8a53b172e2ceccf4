import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abridged } from '../../../src-main/mtproto/transport/abridged.ts';
import { maximumIncoming, TransportError, type Frame, type FrameWriter, type Framing } from '../../../src-main/mtproto/transport/framing.ts';
import { full } from '../../../src-main/mtproto/transport/full.ts';
import { intermediate } from '../../../src-main/mtproto/transport/intermediate.ts';
import { paddedIntermediate } from '../../../src-main/mtproto/transport/padded.ts';
import { obfuscate } from '../../../src-main/mtproto/transport/obfuscation.ts';
import { concat, createSystemRandom } from '../../../src-main/crypto/index.ts';
import { hex, toHex } from '../crypto/vectors.ts';

/** What a quick ack with this token looks like in each framing; the full one has none. */
const framings: { name: string; framing: Framing; quickAck: Uint8Array; tooLong: Uint8Array }[] = [
  { name: 'intermediate', framing: intermediate, quickAck: hex('d031b986'), tooLong: hex('00005000') },
  { name: 'padded intermediate', framing: paddedIntermediate, quickAck: hex('d031b986'), tooLong: hex('00005000') },
  { name: 'abridged', framing: abridged, quickAck: hex('86b931d0'), tooLong: hex('7f000014') },
  { name: 'full', framing: full, quickAck: new Uint8Array(0), tooLong: hex('00005000') },
];

function collect(framing: Framing, chunks: Uint8Array[]): Frame[] {
  const parser = framing.createParser();
  const frames: Frame[] = [];
  for (const chunk of chunks) parser.push(chunk, (frame) => frames.push(frame));
  return frames;
}

/** Writes frames in one piece. */
const writerOf = (framing: Framing, random = createSystemRandom()): ((...frame: Parameters<FrameWriter>) => Uint8Array) => {
  const write = framing.createWriter(random);
  return (...frame) => concat(...write(...frame));
};

/** Looks like an encrypted message of 24 + 16k bytes, which is what framings carry. */
const payload = (length: number, seed = 1): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 7 + seed) & 255);

/** An unencrypted message, whose length is in its header. */
function plain(length: number): Uint8Array {
  const out = new Uint8Array(20 + length).fill(5, 20);
  new DataView(out.buffer).setUint32(16, length, true);
  return out;
}

describe.each(framings)('$name framing', ({ framing, quickAck, tooLong }) => {
  const write = writerOf(framing);
  const stream = concat(
    write(payload(40)),
    write(payload(24 + 16 * 20, 2)),
    quickAck,
    write(new Uint8Array(4)),
    write(plain(44)),
    write(payload(24 + 16 * 40, 3)),
    write(plain(4)),
    write(payload(56, 4)),
  );
  const wanted = [
    toHex(payload(40)),
    toHex(payload(24 + 16 * 20, 2)),
    ...(quickAck.length === 0 ? [] : ['ack 86b931d0']),
    toHex(plain(44)),
    toHex(payload(24 + 16 * 40, 3)),
    toHex(plain(4)),
    toHex(payload(56, 4)),
  ];
  const describeFrames = (frames: Frame[]): string[] =>
    frames.map((frame) => (frame.kind === 'message' ? toHex(frame.payload) : `ack ${frame.token.toString(16)}`));

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
    const writer = writerOf(framing);
    const push = (): void => parser.push(concat(writer(payload(40)), writer(word)), (frame) => frames.push(frame));
    expect(push).toThrow(expect.objectContaining({ name: 'TransportError', code }));
    expect(frames.length).toBe(1);
  });

  it('accepts the bracketed quick ack and refuses other short frames', () => {
    expect(collect(framing, [writerOf(framing)(hex('ffffffffd031b986'))])).toEqual([{ kind: 'quickAck', token: 0x86b931d0 }]);
    expect(() => collect(framing, [writerOf(framing)(payload(8))])).toThrow(TransportError);
  });

  it('refuses a declared length of 5 MiB before the bytes arrive', () => {
    expect(5 * 1024 * 1024).toBeGreaterThan(maximumIncoming);
    expect(() => collect(framing, [tooLong])).toThrow(/too long/);
  });

  it('never crashes on bytes that are no frames', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), (chunks) => {
        try {
          collect(framing, chunks);
        } catch (error) {
          expect(error).toBeInstanceOf(TransportError);
        }
      }),
    );
  });
});

describe('a request for a quick ack', () => {
  it('sets the top bit of the header', () => {
    expect(toHex(writerOf(abridged)(payload(40), true).subarray(0, 4))).toBe('8a01080f');
    expect(toHex(writerOf(abridged)(payload(4 * 0x80), true).subarray(0, 4))).toBe('ff800000');
    expect(toHex(writerOf(intermediate)(payload(40), true).subarray(0, 4))).toBe('28000080');
    expect(toHex(writerOf(intermediate)(payload(4 * 0x80), true).subarray(0, 4))).toBe('00020080');
    const padded = writerOf(paddedIntermediate, (length) => new Uint8Array(length).fill(3));
    expect(toHex(padded(payload(40), true))).toBe(`2b000080${toHex(payload(40))}030303`);
  });
});

describe('published headers', () => {
  it('prefix a 40-byte packet', () => {
    expect(toHex(writerOf(abridged)(payload(40)).subarray(0, 1))).toBe('0a');
    expect(toHex(writerOf(intermediate)(payload(40)).subarray(0, 4))).toBe('28000000');
  });
});

describe('intermediate', () => {
  it('refuses a frame that is too short for an error code', () => {
    expect(() => collect(intermediate, [hex('02000000ffff')])).toThrow(TransportError);
    expect(() => collect(intermediate, [hex('04000000ffffffff')])).toThrow(TransportError);
  });
});

describe('padded intermediate', () => {
  it('finds an error code and a quick ack in front of their padding', () => {
    expect(() => collect(paddedIntermediate, [hex('130000006cfeffff'), payload(15)])).toThrow(expect.objectContaining({ code: -404 }));
    expect(collect(paddedIntermediate, [hex('13000000ffffffffd031b986'), payload(11)])).toEqual([{ kind: 'quickAck', token: 0x86b931d0 }]);
    expect(collect(paddedIntermediate, [hex('0700000000000000'), payload(3)])).toEqual([]);
  });

  it('sends every length of padding from 0 to 15', () => {
    const lengths = Array.from({ length: 16 }, (_, n) => writerOf(paddedIntermediate, (length) => new Uint8Array(length).fill(n))(payload(40)).length);
    expect(lengths).toEqual(Array.from({ length: 16 }, (_, n) => 44 + n));
  });
});

describe('full', () => {
  const frame = (): Uint8Array => writerOf(full)(payload(40));

  it('refuses a wrong checksum, and a frame that comes again', () => {
    for (let at = 4; at < 52; at += 7) {
      const bent = frame();
      bent[at] = (bent[at] as number) ^ 1;
      expect(() => collect(full, [bent]), `byte ${at}`).toThrow(/checksum/);
    }
    expect(() => collect(full, [frame(), frame()])).toThrow(/out of order/);
  });

  it('counts each direction from 0 and knows no quick acks', () => {
    const write = writerOf(full);
    expect([toHex(write(payload(40)).subarray(0, 8)), toHex(write(payload(40), true).subarray(0, 8))]).toEqual(['3400000000000000', '3400000001000000']);
  });
});

describe('obfuscation', () => {
  const init = concat(Uint8Array.from({ length: 56 }, (_, i) => i + 1), hex('eeeeeeee'), hex('0200'), hex('3f40'));
  const random = (): Uint8Array => init.slice();
  const tag = hex('eeeeeeee');
  const write = writerOf(intermediate);

  it('produces the header and both streams of the sample', () => {
    const stream = obfuscate({ tag, dc: 2, random });
    expect(toHex(stream.header)).toBe(`${toHex(init.subarray(0, 56))}33bd9484f1fb4e3a`);
    expect(toHex(stream.outgoing.update(write(new Uint8Array(8))))).toBe('d5004d2a9d4aeedc3c99effa');
    const frame = stream.incoming.update(hex('fc8d187a86e838b0'));
    expect(() => collect(intermediate, [frame])).toThrow(expect.objectContaining({ code: -404 }));
  });

  it('mixes a secret into the keys', () => {
    const stream = obfuscate({ tag, dc: 2, secret: hex('00112233445566778899aabbccddeeff'), random });
    expect(toHex(stream.header.subarray(56))).toBe('dc5d7521f8ec0285');
    expect(toHex(stream.outgoing.update(write(new Uint8Array(8))))).toBe('3bcff410a945bf753f8770fb');
    expect(toHex(stream.incoming.update(hex('4645da364c8ae22b')))).toBe(toHex(write(hex('6cfeffff'))));
  });

  it('encodes test and media-only DC ids', () => {
    const words: number[] = [];
    for (const dc of [10_002, -2]) {
      const { header } = obfuscate({ tag, dc, random });
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
    const { header } = obfuscate({ tag: hex('efefefef'), dc: 1, random: () => draws[index++] ?? good });
    expect(index).toBe(draws.length + 1);
    expect(toHex(header.subarray(0, 56))).toBe(toHex(good.subarray(0, 56)));
  });
});
