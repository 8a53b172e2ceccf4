import type { FormattedText, TextEntityType } from '../model/index.ts';

/** A stretch of a text, UTF-16. */
export interface TextRange {
  from: number;
  to: number;
}

/** What is no language, or somebody's name. */
const types: ReadonlySet<TextEntityType> = new Set([
  'code', 'pre', 'url', 'email', 'mention', 'mentionName', 'hashtag', 'cashtag', 'botCommand', 'phone', 'bankCard', 'customEmoji',
]);

/** Addresses, names and commands as they are typed: the server makes entities of them later. */
const written: readonly RegExp[] = [
  /^[a-z][a-z0-9+.-]*:\/\//i,
  /^www\./i,
  /^[@#/][\p{L}\p{M}\p{N}_@]+$/u,
  /^[^@]+@[^@.]+\.[^@]+$/,
  /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.[a-z]{2,}(?:\/.*)?$/iu,
];
/** What is longer is no word. */
const LONGEST = 200;
const before = new Set('([{<"\'«“„‘');
const after = new Set('.,;:!?)]}>"\'»”’…');
const word = /[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}'’]*[\p{L}\p{M}\p{N}])?/gu;

/**
 * The stretches of a text whose spelling is not to be checked, in their order and apart from each other: what is no language, and the
 * `words` that are right, also written large.
 */
export function uncheckedRanges({ text, entities }: FormattedText, words: ReadonlySet<string>): TextRange[] {
  const ranges = entities.filter(({ type }) => types.has(type)).map(({ offset, length }) => ({ from: offset, to: offset + length }));
  ranges.push(...codeRanges(text));
  for (const { 0: match, index } of text.matchAll(/\S+/g)) {
    const piece = withoutMarks(match, index);
    const bare = text.slice(piece.from, piece.to);
    if (bare.length > LONGEST || written.some((form) => form.test(bare))) ranges.push(piece);
  }
  if (words.size > 0) {
    for (const { 0: match, index } of text.matchAll(word)) {
      if (words.has(match) || words.has(match.toLocaleLowerCase())) ranges.push({ from: index, to: index + match.length });
    }
  }
  return joined(ranges);
}

/** Code between its marks: several lines, also while they are not closed yet, or a part of one. */
function codeRanges(text: string): TextRange[] {
  const ranges: TextRange[] = [];
  for (let at = text.indexOf('`'); at >= 0; ) {
    const isBlock = text.startsWith('```', at);
    const close = isBlock ? text.indexOf('```', at + 3) : text.indexOf('`', at + 1);
    const to = close < 0 ? text.length : close + (isBlock ? 3 : 1);
    const isCode = isBlock || (close > at + 1 && !text.slice(at, close).includes('\n'));
    if (isCode) ranges.push({ from: at, to });
    if (close < 0) break;
    at = isCode ? text.indexOf('`', to) : close;
  }
  return ranges;
}

/** A piece between spaces without the punctuation around it. */
function withoutMarks(piece: string, at: number): TextRange {
  let from = 0;
  let to = piece.length;
  while (from < to && before.has(piece[from] ?? '')) from++;
  while (to > from && after.has(piece[to - 1] ?? '')) to--;
  return { from: at + from, to: at + to };
}

function joined(ranges: TextRange[]): TextRange[] {
  const apart: TextRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = apart.at(-1);
    if (last && range.from <= last.to) apart[apart.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    else apart.push(range);
  }
  return apart;
}
