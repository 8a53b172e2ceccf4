import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DateFormat, TextEntity } from '#shared/model/index.ts';
import { inputEntities, prepareText, sanitizeEntities, splitText } from '../../../src-main/features/text/index.ts';
import { mapEntities } from '../../../src-main/store/map/index.ts';

const bold = (offset: number, length: number): TextEntity => ({ type: 'bold', offset, length });
const code = (offset: number, length: number): TextEntity => ({ type: 'code', offset, length });

describe('preparing a text for sending', () => {
  it('cuts blank ends and moves the ranges', () => {
    expect(prepareText({ text: '  \n hello world \n', entities: [bold(4, 5)] })).toEqual(
      { text: 'hello world', entities: [bold(0, 5)] },
    );
  });

  it('keeps blanks at the start that are styled, and finds nothing in blanks alone', () => {
    expect(prepareText({ text: '  x', entities: [code(1, 2)] })).toEqual({ text: ' x', entities: [code(0, 2)] });
    expect(prepareText({ text: ' \n ', entities: [bold(0, 3)] })).toEqual({ text: '', entities: [] });
  });

  it('replaces control characters, removes direction marks, and the ranges follow', () => {
    expect(prepareText({ text: 'a\u202eb\u0007c\r\nd', entities: [bold(2, 1), bold(7, 1)] })).toEqual({
      text: 'ab c\nd',
      entities: [bold(1, 1), bold(5, 1)],
    });
  });

  it('counts in UTF-16 units, and never cuts through an emoji', () => {
    expect(prepareText({ text: ' 😀 ok', entities: [bold(2, 4)] }).entities).toEqual([bold(2, 3)]);
  });
});

describe('ranges that the server accepts', () => {
  const text = 'abcdefghijklmnopqrst';

  it('leaves out what lies beyond the text and what the server makes itself', () => {
    expect(sanitizeEntities('abc', [bold(1, 50), bold(7, 1), { type: 'url', offset: 0, length: 3 }])).toEqual([bold(1, 2)]);
  });

  it('unites equal styles and cuts a style at the edge of a link that it crosses', () => {
    const link: TextEntity = { type: 'textUrl', url: 'https://a.example', offset: 5, length: 10 };
    expect(sanitizeEntities(text, [bold(0, 4), bold(3, 5), link])).toEqual([bold(0, 5), link, bold(5, 3)]);
  });

  it('keeps code free of styles and links', () => {
    expect(sanitizeEntities(text, [bold(0, 10), code(4, 2)])).toEqual([bold(0, 4), code(4, 2), bold(6, 4)]);
    expect(
      sanitizeEntities(text, [code(4, 4), { type: 'textUrl', url: 'https://a.example', offset: 6, length: 4 }]),
    ).toEqual([code(4, 4)]);
  });

  it('does not nest quotes, and drops what crosses their edge', () => {
    const quote: TextEntity = { type: 'blockquote', offset: 0, length: 10 };
    expect(sanitizeEntities(text, [quote, { type: 'blockquote', offset: 2, length: 3 }, code(8, 4), bold(8, 4)])).toEqual(
      [quote, bold(8, 2), bold(10, 2)],
    );
  });

  it('yields valid ranges for any input', () => {
    const entity = fc.record({
      type: fc.constantFrom('bold', 'italic', 'spoiler', 'code', 'blockquote', 'strike'),
      offset: fc.nat(30),
      length: fc.integer({ min: 1, max: 30 }),
    }) as fc.Arbitrary<TextEntity>;
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 25 }), fc.array(entity, { maxLength: 12 }), (source, entities) => {
        const { text: prepared, entities: result } = prepareText({ text: source, entities });
        for (const range of result) {
          expect(range.length).toBeGreaterThan(0);
          expect(range.offset).toBeGreaterThanOrEqual(0);
          expect(range.offset + range.length).toBeLessThanOrEqual(prepared.length);
        }
        for (const range of result.filter((other) => other.type === 'code')) {
          const others = result.filter((other) => other !== range && other.type !== 'blockquote');
          expect(
            others.some((other) => other.offset < range.offset + range.length && range.offset < other.offset + other.length),
          ).toBe(false);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('ranges on the wire', () => {
  it('say how a date is written, so that it comes back as it was', () => {
    const formats: (DateFormat | undefined)[] = [
      undefined,
      { relative: true },
      { time: 'short', date: 'long' },
      { time: 'long', date: 'short', weekday: true },
    ];
    for (const format of formats) {
      const entity: TextEntity = { type: 'date', offset: 2, length: 5, date: 1_700_000_000, ...(format === undefined ? {} : { format }) };
      expect(mapEntities(inputEntities([entity], () => undefined), 'on 12:30 today')).toEqual([entity]);
    }
    expect(inputEntities([{ type: 'date', offset: 0, length: 1, date: 5, format: { time: 'long', weekday: true } }], () => undefined)).toEqual([
      { _: 'messageEntityFormattedDate', offset: 0, length: 1, date: 5, longTime: true, dayOfWeek: true },
    ]);
  });
});

describe('splitting a long text', () => {
  it('makes three messages of 9,000 characters, at the ends of words', () => {
    const text = 'lorem ipsum '.repeat(750).trim();
    const parts = splitText({ text, entities: [] }, 4096);
    expect(parts).toHaveLength(3);
    expect(parts.map((part) => part.text).join(' ')).toBe(text);
  });

  it('prefers the end of a paragraph over that of a word', () => {
    const text = `${'a '.repeat(45)}\n\n${'b '.repeat(20)}`.trim();
    expect(splitText({ text, entities: [] }, 100).map((part) => part.text[0])).toEqual(['a', 'b']);
  });

  it('continues a range in the next part', () => {
    const parts = splitText({ text: `${'x'.repeat(90)} ${'y'.repeat(90)}`, entities: [bold(80, 20)] }, 100);
    expect(parts.map((part) => part.entities)).toEqual([[bold(80, 10)], [bold(0, 9)]]);
  });

  it('tears neither an emoji nor a custom emoji apart', () => {
    const parts =
      splitText({ text: '😀'.repeat(60), entities: [{ type: 'customEmoji', documentId: '1', offset: 98, length: 4 }] }, 100);
    expect(parts.map((part) => part.text.length)).toEqual([98, 22]);
    expect(parts[1]?.entities).toEqual([{ type: 'customEmoji', documentId: '1', offset: 0, length: 4 }]);
    expect(splitText({ text: `a${'😀'.repeat(60)}`, entities: [] }, 100).map((part) => part.text.length)).toEqual([99, 22]);
  });
});
