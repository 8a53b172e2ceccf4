import type { tl } from '#tl';
import { badRequest, forbidden } from '../world/errors.ts';
import { matchesFilter, matchesText, slice, type SliceQuery } from '../world/history.ts';
import type { BoxMessage } from '../world/model.ts';
import { bareId, channelKey, isChannelKey, type PeerKey } from '../world/peers.ts';
import { renderMessage, renderWebPage } from '../world/render-messages.ts';
import { reactionName } from '../world/reactions.ts';
import { hasTags, savedKey } from '../world/saved.ts';
import { renderReplies } from '../world/threads.ts';
import type { Call, HandlerTable } from './call.ts';
import { everything, searchGlobal } from './search-global.ts';
import { messageOf, resolveChannel, resolvePeer, resolveSource } from './resolve.ts';

/** Reading messages: history, search, single messages, read marks, views. */

/** A page of a list as `messages.messages`, `messagesSlice` or `channelMessages`. */
export function answerSlice(
  call: Call,
  peer: PeerKey | undefined,
  list: readonly BoxMessage[],
  query: SliceQuery,
): tl.messages.Messages {
  const range = call.context.messagesRange;
  const ranged = range ? list.filter((message) => message.id >= range.minId && message.id <= range.maxId) : list;
  const page = slice(ranged, query);
  const view = call.view();
  const messages = page.messages.map((message) => renderMessage(view, message));
  if (peer !== undefined && isChannelKey(peer)) {
    view.note(peer);
    return {
      _: 'messages.channelMessages',
      pts: call.state.channelBox(bareId(peer)).pts,
      count: page.count,
      messages,
      topics: [],
      ...view.vectors(),
      ...(page.offsetIdOffset > 0 ? { offsetIdOffset: page.offsetIdOffset } : {}),
    };
  }
  if (page.complete) return { _: 'messages.messages', messages, topics: [], ...view.vectors() };
  return {
    _: 'messages.messagesSlice',
    count: page.count,
    messages,
    topics: [],
    ...view.vectors(),
    ...(page.offsetIdOffset > 0 ? { offsetIdOffset: page.offsetIdOffset } : {}),
  };
}

function emptyMessage(id: number, peer?: PeerKey): tl.messageEmpty {
  return { _: 'messageEmpty', id, ...(peer !== undefined ? { peerId: { _: 'peerChannel', channelId: bareId(peer) } } : {}) };
}

function wanted(
  input: tl.InputMessage,
  find: (id: number) => BoxMessage | undefined,
  pinned: () => BoxMessage | undefined,
): BoxMessage | number {
  switch (input._) {
    case 'inputMessageID':
      return find(input.id) ?? input.id;
    case 'inputMessageReplyTo': {
      const target = find(input.id)?.replyToId;
      return target === undefined ? 0 : (find(target) ?? target);
    }
    case 'inputMessagePinned':
      return pinned() ?? 0;
    case 'inputMessageCallbackQuery':
      return find(input.id) ?? input.id;
  }
}

function affected(call: Call, events: readonly { pts: number }[]): tl.messages.affectedMessages {
  return { _: 'messages.affectedMessages', pts: events[events.length - 1]?.pts ?? call.account.box.pts, ptsCount: events.length };
}

