import type { MessageId, PeerId } from '#shared/model/index.ts';
import type { Store } from '../../store/index.ts';

export type Anchor = 'end' | 'firstUnread' | MessageId;

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
export function resolveAnchor(store: Store, peerId: PeerId, anchor: Anchor): AnchorResult {
  if (anchor === 'end') return { kind: 'found', target: 'end' };
  if (anchor === 'firstUnread') return firstUnread(store, peerId);
  // A message on its way out is at the end.
  if (anchor < 0) return { kind: 'found', target: 'end' };
  if (store.ranges.around(peerId, anchor) === undefined) return { kind: 'unknown', around: anchor };
  return store.messages.has(peerId, anchor) ? { kind: 'found', target: anchor } : { kind: 'missing' };
}

function firstUnread(store: Store, peerId: PeerId): AnchorResult {
  const dialog = store.dialogs.get(peerId);
  if (dialog === undefined || dialog.unreadCount === 0) return { kind: 'found', target: 'end' };
  const first = (dialog.readInboxMaxId + 1) as MessageId;
  // Ids of private chats are sparse: only a stretch that begins at or below the mark shows what follows the mark.
  const range = store.ranges.around(peerId, first) ?? store.ranges.around(peerId, dialog.readInboxMaxId);
  if (range === undefined) return { kind: 'unknown', around: first };
  const after = store.messages.around(peerId, clampInto(range, first), 0, SEARCHED);
  const unread = after.messages.find((message) => message.id >= first && !message.out);
  if (unread !== undefined) return { kind: 'found', target: unread.id };
  const last = after.messages.findLast((message) => message.id > 0);
  if (after.newer === 'hole' && last !== undefined) return { kind: 'unknownAfter', id: last.id };
  return { kind: 'found', target: 'end' };
}

function clampInto(range: { lo: number; hi: number }, id: MessageId): MessageId {
  return Math.min(Math.max(id, range.lo), range.hi) as MessageId;
}
