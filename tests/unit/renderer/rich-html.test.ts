import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FormattedText, TextEntity } from '#shared/model/index.ts';
import { linkAddress } from '../../../src-renderer/features/composer/link-address.ts';
import { readHtml, writeHtml } from '../../../src-renderer/features/composer/rich-html.ts';

describe('HTML from the clipboard', () => {
  it('becomes text with styles', () => {
    expect(readHtml('<p>One <b>bold</b> and <em>leaning <u>line</u></em></p><p>Two</p>')).toEqual({
      text: 'One bold and leaning line\nTwo',
      entities: [
        { type: 'bold', offset: 4, length: 4 },
        { type: 'italic', offset: 13, length: 12 },
        { type: 'underline', offset: 21, length: 4 },
      ],
    });
    expect(readHtml('<ul><li>one</li><li>two</li></ul>').text).toBe('• one\n• two');
    expect(readHtml('a<br>b<br><br>c').text).toBe('a\nb\n\nc');
    expect(readHtml('<pre data-language="ts">let a;\n  b</pre>')).toEqual({ text: 'let a;\n  b', entities: [{ type: 'pre', language: 'ts', offset: 0, length: 10 }] });
  });

  it('keeps links that lead somewhere, and no others', () => {
    expect(readHtml('<a href="https://example.com/a">here</a>').entities).toEqual([{ type: 'textUrl', url: 'https://example.com/a', offset: 0, length: 4 }]);
    expect(readHtml('<a href="javascript:alert(1)">here</a> <a href="https://e.org">https://e.org</a>')).toEqual({ text: 'here https://e.org', entities: [] });
    expect(readHtml('<a href="tg://user?id=77">Ann</a>').entities).toEqual([{ type: 'mentionName', userId: 77, offset: 0, length: 3 }]);
  });

  it('keeps custom emoji apart, with their plain emoji as their text', () => {
    const emoji = (documentId: string, offset: number): TextEntity => ({ type: 'customEmoji', documentId, offset, length: 2 });
    const value: FormattedText = { text: '🔥🔥 🐦', entities: [emoji('-5368324170671202286', 0), emoji('-5368324170671202286', 2), emoji('77', 5)] };
    expect(writeHtml(value)).toContain('<tg-emoji emoji-id="77">🐦</tg-emoji>');
    expect(readHtml(writeHtml(value))).toEqual(value);
    expect(readHtml('<tg-emoji emoji-id="javascript:1">🔥</tg-emoji>')).toEqual({ text: '🔥', entities: [] });
  });

  it('takes styles from word processors, whose wrapper is not bold', () => {
    expect(readHtml('<b style="font-weight:normal"><span style="font-weight:700">x</span><span style="font-style:italic">y</span></b>')).toEqual({
      text: 'xy',
      entities: [
        { type: 'bold', offset: 0, length: 1 },
        { type: 'italic', offset: 1, length: 1 },
      ],
    });
  });

  it('is text alone where it is hostile', () => {
    expect(readHtml('a<img src=x onerror="alert(1)">b<script>alert(1)</script><style>c{}</style><iframe src="x">d</iframe>')).toEqual({ text: 'ab', entities: [] });
    expect(readHtml('<div>'.repeat(5_000) + 'deep').text.length).toBeLessThanOrEqual(4);
  });

  it('comes back as it was written', () => {
    const types = ['bold', 'italic', 'underline', 'strike', 'spoiler', 'code'] as const;
    const text = fc.stringMatching(/^[a-z<>&"👍é]( ?[a-z<>&"👍é\n]){0,30}$/u).map((value) => value.trim());
    const value = text.chain((chars) => {
      const cuts = [...chars].reduce<number[]>((all, char) => [...all, (all.at(-1) ?? 0) + char.length], [0]);
      const ink = cuts.filter((cut) => cut < chars.length && !/\s/.test(chars[cut] ?? ''));
      const ends = cuts.filter((cut) => cut > 0 && !/\s/.test(chars[cut - 1] ?? ''));
      return fc
        .array(fc.record({ type: fc.constantFrom(...types), from: fc.constantFrom(...ink), to: fc.constantFrom(...ends) }), { maxLength: 3 })
        .map((all): FormattedText => {
          const entities = all.filter(({ from, to }) => to > from).map(({ type, from, to }): TextEntity => ({ type, offset: from, length: to - from }));
          return { text: chars, entities: entities.filter((entity, index) => entities.findIndex(({ type }) => type === entity.type) === index) };
        });
    });
    fc.assert(
      fc.property(value, (input) => {
        const back = readHtml(writeHtml(input));
        expect(back.text).toBe(input.text);
        const order = (entities: TextEntity[]) => entities.map((entity) => JSON.stringify([entity.offset, entity.length, entity.type])).toSorted();
        expect(order(back.entities)).toEqual(order(input.entities));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps blocks on lines of their own', () => {
    for (const text of ['a\nquoted\nb', 'a\n\nquoted\n\n\nb']) {
      const input: FormattedText = { text, entities: [{ type: 'blockquote', offset: text.indexOf('q'), length: 6 }] };
      expect(readHtml(writeHtml(input))).toEqual(input);
    }
    const two: FormattedText = {
      text: 'one\n\ntwo',
      entities: [
        { type: 'blockquote', offset: 0, length: 3 },
        { type: 'pre', language: 'c', offset: 5, length: 3 },
      ],
    };
    expect(readHtml(writeHtml(two))).toEqual(two);
  });
});

describe('an address that somebody types', () => {
  it.each([
    ['example.com', 'https://example.com'],
    [' http://example.com/x?y=1 ', 'http://example.com/x?y=1'],
    ['example.com:8080/a', 'https://example.com:8080/a'],
    ['ann@example.com', 'mailto:ann@example.com'],
    ['tg://resolve?domain=petrel', 'tg://resolve?domain=petrel'],
    ['javascript:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['two words', undefined],
    ['word', undefined],
    ['', undefined],
  ])('%j leads to %j', (typed, address) => expect(linkAddress(typed)).toBe(address));
});
