import type { ChatSection, MessageId, PeerId } from '#shared/model/index.ts';
import { sectionKey } from '#shared/model/index.ts';
import type { Store } from '../../store/index.ts';

export type Anchor = 'end' | 'firstUnread' | MessageId;

/** Which history: of a chat, or of a part of it. */
export interface HistoryPlace {
  peerId: PeerId;
  section?: ChatSection | undefined;
}

export type AnchorResult =
  | { kind: 'found'; target: MessageId | 'end' }
  /** What lies around this id has to be fetched before the answer is known. */
  | { kind: 'unknown'; around: MessageId }
  /** What follows this id has to be fetched before the answer is known. */
  | { kind: 'unknownAfter'; id: MessageId }
  /** The message is known not to exist. */
  | { kind: 'missing' };

/** How many messages after the read mark are searched for one that was received. */
const SEARCHED = 100;

/** Where in a stored history an anchor lies. */
export function resolveAnchor(store: Store, place: HistoryPlace, anchor: Anchor): AnchorResult {
  if (anchor === 'end') return { kind: 'found', target: 'end' };
  if (anchor === 'firstUnread') return firstUnread(store, place);
  // A message on its way out is at the end.
  if (anchor < 0) return { kind: 'found', target: 'end' };
  const { peerId, section } = place;
  if (store.ranges.around(peerId, anchor, sectionKey(section)) === undefined) return { kind: 'unknown', around: anchor };
  return store.messages.idsBetween(peerId, anchor, anchor, section).length > 0
    ? { kind: 'found', target: anchor }
    : { kind: 'missing' };
}

/** Up to where a history was read, and how many messages above that were not. */
export function readMarks(store: Store, { peerId, section }: HistoryPlace): {
  unreadCount: number;
  readInboxMaxId: MessageId;
  readOutboxMaxId: MessageId;
} {
  const dialog = store.dialogs.get(peerId);
  const none = 0 as MessageId;
  const readOutboxMaxId = dialog?.readOutboxMaxId ?? none;
  if (section === undefined) {
    return { unreadCount: dialog?.unreadCount ?? 0, readInboxMaxId: dialog?.readInboxMaxId ?? none, readOutboxMaxId };
  }
  const thread = section.kind === 'thread' ? store.threads.get(peerId, section.rootId) : undefined;
  return {
    unreadCount: thread?.unreadCount ?? 0,
    readInboxMaxId: thread?.readInboxMaxId ?? none,
    // Whoever has read the chat up to there has seen what is in its threads.
    readOutboxMaxId: Math.max(readOutboxMaxId, thread?.readOutboxMaxId ?? 0) as MessageId,
  };
}

function firstUnread(store: Store, place: HistoryPlace): AnchorResult {
  const { peerId, section } = place;
  const scope = sectionKey(section);
  const { unreadCount, readInboxMaxId } = readMarks(store, place);
  if (unreadCount === 0) return { kind: 'found', target: 'end' };
  // Nothing was read yet: the thread is shown from its top.
  if (section?.kind === 'thread' && readInboxMaxId <= section.rootId) {
    return resolveAnchor(store, place, section.rootId);
  }
  const first = (readInboxMaxId + 1) as MessageId;
  // Ids of private chats are sparse: only a stretch that begins at or below the mark shows what follows the mark.
  const range = store.ranges.around(peerId, first, scope) ?? store.ranges.around(peerId, readInboxMaxId, scope);
  if (range === undefined) return { kind: 'unknown', around: first };
  const after = store.messages.around(peerId, clampInto(range, first), 0, SEARCHED, section);
  const unread = after.messages.find((message) => message.id >= first && !message.out);
  if (unread !== undefined) return { kind: 'found', target: unread.id };
  const last = after.messages.findLast((message) => message.id > 0);
  if (after.newer === 'hole' && last !== undefined) return { kind: 'unknownAfter', id: last.id };
  return { kind: 'found', target: 'end' };
}

function clampInto(range: { lo: number; hi: number }, id: MessageId): MessageId {
  return Math.min(Math.max(id, range.lo), range.hi) as MessageId;
}
