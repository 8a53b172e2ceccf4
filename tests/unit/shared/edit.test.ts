import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TextEntity } from '#shared/model/index.ts';
import { applyChange, changeBetween, clearStyles, insertFormatted, setLink, sliceFormatted, stylesOf, textRuns, toggleQuote, toggleStyle } from '#shared/text/edit.ts';

const bold = (offset: number, length: number): TextEntity => ({ type: 'bold', offset, length });
const signs = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '👍', '\n'), maxLength: 12 });

describe('changes of a text', () => {
  it('are found where the caret is', () => {
    expect(changeBetween('aa', 'aaa', 1)).toEqual({ from: 0, to: 0, inserted: 'a' });
    expect(changeBetween('aa', 'aaa', 3)).toEqual({ from: 2, to: 2, inserted: 'a' });
    expect(changeBetween('hello', 'help', 4)).toEqual({ from: 3, to: 5, inserted: 'p' });
  });

  it('never cut a surrogate pair', () => {
    const change = changeBetween('👍', '👎', 2);
    expect(change).toEqual({ from: 0, to: 2, inserted: '👎' });
  });

  it('always lead from the old text to the new one', () => {
    fc.assert(
      fc.property(signs, signs, fc.nat(24), (before, after, caret) => {
        expect(applyChange({ text: before, entities: [] }, changeBetween(before, after, caret)).text).toBe(after);
      }),
    );
  });
});

describe('entities under an edit', () => {
  it('grow with text that is written inside, and not at their end', () => {
    const input = { text: 'abc', entities: [bold(0, 3)] };
    expect(applyChange(input, { from: 1, to: 1, inserted: 'x' }).entities).toEqual([bold(0, 4)]);
    expect(applyChange(input, { from: 3, to: 3, inserted: 'x' }).entities).toEqual([bold(0, 3)]);
    expect(applyChange(input, { from: 0, to: 0, inserted: 'x' }).entities).toEqual([bold(1, 3)]);
  });

  it('shrink, split off and vanish with what is deleted', () => {
    const input = { text: 'one two three', entities: [bold(4, 3)] };
    expect(applyChange(input, { from: 0, to: 5, inserted: '' })).toEqual({ text: 'wo three', entities: [bold(0, 2)] });
    expect(applyChange(input, { from: 3, to: 8, inserted: '' }).entities).toEqual([]);
  });

  it('of a mention end when the name is edited', () => {
    const mention: TextEntity = { type: 'mentionName', userId: 7 as never, offset: 0, length: 4 };
    expect(applyChange({ text: 'Anna', entities: [mention] }, { from: 2, to: 2, inserted: 'x' }).entities).toEqual([]);
  });

  it('stay inside the text whatever is done', () => {
    fc.assert(
      fc.property(signs, fc.nat(12), fc.nat(12), signs, fc.nat(12), fc.nat(12), (text, offset, length, inserted, a, b) => {
        const from = Math.min(a, b, text.length);
        const to = Math.min(Math.max(a, b), text.length);
        const start = Math.min(offset, text.length);
        const result = applyChange({ text, entities: [bold(start, Math.min(length, text.length - start))] }, { from, to, inserted });
        for (const entity of result.entities) {
          expect(entity.offset).toBeGreaterThanOrEqual(0);
          expect(entity.offset + entity.length).toBeLessThanOrEqual(result.text.length);
        }
      }),
    );
  });
});

