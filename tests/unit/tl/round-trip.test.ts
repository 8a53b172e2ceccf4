import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SchemaEntry } from '#tl';
import { decode, decodeMethod, decodeResult, decodeSecret, encodeResult, methodNames } from '#tl';
import type { Fill, TlValue } from './random-value.ts';
import { ValueMaker, encodeAny, hex } from './random-value.ts';

const maker = new ValueMaker();
const fills: Fill[] = ['none', 'all', 'random'];
/** One stands bare only, the other is gone through. */
const special = new Set(['mt_message', 'mt_gzip_packed']);
const boxed = maker.entries.filter((entry) => !special.has(entry.name));

function decodeAs(value: TlValue, kind: string, bytes: Uint8Array): object {
  if (kind === 'method') return decodeMethod(bytes);
  if (value._.startsWith('secret_')) return decodeSecret(bytes);
  return decode(bytes);
}

function check(entry: SchemaEntry, seed: number, fill: Fill): void {
  const value = maker.make(entry, seed, fill);
  const bytes = encodeAny(value);
  const back = decodeAs(value, entry.kind, bytes);
  // The comparison that explains itself is slow, so it is left to what is known to differ.
  if (!isDeepStrictEqual(back, value)) expect(back).toStrictEqual(value);
  const again = encodeAny(back);
  if (bytes.length % 4 !== 0 || Buffer.compare(again, bytes) !== 0) expect(hex(again), entry.name).toBe(hex(bytes));
}

describe('every constructor and method', () => {
  it.each(['none', 'all'] as const)('comes back as it was and gives the same bytes again: optional fields %s', (fill) => {
    for (const entry of boxed) check(entry, entry.id, fill);
    expect(boxed.length).toBeGreaterThan(2500);
  });

  it('does so with any of its optional fields', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        for (const entry of boxed) check(entry, seed, 'random');
      }),
      { numRuns: 1, endOnFailure: true },
    );
  });

  it('has its fields in the order of the schema whatever is absent, and none that is undefined', () => {
    const entry = maker.entries.find((each) => each.name === 'message');
    if (entry === undefined) throw new Error('no message');
    const orders = fills.map((fill) => {
      const back = decode(encodeAny(maker.make(entry, 3, fill)));
      expect(Object.values(back)).not.toContain(undefined);
      return Object.keys(back);
    });
    const full = orders[1];
    for (const order of orders) expect(order).toEqual(full.filter((key) => order.includes(key)));
  });
});

describe('every method', () => {
  it('has an answer that comes back as it was', () => {
    const methods = new Map(maker.entries.map((entry) => [entry.name, entry]));
    const wrappers: string[] = [];
    for (const method of methodNames()) {
      const type = methods.get(method)?.type ?? '';
      if (type === 'X') {
        wrappers.push(method);
        continue;
      }
      for (const seed of [1, 2]) {
        const value = maker.value(type, seed) as never;
        const back = decodeResult(method, encodeResult(method, value));
        if (!isDeepStrictEqual(back, value)) expect(back).toStrictEqual(value);
      }
    }
    expect(wrappers).toContain('invokeWithLayer');
    expect(() => decodeResult('invokeWithLayer', new Uint8Array(4))).toThrow('has no answer of its own');
  });
});
