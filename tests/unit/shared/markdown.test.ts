import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChange } from '#shared/text/edit.ts';
import { closeMarkdown, parseMarkdown } from '#shared/text/markdown.ts';

const parse = (text: string) => parseMarkdown({ text, entities: [] });

describe('markdown that people type', () => {
  it('becomes entities at UTF-16 offsets, also behind an emoji', () => {
    expect(parse('a **b** ||c||')).toEqual({
      text: 'a b c',
      entities: [
        { type: 'bold', offset: 2, length: 1 },
        { type: 'spoiler', offset: 4, length: 1 },
      ],
    });
    expect(parse('👍 **b**')).toEqual({ text: '👍 b', entities: [{ type: 'bold', offset: 3, length: 1 }] });
  });

  it('nests', () => {
    expect(parse('**bold __and italic__**')).toEqual({
      text: 'bold and italic',
      entities: [
        { type: 'bold', offset: 0, length: 15 },
        { type: 'italic', offset: 5, length: 10 },
      ],
    });
  });

  it('keeps code as it is', () => {
    expect(parse('`a ** b ** c` and **d**')).toEqual({
      text: 'a ** b ** c and d',
      entities: [
        { type: 'code', offset: 0, length: 11 },
        { type: 'bold', offset: 16, length: 1 },
      ],
    });
    expect(parse('```ts\nconst a = 1;\n```')).toEqual({
      text: 'const a = 1;',
      entities: [{ type: 'pre', language: 'ts', offset: 0, length: 12 }],
    });
    expect(parse('```ts```')).toEqual({ text: 'ts', entities: [{ type: 'pre', language: '', offset: 0, length: 2 }] });
  });

  it('makes links, and only of web and tg addresses', () => {
    expect(parse('see [the **page**](https://example.org/a_b)')).toEqual({
      text: 'see the page',
      entities: [
        { type: 'textUrl', url: 'https://example.org/a_b', offset: 4, length: 8 },
        { type: 'bold', offset: 8, length: 4 },
      ],
    });
    expect(parse('[x](javascript:alert)').entities).toEqual([]);
  });

  it.each(['2 ** 3 ** 4', 'snake__case__name', 'C++ and C++', '**', '** a **', '****', 'a ~~ b', '||', '`', '[a]()', '__init'])('leaves %j alone', (text) => {
    expect(parse(text)).toEqual({ text, entities: [] });
  });

  it('moves entities that are there already', () => {
    const result = parseMarkdown({ text: '**a** name', entities: [{ type: 'mentionName', userId: 7 as never, offset: 6, length: 4 }] });
    expect(result.text).toBe('a name');
    expect(result.entities).toContainEqual({ type: 'mentionName', userId: 7, offset: 2, length: 4 });
  });

  it('never throws, never makes a range outside of the text, never invents characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('*', '_', '~', '|', '`', '[', ']', '(', ')', 'a', ' ', '\n', '👍', 'https://a.b') }), (text) => {
        const result = parse(text);
        expect(result.text.length).toBeLessThanOrEqual(text.length);
        for (const entity of result.entities) {
          expect(entity.length).toBeGreaterThan(0);
          expect(entity.offset + entity.length).toBeLessThanOrEqual(result.text.length);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('markdown while one types', () => {
  /** Types signs one by one; the caret stays where a conversion puts it. */
  const type = (signs: string) => {
    let value: ReturnType<typeof parse> = { text: '', entities: [] };
    let caret = 0;
    for (const sign of signs) {
      value = applyChange(value, { from: caret, to: caret, inserted: sign });
      caret += sign.length;
      const closed = closeMarkdown(value, caret);
      if (closed) ({ value, caret } = closed);
    }
    return value;
  };

  it('is converted when its end is typed, and what follows is plain', () => {
    expect(type('a **b** c')).toEqual({ text: 'a b c', entities: [{ type: 'bold', offset: 2, length: 1 }] });
    expect(type('||x|| __y__')).toEqual({
      text: 'x y',
      entities: [
        { type: 'spoiler', offset: 0, length: 1 },
        { type: 'italic', offset: 2, length: 1 },
      ],
    });
    expect(type('[here](https://e.org)!')).toEqual({ text: 'here!', entities: [{ type: 'textUrl', url: 'https://e.org', offset: 0, length: 4 }] });
  });

  it('waits for the whole fence of a block of code', () => {
    expect(type('```ts\nlet a;\n```')).toEqual({ text: 'let a;', entities: [{ type: 'pre', language: 'ts', offset: 0, length: 6 }] });
    expect(type('```one```')).toEqual({ text: 'one', entities: [{ type: 'pre', language: '', offset: 0, length: 3 }] });
  });

  it('leaves alone what closes nothing', () => {
    for (const text of ['2 ** 3 *', 'snake_case_', 'f(x)', 'a | b |', '`', '** **']) expect(type(text)).toEqual({ text, entities: [] });
  });

  it('moves what stands behind the caret along', () => {
    const input = { text: '**a** tail', entities: [{ type: 'italic' as const, offset: 6, length: 4 }] };
    expect(closeMarkdown(input, 5)).toEqual({
      value: {
        text: 'a tail',
        entities: [
          { type: 'bold', offset: 0, length: 1 },
          { type: 'italic', offset: 2, length: 4 },
        ],
      },
      caret: 1,
    });
  });
});
