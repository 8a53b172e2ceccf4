import { createCipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { concat, CtrStream } from '../../../src-main/crypto/index.ts';
import { countInPlace } from '../../../src-main/crypto/ctr-stream.ts';

const steps = fc.array(fc.record({ length: fc.nat(200), skipped: fc.boolean() }), { maxLength: 20 });
/** Counters that overflow within a few blocks, in their lower half and as a whole, and some that do not. */
const counters = fc.oneof(
  fc.uint8Array({ minLength: 16, maxLength: 16 }),
  fc.integer({ min: 0xf0, max: 0xff }).map((last) => Uint8Array.from({ length: 16 }, (_, i) => (i < 8 ? 7 : i < 15 ? 0xff : last))),
  fc.integer({ min: 0xf0, max: 0xff }).map((last) => Uint8Array.from({ length: 16 }, (_, i) => (i < 15 ? 0xff : last))),
);

it('is one stream, whoever takes a stretch of it', () => {
  const key = randomBytes(32);
  fc.assert(
    fc.property(steps, counters, (parts, counter) => {
      const plain = randomBytes(parts.reduce((sum, { length }) => sum + length, 0));
      const stream = new CtrStream(key, counter);
      let at = 0;
      const out = parts.map(({ length, skipped }) => {
        const piece = new Uint8Array(plain.subarray(at, (at += length)));
        if (!skipped) return stream.update(piece);
        countInPlace(piece, stream.skip(length));
        return piece;
      });
      expect(Buffer.compare(concat(...out), createCipheriv('aes-256-ctr', key, counter).update(plain))).toBe(0);
    }),
  );
});

it('counts over more than fits the cache at a time', () => {
  const [key, counter] = [randomBytes(32), randomBytes(16)];
  const plain = randomBytes(300_001);
  const bytes = new Uint8Array(plain);
  countInPlace(bytes, { key, counter, used: 0 });
  expect(Buffer.compare(bytes, createCipheriv('aes-256-ctr', key, counter).update(plain))).toBe(0);
});
