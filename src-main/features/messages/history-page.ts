import type { tl } from '#tl';
import { HIDDEN_AUTHOR, inSection, sectionKey } from '#shared/model/index.ts';
import type { ChatSection, MessageId } from '#shared/model/index.ts';
import type { HistoryRange, Store } from '../../store/index.ts';
import { takeMessages } from './answers.ts';
import type { AnsweredMessages } from './answers.ts';
import type { Flight } from './flight.ts';
import type { HistoryPlace } from './history-anchor.ts';

/** Messages of one request. */
export const PAGE_SIZE = 50;

/** A part of a history that is missing here. */
export type HistoryNeed =
  | { kind: 'newest' }
  /** What lies before `id`, which is known. */
  | { kind: 'older'; id: MessageId }
  /** What follows `id`, which is known. */
  | { kind: 'newer'; id: MessageId }
  | { kind: 'around'; id: MessageId };

export type HistoryRequest = tl.messages.getHistory | tl.messages.getReplies | tl.messages.getSavedHistory;

/** The request for a need (spec 30 §5, core.telegram.org/api/offsets); undefined when the chat cannot be named to the server. */
export function historyRequest(peers: Store['peers'], place: HistoryPlace, need: HistoryNeed): HistoryRequest | undefined {
  return datedRequest(peers, place, { offsetDate: 0, limit: PAGE_SIZE, ...offsetsOf(need) });
}

/** The request for any page; undefined when the chat cannot be named to the server. */
export function datedRequest(
  peers: Store['peers'], place: HistoryPlace, page: Pick<tl.messages.getHistory, 'offsetId' | 'offsetDate' | 'addOffset' | 'limit'>,
): HistoryRequest | undefined {
  const offsets = { maxId: 0, minId: 0, hash: 0n, ...page };
  const { peerId, section } = place;
  if (section?.kind === 'saved') {
    const source = savedSource(peers, section);
    return source === undefined ? undefined : { _: 'messages.getSavedHistory', peer: source, ...offsets };
  }
  const peer = peers.inputPeer(peerId);
  if (peer === undefined) return undefined;
  return section === undefined
    ? { _: 'messages.getHistory', peer, ...offsets }
    : { _: 'messages.getReplies', peer, msgId: section.rootId, ...offsets };
}

/** A source of Saved Messages as the server is told of it. Who hides has no access hash. */
export function savedSource(peers: Store['peers'], { peerId }: Extract<ChatSection, { kind: 'saved' }>): tl.InputPeer | undefined {
  const known = peers.inputPeer(peerId);
  if (known !== undefined || peerId !== HIDDEN_AUTHOR) return known;
  return { _: 'inputPeerUser', userId: HIDDEN_AUTHOR, accessHash: 0n };
}

function offsetsOf(need: HistoryNeed): { offsetId: number; addOffset: number } {
  switch (need.kind) {
    case 'newest':
      return { offsetId: 0, addOffset: 0 };
    case 'older':
      return { offsetId: need.id, addOffset: 0 };
    case 'newer':
      return { offsetId: need.id, addOffset: -PAGE_SIZE };
    case 'around':
      return { offsetId: need.id, addOffset: -PAGE_SIZE / 2 };
  }
}

export interface AppliedPage {
  /** The server sent nothing that was not known. */
  progress: boolean;
  /** A `newer` page lacked its anchor, which proves nothing: it was deleted. */
  anchorGone: boolean;
  /** Messages that were to be read again changed meanwhile, and the page may be older: nothing of it was stored. */
  overtaken: boolean;
}

/**
 * Stores a page with the stretch that it proves to be without holes, in one transaction. Ids above the live end are left to
 * their updates, which count and notify.
 */
