import { expect, test } from 'vitest';
import { backoff, ptsVerdict, qtsVerdict, seqVerdict } from '../../../src-main/updates/rules.ts';

test.each([
  [100, 101, 1, 'apply'],
  [100, 105, 5, 'apply'],
  [100, 100, 0, 'apply'],
  [100, 100, 1, 'old'],
  [100, 99, 0, 'old'],
  [100, 102, 1, 'gap'],
  [100, 103, 0, 'gap'],
  [100, 102, 5, 'overlap'],
  [100, 101, -1, 'invalid'],
  [100, 3, 3, 'invalid'],
  [50_000, 29_999, 1, 'invalid'],
] as const)('at %i, an update to %i by %i: %s', (local, pts, count, verdict) => {
  expect(ptsVerdict(local, pts, count)).toBe(verdict);
});

test('qts counts one by one and adopts its first value', () => {
  expect(qtsVerdict(0, 77)).toBe('apply');
  expect(qtsVerdict(5, 6)).toBe('apply');
  expect(qtsVerdict(5, 5)).toBe('old');
  expect(qtsVerdict(5, 8)).toBe('gap');
  expect(qtsVerdict(5, 0)).toBe('invalid');
});

test('containers outside the sequence always apply; an unknown seq is not compared', () => {
  expect(seqVerdict(undefined, 0)).toBe('apply');
  expect(seqVerdict(5, 6)).toBe('apply');
  expect(seqVerdict(5, 5)).toBe('old');
  expect(seqVerdict(5, 7)).toBe('gap');
  expect(seqVerdict(undefined, 6)).toBe('gap');
});

test('retries wait 1, 2, 4 … at most 60 seconds, and a little longer by chance', () => {
  expect([1, 2, 3, 7, 20].map((failures) => backoff(failures, 0))).toEqual([1000, 2000, 4000, 60_000, 60_000]);
  expect(backoff(1, 1)).toBe(1250);
});