describe('styles', () => {
  it('are put on, merged and taken off', () => {
    const once = toggleStyle({ text: 'abcdef', entities: [bold(0, 2)] }, 2, 4, 'bold');
    expect(once.entities).toEqual([bold(0, 4)]);
    expect(toggleStyle(once, 1, 2, 'bold').entities).toEqual([bold(0, 1), bold(2, 2)]);
  });

  it('cut a text into runs that make up the whole text, hostile ranges included', () => {
    expect(textRuns({ text: 'abcd', entities: [bold(1, 2), { type: 'italic', offset: 2, length: 99 }] }).map((run) => run.text)).toEqual(['a', 'b', 'c', 'd']);
    fc.assert(
      fc.property(signs, fc.array(fc.tuple(fc.integer({ min: -5, max: 20 }), fc.integer({ min: -5, max: 40 }))), (text, ranges) => {
        const runs = textRuns({ text, entities: ranges.map(([offset, length]) => bold(offset, length)) });
        expect(runs.map((run) => run.text).join('')).toBe(text);
      }),
    );
  });
});

describe('more than a style', () => {
  const lines = { text: 'one\ntwo\nthree', entities: [bold(0, 3)] };

  it('a quote takes the lines that are touched, whole, and gives them back', () => {
    const quoted = toggleQuote(lines, 5, 9);
    expect(quoted.entities).toEqual([bold(0, 3), { type: 'blockquote', offset: 4, length: 9 }]);
    expect(toggleQuote(quoted, 4, 6).entities).toEqual([bold(0, 3), { type: 'blockquote', offset: 7, length: 6 }]);
    expect(toggleQuote(quoted, 4, 13)).toEqual(lines);
    expect(toggleQuote({ text: '', entities: [] }, 0, 0)).toEqual({ text: '', entities: [] });
  });

  it('a link is set, changed and taken away', () => {
    const linked = setLink(lines, 4, 7, 'https://e.org');
    expect(linked.entities).toEqual([bold(0, 3), { type: 'textUrl', url: 'https://e.org', offset: 4, length: 3 }]);
    expect(setLink(linked, 4, 7, 'https://f.org').entities[1]).toEqual({ type: 'textUrl', url: 'https://f.org', offset: 4, length: 3 });
    expect(setLink(linked, 5, 6, undefined)).toEqual(lines);
  });

  it('all styles go at once, and what holds in a range can be told', () => {
    const styled = toggleStyle(toggleStyle(lines, 0, 7, 'italic'), 2, 5, 'code');
    expect([...stylesOf(styled, 0, 3)].toSorted()).toEqual(['bold', 'italic']);
    expect([...stylesOf(styled, 2, 4)].toSorted()).toEqual(['code', 'italic']);
    expect(stylesOf(styled, 0, 13).size).toBe(0);
    expect(clearStyles(styled, 0, 13).entities).toEqual([]);
    expect(clearStyles(lines, 1, 2).entities).toEqual([bold(0, 1), bold(2, 1)]);
  });

  it('what is cut out and put back is as it was', () => {
    fc.assert(
      fc.property(signs, fc.nat(12), fc.nat(12), fc.nat(12), fc.nat(12), (text, a, b, c, d) => {
        const at = (position: number) => Math.min(position, text.length);
        const [from, to] = [at(Math.min(a, b)), at(Math.max(a, b))];
        const [start, end] = [at(Math.min(c, d)), at(Math.max(c, d))];
        const input = { text, entities: end > start ? [bold(start, end - start)] : [] };
        const back = insertFormatted(applyChange(input, { from, to, inserted: '' }), from, from, sliceFormatted(input, from, to));
        expect(back.text).toBe(text);
        const isBold = (value: typeof input) => textRuns(value).flatMap((run) => run.text.split('').map(() => run.entities.length > 0));
        expect(isBold(back)).toEqual(isBold(input));
      }),
    );
  });
});

it('takes a custom emoji whole or not at all', () => {
  const value = { text: 'a🔥b', entities: [{ type: 'customEmoji' as const, documentId: '7', offset: 1, length: 2 }] };
  expect(sliceFormatted(value, 1, 4)).toEqual({ text: '🔥b', entities: [{ type: 'customEmoji', documentId: '7', offset: 0, length: 2 }] });
  expect(sliceFormatted(value, 0, 2).entities).toEqual([]);
});
