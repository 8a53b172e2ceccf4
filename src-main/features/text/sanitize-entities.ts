import type { TextEntity, TextEntityType } from '#shared/model/index.ts';

/** Entities that a message may have, custom emoji not counted (core.telegram.org/api/entities). */
const MAX_ENTITIES = 100;

/** What the server finds in a text by itself; never sent. */
const serverMade: ReadonlySet<TextEntityType> =
  new Set(['mention', 'hashtag', 'cashtag', 'botCommand', 'url', 'email', 'phone', 'bankCard']);
const splittable: ReadonlySet<TextEntityType> = new Set(['bold', 'italic', 'underline', 'strike', 'spoiler']);
const opaque: ReadonlySet<TextEntityType> = new Set(['pre', 'code', 'date']);

const rankOrder: readonly TextEntityType[] = [
  'blockquote',
  'pre',
  'code',
  'date',
  'textUrl',
  'mentionName',
  'bold',
  'italic',
  'underline',
  'strike',
  'spoiler',
  'customEmoji',
];
const rank = (type: TextEntityType): number => rankOrder.indexOf(type);

const end = (entity: TextEntity): number => entity.offset + entity.length;
const overlaps = (a: TextEntity, b: TextEntity): boolean => a.offset < end(b) && b.offset < end(a);
const inside = (inner: TextEntity, outer: TextEntity): boolean => inner.offset >= outer.offset && end(inner) <= end(outer);

/** Order on the wire: by offset, longer first, outer kinds first. */
export function compareEntities(a: TextEntity, b: TextEntity): number {
  return a.offset - b.offset || b.length - a.length || rank(a.type) - rank(b.type);
}

/**
 * Turns the ranges that a composer made into ones that the server accepts (core.telegram.org/api/entities, spec §17): inside
 * the text, never through a surrogate pair, quotes not nested, nothing in code, links and mentions not overlapping (the first
 * wins), equal styles merged. What the server makes itself is left out.
 */
export function sanitizeEntities(text: string, entities: readonly TextEntity[]): TextEntity[] {
  const valid = entities
    .filter((entity) => !serverMade.has(entity.type))
    .map((entity) => fitToText(text, entity))
    .filter((entity) => entity !== undefined)
    .sort(compareEntities);

  const quotes = firstWins(valid.filter((entity) => entity.type === 'blockquote'), []);
  const crossesQuote = (entity: TextEntity): boolean => quotes.some((quote) => overlaps(entity, quote) && !inside(entity, quote));
  const opaques = firstWins(valid.filter((entity) => opaque.has(entity.type) && !crossesQuote(entity)), []);
  const continuous = firstWins(
    valid.filter((entity) => isContinuous(entity.type) && !crossesQuote(entity)),
    opaques,
  );
  const styles = [...splittable].flatMap((type) => styleRanges(type, valid, opaques, [...quotes, ...continuous]));
  return limitCount([...quotes, ...opaques, ...continuous, ...styles].sort(compareEntities));
}

const isContinuous = (type: TextEntityType): boolean => !splittable.has(type) && !opaque.has(type) && type !== 'blockquote';

function fitToText(text: string, entity: TextEntity): TextEntity | undefined {
  let from = Math.max(0, entity.offset);
  let to = Math.min(text.length, entity.offset + entity.length);
  if (splitsSurrogates(text, from)) from += 1;
  if (splitsSurrogates(text, to)) to -= 1;
  return to > from ? { ...entity, offset: from, length: to - from } : undefined;
}

/** Whether cutting `text` before index `at` would tear a surrogate pair. */
export function splitsSurrogates(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  const after = text.charCodeAt(at);
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
}

function firstWins(sorted: readonly TextEntity[], taken: readonly TextEntity[]): TextEntity[] {
  const kept: TextEntity[] = [];
  for (const entity of sorted) {
    const last = kept.at(-1);
    if (last !== undefined && overlaps(entity, last)) continue;
    if (taken.some((other) => overlaps(entity, other))) continue;
    kept.push(entity);
  }
  return kept;
}

/** The ranges of one style: united, without what lies in code, cut where it crosses an edge of `nesting`. */
function styleRanges(
  type: TextEntityType, entities: readonly TextEntity[], holes: readonly TextEntity[], nesting: readonly TextEntity[],
): TextEntity[] {
  const own = entities.filter((entity) => entity.type === type);
  if (own.length === 0) return [];
  const united: { from: number; to: number }[] = [];
  for (const entity of own) {
    const last = united.at(-1);
    if (last !== undefined && entity.offset <= last.to) last.to = Math.max(last.to, end(entity));
    else united.push({ from: entity.offset, to: end(entity) });
  }
  const cut: { from: number; to: number }[] = [];
  for (const range of united) {
    let from = range.from;
    for (const hole of holes) {
      if (hole.offset >= range.to || end(hole) <= from) continue;
      if (hole.offset > from) cut.push({ from, to: hole.offset });
      from = Math.max(from, end(hole));
    }
    if (from < range.to) cut.push({ from, to: range.to });
  }
  return cut.flatMap((range) => {
    const edges = nesting
      .flatMap((outer) => crossingEdge(range, outer))
      .filter((edge) => edge > range.from && edge < range.to)
      .sort((a, b) => a - b);
    const points = [range.from, ...new Set(edges), range.to];
    return points.slice(1).map((to, index): TextEntity => {
      const from = points[index] ?? range.from;
      return { type, offset: from, length: to - from } as TextEntity;
    });
  });
}

/** The edges of `outer` at which a style has to be cut: those that it crosses only on one side, and every edge of a quote. */
function crossingEdge(range: { from: number; to: number }, outer: TextEntity): number[] {
  if (outer.type === 'blockquote') return [outer.offset, end(outer)];
  const crossesStart = range.from < outer.offset && range.to > outer.offset && range.to < end(outer);
  const crossesEnd = range.from > outer.offset && range.from < end(outer) && range.to > end(outer);
  return [...(crossesStart ? [outer.offset] : []), ...(crossesEnd ? [end(outer)] : [])];
}

function limitCount(entities: TextEntity[]): TextEntity[] {
  let left = MAX_ENTITIES;
  return entities.filter((entity) => {
    if (entity.type === 'customEmoji') return true;
    left -= 1;
    return left >= 0;
  });
}
