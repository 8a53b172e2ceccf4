import { createCipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFileCipher, newFileKey } from '../../../src-main/files/file-cipher.ts';
import { Lanes } from '../../../src-main/files/lanes.ts';
import { PartMap } from '../../../src-main/files/part-map.ts';
import { resolveRange } from '../../../src-main/files/range.ts';
import { splitRange } from '../../../src-main/files/split-range.ts';
import { parseRange } from '../../../src-main/hosts/http-range.ts';
import { checkRange } from '../../dc/methods/upload.ts';

describe('ranges', () => {
  it.each([
    [undefined, 1000, { start: 0, end: 999 }],
    ['bytes=0-1', 1000, { start: 0, end: 1 }],
    ['bytes=10-', 1000, { start: 10, end: 999 }],
    ['bytes=10-5000', 1000, { start: 10, end: 999 }],
    ['bytes=-500', 1000, { start: 500, end: 999 }],
    ['bytes=-5000', 1000, { start: 0, end: 999 }],
    ['bytes=-0', 1000, undefined],
    ['bytes=1000-', 1000, undefined],
    ['bytes=999999999-', 1000, undefined],
    ['bytes=0-', 0, undefined],
    ['bytes=-1', 0, undefined],
    // What is no single range of bytes means the whole.
    ['bytes=0-1,5-6', 1000, { start: 0, end: 999 }],
    ['bytes=5-2', 1000, { start: 0, end: 999 }],
    ['items=0-1', 1000, { start: 0, end: 999 }],
    ['bytes=a-b', 1000, { start: 0, end: 999 }],
    ['bytes=-', 1000, { start: 0, end: 999 }],
  ])('%s of %i bytes', (header, size, expected) => {
    expect(resolveRange(parseRange(header), size)).toEqual(expected);
  });
});

describe('a range for the server', () => {
  const MIB = 1_048_576;

  it('is legal wherever the caller wants to read, and covers all of it', () => {
    const size = { min: 1, max: 5 * MIB };
    fc.assert(
      fc.property(fc.nat(4 * 1024 * MIB), fc.integer(size), fc.boolean(), fc.constantFrom(131_072, 524_288, MIB), (offset, length, precise, most) => {
        const requests = splitRange(offset, length, precise, most);
        const unit = precise ? 1024 : 4096;
        for (const request of requests) {
          expect([request.offset % unit, request.limit % unit]).toEqual([0, 0]);
          expect(request.limit).toBeLessThanOrEqual(most);
          if (!precise) expect(MIB % request.limit).toBe(0);
          expect(Math.floor(request.offset / MIB)).toBe(Math.floor((request.offset + request.limit - 1) / MIB));
          expect(() => checkRange(request.offset, request.limit, precise)).not.toThrow();
        }
        // One follows the other, from just before the first byte to behind the last.
        const ends = requests.map((request) => request.offset + request.limit);
        expect(requests.slice(1).map((request) => request.offset)).toEqual(ends.slice(0, -1));
        expect(offset - requests[0]!.offset).toBeLessThan(unit);
        expect(requests[0]!.offset).toBeLessThanOrEqual(offset);
        expect(ends.at(-1)).toBeGreaterThanOrEqual(offset + length);
      }),
      { numRuns: 1000 },
    );
  });

  it('of nothing is none', () => {
    expect(splitRange(5000, 0, false)).toEqual([]);
  });
});

