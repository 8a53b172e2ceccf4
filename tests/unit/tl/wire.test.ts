import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { tl } from '#tl';
import { TlError, TlReader, TlWriter, decode, encode } from '#tl';
import { hex } from './random-value.ts';

function written(write: (writer: TlWriter) => void): Uint8Array {
  const writer = new TlWriter(8);
  write(writer);
  return writer.result();
}

describe('strings and byte strings', () => {
  it.each([
    [0, 4],
    [1, 4],
    [3, 4],
    [4, 8],
    [253, 256],
    [254, 260],
    [255, 260],
    [65_536, 65_540],
    [0xffffff, 0x1000004],
  ])('of %i bytes take %i', (size, wire) => {
    const bytes = new Uint8Array(size).fill(0x61);
    const asBytes = written((writer) => writer.bytes(bytes));
    const asString = written((writer) => writer.string('a'.repeat(size)));
    expect(asBytes.length).toBe(wire);
    expect(Buffer.compare(asBytes, asString)).toBe(0);
    expect(Buffer.compare(new TlReader(asBytes).bytes(), bytes)).toBe(0);
    expect(new TlReader(asBytes).string() === 'a'.repeat(size)).toBe(true);
  });

  it('longer than 2^24 − 1 bytes are refused', () => {
    expect(() => written((writer) => writer.bytes(new Uint8Array(0x1000000)))).toThrow(TlError);
    expect(() => written((writer) => writer.string('a'.repeat(0x1000000)))).toThrow(TlError);
    expect(() => written((writer) => writer.string('я'.repeat(0x800000)))).toThrow(TlError);
  });

  it('hold the UTF-8 of any text, whatever its length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.nat(3), (text, repeat) => {
        const long = text.repeat(repeat);
        const bytes = written((writer) => writer.string(long));
        expect(hex(new TlReader(bytes).bytes())).toBe(Buffer.from(long).toString('hex'));
        expect(new TlReader(bytes).string()).toBe(Buffer.from(long).toString());
      }),
      { numRuns: 100 },
    );
    for (const unit of ['a', 'я', '中', '😀', '\ud800']) {
      for (let count = 60; count < 270; count++) {
        const bytes = written((writer) => writer.string(unit.repeat(count)));
        const right = Buffer.from(unit.repeat(count));
        if (bytes.length % 4 !== 0 || !right.equals(new TlReader(bytes).bytes())) expect.fail(`${unit} × ${count}`);
      }
    }
  });

  it('read replacement characters where they are no UTF-8, and keep a byte order mark', () => {
    const read = (...bytes: number[]): string => new TlReader(written((writer) => writer.bytes(Uint8Array.from(bytes)))).string();
    expect(read(0xff)).toBe('\ufffd');
    expect(read(0x61, 0xc3)).toBe('a\ufffd');
    expect(read(0xed, 0xa0, 0x80, 0x62)).toBe('\ufffd\ufffd\ufffdb');
    expect(read(0xef, 0xbb, 0xbf, 0x61)).toBe('\ufeffa');
    for (let length = 1; length <= 20; length++) expect(read(...new Uint8Array(length).fill(0x80))).toBe('\ufffd'.repeat(length));
  });

  it('read any short ASCII text, and see one foreign byte at each place in it', () => {
    for (let length = 1; length <= 14; length++) {
      const text = 'abcdefghijklmn'.slice(0, length);
      expect(new TlReader(written((writer) => writer.string(text))).string()).toBe(text);
      for (let at = 0; at < length; at++) {
        const bytes = Buffer.from(text);
        bytes[at] = 0xff;
        const back = new TlReader(written((writer) => writer.bytes(bytes))).string();
        expect(back).toBe(`${text.slice(0, at)}\ufffd${text.slice(at + 1)}`);
      }
    }
  });

  it('may have the long length form for a short content', () => {
    const bytes = Uint8Array.from([254, 2, 0, 0, 0x61, 0x62, 0, 0, 7, 0, 0, 0]);
    const reader = new TlReader(bytes);
    expect(reader.string()).toBe('ab');
    expect(reader.int()).toBe(7);
    expect(() => new TlReader(Uint8Array.from([255, 0, 0, 0])).bytes()).toThrow('no string starts with byte 255');
  });

  it('are padded from where they start, also behind raw bytes of any length', () => {
    const bytes = written((writer) => {
      writer.raw(new Uint8Array(3));
      writer.string('ab');
      writer.bytes(new Uint8Array(5));
    });
    expect(bytes.length).toBe(3 + 4 + 8);
    const reader = new TlReader(bytes, undefined, 3);
    expect([reader.string(), reader.bytes().length, reader.remaining]).toEqual(['ab', 5, 0]);
  });

  it('are copied out of the frame', () => {
    for (const length of [5, 64, 65, 500, 1024, 1025, 70_000]) {
      const frame = written((writer) => writer.bytes(new Uint8Array(length).fill(7)));
      const value = new TlReader(Buffer.from(frame.buffer)).bytes();
      frame.fill(9);
      expect(value).toStrictEqual(new Uint8Array(length).fill(7));
    }
  });

  it('that are read one after the other do not share their bytes', () => {
    const sizes = [100, 1000, 900, 64, 1024, 2000, 1024, 1024, 1024, 1024, 1024, 1024, 1024, 300];
    const frame = written((writer) => sizes.forEach((size, index) => writer.bytes(new Uint8Array(size).fill(index))));
    const reader = new TlReader(frame);
    const values = sizes.map(() => reader.bytes());
    values.forEach((value, index) => expect(Buffer.compare(value, new Uint8Array(sizes[index]).fill(index))).toBe(0));
  });
});

