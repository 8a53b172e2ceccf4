import type { tl } from '#tl';
import { hasUnreadVotes, messageId } from '#shared/model/index.ts';
import type { Message, MessageId, PeerId } from '#shared/model/index.ts';
import { mapMessage, mapWebPageUpdate, messageKey } from '../../store/index.ts';
import type { DialogRecord, StoredFacts } from '../../store/index.ts';
import type { ApplyContext } from './context.ts';
import { leaveSaved } from './saved.ts';
import { leaveThreads } from './threads.ts';
import { changeMentions, countReactions, countVotes, hasUnread, repairUnseen } from './unseen.ts';

/** Changes a message that is stored, or that belongs to a stretch of history that is known. */
export function applyEdit(context: ApplyContext, message: tl.Message): void {
  const { store } = context;
  const { peerId, id } = messageKey(message);
  if (peerId === undefined) return;
  const before = store.messages.facts(peerId, id);
  if (before === undefined && store.ranges.around(peerId, id) === undefined) return;
  const mapped = mapMessage(message, store.mapContext());
  if (mapped === undefined) return;
  // Whether a mention was seen is told by its own updates: an edit never makes it unread again.
  const unreadMention = before === undefined ? mapped.unreadMention : before.unreadMention && mapped.unreadMention;
  const known = store.messages.get(peerId, id);
  store.messages.put({ ...mapped, unreadMention });
  if (before?.unreadMention === true && !unreadMention) changeMentions(context, peerId, -1);
  if (known === undefined) return;
  const after = store.messages.get(peerId, id);
  countReactions(context, peerId, known.reactions, after?.reactions);
  countVotes(context, peerId, known, after);
}

/** A message waits in the queue of its chat, or what waits there has changed. */
export function applyScheduled({ store }: ApplyContext, message: tl.Message): void {
  const mapped = mapMessage(message, store.mapContext());
  if (mapped !== undefined) store.scheduled.put(mapped);
}

/** Deletes of the common box name no chat: their ids are unique within the account. */
export function applyDeleteCommon(context: ApplyContext, ids: readonly number[]): void {
  const byPeer = new Map<PeerId, MessageId[]>();
  const known = context.store.messages.ofCommonIds(ids);
  if (known.length < ids.length) {
    context.deletedUnseen(ids);
    repairUnseen(context, undefined);
    repairUnread(context, ids);
  }
  for (const { peerId, id } of known) {
    const list = byPeer.get(peerId);
    if (list === undefined) byPeer.set(peerId, [id]);
    else list.push(id);
  }
  for (const [peerId, list] of byPeer) deleteIn(context, peerId, list);
}

/** A number of unread messages that are not all stored may have included one of these: only the server can tell. */
function repairUnread(context: ApplyContext, ids: readonly number[]): void {
  const peerIds = context.store.dialogs.withUnknownUnread(Math.min(...ids), Math.max(...ids));
  if (peerIds.length > 0) context.repair(peerIds);
}

export function applyDeleteChannel(context: ApplyContext, peerId: PeerId, ids: readonly number[]): void {
  const { store } = context;
  const dialog = store.dialogs.get(peerId);
  const unread = dialog === undefined ? [] : ids.filter((id) => id > dialog.readInboxMaxId);
  context.deletedUnseen(ids, peerId);
  const isUnknown = unread.some((id) => !store.messages.has(peerId, messageId(id)));
  const isUnseen = ids.some((id) => !store.messages.has(peerId, messageId(id)));
  deleteIn(context, peerId, ids.map(messageId));
  if (isUnseen) repairUnseen(context, peerId);
  // Whether an unknown message counted as unread, only the server can tell.
  if (isUnknown) context.repair([peerId]);
}

