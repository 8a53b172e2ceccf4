import type { Message } from '#shared/model/index.ts';
import { highlights, parseQuery, readOperators, type TextRange } from '#shared/search/index.ts';
import { mediaLabel } from '../../strings/media-text.ts';
import { coverSpoilers } from '../dialogs/row-text.ts';

export interface Excerpt {
  text: string;
  marks: TextRange[];
}

/** Characters before the first match, and altogether. */
const BEFORE = 24;
const LONGEST = 160;

/** A text with what was found in it. */
export function marked(text: string, query: string): Excerpt {
  const parsed = parseQuery(readOperators(query).text);
  return { text, marks: parsed === undefined ? [] : highlights(parsed, text) };
}

/** One line of a message around what was found in it: what it holds, in words, then its text. Hidden text stays hidden. */
export function excerptOf(message: Message, query: string): Excerpt {
  const covered = coverSpoilers(message);
  const line = [mediaLabel(covered.media), covered.text].filter(Boolean).join(', ').replace(/\s/g, ' ');
  const { marks } = marked(line, query);
  const first = marks[0]?.offset ?? 0;
  const from = first <= BEFORE * 2 ? 0 : wordStart(line, first - BEFORE);
  const lead = from === 0 ? '' : '…';
  return {
    text: lead + line.slice(from, from + LONGEST),
    marks: marks
      .filter(({ offset, length }) => offset >= from && offset + length <= from + LONGEST)
      .map(({ offset, length }) => ({ offset: offset - from + lead.length, length })),
  };
}

function wordStart(line: string, near: number): number {
  const space = line.indexOf(' ', near);
  return space < 0 || space > near + BEFORE ? near : space + 1;
}