describe('numbers', () => {
  it('long is signed when read, signed or unsigned when written', () => {
    const through = (value: bigint): bigint => new TlReader(written((writer) => writer.long(value))).long();
    expect(through(2n ** 63n - 1n)).toBe(2n ** 63n - 1n);
    expect(through(-1n)).toBe(-1n);
    expect(through(2n ** 64n - 1n)).toBe(-1n);
    expect(through(-(2n ** 63n))).toBe(-(2n ** 63n));
    expect(through(2n ** 63n)).toBe(-(2n ** 63n));
    expect(() => through(2n ** 64n)).toThrow(TlError);
    expect(() => through(-(2n ** 63n) - 1n)).toThrow(TlError);
    expect(() => through(5 as unknown as bigint)).toThrow('expected long');
  });

  it('int is signed when read, signed or unsigned when written', () => {
    const through = (value: number): number => new TlReader(written((writer) => writer.int(value))).int();
    expect([through(-1), through(0xffffffff), through(0x7fffffff), through(-0x80000000), through(0x80000000)]).toEqual([
      -1, -1, 0x7fffffff, -0x80000000, -0x80000000,
    ]);
    const wrong = [0x100000000, -0x80000001, 0.5, NaN, Infinity, '5', null];
    for (const value of wrong) expect(() => through(value as number)).toThrow(TlError);
    expect(new TlReader(written((writer) => writer.int(-1))).uint()).toBe(0xffffffff);
  });

  it('int53 is exact up to 2^53 − 1 and refuses what a number cannot hold', () => {
    const through = (value: number): number => new TlReader(written((writer) => writer.int53(value))).int53();
    for (const value of [0, 1, -1, -5, 0xffffffff, 0x100000000, -0x100000000, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
      expect(through(value)).toBe(value);
      expect(new TlReader(written((writer) => writer.int53(value))).long()).toBe(BigInt(value));
    }
    expect(() => through(2 ** 53)).toThrow(TlError);
    expect(() => through(0.5)).toThrow(TlError);
    for (const value of [2n ** 53n, 2n ** 62n, -(2n ** 53n), -(2n ** 63n)]) {
      expect(() => new TlReader(written((writer) => writer.long(value))).int53()).toThrow('does not fit 53 bits');
    }
  });

  it('double is exact', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        expect(new TlReader(written((writer) => writer.double(value))).double()).toBe(value);
      }),
    );
  });

  it('int128 and int256 are raw bytes of their size', () => {
    const nonce = Uint8Array.from({ length: 16 }, (_, index) => index);
    expect(hex(written((writer) => writer.int128(nonce)))).toBe('000102030405060708090a0b0c0d0e0f');
    expect(new TlReader(nonce).int128()).toStrictEqual(nonce);
    expect(() => written((writer) => writer.int256(nonce))).toThrow('expected 32 bytes, not 16');
  });
});

describe('known bytes', () => {
  it('of a plain object', () => {
    const bytes = encode({ _: 'inputPeerUser', userId: 7, accessHash: -1n });
    expect(hex(bytes)).toBe('4ca5e8dd0700000000000000ffffffffffffffff');
    expect(decode(bytes)).toStrictEqual({ _: 'inputPeerUser', userId: 7, accessHash: -1n });
  });

  it('of a bare vector of bare objects: no id before the vector, none before its items', () => {
    const salt: tl.mt_future_salt = { _: 'mt_future_salt', validSince: 3, validUntil: 4, salt: 5n };
    const bytes = encode({ _: 'mt_future_salts', reqMsgId: 1n, now: 2, salts: [salt] });
    const parts = ['950850ae', '0100000000000000', '02000000', '01000000', '03000000', '04000000', '0500000000000000'];
    expect(hex(bytes)).toBe(parts.join(''));
  });

  it('of a container, with the length of each message', () => {
    const body = encode({ _: 'mt_ping', pingId: 9n });
    const bytes = encode({ _: 'mt_msg_container', messages: [{ _: 'mt_message', msgId: 1n, seqno: 2, body }] });
    const parts = ['dcf8f173', '01000000', '0100000000000000', '02000000', '0c000000', 'ec77be7a', '0900000000000000'];
    expect(hex(bytes)).toBe(parts.join(''));
    expect(decode(bytes)).toStrictEqual({ _: 'mt_msg_container', messages: [{ _: 'mt_message', msgId: 1n, seqno: 2, body }] });
  });

  it('of flags: a field sets its bit, and `true` takes no bytes', () => {
    const offsetPeer: tl.InputPeer = { _: 'inputPeerEmpty' };
    const base: tl.messages.getDialogs = { _: 'messages.getDialogs', offsetDate: 0, offsetId: 0, offsetPeer, limit: 1, hash: 0n };
    const flags = (bytes: Uint8Array): number => new TlReader(bytes, undefined, 4).int();
    const plain = encode(base);
    expect(flags(plain)).toBe(0);
    expect(flags(encode({ ...base, excludePinned: true }))).toBe(1);
    expect(encode({ ...base, excludePinned: true }).length).toBe(plain.length);
    expect(flags(encode({ ...base, folderId: 0 }))).toBe(2);
    expect(flags(encode({ ...base, excludePinned: false, folderId: undefined }))).toBe(0);
  });
});
