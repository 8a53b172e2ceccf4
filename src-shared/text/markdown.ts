import type { FormattedText, TextEntity } from '../model/index.ts';
import { applyChange, insertFormatted, sliceFormatted } from './edit.ts';

/**
 * Turns the markdown that people type into entities when they send: `**bold**`, `__italic__`, `~~strike~~`, `||spoiler||`,
 * `` `code` ``, fenced blocks with a language, and `[text](https://…)`. Delimiters count only where a word begins or ends, so
 * that "2 ** 3", "snake__case" and "C++" stay as they are. Entities that the text already has keep their place; nothing inside code is touched.
 */
export function parseMarkdown(input: FormattedText): FormattedText {
  const cuts: Cut[] = [];
  const entities: TextEntity[] = [];
  const { text } = input;
  const fixed = input.entities.filter((entity) => entity.type === 'code' || entity.type === 'pre');
  const isFixed = (start: number, end: number) => fixed.some((entity) => start < entity.offset + entity.length && end > entity.offset);

  for (const match of text.matchAll(/```(?:([A-Za-z0-9+#.-]{1,32})?\n)?([\s\S]+?)\n?```/g)) {
    const start = match.index;
    const end = start + match[0].length;
    if (isFixed(start, end)) continue;
    const body = match[2] ?? '';
    const bodyStart = start + match[0].indexOf(body, match[1] === undefined ? 3 : 3 + match[1].length);
    entities.push({ type: 'pre', language: match[1] ?? '', offset: bodyStart, length: body.length });
    cuts.push({ start, end: bodyStart }, { start: bodyStart + body.length, end });
    fixed.push({ type: 'code', offset: start, length: end - start });
  }
  for (const match of text.matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)) {
    const start = match.index;
    const end = start + match[0].length;
    if (isFixed(start, end)) continue;
    entities.push({ type: 'code', offset: start + 1, length: match[0].length - 2 });
    cuts.push({ start, end: start + 1 }, { start: end - 1, end });
    fixed.push({ type: 'code', offset: start, length: end - start });
  }
  for (const match of text.matchAll(/\[([^[\]\n]+)\]\((https?:\/\/[^\s()]+|tg:\/\/[^\s()]+)\)/g)) {
    const start = match.index;
    const end = start + match[0].length;
    const label = match[1] ?? '';
    if (isFixed(start, end)) continue;
    entities.push({ type: 'textUrl', url: match[2] ?? '', offset: start + 1, length: label.length });
    cuts.push({ start, end: start + 1 }, { start: start + 1 + label.length, end });
    // Only the address is out of bounds for other delimiters: the label may be styled.
    fixed.push({ type: 'code', offset: start + 1 + label.length, length: end - start - 1 - label.length });
  }
  for (const { mark, type } of delimiters) {
    let open: number | undefined;
    for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length)) {
      if (isFixed(at, at + mark.length)) continue;
      const before = text[at - 1];
      const after = text[at + mark.length];
      if (open !== undefined && at > open + mark.length && isInk(before) && !isWord(after) && !text.slice(open, at).includes('\n\n')) {
        entities.push({ type, offset: open + mark.length, length: at - open - mark.length });
        cuts.push({ start: open, end: open + mark.length }, { start: at, end: at + mark.length });
        open = undefined;
      } else if (!isWord(before) && isInk(after) && after !== mark[0]) {
        open = at;
      }
    }
  }
  return cut({ text, entities: [...input.entities, ...entities] }, cuts);
}

/** What ends a delimiter: typing it may close a stretch. */
const closing = /[*_~|`)]$/;

/**
 * Turns what the character before the caret has just closed into entities, as `parseMarkdown` does for a whole text.
 * @returns the new text and where the caret is in it; undefined when nothing was closed
 */
export function closeMarkdown(input: FormattedText, caret: number): { value: FormattedText; caret: number } | undefined {
  const before = sliceFormatted(input, 0, caret);
  if (!closing.test(before.text)) return undefined;
  const parsed = parseMarkdown(before);
  const without = parseMarkdown(sliceFormatted(input, 0, caret - 1));
  // Not this character closed something, but one before it did.
  if (parsed.text.length > without.text.length) return undefined;
  const rest = applyChange(input, { from: 0, to: caret, inserted: '' });
  return { value: insertFormatted(rest, 0, 0, parsed), caret: parsed.text.length };
}

const delimiters = [
  { mark: '**', type: 'bold' },
  { mark: '__', type: 'italic' },
  { mark: '~~', type: 'strike' },
  { mark: '||', type: 'spoiler' },
] as const;

interface Cut {
  start: number;
  end: number;
}

const isInk = (char: string | undefined) => char !== undefined && !/\s/.test(char);
const isWord = (char: string | undefined) => char !== undefined && /[\p{L}\p{N}]/u.test(char);

/** Takes ranges out of a text and moves its entities along; an entity of which nothing is left goes. */
function cut(input: FormattedText, cuts: Cut[]): FormattedText {
  if (cuts.length === 0) return input;
  const sorted = cuts.toSorted((a, b) => a.start - b.start);
  let text = '';
  let from = 0;
  for (const { start, end } of sorted) {
    text += input.text.slice(from, start);
    from = Math.max(from, end);
  }
  text += input.text.slice(from);
  const moved = (position: number) => {
    let gone = 0;
    for (const { start, end } of sorted) {
      if (start >= position) break;
      gone += Math.min(end, position) - start;
    }
    return position - gone;
  };
  const entities = input.entities
    .map((entity): TextEntity => {
      const offset = moved(entity.offset);
      return { ...entity, offset, length: moved(entity.offset + entity.length) - offset };
    })
    .filter((entity) => entity.length > 0)
    .toSorted((a, b) => a.offset - b.offset || b.length - a.length);
  return { text, entities };
}
