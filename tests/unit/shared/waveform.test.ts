import { expect, test } from 'vitest';
import { decodeWaveform, waveformBars } from '#shared/waveform.ts';

test.each([
  ['2088418aff', [0, 1, 2, 3, 4, 5, 30, 31]],
  // The last byte holds less than a whole value more.
  ['410c', [1, 2, 3]],
  ['', []],
])('%s holds its values five bits after five bits', (hex, values) => {
  expect(decodeWaveform(Buffer.from(hex, 'hex'))).toEqual(values);
});

test('a hostile length brings no more than a hundred values', () => {
  expect(decodeWaveform(new Uint8Array(100_000).fill(255))).toEqual(Array.from({ length: 100 }, () => 31));
});

test('bars keep the peaks, and the loudest is whole', () => {
  expect(waveformBars([0, 5, 10, 0], 2)).toEqual([0.5, 1]);
  expect(waveformBars([8], 3)).toEqual([1, 1, 1]);
  expect(waveformBars([], 3)).toEqual([0, 0, 0]);
});
