import type { tl } from '#tl';
import { hasUnreadVotes, messageId, withoutUnreadVotes } from '#shared/model/index.ts';
import type { Message, MessageReactions, PeerId } from '#shared/model/index.ts';
import { hasUnreadReactions, keepChosen, mapReactions } from '../../store/index.ts';
import type { ApplyContext } from './context.ts';

/*
 * What a person has not seen yet beside the messages themselves: mentions, and reactions to own messages. The badges of a chat count the
 * messages that have some; a number from the server that cannot be followed exactly is asked for again.
 */

/** The content of messages was seen: mentions in them and reactions to them are no longer unread. */
export function applyContentsRead(context: ApplyContext, ids: readonly number[], channel?: PeerId): void {
  const { store } = context;
  const facts =
    channel === undefined
      ? store.messages.ofCommonIds(ids)
      : ids.flatMap((id) => store.messages.facts(channel, messageId(id)) ?? []);
  for (const { peerId, id } of facts) {
    if (store.messages.markContentRead(peerId, [id]).length > 0) changeMentions(context, peerId, -1);
    const before = store.messages.get(peerId, id);
    store.messages.patch(peerId, id, (message) => withoutUnreadVotes(withoutUnread(message)));
    const after = store.messages.get(peerId, id);
    countReactions(context, peerId, before?.reactions, after?.reactions);
    countVotes(context, peerId, before, after);
  }
  if (facts.length === ids.length) return;
  repairUnseen(context, channel);
  if (channel === undefined) return;
  for (const id of ids) if (!store.messages.has(channel, messageId(id))) context.earlyReads.note(channel, id);
}

/** The reactions to a message changed (core.telegram.org/constructor/updateMessageReactions). */
export function applyReactions(context: ApplyContext, peerId: PeerId, id: number, reactions: tl.MessageReactions): void {
  const { store } = context;
  const before = store.messages.get(peerId, messageId(id));
  if (peerId === store.meta.selfId()) context.emit({ kind: 'savedOutdated', part: 'tags' });
  if (before === undefined) {
    // Whether they are unread ones, or were, only the server can tell.
    const isUnread = reactions.recentReactions?.some((one) => one.unread === true) === true;
    if (isUnread || (store.dialogs.get(peerId)?.unreadReactions ?? 0) > 0) context.repair([peerId]);
    return;
  }
  const mapped = mapReactions(reactions);
  const next = reactions.min === true ? keepChosen(mapped, before.reactions) : mapped;
  if (reactions.min === true) context.emit({ kind: 'reactionUncertain', peerId, id: before.id });
  store.messages.patch(peerId, messageId(id), ({ reactions: _before, ...message }): Message => {
    return next === undefined ? message : { ...message, reactions: next };
  });
  countReactions(context, peerId, before.reactions, next);
}

/**
 * Counts a message whose reactions changed, when it became one with unread ones, or no longer is. Reactions have no numbers: a count that
 * was there before may include this change already, which the server alone can tell.
 */
export function countReactions(
  context: ApplyContext, peerId: PeerId, before: MessageReactions | undefined, after: MessageReactions | undefined,
): void {
  const { store } = context;
  const change = Number(hasUnreadReactions(after)) - Number(hasUnreadReactions(before));
  const dialog = store.dialogs.get(peerId);
  if (change === 0 || dialog === undefined) return;
  store.dialogs.put(peerId, { unreadReactions: dialog.unreadReactions + change });
  if (dialog.unreadReactions > 0) context.repair([peerId]);
}

/** The same for polls: one that has votes that its author has not seen, or no longer has. */
export function countVotes(context: ApplyContext, peerId: PeerId, before: Message | undefined, after: Message | undefined): void {
  const { store } = context;
  const change = Number(hasUnreadVotes(after)) - Number(hasUnreadVotes(before));
  const dialog = store.dialogs.get(peerId);
  if (change === 0 || dialog === undefined) return;
  store.dialogs.put(peerId, { unreadPollVotes: dialog.unreadPollVotes + change });
  if (dialog.unreadPollVotes > 0) context.repair([peerId]);
}

export function changeMentions({ store }: ApplyContext, peerId: PeerId, by: number): void {
  const dialog = store.dialogs.get(peerId);
  if (dialog !== undefined) store.dialogs.put(peerId, { unreadMentions: dialog.unreadMentions + by });
}

/** Messages that are not stored were seen or deleted, and may have been among the counted ones: only the server can tell. */
export function repairUnseen(context: ApplyContext, channel: PeerId | undefined): void {
  const { store } = context;
  const dialog = channel === undefined ? undefined : store.dialogs.get(channel);
  const peerIds = new Set(channel === undefined ? [...store.dialogs.withUnknownMentions(), ...store.dialogs.withUnseenAnswers()] : []);
  if (dialog !== undefined && (dialog.unreadReactions > 0 || dialog.unreadPollVotes > 0 || dialog.unreadMentions > store.messages.countUnreadMentions(dialog.peerId))) {
    peerIds.add(dialog.peerId);
  }
  if (peerIds.size > 0) context.repair([...peerIds]);
}

export const hasUnread = (message: Message): boolean => hasUnreadReactions(message.reactions);

/** The message with all reactions to it seen. */
function withoutUnread(message: Message): Message {
  if (message.reactions === undefined) return message;
  const recent = message.reactions.recent.map(({ unread: _unread, ...one }) => one);
  return { ...message, reactions: { ...message.reactions, recent } };
}