describe('the cipher of files', () => {
  it('is AES-256-CTR with random access', () => {
    const key = newFileKey();
    const plain = randomBytes(5000);
    const whole = createCipheriv('aes-256-ctr', key.subarray(0, 32), key.subarray(32)).update(plain);
    fc.assert(
      fc.property(fc.nat(4999), fc.nat(600), (offset, length) => {
        const end = Math.min(offset + length, 5000);
        expect(Buffer.from(applyFileCipher(key, offset, plain.subarray(offset, end))).equals(whole.subarray(offset, end))).toBe(true);
      }),
    );
  });

  it('lets the counter wrap', () => {
    const key = new Uint8Array(48).fill(0xff);
    const plain = randomBytes(100);
    const whole = createCipheriv('aes-256-ctr', key.subarray(0, 32), key.subarray(32)).update(plain);
    expect(Buffer.from(applyFileCipher(key, 40, plain.subarray(40))).equals(whole.subarray(40))).toBe(true);
  });

  it('never uses a key twice', () => {
    expect(Buffer.from(newFileKey()).equals(newFileKey())).toBe(false);
  });
});

describe('the map of parts', () => {
  it('remembers what was added, over its written form too', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(5000)), (parts) => {
        const map = new PartMap(1024);
        for (const part of parts) map.add(part);
        const again = PartMap.fromBytes(map.toBytes(), 1024)!;
        for (const part of parts) expect(again.has(part)).toBe(true);
        expect(Array.from({ length: 5001 }, (_, part) => part).filter((part) => again.has(part))).toHaveLength(parts.length);
      }),
    );
  });

  it('is not taken over for parts of another size, or from nonsense', () => {
    expect(PartMap.fromBytes(new PartMap(1024).toBytes(), 2048)).toBeUndefined();
    expect(PartMap.fromBytes(new Uint8Array(3), 1024)).toBeUndefined();
  });
});

describe('lanes', () => {
  const never = new AbortController().signal;
  const lanesOf = (window: number, total = Infinity): Lanes => new Lanes({ window: () => window, total: () => total });
  const request = (bytes: number, more: { lane?: number; priority?: number; owner?: object } = {}) => ({
    lane: 1,
    bytes,
    priority: 16,
    owner: {},
    ...more,
  });

  it('let in what fits, the urgent before the others, one larger than the window alone', async () => {
    const lanes = lanesOf(100);
    const order: string[] = [];
    const enter = (name: string, bytes: number, priority: number) =>
      lanes.enter(request(bytes, { priority }), never).then((leave) => (order.push(name), leave));
    const first = await enter('first', 500, 16);
    const second = enter('second', 60, 16);
    const third = enter('picture', 60, 32);
    expect(order).toEqual(['first']);
    first();
    (await third)();
    (await second)();
    expect(order).toEqual(['first', 'picture', 'second']);
  });

  it('keep data centers apart, and forget who gave up', async () => {
    const lanes = lanesOf(100);
    const leave = await lanes.enter(request(100), never);
    await lanes.enter(request(100, { lane: 2 }), never);
    const gone = new AbortController();
    const waiting = lanes.enter(request(100), gone.signal);
    gone.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    leave();
    leave();
    const next = await lanes.enter(request(100), never);
    next();
  });

  it('have one limit for all together', async () => {
    const lanes = lanesOf(100, 150);
    const leave = await lanes.enter(request(100), never);
    let entered = false;
    const other = lanes.enter(request(100, { lane: 2 }), never).then(() => (entered = true));
    await Promise.resolve();
    expect(entered).toBe(false);
    leave();
    await other;
  });

  it('are shared by files of one priority', async () => {
    const lanes = lanesOf(100);
    const order: string[] = [];
    const [film, song] = [{}, {}];
    const leaves: (() => void)[] = [];
    const enter = (name: string, owner: object): void => {
      void lanes.enter(request(50, { owner }), never).then((leave) => (order.push(name), leaves.push(leave)));
    };
    for (const name of ['film 1', 'film 2', 'film 3', 'film 4']) enter(name, film);
    for (const name of ['song 1', 'song 2']) enter(name, song);
    for (let turn = 0; turn < 6; turn++) {
      await new Promise(setImmediate);
      leaves.shift()?.();
    }
    await new Promise(setImmediate);
    expect(order).toEqual(['film 1', 'film 2', 'song 1', 'film 3', 'song 2', 'film 4']);
  });
});
