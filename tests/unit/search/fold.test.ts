import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold, foldWithPlaces, highlights, matchOf, parseQuery, runsOf } from '#shared/search/index.ts';
import { anyText } from './any-text.ts';

test.each([
  ['Café CRÈME', 'cafe creme'],
  ['Straße', 'strasse'],
  ['İstanbul ılık', 'istanbul ilik'],
  ['ΟΔΟΣ', 'οδοσ'],
  ['Łódź', 'lodz'],
  ['ＡＢＣ ﾊﾞﾅﾅ', 'abc バナナ'],
  ['مُحَمَّد', 'محمد'],
  ['می‌خواهم', 'میخواهم'],
  ['שָׁלוֹם', 'שלום'],
  ['Ёжик', 'ежик'],
  ['👍🏽', '👍'],
  ['\u1112\u1161\u11ab\u1100\u116e\u11a8', '한국'],
  ['が', 'が'],
])('%s is searched as %s', (text, folded) => {
  expect(fold(text)).toBe(folded);
});

test('vowel signs of Indian scripts are letters, not decoration', () => {
  expect(fold('कुल')).not.toBe(fold('कल'));
});

test('folding sign by sign gives the same as folding the whole, and folding twice changes nothing', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const whole = fold(text);
      const { text: pieces, starts, ends } = foldWithPlaces(text);
      expect(pieces).toBe(whole);
      expect(starts.length).toBe(whole.length + 1);
      expect(ends.length).toBe(whole.length);
      for (let at = 0; at < ends.length; at += 1) expect(starts[at]).toBeLessThan(ends[at]!);
    }),
    { numRuns: 1_000 },
  );
}, 30_000);

test('runs are parts of the text, in order, and hold every letter', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const folded = fold(text);
      let end = 0;
      let rest = '';
      for (const run of runsOf(folded)) {
        expect(run.at).toBeGreaterThanOrEqual(end);
        expect(folded.slice(run.at, run.at + run.text.length)).toBe(run.text);
        rest += folded.slice(end, run.at);
        end = run.at + run.text.length;
      }
      expect(rest + folded.slice(end)).not.toMatch(/[\p{L}\p{N}]/u);
    }),
    { numRuns: 600 },
  );
}, 30_000);

const found = (query: string, text: string) => {
  const parsed = parseQuery(query);
  return parsed === undefined ? undefined : matchOf(parsed, fold(text));
};

test.each([
  ['gram', 'Telegram test', 'inside'],
  ['tele', 'Telegram test', 'start'],
  ['test tele', 'Telegram test', 'start'],
  ['te', 'Telegram', 'start'],
  ['gr', 'Telegram', undefined],
  ['文测', '中文测试', 'start'],
  ['桌', '我的桌子', 'start'],
  ['国', '한국 中国', 'start'],
  ['cafe', 'ein Café', 'start'],
  ['#news', 'the #newsletter', 'start'],
  ['#news', 'the newsletter', undefined],
  ['«hello»,', 'hello there', 'start'],
  ['github.com', 'see https://github.com/x', 'start'],
  ['😀', 'well 😀', 'start'],
  ['absent', 'Telegram', undefined],
])('"%s" in "%s": %s', (query, text, fit) => {
  expect(found(query, text)).toBe(fit);
});

test('what cannot be looked for is no query', () => {
  for (const query of ['', '   ', '?!', '...', '\u200d']) expect(parseQuery(query)).toBeUndefined();
});

test('highlights mark what was found in the original, also where folding changes lengths', () => {
  const marked = (query: string, text: string) =>
    highlights(parseQuery(query)!, text).map(({ offset, length }) => text.slice(offset, offset + length));
  expect(marked('strasse', 'Große Straße')).toEqual(['Straße']);
  expect(marked('cafe', 'Cafe\u0301 und CAFÉ')).toEqual(['Cafe\u0301', 'CAFÉ']);
  expect(marked('te', 'after tea, te')).toEqual(['te', 'te']);
  expect(marked('文 中文', '中文')).toEqual(['中文']);
});

test('highlights are disjoint, in order and within the text', () => {
  fc.assert(
    fc.property(anyText, anyText, (text, typed) => {
      const query = parseQuery(typed);
      if (query === undefined) return;
      let end = 0;
      for (const { offset, length } of highlights(query, text)) {
        expect(offset).toBeGreaterThanOrEqual(end);
        expect(length).toBeGreaterThan(0);
        end = offset + length;
      }
      expect(end).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 600 },
  );
}, 30_000);