export const historyMethods: HandlerTable = {
  'messages.getHistory': (call, query) => {
    const peer = resolvePeer(call, query.peer);
    return answerSlice(call, peer, call.state.thread(call.account, peer), query);
  },

  'messages.getMessages': (call, query) => {
    if (query.id.length > 100) throw badRequest('LIMIT_INVALID');
    const { account } = call;
    const view = call.view();
    const messages = query.id.map((input): tl.Message => {
      const found = wanted(
        input,
        (id) => account.box.byId.get(id),
        () => undefined,
      );
      return typeof found === 'number' ? emptyMessage(found) : renderMessage(view, found);
    });
    return { _: 'messages.messages', messages, topics: [], ...view.vectors() };
  },

  'channels.getMessages': (call, query) => {
    if (query.id.length === 0) throw badRequest('MESSAGE_IDS_EMPTY');
    if (query.id.length > 100) throw badRequest('LIMIT_INVALID');
    const key = channelKey(resolveChannel(call, query.channel).id);
    const view = call.view();
    view.note(key);
    const find = (id: number): BoxMessage | undefined => messageOf(call, key, id);
    const pinned = (): BoxMessage | undefined => call.state.thread(call.account, key).findLast((message) => message.pinned);
    const messages = query.id.map((input): tl.Message => {
      const found = wanted(input, find, pinned);
      return typeof found === 'number' ? emptyMessage(found, key) : renderMessage(view, found);
    });
    const box = call.state.channelBox(bareId(key));
    return { _: 'messages.channelMessages', pts: box.pts, count: messages.length, messages, topics: [], ...view.vectors() };
  },

  'messages.search': (call, query) => {
    const all = query.peer._ === 'inputPeerEmpty' ? undefined : resolvePeer(call, query.peer);
    const from = query.fromId ? resolvePeer(call, query.fromId) : undefined;
    const list = all === undefined ? everything(call, false) : call.state.thread(call.account, all);
    const root = query.topMsgId;
    const source = query.savedPeerId ? resolveSource(call, query.savedPeerId) : undefined;
    if (source !== undefined && all !== call.account.id) throw badRequest('PEER_ID_INVALID');
    const tags = (query.savedReaction ?? []).map(reactionName);
    const found = list.filter(
      (message) =>
        (root === undefined || message.topId === root) &&
        (source === undefined || savedKey(message.content, call.account.id) === source) &&
        (tags.length === 0 || (message.peer === call.account.id && hasTags(message, tags))) &&
        matchesFilter(message, query.filter, call.account.id) &&
        matchesText(message, query.q) &&
        (query.q === '' || !message.content.action) &&
        (from === undefined || senderOf(message) === from) &&
        (query.minDate <= 0 || message.content.date > query.minDate) &&
        (query.maxDate <= 0 || message.content.date < query.maxDate),
    );
    return answerSlice(call, all, found, query);
  },

  'messages.searchGlobal': searchGlobal,

  'messages.getUnreadMentions': (call, query) => {
    const peer = resolvePeer(call, query.peer);
    const unread = call.account.dialogs.get(peer)?.unreadMentions ?? new Set<number>();
    return answerSlice(
      call,
      peer,
      call.state.thread(call.account, peer).filter((message) => unread.has(message.id)),
      query,
    );
  },

  'messages.getUnreadReactions': (call, query) => {
    const peer = resolvePeer(call, query.peer);
    const unread = call.account.dialogs.get(peer)?.unreadReactions ?? new Set<number>();
    return answerSlice(
      call,
      peer,
      call.state.thread(call.account, peer).filter((message) => unread.has(message.id)),
      query,
    );
  },

  'messages.getUnreadPollVotes': (call, query) => {
    const peer = resolvePeer(call, query.peer);
    const unread = call.account.dialogs.get(peer)?.unreadPollVotes ?? new Set<number>();
    return answerSlice(
      call,
      peer,
      call.state.thread(call.account, peer).filter((message) => unread.has(message.id)),
      query,
    );
  },

  'messages.readHistory': (call, query) => {
    const peer = resolvePeer(call, query.peer);
    if (isChannelKey(peer)) throw badRequest('PEER_ID_INVALID');
    if (query.maxId < 0) throw badRequest('MSG_ID_INVALID');
    return affected(call, call.world.ops.readCommon(call.account, peer, query.maxId, call.caller));
  },

  'channels.readHistory': (call, query) => {
    const channel = resolveChannel(call, query.channel);
    if (query.maxId < 0) throw badRequest('MSG_ID_INVALID');
    call.world.ops.readChannel(call.account.id, channel.id, query.maxId, call.caller);
    return true;
  },

  'messages.readMessageContents': (call, query) => {
    const messages = query.id.flatMap((id) => call.account.box.byId.get(id) ?? []);
    return affected(call, call.world.ops.readContents(call.account, messages, call.caller));
  },

  'channels.readMessageContents': (call, query) => {
    const channel = resolveChannel(call, query.channel);
    const messages = query.id.flatMap((id) => messageOf(call, channelKey(channel.id), id) ?? []);
    call.world.ops.readChannelContents(call.account, channel.id, messages, call.caller);
    return true;
  },

  'messages.readMentions': (call, query) => readAll(call, resolvePeer(call, query.peer), 'unreadMentions'),

  'messages.readReactions': (call, query) => readAll(call, resolvePeer(call, query.peer), 'unreadReactions'),

  'messages.readPollVotes': (call, query) => readAll(call, resolvePeer(call, query.peer), 'unreadPollVotes'),

  'messages.receivedMessages': () => [],

  'messages.getMessagesViews': (call, query) => {
    const peer = resolvePeer(call, query.peer);
    const view = call.view();
    view.note(peer);
    const views = query.id.map((id): tl.MessageViews => {
      const message = messageOf(call, peer, id);
      if (message?.content.views === undefined) return { _: 'messageViews' };
      if (query.increment && call.world.counters.countView(call.account.id, message)) {
        const { content } = message;
        content.views = (content.views ?? 0) + 1;
      }
      const replies = renderReplies(view, message);
      return {
        _: 'messageViews',
        views: message.content.views,
        ...(replies === undefined ? {} : { replies }),
        ...(message.content.forwards !== undefined ? { forwards: message.content.forwards } : {}),
      };
    });
    return { _: 'messages.messageViews', views, ...view.vectors() };
  },

  'messages.getRecentLocations': (call, query) => {
    resolvePeer(call, query.peer);
    return { _: 'messages.messages', messages: [], topics: [], chats: [], users: [] };
  },

  'messages.getOnlines': (call, query) => {
    const peer = resolvePeer(call, query.peer);
    return { _: 'chatOnlines', onlines: call.world.counters.onlineIn(peer) };
  },

  'messages.getMessageEditData': (call, query) => {
    const message = messageOf(call, resolvePeer(call, query.peer), query.id);
    if (!message) throw badRequest('MESSAGE_ID_INVALID');
    if (message.content.authorId !== call.account.id) throw forbidden('MESSAGE_AUTHOR_REQUIRED');
    return {
      _: 'messages.messageEditData',
      ...(message.content.media && message.content.media.kind !== 'webpage' ? { caption: true } : {}),
    };
  },

  'messages.getWebPage': (call, query) => ({
    _: 'messages.webPage',
    webpage: renderWebPage(call.view(), call.world.pages.of(query.url)),
    chats: [],
    users: [],
  }),

  'messages.getSplitRanges': (call) => [{ _: 'messageRange', minId: 1, maxId: call.account.box.lastId }],
  'messages.getSponsoredMessages': () => ({ _: 'messages.sponsoredMessagesEmpty' }),
  'messages.reportReadMetrics': () => true,
  'messages.reportMessagesDelivery': () => true,
};

/** Everything of one kind that is unseen in a chat is seen. */
function readAll(call: Call, peer: PeerKey, kind: 'unreadMentions' | 'unreadReactions' | 'unreadPollVotes'): tl.messages.affectedHistory {
  const unread = call.account.dialogs.get(peer)?.[kind] ?? new Set<number>();
  const messages = [...unread].flatMap((id) => messageOf(call, peer, id) ?? []);
  if (isChannelKey(peer)) {
    call.world.ops.readChannelContents(call.account, bareId(peer), messages, call.caller);
    return { _: 'messages.affectedHistory', pts: call.state.channelBox(bareId(peer)).pts, ptsCount: 0, offset: 0 };
  }
  return { ...affected(call, call.world.ops.readContents(call.account, messages, call.caller)), _: 'messages.affectedHistory', offset: 0 };
}

function senderOf(message: BoxMessage): PeerKey {
  return message.content.fromKey ?? message.peer;
}
