import type { tl } from '#tl';
import { badRequest } from '../world/errors.ts';
import type { BoxMessage } from '../world/model.ts';
import { bareId, channelKey, isChannelKey } from '../world/peers.ts';
import { renderMessage } from '../world/render-messages.ts';
import { hasAdminRight } from '../world/rights.ts';
import { answersTo, readByOthers, readMark, rootsOf, unreadIn } from '../world/threads.ts';
import type { Call, HandlerTable } from './call.ts';
import { answerSlice } from './history.ts';
import { findChannel, messageOf, resolvePeer } from './resolve.ts';

/** Threads of supergroups and comments to posts. */

function rootFor(call: Call, input: tl.InputPeer, id: number): { message: BoxMessage; roots: BoxMessage[]; root: BoxMessage } {
  const peer = resolvePeer(call, input);
  if (!isChannelKey(peer)) throw badRequest('PEER_ID_INVALID');
  const message = messageOf(call, peer, id);
  if (!message) throw badRequest('MSG_ID_INVALID');
  const roots = rootsOf(call.state, message);
  const root = roots[0];
  if (!root) throw badRequest('TOPIC_ID_INVALID');
  return { message, roots, root };
}

export const threadMethods: HandlerTable = {
  'messages.getReplies': (call, query) => {
    const { root } = rootFor(call, query.peer, query.msgId);
    return answerSlice(call, root.peer, answersTo(call.state, root), query);
  },

  'messages.getDiscussionMessage': (call, query) => {
    const { roots, root } = rootFor(call, query.peer, query.msgId);
    const { account, state } = call;
    const view = call.view();
    view.note(root.peer);
    const answers = answersTo(state, root);
    const mark = readMark(account, root);
    const others = readByOthers(state, account, root);
    return {
      _: 'messages.discussionMessage',
      messages: roots.toReversed().map((one) => renderMessage(view, one)),
      ...(answers.length > 0 ? { maxId: answers[answers.length - 1]?.id ?? 0 } : {}),
      ...(mark > 0 ? { readInboxMaxId: mark } : {}),
      ...(others > 0 ? { readOutboxMaxId: others } : {}),
      unreadCount: unreadIn(state, account, root),
      ...view.vectors(),
    };
  },

  'messages.readDiscussion': (call, query) => {
    const { root } = rootFor(call, query.peer, query.msgId);
    if (query.readMaxId < 0) throw badRequest('MSG_ID_INVALID');
    call.world.readThread(call.account, root, query.readMaxId, call.caller);
    return true;
  },

  'channels.setDiscussionGroup': (call, query) => {
    const broadcast = query.broadcast._ === 'inputChannelEmpty' ? undefined : findChannel(call, query.broadcast);
    const group = query.group._ === 'inputChannelEmpty' ? undefined : findChannel(call, query.group);
    if (broadcast && broadcast.megagroup) throw badRequest('BROADCAST_ID_INVALID');
    if (group && !group.megagroup) throw badRequest('MEGAGROUP_ID_INVALID');
    if (broadcast && !hasAdminRight(broadcast.members.get(call.account.id), 'changeInfo')) throw badRequest('CHAT_ADMIN_REQUIRED');
    if (group && !hasAdminRight(group.members.get(call.account.id), 'pinMessages')) throw badRequest('CHAT_ADMIN_REQUIRED');
    if (group?.hiddenPrehistory) throw badRequest('MEGAGROUP_PREHISTORY_HIDDEN');
    if (broadcast && group) {
      if (broadcast.linkedChatId === group.id) throw badRequest('LINK_NOT_MODIFIED');
      call.world.linkDiscussion(broadcast, group);
    } else {
      const one = broadcast ?? group;
      const other = one?.linkedChatId === undefined ? undefined : call.state.channel(one.linkedChatId);
      if (!one || !other) throw badRequest('LINK_NOT_MODIFIED');
      call.world.unlinkDiscussion(one, other);
    }
    return true;
  },
};

/** Where a comment, or an answer in a thread, is found: the end of its address. */
export function threadLink(call: Call, message: BoxMessage): { peer: number; tail: string } | undefined {
  if (message.topId === undefined) return undefined;
  const root = call.state.channelBox(bareId(message.peer)).byId.get(message.topId);
  const origin = root?.content.autoForward ? root.content.forward : undefined;
  if (origin?.savedFromKey !== undefined) return { peer: origin.savedFromKey, tail: `${origin.savedFromMsgId}?comment=${message.id}` };
  return { peer: channelKey(bareId(message.peer)), tail: `${message.id}?thread=${message.topId}` };
}
