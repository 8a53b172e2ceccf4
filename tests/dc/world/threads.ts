import type { tl } from '#tl';
import type { Account } from './account.ts';
import type { BoxMessage } from './model.ts';
import { bareId, channelKey, isChannelKey } from './peers.ts';
import type { WorldState } from './state.ts';
import type { View } from './view.ts';

/** Threads of supergroups and comments to posts (core.telegram.org/api/threads, core.telegram.org/api/discussion). */

const REPLIERS = 3;

/** The copies of a post in the discussion group, oldest first: several for an album, none where comments are closed. */
export function copiesOf(state: WorldState, post: BoxMessage): BoxMessage[] {
  const channel = state.channel(bareId(post.peer));
  if (channel.linkedChatId === undefined) return [];
  const group = state.channelBox(channel.linkedChatId).thread(channelKey(channel.linkedChatId));
  const album = post.content.groupedId;
  const ids = new Set(
    album === undefined
      ? [post.id]
      : state.channelBox(channel.id).thread(post.peer).filter((one) => one.content.groupedId === album).map((one) => one.id),
  );
  return group.filter(({ content }) => content.autoForward === true && content.forward?.savedFromKey === post.peer && ids.has(content.forward.savedFromMsgId ?? 0));
}

/** The messages on top of the thread that a message is in or on top of, oldest first; none when it has no thread. */
export function rootsOf(state: WorldState, message: BoxMessage): BoxMessage[] {
  const channel = state.channel(bareId(message.peer));
  if (!channel.megagroup) return copiesOf(state, message);
  const box = state.channelBox(channel.id);
  const root = message.topId === undefined ? message : box.byId.get(message.topId);
  if (!root) return [];
  const album = root.content.autoForward ? root.content.groupedId : undefined;
  if (album !== undefined) return box.thread(root.peer).filter((one) => one.content.groupedId === album);
  return root.content.autoForward || answersTo(state, root).length > 0 ? [root] : [];
}

/** The answers in a thread, ids ascending. */
export function answersTo(state: WorldState, root: BoxMessage): readonly BoxMessage[] {
  return state.channelBox(bareId(root.peer)).answers(root.id);
}

export const readMark = (account: Account, root: BoxMessage): number => account.threadReads.get(`${bareId(root.peer)}/${root.id}`) ?? 0;

/** Up to where the others have read a thread. */
export function readByOthers(state: WorldState, account: Account, root: BoxMessage): number {
  return Math.max(0, ...[...state.accounts.values()].filter((one) => one !== account).map((one) => readMark(one, root)));
}

export function unreadIn(state: WorldState, account: Account, root: BoxMessage): number {
  const mark = readMark(account, root);
  return answersTo(state, root).filter((one) => one.id > mark && one.content.authorId !== account.id).length;
}

/** `message.replies`: of a post with comments, and of a message on top of a thread. */
export function renderReplies(view: View, message: BoxMessage): tl.messageReplies | undefined {
  const { state, account } = view;
  if (!isChannelKey(message.peer) || message.content.action) return undefined;
  const channel = state.channel(bareId(message.peer));
  const root = channel.megagroup ? message : copiesOf(state, message)[0];
  if (!root || (channel.megagroup && message.topId !== undefined)) return undefined;
  const answers = answersTo(state, root);
  if (channel.megagroup && answers.length === 0 && !message.content.autoForward) return undefined;
  const groupId = bareId(root.peer);
  const repliers = [...new Set(answers.toReversed().flatMap((one) => one.content.fromKey ?? []))].slice(0, REPLIERS);
  const mark = readMark(account, root);
  return {
    _: 'messageReplies',
    replies: answers.length,
    repliesPts: state.channelBox(groupId).pts,
    ...(channel.megagroup ? {} : { comments: true, channelId: groupId, recentRepliers: repliers.map((key) => view.peer(key)) }),
    ...(answers.length > 0 ? { maxId: answers[answers.length - 1]?.id ?? 0 } : {}),
    ...(mark > 0 ? { readMaxId: mark } : {}),
  };
}
