import type { FormattedText, TextEntity, TextEntityType } from '../model/index.ts';

/*
 * Edits of a text together with its entities. Positions count UTF-16 code units. Every function returns a new value and leaves its input alone.
 */

export interface TextChange {
  /** The part of the old text that was replaced. */
  from: number;
  to: number;
  inserted: string;
}

/**
 * What turned one text into another, as one replacement. `caret` is where the caret stands in the new text: among equal answers (typing an
 * "a" beside an "a") the one that ends there is chosen. Surrogate pairs stay whole.
 */
export function changeBetween(before: string, after: string, caret: number): TextChange {
  const grown = after.length - before.length;
  // What follows the caret is what followed before, so the change ends there at the latest.
  let suffix = 0;
  const mostSuffix = Math.min(after.length - Math.min(Math.max(caret, 0), after.length), before.length);
  while (suffix < mostSuffix && before.charCodeAt(before.length - 1 - suffix) === after.charCodeAt(after.length - 1 - suffix)) suffix++;
  let prefix = 0;
  const mostPrefix = Math.min(before.length - suffix, before.length - suffix + grown);
  while (prefix < mostPrefix && before.charCodeAt(prefix) === after.charCodeAt(prefix)) prefix++;
  if (prefix > 0 && isHighSurrogate(before.charCodeAt(prefix - 1))) prefix--;
  if (suffix > 0 && isLowSurrogate(before.charCodeAt(before.length - suffix))) suffix--;
  return { from: prefix, to: before.length - suffix, inserted: after.slice(prefix, after.length - suffix) };
}

const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;
const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;

/** Types that end where they end: text written at their end does not belong to them, and an edit inside takes them away. */
const atomic = new Set<TextEntity['type']>(['mentionName', 'customEmoji', 'mention', 'url', 'email', 'phone', 'hashtag', 'cashtag', 'botCommand', 'bankCard', 'date']);

/** Replaces a part of the text and moves its entities along. Text written inside a styled range takes its style. */
export function applyChange(input: FormattedText, change: TextChange): FormattedText {
  const { from, to, inserted } = change;
  const grown = inserted.length - (to - from);
  const entities: TextEntity[] = [];
  for (const entity of input.entities) {
    const start = entity.offset;
    const end = entity.offset + entity.length;
    if (end <= from) {
      entities.push(entity);
    } else if (start >= to) {
      entities.push({ ...entity, offset: start + grown });
    } else if (!atomic.has(entity.type)) {
      const newStart = start < from ? start : from === to ? start : from + inserted.length;
      const newEnd = end > to ? end + grown : from;
      if (newEnd > newStart) entities.push({ ...entity, offset: newStart, length: newEnd - newStart });
    }
  }
  return { text: input.text.slice(0, from) + inserted + input.text.slice(to), entities };
}

export type ToggledType = 'bold' | 'italic' | 'underline' | 'strike' | 'spoiler' | 'code';

/** Styles a range, or takes the style away when all of the range has it. */
export function toggleStyle(input: FormattedText, from: number, to: number, type: ToggledType): FormattedText {
  if (to <= from) return input;
  const same = merge(input.entities.filter((entity) => entity.type === type));
  const covered = same.some((entity) => entity.offset <= from && entity.offset + entity.length >= to);
  const others = input.entities.filter((entity) => entity.type !== type);
  const next = covered
    ? same.flatMap((entity) => without(entity, from, to))
    : merge([...same, { type, offset: from, length: to - from }]);
  return { text: input.text, entities: [...others, ...next].toSorted((a, b) => a.offset - b.offset || b.length - a.length) };
}

/** The line that a range touches, whole. */
function wholeLines(text: string, from: number, to: number): { from: number; to: number } {
  const end = text.indexOf('\n', Math.max(from, to - 1));
  return { from: text.lastIndexOf('\n', from - 1) + 1, to: end < 0 ? text.length : end };
}

/** Makes the lines of a range a quote, or ends their being one when all of them are. */
export function toggleQuote(input: FormattedText, from: number, to: number): FormattedText {
  const lines = wholeLines(input.text, from, to);
  const quotes = input.entities.filter((entity) => entity.type === 'blockquote');
  const covered = quotes.some((entity) => entity.offset <= lines.from && entity.offset + entity.length >= lines.to);
  const apart = quotes.flatMap((entity) => without(entity, lines.from, lines.to));
  const quote: TextEntity = { type: 'blockquote', offset: lines.from, length: lines.to - lines.from };
  return withEntities(input, (entity) => entity.type !== 'blockquote', covered || quote.length === 0 ? apart : [...apart, quote]);
}

