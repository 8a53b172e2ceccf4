import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, decodeMethod, decodeResult, decodeSecret, encodeResult, methodNames } from '#tl';
import type { Fill, TlValue } from './random-value.ts';
import { ValueMaker, encodeAny, hex } from './random-value.ts';

const maker = new ValueMaker();
const fills: Fill[] = ['none', 'all', 'random'];
/** Stands bare only. */
const neverBoxed = new Set(['mt_message']);

function decodeAs(value: TlValue, kind: string, bytes: Uint8Array): object {
  if (kind === 'method') return decodeMethod(bytes);
  if (value._.startsWith('secret_')) return decodeSecret(bytes);
  return decode(bytes);
}

describe('every constructor and method', () => {
  it('comes back from its bytes as it was, and gives the same bytes again', () => {
    for (const entry of maker.entries.filter((each) => !neverBoxed.has(each.name) && each.name !== 'mt_gzip_packed')) {
      const check = (seed: number, fill: Fill): void => {
        const value = maker.make(entry, seed, fill);
        const bytes = encodeAny(value);
        expect(bytes.length % 4).toBe(0);
        const back = decodeAs(value, entry.kind, bytes);
        expect(back).toStrictEqual(value);
        expect(hex(encodeAny(back))).toBe(hex(bytes));
      };
      check(1, 'none');
      check(2, 'all');
      fc.assert(fc.property(fc.nat(), (seed) => check(seed, 'random')), { numRuns: 2, seed: entry.id });
    }
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
        expect(decodeResult(method, encodeResult(method, value))).toStrictEqual(value);
      }
    }
    expect(wrappers).toContain('invokeWithLayer');
    expect(() => decodeResult('invokeWithLayer', new Uint8Array(4))).toThrow('has no answer of its own');
  });
});
