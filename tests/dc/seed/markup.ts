import type { tl } from '#tl';

/**
 * The little markup in which the seed's texts are written: **bold**, __italic__, ~~strike~~, ||spoiler||, `code`,
 * ```language⏎code```, [label](address), and lines that begin with "> " for a quote.
 */

const INLINE: { open: string; close: string; make: (offset: number, length: number) => tl.MessageEntity }[] = [
  { open: '**', close: '**', make: (offset, length) => ({ _: 'messageEntityBold', offset, length }) },
  { open: '__', close: '__', make: (offset, length) => ({ _: 'messageEntityItalic', offset, length }) },
  { open: '~~', close: '~~', make: (offset, length) => ({ _: 'messageEntityStrike', offset, length }) },
  { open: '||', close: '||', make: (offset, length) => ({ _: 'messageEntitySpoiler', offset, length }) },
  { open: '`', close: '`', make: (offset, length) => ({ _: 'messageEntityCode', offset, length }) },
];

export interface Styled {
  text: string;
  entities: tl.MessageEntity[];
}

/** Plain text and its entities. */
export function styled(source: string): Styled {
  if (!/[*_~|`[>]/.test(source)) return { text: source, entities: [] };
  const entities: tl.MessageEntity[] = [];
  let text = '';
  for (let at = 0; at < source.length;) {
    const rest = source.slice(at);
    const pre = /^```(\w*)\n([\s\S]*?)\n?```/.exec(rest);
    if (pre) {
      const body = pre[2] ?? '';
      entities.push({ _: 'messageEntityPre', offset: text.length, length: body.length, language: pre[1] ?? '' });
      text += body;
      at += pre[0].length;
      continue;
    }
    const link = /^\[([^\]]+)\]\((\S+?)\)/.exec(rest);
    if (link) {
      const label = link[1] ?? '';
      entities.push({ _: 'messageEntityTextUrl', offset: text.length, length: label.length, url: link[2] ?? '' });
      text += label;
      at += link[0].length;
      continue;
    }
    const quote = (at === 0 || source[at - 1] === '\n') && rest.startsWith('> ') ? /^(?:> [^\n]*(?:\n|$))+/.exec(rest) : null;
    if (quote) {
      const body = quote[0].replace(/^> /gm, '').replace(/\n$/, '');
      entities.push({ _: 'messageEntityBlockquote', offset: text.length, length: body.length });
      text += quote[0].endsWith('\n') ? `${body}\n` : body;
      at += quote[0].length;
      continue;
    }
    const style = INLINE.find((one) => rest.startsWith(one.open) && rest.indexOf(one.close, one.open.length) > one.open.length);
    if (style) {
      const end = rest.indexOf(style.close, style.open.length);
      const body = rest.slice(style.open.length, end);
      entities.push(style.make(text.length, body.length));
      text += body;
      at += end + style.close.length;
      continue;
    }
    text += source[at];
    at++;
  }
  return { text, entities };
}