/** Deletes stored messages of one chat and takes them out of its counters. Features use it for their own deletes, too. */
export function deleteIn(context: ApplyContext, peerId: PeerId, ids: readonly MessageId[]): void {
  const { store } = context;
  const dialog = store.dialogs.get(peerId);
  const parts = store.messages.getMany(peerId, ids);
  const reacted = (dialog?.unreadReactions ?? 0) === 0 ? [] : parts.filter(hasUnread);
  const voted = (dialog?.unreadPollVotes ?? 0) === 0 ? [] : parts.filter(hasUnreadVotes);
  const deleted = store.messages.delete(peerId, ids);
  leaveThreads(context, peerId, parts);
  leaveSaved(context, peerId, parts);
  if (deleted.length === 0 || dialog === undefined) return;
  const { readInboxMaxId, countedMaxId } = dialog;
  const unread = deleted.filter(({ counts, id }) => counts && id > readInboxMaxId && id <= countedMaxId).length;
  const mentions = deleted.filter((facts) => facts.unreadMention).length;
  const exact = unread === 0 ? dialog.unreadCount : countExactly(context, dialog);
  store.dialogs.put(peerId, {
    ...(unread === 0 ? {} : { unreadCount: exact ?? dialog.unreadCount - unread }),
    ...(mentions === 0 ? {} : { unreadMentions: dialog.unreadMentions - mentions }),
    ...(reacted.length === 0 ? {} : { unreadReactions: dialog.unreadReactions - reacted.length }),
    ...(voted.length === 0 ? {} : { unreadPollVotes: dialog.unreadPollVotes - voted.length }),
  });
  // The dialog's numbers may be from after this delete: then it was not in them any more.
  const isOff = mentions > 0 && dialog.unreadMentions - mentions !== store.messages.countUnreadMentions(peerId);
  if (exact === undefined || isOff || reacted.length > 0 || voted.length > 0) context.repair([peerId]);
  if (deleted.some((facts: StoredFacts) => facts.id === dialog.topMessageId)) replaceTop(context, peerId);
}

/** The unread messages that are stored, where everything that the dialog's number covers is known without holes. */
function countExactly({ store }: ApplyContext, dialog: DialogRecord): number | undefined {
  const live = store.ranges.live(dialog.peerId);
  if (live === undefined || live.hi < dialog.countedMaxId) return undefined;
  return store.messages.countUnread(dialog.peerId, dialog.readInboxMaxId);
}

/** The newest message of a chat is gone: the one before it takes its place where it is known, else the server is asked. */
function replaceTop(context: ApplyContext, peerId: PeerId): void {
  const { store } = context;
  const next = store.messages.around(peerId, 'end', 1, 0);
  const top = next.range?.live === true ? next.messages.findLast((message) => message.id > 0) : undefined;
  if (top === undefined) context.repair([peerId]);
  store.dialogs.put(peerId, top === undefined ? { topMessageId: messageId(0) } : { topMessageId: top.id, topDate: top.date });
}

/** A channel hides everything up to an id from us. */
export function applyAvailableMinId(context: ApplyContext, peerId: PeerId, availableMinId: number): void {
  deleteIn(context, peerId, context.store.messages.idsBetween(peerId, 1, availableMinId));
}

export function applyPinned(context: ApplyContext, peerId: PeerId, ids: readonly number[], pinned: boolean): void {
  for (const id of ids) {
    context.store.messages.patch(peerId, messageId(id), ({ pinned: _before, ...message }): Message => {
      return pinned ? { ...message, pinned } : message;
    });
  }
}

export function applyViews(context: ApplyContext, peerId: PeerId, id: number, views: number): void {
  context.store.messages.patch(peerId, messageId(id), (message) => ({ ...message, views: Math.max(views, message.views ?? 0) }));
}

export function applyForwards(context: ApplyContext, peerId: PeerId, id: number, forwards: number): void {
  context.store.messages.patch(peerId, messageId(id), (message) => ({ ...message, forwards }));
}

/** The preview of a link is there, has changed, or will not come. */
export function applyWebPage(context: ApplyContext, page: tl.WebPage): void {
  if (page._ === 'webPageNotModified' || page._ === 'webPagePending') return;
  const { store } = context;
  for (const { peerId, id } of store.messages.ofWebPage(page.id)) {
    const mapped = mapWebPageUpdate(page, store.messages.get(peerId, id));
    for (const file of mapped.files) store.files.put(file, { peerId, messageId: id });
    store.messages.patch(peerId, id, ({ media: _before, awaitedPreview: _awaited, ...message }): Message => {
      return mapped.media === undefined ? message : { ...message, media: mapped.media };
    });
  }
}
