import { expect, test } from 'vitest';
import { readOperators } from '#shared/search/index.ts';

const day = (year: number, month: number, date: number): number => new Date(year, month - 1, date).getTime() / 1000;

test.each([
  ['from:@ann type:photo after:2024-01-01 cat', { text: 'cat', from: 'ann', kind: 'photo', after: day(2024, 1, 1) - 1 }],
  ['before:2024-02-29 two words', { text: 'two words', before: day(2024, 2, 29) }],
  ['date:2024-12-31', { text: '', after: day(2024, 12, 31) - 1, before: day(2025, 1, 1) }],
  ['TYPE:File FROM:bob_7', { text: '', kind: 'file', from: 'bob_7' }],
  ['https://example.org 12:30 note: type:song date:2024-13-01 date:2023-02-29 from:x', {
    text: 'https://example.org 12:30 note: type:song date:2024-13-01 date:2023-02-29 from:x',
  }],
])('%s', (typed, search) => {
  expect(readOperators(typed)).toEqual(search);
});
