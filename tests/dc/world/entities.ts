import type { tl } from '#tl';
import { findEntities } from './entity-scan.ts';
import { badRequest } from './errors.ts';

/**
 * What the server does with text before it is stored (core.telegram.org/api/entities): cleaning, checking the client's
 * entities, bringing them into nested order and finding mentions, links, hashtags … by itself.
 */

export interface StyledText {
  text: string;
  entities: tl.MessageEntity[];
}

const MAX_ENTITIES = 100;
const SPLITTABLE = new Set<tl.MessageEntity['_']>([
  'messageEntityBold',
  'messageEntityItalic',
  'messageEntityUnderline',
  'messageEntityStrike',
  'messageEntitySpoiler',
]);
const OPAQUE = new Set<tl.MessageEntity['_']>(['messageEntityCode', 'messageEntityPre', 'messageEntityFormattedDate']);
const RANK: Partial<Record<tl.MessageEntity['_'], number>> = {
  messageEntityBlockquote: 0,
  messageEntityPre: 1,
  messageEntityCode: 2,
  messageEntityFormattedDate: 3,
  messageEntityBold: 5,
  messageEntityItalic: 6,
  messageEntityUnderline: 7,
  messageEntityStrike: 8,
  messageEntitySpoiler: 9,
  messageEntityCustomEmoji: 10,
};

/** Entities that a client may send; `resolveUser` turns an InputUser into an id, or nothing when it is unknown. */
export function acceptText(
  text: string,
  sent: readonly tl.MessageEntity[] | undefined,
  resolveUser: (user: tl.InputUser) => number | undefined,
): StyledText {
  const accepted = (sent ?? []).flatMap((entity) => acceptEntity(text, entity, resolveUser) ?? []);
  if (accepted.filter((entity) => entity._ !== 'messageEntityCustomEmoji').length > MAX_ENTITIES)
    throw badRequest('ENTITIES_TOO_LONG');
  const cleaned = clean(text, accepted);
  const arranged = arrange(cleaned.entities);
  const taken = arranged.filter((entity) => !SPLITTABLE.has(entity._) && entity._ !== 'messageEntityBlockquote');
  const found = findEntities(cleaned.text).filter((entity) => !taken.some((other) => overlaps(entity, other)));
  return { text: cleaned.text, entities: arrange([...arranged, ...found]) };
}

/** The length that the limits count: code points. */
export function textLength(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

function acceptEntity(
  text: string,
  entity: tl.MessageEntity,
  resolveUser: (user: tl.InputUser) => number | undefined,
): tl.MessageEntity | undefined {
  const { offset, length } = entity;
  if (offset < 0 || length < 0 || offset + length > text.length) throw badRequest('ENTITY_BOUNDS_INVALID');
  if (insidePair(text, offset) || insidePair(text, offset + length)) throw badRequest('ENTITY_BOUNDS_INVALID');
  if (length === 0) return undefined;
  switch (entity._) {
    case 'messageEntityBold':
    case 'messageEntityItalic':
    case 'messageEntityUnderline':
    case 'messageEntityStrike':
    case 'messageEntitySpoiler':
    case 'messageEntityCode':
    case 'messageEntityPre':
    case 'messageEntityCustomEmoji':
    case 'messageEntityBlockquote':
    case 'messageEntityFormattedDate':
      return entity;
    case 'messageEntityTextUrl': {
      const url = entity.url.trim();
      if (url === '') return undefined;
      return { ...entity, url: /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `http://${url}` };
    }
    case 'inputMessageEntityMentionName': {
      const userId = resolveUser(entity.userId);
      if (userId === undefined) throw badRequest('ENTITY_MENTION_USER_INVALID');
      return { _: 'messageEntityMentionName', offset, length, userId };
    }
    // The server makes these itself, whatever was sent.
    default:
      return undefined;
  }
}

function insidePair(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) return false;
  const before = text.charCodeAt(at - 1);
  const after = text.charCodeAt(at);
  return before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000;
}

const NEEDS_CLEANING = /^[ \n]|[ \n]$|(?!\n)[\p{Cc}\u2028-\u202e]|\u0333|\u033f|\u030a/u;

/** Control characters become spaces, invisible direction marks vanish, the ends are trimmed; entities move along. */
export function clean(text: string, entities: readonly tl.MessageEntity[]): StyledText {
  if (!NEEDS_CLEANING.test(text)) return { text, entities: [...entities] };
  const map = new Int32Array(text.length + 1);
  let out = '';
  for (let i = 0; i < text.length; i++) {
    map[i] = out.length;
    const code = text.charCodeAt(i);
    if (code === 0x0d || (code >= 0x2028 && code <= 0x202e) || code === 0x0333 || code === 0x033f || code === 0x030a) continue;
    out += code < 0x20 && code !== 0x0a ? ' ' : text[i];
  }
  map[text.length] = out.length;
  const moved = entities.map((entity) => {
    const start = map[entity.offset] ?? 0;
    const end = map[entity.offset + entity.length] ?? out.length;
    return { ...entity, offset: start, length: end - start };
  });
  const end = out.length - (/[ \n]+$/.exec(out)?.[0].length ?? 0);
  const leading = moved.some((entity) => entity.offset === 0 && entity.length > 0);
  const start = leading ? 0 : Math.min(end, /^[ \n]+/.exec(out)?.[0].length ?? 0);
  const shifted = moved.flatMap((entity): tl.MessageEntity[] => {
    const from = Math.max(0, entity.offset - start);
    const to = Math.min(end, entity.offset + entity.length) - start;
    return to > from ? [{ ...entity, offset: from, length: to - from }] : [];
  });
  return { text: out.slice(start, end), entities: shifted };
}

