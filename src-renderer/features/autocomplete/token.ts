import type { FormattedText } from '#shared/model/index.ts';

export type TokenKind = 'mention' | 'hashtag' | 'emoji' | 'command';

/** What somebody began to write, and what may be meant by it. */
export interface Token {
  kind: TokenKind;
  /** The stretch that a suggestion replaces: the sign and the whole word behind it, also behind the caret. */
  from: number;
  to: number;
  /** What stands between the sign and the caret. */
  query: string;
}

const MOST = 64;
const rules: readonly { kind: TokenKind; sign: string; query: RegExp }[] = [
  { kind: 'mention', sign: '@', query: /^[\p{L}\p{M}\p{N}_]*$/u },
  { kind: 'hashtag', sign: '#', query: /^[\p{L}\p{M}\p{N}_]*$/u },
  // Two signs at least, the first no digit: times and ratios are not meant.
  { kind: 'emoji', sign: ':', query: /^[\p{L}+-][\p{L}\p{M}\p{N}_+-]+$/u },
  { kind: 'command', sign: '/', query: /^[A-Za-z0-9_]*$/ },
];
const signs = new Set(rules.map(({ sign }) => sign));
/** What a token may not stand behind: words, addresses, other tokens. */
const joined = /[\p{L}\p{M}\p{N}_@#:/\\&=.?%+-]$/u;
const word = /^[\p{L}\p{M}\p{N}_]*/u;

/** The token that the caret stands in or behind (UTF-16 position); undefined in code, in links and elsewhere. */
export function tokenAt({ text, entities }: FormattedText, caret: number): Token | undefined {
  const start = Math.max(0, caret - MOST);
  for (let at = caret - 1; at >= start; at--) {
    const sign = text[at] ?? '';
    if (/\s/.test(sign)) return undefined;
    if (!signs.has(sign)) continue;
    const query = text.slice(at + 1, caret);
    const rule = rules.find((each) => each.sign === sign && each.query.test(query));
    const before = text.slice(Math.max(0, at - 2), at);
    if (!rule || joined.test(before) || (rule.kind === 'command' && before !== '' && !/\s$/.test(before))) return undefined;
    const to = caret + (word.exec(text.slice(caret, caret + MOST))?.[0].length ?? 0);
    const isTaken = entities.some(
      ({ type, offset, length }) => closed.has(type) && at < offset + length && caret > offset,
    );
    return isTaken || isInCode(text.slice(0, at)) ? undefined : { kind: rule.kind, from: at, to, query };
  }
  return undefined;
}

/** Nothing is completed inside of these. */
const closed = new Set(['code', 'pre', 'textUrl', 'mentionName', 'customEmoji', 'date']);

/** Whether code was opened with marks and not closed yet. */
function isInCode(before: string): boolean {
  const parts = before.split('```');
  if (parts.length % 2 === 0) return true;
  const line = (parts.at(-1) ?? '').split('\n').at(-1) ?? '';
  return line.split('`').length % 2 === 0;
}
