import type { tl } from '#tl';
import { badRequest, forbidden } from './errors.ts';
import { isActive, type BoxMessage, type Content } from './model.ts';
import { bareId, isChannelKey, isUserKey, type PeerKey } from './peers.ts';
import { isBanned } from './rights.ts';
import type { WorldState } from './state.ts';
import type { Account } from './account.ts';
import type { Caller, Delivery } from './delivery.ts';
import type { View } from './view.ts';

/** Reactions to messages (core.telegram.org/api/reactions). */

/** A reaction that somebody gave. */
export interface GivenReaction {
  userId: number;
  reaction: tl.reactionEmoji | tl.reactionCustomEmoji;
  date: number;
  big?: boolean;
  /** The author of the message has not seen it. */
  unread?: boolean;
}

/** What everybody may choose, in the order of the server. */
export const REACTIONS: readonly string[] = ['👍', '👎', '❤', '🔥', '🥰', '👏', '😁', '🤔', '🤯', '😱', '🤬', '😢', '🎉', '🤩', '🤮', '💩', '🙏', '👌', '🕊', '💯', '🤣', '⚡', '🍌', '🏆', '💔'];

const MOST = 1;
const MOST_PREMIUM = 3;
/** Different reactions of one message (`reactions_uniq_max`). */
const MOST_KINDS = 11;
const RECENT = 3;

export function reactionName(reaction: tl.Reaction): string {
  switch (reaction._) {
    case 'reactionEmoji':
      return reaction.emoticon.replaceAll('\ufe0f', '');
    case 'reactionCustomEmoji':
      return `custom ${reaction.documentId}`;
    case 'reactionPaid':
      return 'paid';
    case 'reactionEmpty':
      return '';
  }
}

/** The reactions as one login sees them. `min`: without what depends on who looks. */
export function renderReactions(view: View, message: BoxMessage, min = false): tl.messageReactions | undefined {
  const given = message.content.reactions ?? [];
  const chat = view.state.chat(message.peer);
  if (given.length === 0 || chat?.reactions?._ === 'chatReactionsNone') return undefined;
  const own = given.filter((one) => one.userId === view.account.id);
  const counts = new Map<string, tl.reactionCount>();
  for (const { reaction } of given) {
    const name = reactionName(reaction);
    const known = counts.get(name);
    if (known) known.count += 1;
    else counts.set(name, { _: 'reactionCount', reaction, count: 1 });
  }
  if (!min) {
    for (const [order, { reaction }] of own.entries()) {
      const known = counts.get(reactionName(reaction));
      if (known) known.chosenOrder = order;
    }
  }
  // In channels nobody may know who it was.
  const isBroadcast = chat?.kind === 'channel' && !chat.megagroup;
  const results = [...counts.values()].sort((a, b) => b.count - a.count);
  const isAuthor = message.content.authorId === view.account.id;
  const recentReactions = given.slice(-RECENT).reverse().map((one): tl.messagePeerReaction => ({
    _: 'messagePeerReaction',
    peerId: view.peer(one.userId),
    date: one.date,
    reaction: one.reaction,
    ...(one.big ? { big: true } : {}),
    ...(!min && isAuthor && one.unread ? { unread: true } : {}),
    ...(!min && one.userId === view.account.id ? { my: true } : {}),
  }));
  return {
    _: 'messageReactions',
    results,
    ...(min ? { min: true } : {}),
    ...(isBroadcast ? {} : { canSeeList: true, recentReactions }),
    ...(message.peer === view.account.id ? { reactionsAsTags: true } : {}),
  };
}

export const noReactions = (): tl.messageReactions => ({ _: 'messageReactions', results: [] });

/** What a call asks for, checked; errors as those of `messages.sendReaction`. */
export function acceptReactions(
  state: WorldState, account: Account, message: BoxMessage, wanted: readonly tl.Reaction[],
): GivenReaction['reaction'][] {
  const { peer, content } = message;
  if (content.action) throw badRequest('MESSAGE_ID_INVALID');
  checkMember(state, account, peer);
  const chat = state.chat(peer);
  const allowed = chat?.reactions ?? { _: 'chatReactionsAll' };
  const premium = account.user.premium === true;
  const names = wanted.map(reactionName);
  if (new Set(names).size < names.length) throw badRequest('REACTION_INVALID');
  if (wanted.length > (premium ? MOST_PREMIUM : MOST)) throw badRequest('REACTIONS_TOO_MANY');
  const others = (content.reactions ?? []).filter((one) => one.userId !== account.id);
  const there = new Set((content.reactions ?? []).map((one) => reactionName(one.reaction)));
  const accepted = wanted.map((reaction) => {
    const name = reactionName(reaction);
    if (reaction._ === 'reactionEmpty') throw badRequest('REACTION_EMPTY');
    if (reaction._ === 'reactionPaid') throw badRequest('REACTION_INVALID');
    if (allowed._ === 'chatReactionsNone') throw badRequest('REACTION_INVALID');
    const isListed = allowed._ === 'chatReactionsSome' && allowed.reactions.some((one) => reactionName(one) === name);
    // What is there already may be given too.
    if (isListed || there.has(name)) return reaction;
    if (allowed._ === 'chatReactionsSome') throw badRequest('REACTION_INVALID');
    if (reaction._ === 'reactionCustomEmoji') {
      if (!premium) throw forbidden('PREMIUM_ACCOUNT_REQUIRED');
      if (chat !== undefined && allowed._ === 'chatReactionsAll' && allowed.allowCustom !== true) throw badRequest('REACTION_INVALID');
    } else if (!REACTIONS.includes(name)) throw badRequest('REACTION_INVALID');
    return reaction;
  });
  checkTags(account, message, names, there);
  const kinds = new Set([...others.map((one) => reactionName(one.reaction)), ...names]);
  if (kinds.size > Math.max(chat?.reactionsLimit ?? MOST_KINDS, new Set(others.map((one) => reactionName(one.reaction))).size)) {
    throw badRequest('REACTIONS_TOO_MANY');
  }
  return accepted;
}