function overlaps(a: tl.MessageEntity, b: tl.MessageEntity): boolean {
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length;
}

function contains(outer: tl.MessageEntity, inner: tl.MessageEntity): boolean {
  return outer.offset <= inner.offset && inner.offset + inner.length <= outer.offset + outer.length;
}

function rank(entity: tl.MessageEntity): number {
  return RANK[entity._] ?? 4;
}

function inOrder(a: tl.MessageEntity, b: tl.MessageEntity): number {
  return a.offset - b.offset || b.length - a.length || rank(a) - rank(b);
}

function cut<T extends tl.MessageEntity>(entity: T, from: number, to: number): T | undefined {
  return to > from ? { ...entity, offset: from, length: to - from } : undefined;
}

/** Brings entities into nested order by the rules of the spec (see 30-updates-dialogs-messages, Styled text). */
export function arrange(entities: readonly tl.MessageEntity[]): tl.MessageEntity[] {
  const sorted = [...entities].sort(inOrder);
  const quotes = sorted
    .filter((entity) => entity._ === 'messageEntityBlockquote')
    .filter((entity, at, all) => !all.slice(0, at).some((other) => overlaps(entity, other)));
  const solid: tl.MessageEntity[] = [];
  for (const entity of sorted) {
    if (SPLITTABLE.has(entity._) || entity._ === 'messageEntityBlockquote') continue;
    if (quotes.some((quote) => overlaps(quote, entity) && !contains(quote, entity))) continue;
    if (solid.some((other) => overlaps(other, entity))) continue;
    solid.push(entity);
  }
  const walls = [...quotes, ...solid];
  const styles = mergeStyles(sorted.filter((entity) => SPLITTABLE.has(entity._)));
  const pieces = styles.flatMap((style) => splitAt(style, walls));
  return [...walls, ...nest(pieces)].sort(inOrder);
}

/** Neighbouring or overlapping runs of one style become one. */
function mergeStyles(styles: readonly tl.MessageEntity[]): tl.MessageEntity[] {
  const out: tl.MessageEntity[] = [];
  for (const style of styles) {
    const last = out.findLast((other) => other._ === style._);
    if (last && last.offset + last.length >= style.offset) {
      const end = Math.max(last.offset + last.length, style.offset + style.length);
      out[out.indexOf(last)] = { ...last, length: end - last.offset };
    } else {
      out.push(style);
    }
  }
  return out;
}

/** A style loses what lies in code, and is cut where it crosses the edge of a link or quote. */
function splitAt(style: tl.MessageEntity, walls: readonly tl.MessageEntity[]): tl.MessageEntity[] {
  let pieces: tl.MessageEntity[] = [style];
  for (const wall of walls) {
    const start = wall.offset;
    const end = wall.offset + wall.length;
    pieces = pieces.flatMap((piece) => {
      if (!overlaps(piece, wall)) return [piece];
      const pieceEnd = piece.offset + piece.length;
      if (!OPAQUE.has(wall._) && (contains(wall, piece) || contains(piece, wall))) return [piece];
      return [
        cut(piece, piece.offset, Math.max(piece.offset, start)),
        OPAQUE.has(wall._) ? undefined : cut(piece, Math.max(piece.offset, start), Math.min(pieceEnd, end)),
        cut(piece, Math.min(pieceEnd, end), pieceEnd),
      ].filter((one) => one !== undefined);
    });
  }
  return pieces;
}

/** Styles that overlap partly are cut so that one always contains the other. */
function nest(styles: readonly tl.MessageEntity[]): tl.MessageEntity[] {
  const open = [...styles].sort(inOrder);
  const out: tl.MessageEntity[] = [];
  while (open.length > 0) {
    const next = open.shift();
    if (!next) break;
    const crossing = out.find((other) => overlaps(other, next) && !contains(other, next) && !contains(next, other));
    if (!crossing) {
      out.push(next);
      continue;
    }
    const edge = crossing.offset + crossing.length;
    const first = cut(next, next.offset, edge);
    const second = cut(next, edge, next.offset + next.length);
    open.unshift(...[first, second].filter((one) => one !== undefined));
    open.sort(inOrder);
  }
  return out;
}
