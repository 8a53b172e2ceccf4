import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMarkdown } from '#shared/text/markdown.ts';

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
