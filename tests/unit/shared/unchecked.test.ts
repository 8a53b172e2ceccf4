import { expect, it } from 'vitest';
import type { FormattedText } from '#shared/model/index.ts';
import { uncheckedRanges } from '#shared/text/unchecked.ts';

const none: ReadonlySet<string> = new Set();
/** What is left alone in a text. */
const left = (value: string | FormattedText, words: ReadonlySet<string> = none): string[] => {
  const formatted = typeof value === 'string' ? { text: value, entities: [] } : value;
  return uncheckedRanges(formatted, words).map(({ from, to }) => formatted.text.slice(from, to));
};

it('leaves alone what is no language', () => {
  expect(left('see https://exmple.org/wrld?a=b now')).toEqual(['https://exmple.org/wrld?a=b']);
  expect(left('exmple.org, or www.exmple and anna@exmple.org.')).toEqual(['exmple.org', 'www.exmple', 'anna@exmple.org']);
  expect(left('/strt@helpr_bot @annna #wrld and/or')).toEqual(['/strt@helpr_bot', '@annna', '#wrld']);
  expect(left('a `cnst x` and ```\nfoo br\n``` end')).toEqual(['`cnst x`', '```\nfoo br\n```']);
  expect(left('an unfinished ```foo br')).toEqual(['```foo br']);
  expect(left('Plain words. With dots... and 3.14, e.g. this; well-known')).toEqual([]);
});

it('leaves alone what entities say is none, and joins what overlaps', () => {
  const text = 'call Jhon at fooo';
  expect(left({ text, entities: [{ type: 'mentionName', offset: 5, length: 4, userId: 5 as never }, { type: 'code', offset: 13, length: 4 }] })).toEqual(['Jhon', 'fooo']);
  expect(left({ text: 'www.exmple.org', entities: [{ type: 'code', offset: 0, length: 6 }, { type: 'bold', offset: 0, length: 14 }] })).toEqual(['www.exmple.org']);
  expect(left({ text: 'helo', entities: [{ type: 'bold', offset: 0, length: 4 }] })).toEqual([]);
});

it('takes added words for right, also written large and in any script, and no parts of words', () => {
  const words = new Set(['petrel', 'Dvořák', 'привет', "o'neil"]);
  expect(left("Petrel and PETREL, not petrels; Dvořák, dvořák, Привет and O'Neil's or o'neil", words)).toEqual(['Petrel', 'PETREL', 'Dvořák', 'Привет', "o'neil"]);
});

it('takes a moment for any text', () => {
  const hostile = ['a.', 'a@', '`', '` ', '`\n', '/', 'a-', '(', '.a/', '```'].map((part) => `${part.repeat(30_000)}@ `);
  for (const text of hostile) {
    const ranges = uncheckedRanges({ text, entities: [] }, new Set(['a']));
    expect(ranges.every(({ from, to }, index) => from < to && to <= text.length && from > (ranges[index - 1]?.to ?? -1))).toBe(true);
  }
}, 30_000);
