import { describe, expect, it } from 'vitest';
import type { tl } from '#tl';
import { acceptText, arrange } from '../../../dc/world/entities.ts';
import { findEntities } from '../../../dc/world/entity-scan.ts';

function found(text: string): string[] {
  return findEntities(text).map(
    (entity) => `${entity._.slice('messageEntity'.length)} ${text.slice(entity.offset, entity.offset + entity.length)}`,
  );
}

function accept(text: string, entities: tl.MessageEntity[] = []): ReturnType<typeof acceptText> {
  return acceptText(text, entities, () => undefined);
}

function spans(entities: readonly tl.MessageEntity[]): string[] {
  return entities.map((entity) => `${entity._.slice('messageEntity'.length)} ${entity.offset}+${entity.length}`);
}

describe('what the server finds by itself', () => {
  it('mentions, tags, commands, links, addresses, phones and cards', () => {
    expect(found('@durov and #tag, $TON: /start@some_bot')).toEqual([
      'Mention @durov',
      'Hashtag #tag',
      'Cashtag $TON',
      'BotCommand /start@some_bot',
    ]);
    expect(found('see https://example.com/a_(b)?x=1#y. or t.me/abc, mail a.b@c.de')).toEqual([
      'Url https://example.com/a_(b)?x=1#y',
      'Url t.me/abc',
      'Email a.b@c.de',
    ]);
    expect(found('call +49 151 2345678!')).toEqual(['Phone +49 151 2345678']);
    expect(found('4111 1111 1111 1111')).toEqual(['BankCard 4111 1111 1111 1111']);
  });

  it('nothing in what only looks like it', () => {
    expect(found('and/or 3.14 v1.2.3 node_modules #123 a@b 4111 1111 1111 1112 e.g. file.txt @ab x@y')).toEqual([]);
  });
});

describe('what the server does with sent text', () => {
  it('cleans and trims, and moves the entities along', () => {
    expect(accept('  a\tb\r\n ')).toEqual({ text: 'a b', entities: [] });
    expect(accept('\n\n hi **', [{ _: 'messageEntityBold', offset: 3, length: 2 }])).toEqual({
      text: 'hi **',
      entities: [{ _: 'messageEntityBold', offset: 0, length: 2 }],
    });
    expect(accept('x\u202ey', [{ _: 'messageEntityItalic', offset: 0, length: 3 }]).entities).toEqual([
      { _: 'messageEntityItalic', offset: 0, length: 2 },
    ]);
  });

  it('splits overlapping styles so that one contains the other, and merges neighbours', () => {
    const bold: tl.MessageEntity = { _: 'messageEntityBold', offset: 0, length: 6 };
    expect(spans(arrange([bold, { _: 'messageEntityItalic', offset: 3, length: 6 }]))).toEqual([
      'Bold 0+6',
      'Italic 3+3',
      'Italic 6+3',
    ]);
    expect(spans(arrange([bold, { _: 'messageEntityBold', offset: 6, length: 3 }]))).toEqual(['Bold 0+9']);
    expect(spans(arrange([bold, { _: 'messageEntityCode', offset: 2, length: 2 }]))).toEqual([
      'Bold 0+2',
      'Code 2+2',
      'Bold 4+2',
    ]);
    expect(spans(arrange([bold, { _: 'messageEntityTextUrl', offset: 4, length: 6, url: 'https://a.io' }]))).toEqual([
      'Bold 0+4',
      'TextUrl 4+6',
      'Bold 4+2',
    ]);
  });

  it('keeps the first of two links and drops what crosses a quote', () => {
    const url = (offset: number, length: number): tl.MessageEntity => ({
      _: 'messageEntityTextUrl',
      offset,
      length,
      url: 'https://a.io',
    });
    expect(spans(arrange([url(0, 5), url(3, 5)]))).toEqual(['TextUrl 0+5']);
    expect(spans(arrange([{ _: 'messageEntityBlockquote', offset: 0, length: 5 }, url(3, 5)]))).toEqual(['Blockquote 0+5']);
  });

  it('finds nothing inside code and links', () => {
    expect(
      spans(accept('`@durov` @durov'.replaceAll('`', ''), [{ _: 'messageEntityCode', offset: 0, length: 6 }]).entities),
    ).toEqual(['Code 0+6', 'Mention 7+6']);
  });

  it('refuses bounds outside the text and inside a surrogate pair', () => {
    expect(() => accept('ab', [{ _: 'messageEntityBold', offset: 1, length: 2 }])).toThrow('ENTITY_BOUNDS_INVALID');
    expect(() => accept('a😀', [{ _: 'messageEntityBold', offset: 0, length: 2 }])).toThrow('ENTITY_BOUNDS_INVALID');
    const many = Array.from({ length: 101 }, (_, i): tl.MessageEntity => ({ _: 'messageEntityBold', offset: i, length: 1 }));
    expect(() => accept('x'.repeat(200), many)).toThrow('ENTITIES_TOO_LONG');
  });
});