export function applyPage(
  store: Store, place: HistoryPlace, need: HistoryNeed, answer: AnsweredMessages, flight: Flight,
): AppliedPage {
  const { peerId, section } = place;
  const scope = sectionKey(section);
  return store.transaction(() => {
    const { mapped, ids } = takeMessages(store, answer, peerId);
    const overtaken = flight.overtaken();
    const held = ids.filter((id) => overtaken.has(id) && store.messages.has(peerId, id));
    if (store.ranges.unverifiedOf(peerId, held, scope).length > 0) return { progress: false, anchorGone: false, overtaken: true };
    const live = store.ranges.live(peerId, scope);
    const ceiling = store.ranges.live(peerId)?.hi ?? Infinity;
    const known = ids.filter((id) => id <= ceiling);
    if (need.kind === 'newer' && !ids.includes(need.id)) return { progress: false, anchorGone: true, overtaken: false };
    for (const item of mapped) {
      if (item.message.id <= ceiling && !overtaken.has(item.message.id)) store.messages.put(item);
    }
    const top = section === undefined ? store.dialogs.get(peerId)?.topMessageId : store.messages.newest(peerId, section)?.id;
    const range = provenRange({ need, answer, ids: known, live, liveHi: flight.liveHi, top: top ?? 0 });
    if (range === undefined) return { progress: false, anchorGone: false, overtaken: false };
    if (known.length > 0 || need.kind === 'older') dropVanished(store, place, need, range, known, flight);
    const hi = range.live ? Math.max(range.hi, ...arrivedAbove(store, place, range.hi, overtaken)) : range.hi;
    store.ranges.add(peerId, { ...range, hi }, scope);
    return { progress: known.length > (need.kind === 'newer' ? 1 : 0), anchorGone: false, overtaken: false };
  });
}

interface PageFacts {
  need: HistoryNeed;
  answer: AnsweredMessages;
  /** What came, as far as it is not above the live end. */
  ids: readonly MessageId[];
  live: HistoryRange | undefined;
  /** The live end when the request left. */
  liveHi: number | undefined;
  /** The newest message that the chat list knows of. */
  top: number;
}

/** The stretch that an answer proves to be complete (spec 30 §5): a short page alone proves no end. */
function provenRange({ need, answer, ids, live, liveHi, top }: PageFacts): HistoryRange | undefined {
  const least = Math.min(...ids);
  const most = Math.max(...ids);
  const empty = ids.length === 0;
  // A live range that began meanwhile, above what came, may lie beyond a hole.
  const joinsLive = live === undefined || live.lo <= most || (liveHi !== undefined && live.lo <= liveHi);
  switch (need.kind) {
    case 'newest': {
      // Nothing existed above the newest message; what came meanwhile extends the live range by itself.
      const complete = answer._ === 'messages.messages' || empty;
      if (!joinsLive) return empty ? undefined : { lo: complete ? 0 : least, hi: most, live: false, unverified: false };
      return { lo: complete ? 0 : least, hi: Math.max(empty ? 0 : most, live?.hi ?? 0), live: true, unverified: false };
    }
    case 'older':
      return { lo: empty ? 0 : least, hi: need.id, live: false, unverified: false };
    case 'newer': {
      // Fewer than asked for, with the anchor, and nothing newer is known of: the newest message is among them.
      const reachesTop = answer.messages.length < PAGE_SIZE && (most >= top || ids.length === 1) && joinsLive;
      return { lo: need.id, hi: reachesTop ? Math.max(most, live?.hi ?? 0) : most, live: reachesTop, unverified: false };
    }
    case 'around':
      // Positions on both sides of the id were asked for: nothing lies between it and the nearest ones that came.
      return empty ? undefined : { lo: Math.min(least, need.id), hi: most, live: false, unverified: false };
  }
}

/** New messages of a part of a chat do not begin a live stretch by themselves: those that came while its end was asked for continue it. */
function arrivedAbove(
  store: Store, { peerId, section }: HistoryPlace, hi: number, changed: ReadonlySet<MessageId>,
): MessageId[] {
  if (section === undefined) return [];
  const newer = [...changed].filter((id) => id > hi);
  return store.messages.getMany(peerId, newer).filter((message) => inSection(message, section)).map((message) => message.id);
}

/** Rows inside the stretch that the server no longer has: their deletion was missed. */
function dropVanished(
  store: Store, { peerId, section }: HistoryPlace, need: HistoryNeed, range: HistoryRange, ids: readonly MessageId[], flight: Flight,
): void {
  const came = new Set(ids);
  // The messages on top of a thread are not among the answers to them.
  if (section?.kind === 'thread') for (const id of [section.rootId, ...(store.threads.get(peerId, section.rootId)?.roots ?? [])]) came.add(id);
  // Not part of the answer to a question for what lies before it.
  if (need.kind === 'older') came.add(need.id);
  // Nothing new comes below a message; elsewhere a newer one than was asked for may have come meanwhile.
  const upTo = Math.min(range.hi, need.kind === 'older' ? need.id : (flight.liveHi ?? Math.max(...ids)));
  const vanished = store.messages.idsBetween(peerId, Math.max(1, range.lo), upTo, section).filter((id) => !came.has(id));
  if (vanished.length > 0) store.messages.delete(peerId, vanished);
}