/** Makes a range a link to an address; without one what is a link there ends being one. */
export function setLink(input: FormattedText, from: number, to: number, url: string | undefined): FormattedText {
  if (to <= from) return input;
  const isLink = (entity: TextEntity) => entity.type === 'textUrl' || entity.type === 'mentionName';
  const others = (entity: TextEntity) => !isLink(entity) || entity.offset + entity.length <= from || entity.offset >= to;
  return withEntities(input, others, url === undefined ? [] : [{ type: 'textUrl', url, offset: from, length: to - from }]);
}

/** Takes every style away from a range. */
export function clearStyles(input: FormattedText, from: number, to: number): FormattedText {
  return { text: input.text, entities: input.entities.flatMap((entity) => without(entity, from, to)) };
}

/** The types that hold in all of a range. */
export function stylesOf(input: FormattedText, from: number, to: number): Set<TextEntityType> {
  const runs = textRuns(input).filter(({ offset, text }) => offset < to && offset + text.length > from);
  const [first, ...rest] = runs.map(({ entities }) => new Set(entities.map(({ type }) => type)));
  return new Set([...(first ?? [])].filter((type) => rest.every((types) => types.has(type))));
}

function withEntities(input: FormattedText, kept: (entity: TextEntity) => boolean, added: TextEntity[]): FormattedText {
  return { text: input.text, entities: [...input.entities.filter(kept), ...added].toSorted((a, b) => a.offset - b.offset || b.length - a.length) };
}

/** Replaces a part of the text by another text with entities of its own. */
export function insertFormatted(input: FormattedText, from: number, to: number, inserted: FormattedText): FormattedText {
  const { text, entities } = applyChange(input, { from, to, inserted: inserted.text });
  const moved = inserted.entities.map((entity): TextEntity => ({ ...entity, offset: entity.offset + from }));
  return withEntities({ text, entities }, () => true, moved);
}

/** A part of a text with what holds in it. Of a custom emoji there is no part. */
export function sliceFormatted(input: FormattedText, from: number, to: number): FormattedText {
  const entities = input.entities.flatMap((entity): TextEntity[] => {
    const start = Math.max(entity.offset, from);
    const end = Math.min(entity.offset + entity.length, to);
    const isWhole = end - start === entity.length;
    return end > start && (isWhole || entity.type !== 'customEmoji') ? [{ ...entity, offset: start - from, length: end - start }] : [];
  });
  return { text: input.text.slice(from, to), entities };
}

function without(entity: TextEntity, from: number, to: number): TextEntity[] {
  const end = entity.offset + entity.length;
  if (end <= from || entity.offset >= to) return [entity];
  const parts: TextEntity[] = [];
  if (entity.offset < from) parts.push({ ...entity, length: from - entity.offset });
  if (end > to) parts.push({ ...entity, offset: to, length: end - to });
  return parts;
}

function merge(entities: TextEntity[]): TextEntity[] {
  const merged: TextEntity[] = [];
  for (const entity of entities.toSorted((a, b) => a.offset - b.offset)) {
    const last = merged.at(-1);
    if (last && entity.offset <= last.offset + last.length) {
      merged[merged.length - 1] = { ...last, length: Math.max(last.length, entity.offset + entity.length - last.offset) };
    } else {
      merged.push(entity);
    }
  }
  return merged;
}

/** A stretch of text in which the same entities hold. */
export interface TextRun {
  offset: number;
  text: string;
  entities: TextEntity[];
}

/** Cuts a text at every border of an entity. Entities that reach outside of the text are clipped, so that hostile ranges do no harm. */
export function textRuns(input: FormattedText): TextRun[] {
  const borders = new Set([0, input.text.length]);
  const entities = input.entities
    .map((entity): TextEntity => {
      const start = Math.min(Math.max(entity.offset, 0), input.text.length);
      const end = Math.min(Math.max(entity.offset + entity.length, start), input.text.length);
      borders.add(start).add(end);
      return { ...entity, offset: start, length: end - start };
    })
    .filter((entity) => entity.length > 0);
  const sorted = [...borders].toSorted((a, b) => a - b);
  return sorted.slice(0, -1).map((offset, index) => {
    const end = sorted[index + 1] ?? input.text.length;
    return {
      offset,
      text: input.text.slice(offset, end),
      entities: entities.filter((entity) => entity.offset <= offset && entity.offset + entity.length >= end),
    };
  });
}
