import { messageId, peerIdKind } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';
import type { ApplyContext, Arrival } from './context.ts';

/**
 * Everything up to `maxId` was read by this account, here or elsewhere. Marks only grow. `stillUnread` is the server's own
 * count; absent when it cannot be used (it is from a difference, or from another moment of the box).
 */
export function applyReadInbox(context: ApplyContext, peerId: PeerId, maxId: number, stillUnread?: number): void {
  const { store } = context;
  const dialog = store.dialogs.get(peerId);
  if (dialog === undefined) context.unlisted(peerId);
  // The same mark again may be older than the dialog's numbers: it changes nothing.
  if (dialog === undefined || maxId <= dialog.readInboxMaxId) return;
  const id = messageId(maxId);
  const unread = stillUnread ?? (maxId >= dialog.topMessageId ? 0 : store.messages.countUnread(peerId, id));
  store.dialogs.put(peerId, {
    readInboxMaxId: id,
    unreadMark: false,
    ...(unread === undefined ? {} : { unreadCount: unread }),
  });
  if (unread === undefined) context.repair([peerId]);
}

/** The others read our messages up to `maxId`. */
export function applyReadOutbox(context: ApplyContext, peerId: PeerId, maxId: number, arrival: Arrival): void {
  const { store } = context;
  const dialog = store.dialogs.get(peerId);
  if (dialog === undefined) context.unlisted(peerId);
  if (dialog === undefined || maxId <= dialog.readOutboxMaxId) return;
  store.dialogs.put(peerId, { readOutboxMaxId: messageId(maxId) });
  if (arrival.live && peerIdKind(peerId) === 'user') noteSeenOnline(context, peerId);
}

/** Whoever reads now is online now. */
function noteSeenOnline(context: ApplyContext, peerId: PeerId): void {
  const record = context.store.peers.record(peerId);
  const now = Math.floor(context.serverTime());
  if (record?._ !== 'user' || record.status?._ !== 'userStatusOffline' || record.status.wasOnline >= now) return;
  context.store.peers.patchUser(peerId, { status: { _: 'userStatusOffline', wasOnline: now } });
}
