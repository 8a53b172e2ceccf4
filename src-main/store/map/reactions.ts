import type { tl } from '#tl';
import type { MessageReactions, Reaction, ReactionCount } from '#shared/model/index.ts';
import { reactionKey } from '#shared/model/index.ts';
import { mapPeerId } from './ids.ts';

/** A reaction of the wire; undefined for `reactionEmpty`. */
export function mapReaction(reaction: tl.Reaction): Reaction | undefined {
  switch (reaction._) {
    case 'reactionEmoji':
      return { kind: 'emoji', emoji: reaction.emoticon };
    case 'reactionCustomEmoji':
      return { kind: 'custom', documentId: reaction.documentId.toString() };
    case 'reactionPaid':
      return { kind: 'paid' };
    default:
      return undefined;
  }
}

export function inputReaction(reaction: Reaction): tl.Reaction {
  switch (reaction.kind) {
    case 'emoji':
      return { _: 'reactionEmoji', emoticon: reaction.emoji };
    case 'custom':
      return { _: 'reactionCustomEmoji', documentId: BigInt(reaction.documentId) };
    case 'paid':
      return { _: 'reactionPaid' };
  }
}

/** The reactions to a message (core.telegram.org/constructor/messageReactions); undefined when there are none. */
export function mapReactions(reactions: tl.MessageReactions | undefined): MessageReactions | undefined {
  if (reactions === undefined || reactions.results.length === 0) return undefined;
  const counts = reactions.results.flatMap(({ reaction, count, chosenOrder }): ReactionCount[] => {
    const mapped = mapReaction(reaction);
    return mapped === undefined ? [] : [{ reaction: mapped, count, ...(chosenOrder === undefined ? {} : { chosen: chosenOrder }) }];
  });
  const recent = (reactions.recentReactions ?? []).flatMap((one) => {
    const reaction = mapReaction(one.reaction);
    if (reaction === undefined) return [];
    return [{ peerId: mapPeerId(one.peerId), reaction, date: one.date, ...(one.unread === true ? { unread: true } : {}) }];
  });
  return {
    counts,
    recent,
    ...(reactions.canSeeList === true ? { canSeeList: true } : {}),
    ...(reactions.reactionsAsTags === true ? { asTags: true } : {}),
  };
}

/** A `min` object does not say what this account chose: that stays as it was. */
export function keepChosen(next: MessageReactions | undefined, before: MessageReactions | undefined): MessageReactions | undefined {
  if (next === undefined || before === undefined) return next;
  const chosen = new Map(before.counts.flatMap((one) => (one.chosen === undefined ? [] : [[reactionKey(one.reaction), one.chosen]])));
  const counts = next.counts.map((one) => {
    const place = chosen.get(reactionKey(one.reaction));
    return place === undefined ? one : { ...one, chosen: place };
  });
  return { ...next, counts };
}

export const hasUnreadReactions = (reactions: MessageReactions | undefined): boolean =>
  reactions?.recent.some((one) => one.unread === true) === true;
