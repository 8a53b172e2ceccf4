import type { FormattedText } from '#shared/model/index.ts';
import { sliceText, trimText } from './prepare.ts';
import { splitsSurrogates } from './sanitize-entities.ts';

/** A cut may waste this share of a message to fall on a better place. */
const WASTE = 0.25;

/**
 * Splits a prepared text into parts of at most `limit` UTF-16 units: at the end of a paragraph, else of a line, a sentence, a
 * word, else anywhere but inside a character or a custom emoji. Ranges that reach over a cut continue in the next part.
 */
export function splitText(source: FormattedText, limit: number): FormattedText[] {
  const parts: FormattedText[] = [];
  let rest = source;
  while (rest.text.length > limit) {
    const at = cutPoint(rest, limit);
    const part = trimText(sliceText(rest, 0, at));
    if (part.text !== '') parts.push(part);
    rest = trimText(sliceText(rest, at, rest.text.length), { styledToo: true });
  }
  if (rest.text !== '') parts.push(rest);
  return parts;
}

function cutPoint(source: FormattedText, limit: number): number {
  const earliest = Math.max(1, Math.floor(limit * (1 - WASTE)));
  // One unit more than fits: a blank right behind the limit is a fine place.
  const candidates = source.text.slice(0, limit + 1);
  for (const border of ['\n\n', '\n', '. ', ' ']) {
    const found = candidates.lastIndexOf(border);
    const at = border === '. ' ? found + 1 : found;
    if (found !== -1 && at >= earliest && at <= limit) return outOfEmoji(source, at);
  }
  const word = candidates.lastIndexOf(' ');
  if (word > 0) return outOfEmoji(source, word);
  return outOfEmoji(source, splitsSurrogates(source.text, limit) ? limit - 1 : limit);
}

function outOfEmoji(source: FormattedText, at: number): number {
  const torn =
    source.entities.find((entity) => entity.type === 'customEmoji' && entity.offset < at && entity.offset + entity.length > at);
  return torn === undefined || torn.offset === 0 ? at : torn.offset;
}
