import type { PeerId } from './ids.ts';

/** What one can react with (core.telegram.org/api/reactions): an emoji, a custom emoji, or a paid star. */
export type Reaction = { kind: 'emoji'; emoji: string } | { kind: 'custom'; documentId: string } | { kind: 'paid' };

export interface ReactionCount {
  reaction: Reaction;
  count: number;
  /** This account chose it: its place among the own ones, the oldest first. */
  chosen?: number;
}

export interface RecentReaction {
  peerId: PeerId;
  reaction: Reaction;
  /** Unix seconds. */
  date: number;
  /** This account, whose message it is, has not seen it yet. */
  unread?: boolean;
}

/** The reactions to a message. */
export interface MessageReactions {
  /** In the order of the server: the most frequent first. */
  counts: ReactionCount[];
  /** Some of those who reacted last, where everybody may know who did. */
  recent: RecentReaction[];
  /** Who reacted can be asked for. */
  canSeeList?: boolean;
  /** They are tags of Saved Messages. */
  asTags?: boolean;
}

/** A tag of Saved Messages: a reaction, by how many messages it is carried, and the name that the person gave it. */
export interface SavedTag {
  reaction: Reaction;
  title?: string;
  count: number;
}

/** Names a reaction: equal reactions have equal keys. */
export function reactionKey(reaction: Reaction): string {
  switch (reaction.kind) {
    case 'emoji':
      // With or without the variation selector it is the same reaction.
      return reaction.emoji.replaceAll('\ufe0f', '');
    case 'custom':
      return `custom ${reaction.documentId}`;
    case 'paid':
      return 'paid';
  }
}

/** The reactions that this account chose, in its order. */
export function chosenReactions(reactions: MessageReactions | undefined): Reaction[] {
  const own = (reactions?.counts ?? []).filter((one) => one.chosen !== undefined);
  return own.toSorted((a, b) => (a.chosen ?? 0) - (b.chosen ?? 0)).map((one) => one.reaction);
}

/**
 * What a click on a reaction makes of the own ones: it takes back what was chosen; otherwise it joins the others, of which the oldest
 * make room when there may be no more than `most`.
 */
export function toggleReaction(chosen: readonly Reaction[], clicked: Reaction, most: number): Reaction[] {
  const key = reactionKey(clicked);
  const others = chosen.filter((one) => reactionKey(one) !== key);
  if (others.length < chosen.length) return others;
  return [...others, clicked].slice(-Math.max(1, most));
}

/** The reactions of a message after this account has chosen `next`; what the others chose stays. */
export function withChosen(
  reactions: MessageReactions | undefined, next: readonly Reaction[], self: PeerId, date: number,
): MessageReactions | undefined {
  const counts: ReactionCount[] = [];
  for (const { chosen, ...one } of reactions?.counts ?? []) {
    const count = chosen === undefined ? one.count : one.count - 1;
    counts.push({ ...one, count });
  }
  for (const [place, reaction] of next.entries()) {
    const key = reactionKey(reaction);
    const known = counts.find((one) => reactionKey(one.reaction) === key);
    if (known) Object.assign(known, { count: known.count + 1, chosen: place });
    else counts.push({ reaction, count: 1, chosen: place });
  }
  const left = counts.filter((one) => one.count > 0);
  if (left.length === 0) return undefined;
  const others = (reactions?.recent ?? []).filter((one) => one.peerId !== self);
  const own = next.map((reaction) => ({ peerId: self, reaction, date }));
  const isListed = reactions === undefined || reactions.recent.length > 0 || reactions.canSeeList === true;
  return { ...reactions, counts: left, recent: isListed ? [...own, ...others] : [] };
}
