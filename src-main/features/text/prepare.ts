import type { FormattedText, TextEntity } from '#shared/model/index.ts';
import { sanitizeEntities } from './sanitize-entities.ts';

/** What the server takes out: CR, line and direction controls, and combining marks that smear over other lines. */
const removed = /[\r\u2028-\u202e]|\u0333|\u033f|\u030a/;
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;

/**
 * Makes what a person wrote ready for the wire (core.telegram.org/api/entities, spec §17): control characters become spaces,
 * characters that the server removes are removed, blank ends are cut, and the ranges follow. The text is empty when nothing
 * visible is left.
 */
export function prepareText(source: FormattedText): FormattedText {
  return trimText(cleanText({ text: source.text, entities: sanitizeEntities(source.text, source.entities) }));
}

function cleanText(source: FormattedText): FormattedText {
  let text = '';
  /** New index of every old one; one more for the end. */
  const moved = new Array<number>(source.text.length + 1);
  for (let index = 0; index < source.text.length; index += 1) {
    moved[index] = text.length;
    const unit = source.text.charAt(index);
    if (removed.test(unit)) continue;
    text += control.test(unit) ? ' ' : unit;
  }
  moved[source.text.length] = text.length;
  const at = (index: number): number => moved[index] ?? text.length;
  const entities = source.entities
    .map((entity): TextEntity => {
      const offset = at(entity.offset);
      return { ...entity, offset, length: at(entity.offset + entity.length) - offset };
    })
    .filter((entity) => entity.length > 0);
  return { text, entities };
}

/** Cuts blank ends; blanks at the start that belong to a styled range stay, as on the server, unless `styledToo` is set. */
export function trimText(source: FormattedText, options: { styledToo?: boolean } = {}): FormattedText {
  if (source.text.trim() === '') return { text: '', entities: [] };
  const to = source.text.trimEnd().length;
  const firstStyled =
    options.styledToo === true ? to : source.entities.reduce((first, entity) => Math.min(first, entity.offset), to);
  const from = Math.min(source.text.length - source.text.trimStart().length, firstStyled);
  return sliceText(source, from, to);
}

/** The part of a formatted text between two indexes, its ranges cut to fit. */
export function sliceText(source: FormattedText, from: number, to: number): FormattedText {
  const entities: TextEntity[] = [];
  for (const entity of source.entities) {
    const start = Math.max(entity.offset, from);
    const end = Math.min(entity.offset + entity.length, to);
    if (end > start) entities.push({ ...entity, offset: start - from, length: end - start });
  }
  return { text: source.text.slice(from, to), entities };
}
