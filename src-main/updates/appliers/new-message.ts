import type { tl } from '#tl';
import { peerIdKind, sectionKey, sectionsOf } from '#shared/model/index.ts';
import type { MessageId } from '#shared/model/index.ts';
import { mapMessage } from '../../store/index.ts';
import type { MappedMessage, OutboxRow, Store } from '../../store/index.ts';
import type { ApplyContext, Arrival } from './context.ts';
import { noteSaved } from './saved.ts';
import { noteInThread } from './threads.ts';
import { changeMentions } from './unseen.ts';

/** A message that continues its chat: it is stored, counted once, and becomes the newest of its dialog. */
export function applyNewMessage(context: ApplyContext, message: tl.Message, arrival: Arrival): void {
  const mapped = mapMessage(message, context.store.mapContext());
  if (mapped !== undefined) applyNewMapped(context, mapped, arrival);
  if (message._ === 'messageService' && message.action._ === 'messageActionChatMigrateTo' && mapped !== undefined) {
    // The supergroup takes the group's place in the list.
    context.store.dialogs.delete(mapped.message.peerId);
  }
}

/** The same for a message that is mapped already (the short answer to a send). */
export function applyNewMapped(context: ApplyContext, told: MappedMessage, arrival: Arrival): void {
  const { store } = context;
  const { message } = told;
  const before = store.messages.facts(message.peerId, message.id);
  // A mention is seen once and for all: one of the two may be from before that.
  const isSeen = before === undefined ? context.earlyReads.take(message.peerId, message.id) : !before.unreadMention;
  const mapped = { ...told, unreadMention: told.unreadMention && !isSeen };
  const counted = store.dialogs.get(message.peerId)?.countedMaxId ?? 0;
  if (before?.unreadMention === true && !told.unreadMention && message.id <= counted) changeMentions(context, message.peerId, -1);
  store.messages.put(mapped);
  store.ranges.extendLive(message.peerId, message.id);
  for (const section of sectionsOf(message)) store.ranges.extendLive(message.peerId, message.id, sectionKey(section));
  countMessage(context, mapped);
  if (before === undefined) noteInThread(context, mapped);
  noteSaved(context, message);
  context.emit({
    kind: 'message',
    peerId: message.peerId,
    id: message.id,
    ...(message.fromId === undefined ? {} : { fromId: message.fromId }),
    out: message.out,
    live: arrival.live,
  });
}

function countMessage(context: ApplyContext, mapped: MappedMessage): void {
  const { store } = context;
  const { message } = mapped;
  const dialog = store.dialogs.get(message.peerId);
  if (dialog === undefined) {
    openDialog(context, mapped);
    return;
  }
  // The dialog's own numbers may already include a message that the box brings later.
  const isNew = message.id > dialog.countedMaxId;
  const counts = isNew && message.id > dialog.readInboxMaxId && countsAsUnread(store, mapped);
  store.dialogs.put(message.peerId, {
    ...(message.id > dialog.topMessageId ? { topMessageId: message.id, topDate: message.date } : {}),
    ...(isNew ? { countedMaxId: message.id } : {}),
    ...(counts ? { unreadCount: dialog.unreadCount + 1 } : {}),
    ...(isNew && mapped.unreadMention ? { unreadMentions: dialog.unreadMentions + 1 } : {}),
  });
}

/** The first message of a chat that the list does not have: shown at once, put right by the server's own row. */
function openDialog(context: ApplyContext, mapped: MappedMessage): void {
  const { store } = context;
  const { message } = mapped;
  if (peerIdKind(message.peerId) === 'channel' && !store.peers.isMember(message.peerId)) return;
  store.dialogs.put(message.peerId, {
    topMessageId: message.id,
    topDate: message.date,
    countedMaxId: message.id,
    unreadCount: countsAsUnread(store, mapped) ? 1 : 0,
    unreadMentions: mapped.unreadMention ? 1 : 0,
  });
  context.repair([message.peerId]);
}

function countsAsUnread(store: Store, mapped: MappedMessage): boolean {
  if (mapped.fromScheduled) return true;
  return !mapped.message.out && mapped.message.peerId !== store.meta.selfId();
}

/** The server says which message one of our sends became; `scheduled`: one that waits in its chat's queue, when that is known. */
export function applyMessageId(context: ApplyContext, randomId: bigint, id: MessageId, scheduled?: boolean): void {
  const { store } = context;
  const isStored = ({ peerId, scheduled: waits }: OutboxRow): boolean => (waits ? store.scheduled : store.messages).has(peerId, id);
  store.outbox.assignServerId(randomId, id, isStored, scheduled);
}
