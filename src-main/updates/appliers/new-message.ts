import type { tl } from '#tl';
import { messageId, peerIdKind, sectionKey, sectionsOf } from '#shared/model/index.ts';
import type { MessageId, PeerId } from '#shared/model/index.ts';
import { mapMessage } from '../../store/index.ts';
import type { DialogRecord, MappedMessage, OutboxRow, Store } from '../../store/index.ts';
import type { ApplyContext, Arrival } from './context.ts';
import { noteSaved } from './saved.ts';
import { noteInThread } from './threads.ts';

const NONE = messageId(0);

/** A message that continues its chat: it is stored, counted once, and becomes the newest of its dialog. */
export function applyNewMessage(context: ApplyContext, message: tl.Message, arrival: Arrival): void {
  applyNewMessages(context, [message], arrival);
}

/** The same for many, in their order: what they change beside themselves is written once for each chat. */
export function applyNewMessages(context: ApplyContext, messages: readonly tl.Message[], arrival: Arrival): void {
  const { store } = context;
  const mapContext = store.mapContext();
  const byChat = new Map<PeerId, MappedMessage[]>();
  const migrated: PeerId[] = [];
  for (const message of messages) {
    const mapped = mapMessage(message, mapContext);
    if (mapped === undefined) continue;
    const { peerId } = mapped.message;
    const list = byChat.get(peerId);
    if (list === undefined) byChat.set(peerId, [mapped]);
    else list.push(mapped);
    if (message._ === 'messageService' && message.action._ === 'messageActionChatMigrateTo') migrated.push(peerId);
  }
  for (const [peerId, list] of byChat) applyToChat(context, peerId, list, arrival);
  // The supergroup takes the group's place in the list.
  for (const peerId of migrated) store.dialogs.delete(peerId);
}

/** The same for a message that is mapped already (the short answer to a send). */
export function applyNewMapped(context: ApplyContext, told: MappedMessage, arrival: Arrival): void {
  applyToChat(context, told.message.peerId, [told], arrival);
}

/** The numbers of a chat's row, as they change with each message. */
type Counts = Pick<DialogRecord, 'topMessageId' | 'topDate' | 'countedMaxId' | 'unreadCount' | 'unreadMentions'>;

function countsOf(dialog: DialogRecord | undefined): Counts {
  if (dialog === undefined) return { topMessageId: NONE, topDate: 0, countedMaxId: NONE, unreadCount: 0, unreadMentions: 0 };
  const { topMessageId, topDate, countedMaxId, unreadCount, unreadMentions } = dialog;
  return { topMessageId, topDate, countedMaxId, unreadCount, unreadMentions };
}

function applyToChat(context: ApplyContext, peerId: PeerId, told: readonly MappedMessage[], arrival: Arrival): void {
  const { store } = context;
  const dialog = store.dialogs.get(peerId);
  const counts = countsOf(dialog);
  const live = new Map<string, MessageId>();
  const mayMention = told.some((each) => each.unreadMention) || store.messages.countUnreadMentions(peerId) > 0;
  for (const each of told) {
    const { message } = each;
    const before = mayMention || message.threadId !== undefined ? store.messages.facts(peerId, message.id) : undefined;
    // A mention is seen once and for all: one of the two may be from before that.
    const isSeen = before === undefined ? mayMention && context.earlyReads.take(peerId, message.id) : !before.unreadMention;
    const mapped = { ...each, unreadMention: each.unreadMention && !isSeen };
    if (before?.unreadMention === true && !each.unreadMention && message.id <= counts.countedMaxId) counts.unreadMentions -= 1;
    store.messages.put(mapped);
    count(store, counts, mapped, dialog?.readInboxMaxId ?? NONE);
    if (before === undefined) noteInThread(context, mapped);
    noteSaved(context, message);
    for (const key of sectionsOf(message).map(sectionKey)) live.set(key, messageId(Math.max(message.id, live.get(key) ?? NONE)));
  }
  const ids = told.map(({ message }) => message.id);
  for (const id of new Set([Math.min(...ids), Math.max(...ids)])) store.ranges.extendLive(peerId, id);
  for (const [key, id] of live) store.ranges.extendLive(peerId, id, key);
  if (dialog !== undefined) store.dialogs.put(peerId, counts);
  else openDialog(context, peerId, counts);
  for (const { message } of told) {
    context.emit({
      kind: 'message',
      peerId,
      id: message.id,
      ...(message.fromId === undefined ? {} : { fromId: message.fromId }),
      ...(message.threadId === undefined ? {} : { threadId: message.threadId }),
      out: message.out,
      live: arrival.live,
    });
  }
}

function count(store: Store, counts: Counts, mapped: MappedMessage, readUpTo: MessageId): void {
  const { message } = mapped;
  if (message.id > counts.topMessageId) {
    counts.topMessageId = message.id;
    counts.topDate = message.date;
  }
  // The dialog's own numbers may already include a message that the box brings later.
  if (message.id <= counts.countedMaxId) return;
  counts.countedMaxId = message.id;
  if (message.id > readUpTo && countsAsUnread(store, mapped)) counts.unreadCount += 1;
  if (mapped.unreadMention) counts.unreadMentions += 1;
}

/** The first message of a chat that the list does not have: shown at once, put right by the server's own row. */
function openDialog(context: ApplyContext, peerId: PeerId, counts: Counts): void {
  const { store } = context;
  if (peerIdKind(peerId) === 'channel' && !store.peers.isMember(peerId)) return;
  store.dialogs.put(peerId, counts);
  context.repair([peerId]);
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
