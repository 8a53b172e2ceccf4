import type { tl } from '#tl';
import { badRequest } from '../world/errors.ts';
import { isUserKey } from '../world/peers.ts';
import { acceptReactions, checkList, REACTIONS, react, reactionName, reactionsUpdate } from '../world/reactions.ts';
import { checkChangeInfo } from '../world/rights.ts';
import type { Call, HandlerTable } from './call.ts';
import { messageOf, resolvePeer } from './resolve.ts';

/** Giving reactions, and who gave which (core.telegram.org/api/reactions). */

const LIST_LIMIT = 100;
const TOP = ['👍', '❤', '🔥', '😁', '👏'];
const emoji = (emoticon: string): tl.reactionEmoji => ({ _: 'reactionEmoji', emoticon });
const listOf = (reactions: tl.Reaction[]): tl.messages.reactions => ({ _: 'messages.reactions', hash: 0n, reactions });

/** The reactions that this account has given from the full list, newest first. */
const recents = new WeakMap<Call['account'], tl.Reaction[]>();

function remember(call: Call, reactions: readonly tl.Reaction[]): void {
  const names = new Set(reactions.map(reactionName));
  const others = (recents.get(call.account) ?? []).filter((one) => !names.has(reactionName(one)));
  recents.set(call.account, [...reactions, ...others].slice(0, 50));
  call.world.delivery.updates(call.account, () => [{ _: 'updateRecentReactions' }], call.caller);
}

/** Animations are not drawn here: each stands for a document that is not there. */
const noDocument: tl.documentEmpty = { _: 'documentEmpty', id: 0n };

export const reactionMethods: HandlerTable = {
  'messages.sendReaction': (call, query) => {
    const peer = resolvePeer(call, query.peer);
    const message = messageOf(call, peer, query.msgId);
    if (!message) throw badRequest('MESSAGE_ID_INVALID');
    // An empty reaction alone takes everything back, as an empty list does.
    const wanted = query.reaction?.length === 1 && query.reaction[0]?._ === 'reactionEmpty' ? [] : (query.reaction ?? []);
    const reactions = acceptReactions(call.state, call.account, message, wanted);
    const given = { userId: call.account.id, reactions, ...(query.big ? { big: true } : {}) };
    if (!react(call.state, call.world.delivery, message, given, call.caller)) throw badRequest('MESSAGE_NOT_MODIFIED');
    if (query.addToRecent && reactions.length > 0) remember(call, reactions);
    const view = call.view();
    return call.world.delivery.answer(view, [reactionsUpdate(view, message)]);
  },

  'messages.getMessagesReactions': (call, query) => {
    const peer = resolvePeer(call, query.peer);
    if (query.id.length > LIST_LIMIT) throw badRequest('MESSAGE_ID_INVALID');
    const view = call.view();
    const messages = query.id.flatMap((id) => messageOf(call, peer, id) ?? []);
    return call.world.delivery.answer(view, messages.map((message) => reactionsUpdate(view, message)));
  },

  'messages.getMessageReactionsList': (call, query) => {
    const peer = resolvePeer(call, query.peer);
    const message = messageOf(call, peer, query.id);
    if (!message) throw badRequest('MSG_ID_INVALID');
    checkList(call.state, peer);
    const from = Number(query.offset ?? '0');
    if (!Number.isInteger(from) || from < 0) throw badRequest('OFFSET_INVALID');
    const wanted = query.reaction === undefined || query.reaction._ === 'reactionEmpty' ? undefined : reactionName(query.reaction);
    const all = (message.content.reactions ?? []).toReversed().filter((one) => wanted === undefined || reactionName(one.reaction) === wanted);
    const limit = Math.min(Math.max(1, query.limit), LIST_LIMIT);
    const view = call.view();
    const isAuthor = message.content.authorId === call.account.id;
    const reactions = all.slice(from, from + limit).map((one): tl.messagePeerReaction => ({
      _: 'messagePeerReaction',
      peerId: view.peer(one.userId),
      date: one.date,
      reaction: one.reaction,
      ...(one.big ? { big: true } : {}),
      ...(isAuthor && one.unread ? { unread: true } : {}),
      ...(one.userId === call.account.id ? { my: true } : {}),
    }));
    const hasMore = from + limit < all.length;
    return {
      _: 'messages.messageReactionsList',
      count: all.length,
      reactions,
      ...view.vectors(),
      ...(hasMore ? { nextOffset: String(from + limit) } : {}),
    };
  },

  'messages.setChatAvailableReactions': (call, query) => {
    const peer = resolvePeer(call, query.peer);
    const chat = isUserKey(peer) ? undefined : call.state.chat(peer);
    if (!chat) throw badRequest('PEER_ID_INVALID');
    checkChangeInfo(call.state, call.account, chat);
    chat.reactions = query.availableReactions;
    if (query.reactionsLimit !== undefined) chat.reactionsLimit = query.reactionsLimit;
    return call.world.delivery.answer(call.view(), []);
  },

  'messages.getAvailableReactions': (_call, { hash }) => {
    if (hash === REACTIONS.length) return { _: 'messages.availableReactionsNotModified' };
    const reactions = REACTIONS.map((reaction): tl.availableReaction => ({
      _: 'availableReaction',
      reaction,
      title: reaction,
      staticIcon: noDocument,
      appearAnimation: noDocument,
      selectAnimation: noDocument,
      activateAnimation: noDocument,
      effectAnimation: noDocument,
    }));
    return { _: 'messages.availableReactions', hash: REACTIONS.length, reactions };
  },
  'messages.getTopReactions': (call, { limit }) => {
    const known = recents.get(call.account) ?? [];
    const names = new Set(known.map(reactionName));
    return listOf([...known, ...TOP.filter((one) => !names.has(one)).map(emoji)].slice(0, limit));
  },
  'messages.getRecentReactions': (call, { limit }) => listOf((recents.get(call.account) ?? []).slice(0, limit)),
  'messages.clearRecentReactions': (call) => {
    recents.delete(call.account);
    return true;
  },
  'messages.getDefaultTagReactions': () => listOf([]),
};
