import { createRoot, createSignal } from 'solid-js';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { messageId } from '#shared/model/index.ts';
import type { FormattedText, MessageId, TextEntity } from '#shared/model/index.ts';
import { tokensOf } from '../../../src-renderer/features/messages/code-tokens.ts';
import { copiedHtml, copiedText } from '../../../src-renderer/features/messages/copy-messages.ts';
import { nearest } from '../../../src-renderer/features/messages/selected-text.ts';
import { createSelection, MOST_SELECTED } from '../../../src-renderer/features/messages/selection.ts';
import { textBlocks } from '../../../src-renderer/features/messages/text-blocks.ts';
import { isDisguised, linkOf, webUrl } from '../../../src-renderer/features/messages/text-links.ts';

describe('the blocks of a text', () => {
  it('keeps two quotes beside each other apart, and says which one was sent collapsed', () => {
    const text = 'one\ntwo\nend';
    const entities: TextEntity[] = [
      { type: 'blockquote', offset: 0, length: 4 }, { type: 'blockquote', offset: 4, length: 3, collapsed: true }, { type: 'bold', offset: 0, length: 2 },
    ];
    const blocks = textBlocks({ text, entities });
    expect(blocks.map((block) => block.kind)).toEqual(['quote', 'quote', 'inline']);
    expect(blocks.map((block) => block.kind === 'quote' && block.collapsed)).toEqual([false, true, false]);
    expect(blocks.map((block) => (block.kind === 'pre' ? block.text : block.runs.map((run) => run.text).join('')))).toEqual(['one\n', 'two', 'end']);
  });

  it('gives code its language and takes the line breaks around it', () => {
    const blocks = textBlocks({ text: 'a\nx = 1\nb', entities: [{ type: 'pre', offset: 2, length: 5, language: 'python' }] });
    expect(blocks).toMatchObject([{ kind: 'inline' }, { kind: 'pre', language: 'python', text: 'x = 1' }, { kind: 'inline' }]);
  });
});

describe('links in a text', () => {
  it('never lead to schemes that run something', () => {
    for (const url of ['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd', 'JaVaScRiPt:1']) expect(webUrl(url)).toBeUndefined();
    expect(webUrl('example.com:8080/a')).toBe('https://example.com:8080/a');
    expect(webUrl('tg://resolve?domain=a')).toBe('tg://resolve?domain=a');
  });

  it('say when their text promises something else', () => {
    expect(isDisguised('https://bank.example', 'https://thief.example')).toBe(true);
    expect(isDisguised('www.bank.example/', 'http://bank.example')).toBe(false);
    expect(linkOf({ type: 'textUrl', offset: 0, length: 4, url: 'a.example' }, 'here')).toMatchObject({ kind: 'url', disguised: true });
  });
});

describe('code', () => {
  it('is coloured without losing a sign, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom('ts', 'python', 'sql', 'html', 'bash', 'rust'), (code, language) => {
        expect(tokensOf(language, code)?.map((token) => token.text).join('')).toBe(code);
      }),
      { numRuns: 150 },
    );
  });

  it('tells keywords, texts, numbers and comments apart', () => {
    const kinds = Object.fromEntries((tokensOf('ts', 'const a = "b"; // 5\nf(0x1f)') ?? []).map((token) => [token.text.trim(), token.kind]));
    expect(kinds).toMatchObject({ const: 'keyword', '"b"': 'string', '// 5': 'comment', f: 'name', '0x1f': 'number' });
    expect(tokensOf('klingon', 'x')).toBeUndefined();
  });

  it('leaves what lies in a template, and markup in the code itself, as it is', () => {
    const tokens = tokensOf('js', 'x = `a ${b + 1} <b class="c">&amp;</b>`') ?? [];
    expect(tokens.filter(({ kind }) => kind === 'string').map(({ text }) => text)).toEqual(['`a ', ' <b class="c">&amp;</b>`']);
    expect(tokens.find(({ text }) => text === '1')?.kind).toBe('number');
  });
});

describe('copying', () => {
  const one = { name: 'Anna', time: '22/11/2026, 21:05', content: { text: 'Hi', entities: [] } };
  it('keeps names and times when there are several, and only the text of one', () => {
    expect(copiedText([one])).toBe('Hi');
    expect(copiedText([one, { ...one, name: 'Ben', media: 'Photo', content: { text: '', entities: [] } }])).toBe(
      'Anna, [22/11/2026, 21:05]\nHi\n\nBen, [22/11/2026, 21:05]\n[Photo]',
    );
  });

  it('writes formatting as HTML, and what a person wrote never as markup', () => {
    const content: FormattedText = {
      text: '<b>&a\nb',
      entities: [{ type: 'bold', offset: 0, length: 3 }, { type: 'textUrl', offset: 6, length: 1, url: 'javascript:1' }],
    };
    expect(copiedHtml([{ name: '', time: '', content }])).toBe('<span style="white-space: pre-wrap"><b>&lt;b&gt;</b>&amp;a<br>b</span>');
  });

  it('finds what is selected nearest to where it was, with its styles', () => {
    expect(nearest('ab ab ab', 'ab', 5)).toBe(6);
    expect(nearest('abc', 'x', 0)).toBeUndefined();
  });
});

describe('selected messages', () => {
  const order = Array.from({ length: 150 }, (_, index) => messageId(index + 1));
  const using = (run: (selection: ReturnType<typeof createSelection>, setOrder: (ids: MessageId[]) => void) => void) =>
    createRoot((dispose) => {
      const [ids, setIds] = createSignal<MessageId[]>(order);
      run(createSelection(ids), setIds);
      dispose();
    });

  it('join a range with Shift, in the order of the chat', () => {
    using((selection) => {
      selection.toggle([messageId(5)]);
      selection.extendTo(messageId(2));
      expect(selection.ids()).toEqual([2, 3, 4, 5]);
      selection.toggle([messageId(3)]);
      expect(selection.ids()).toEqual([2, 4, 5]);
    });
  });

  it('follow a drag back and forth, and keep what was selected before', () => {
    using((selection) => {
      selection.toggle([messageId(1)]);
      selection.paint(messageId(4), messageId(8));
      selection.paint(messageId(4), messageId(5));
      selection.endPaint();
      expect(selection.ids()).toEqual([1, 4, 5]);
    });
  });

  it('are no more than a hundred, and none that has gone', () => {
    using((selection, setOrder) => {
      selection.toggle(order.slice(0, MOST_SELECTED));
      expect(selection.toggle([messageId(140)])).toBe(false);
      expect(selection.ids()).toHaveLength(MOST_SELECTED);
      setOrder(order.slice(99));
      expect(selection.ids()).toEqual([100]);
    });
  });
});