/** In Saved Messages reactions are tags, which only Premium users give; those that are there may be taken away. */
function checkTags(account: Account, { peer }: BoxMessage, names: readonly string[], there: ReadonlySet<string>): void {
  if (peer !== account.id || account.user.premium === true) return;
  if (names.some((name) => !there.has(name))) throw forbidden('PREMIUM_ACCOUNT_REQUIRED');
}

function checkMember(state: WorldState, account: Account, peer: PeerKey): void {
  const chat = state.chat(peer);
  if (!chat) return;
  const member = chat.members.get(account.id);
  if (!isActive(member)) throw forbidden('CHAT_WRITE_FORBIDDEN');
  if (isBanned(chat, member, 'sendReactions', state.now())) throw forbidden('CHAT_WRITE_FORBIDDEN');
}

/** Makes `reactions` all that a user has given to a message, and tells everybody but `caller`. Says whether anything changed. */
export function react(
  state: WorldState,
  delivery: Delivery,
  message: BoxMessage,
  given: { userId: number; reactions: readonly GivenReaction['reaction'][]; big?: boolean },
  caller?: Caller,
): boolean {
  const { content } = message;
  const before = content.reactions ?? [];
  const own = before.filter((one) => one.userId === given.userId);
  const names = given.reactions.map(reactionName);
  if (own.map((one) => reactionName(one.reaction)).join() === names.join()) return false;
  const unread = given.userId !== content.authorId && state.accounts.has(content.authorId);
  const next = given.reactions.map((reaction): GivenReaction => {
    const known = own.find((one) => reactionName(one.reaction) === reactionName(reaction));
    return known ?? {
      userId: given.userId, reaction, date: state.now(), ...(given.big ? { big: true } : {}), ...(unread ? { unread: true } : {}),
    };
  });
  content.reactions = [...before.filter((one) => one.userId !== given.userId), ...next];
  noteUnread(state, content);
  tell(state, delivery, content, caller);
  return true;
}

/** The author's dialog counts a message while one of its reactions is unseen. */
export function noteUnread(state: WorldState, content: Content): void {
  const author = state.accounts.get(content.authorId);
  if (!author) return;
  const isUnread = content.reactions?.some((one) => one.unread) === true;
  for (const copy of content.copies) {
    if (copy.ownerId !== 0 && copy.ownerId !== author.id) continue;
    const { unreadReactions } = author.dialog(copy.peer);
    if (isUnread) unreadReactions.add(copy.id);
    else unreadReactions.delete(copy.id);
  }
}

/** `updateMessageReactions` has no number: who is not there does not hear of it. In channels all but the author get the `min` form. */
function tell(state: WorldState, delivery: Delivery, content: Content, caller: Caller | undefined): void {
  for (const copy of content.copies) {
    const accounts = copy.ownerId === 0 ? state.accountsIn(copy.peer) : [state.accounts.get(copy.ownerId)];
    for (const account of accounts) {
      if (!account) continue;
      const min = isChannelKey(copy.peer) && account.id !== content.authorId;
      delivery.updates(account, (view) => [reactionsUpdate(view, copy, min)], caller);
    }
  }
}

export function reactionsUpdate(view: View, message: BoxMessage, min = false): tl.updateMessageReactions {
  return {
    _: 'updateMessageReactions',
    peer: view.peer(message.peer),
    msgId: message.id,
    reactions: renderReactions(view, message, min) ?? noReactions(),
  };
}

/** The author has seen the reactions to these messages; returns those of which one was unseen. */
export function seeReactions(state: WorldState, account: Account, messages: readonly BoxMessage[]): BoxMessage[] {
  return messages.filter((message) => {
    if (message.content.authorId !== account.id || !message.content.reactions?.some((one) => one.unread)) return false;
    for (const one of message.content.reactions) delete one.unread;
    noteUnread(state, message.content);
    return true;
  });
}

/** Whether who reacted can be asked for. */
export function checkList(state: WorldState, peer: PeerKey): void {
  const chat = isUserKey(peer) ? undefined : state.chat(peer);
  if (isChannelKey(peer) && chat?.kind === 'channel' && !chat.megagroup && bareId(peer) === chat.id) throw forbidden('BROADCAST_FORBIDDEN');
}
