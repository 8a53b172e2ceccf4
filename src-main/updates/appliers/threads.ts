import type { tl } from '#tl';
import { channelPeerId, messageId } from '#shared/model/index.ts';
import type { Message, MessageId, PeerId, ReplyCount } from '#shared/model/index.ts';
import type { MappedMessage, Store, ThreadRecord } from '../../store/index.ts';
import type { ApplyContext } from './context.ts';

/*
 * Threads and comments (core.telegram.org/api/threads): how many answers there are, who wrote last, and up to where they were read. The
 * server does not tell of each new answer at the message that is answered, so these numbers are kept along with the answers.
 */

/** Each answer, and each that is deleted, takes the group's pts on by this at least: an answer of the server from before that counts no more. */
const STEP = 1;

/** So many of those who answered are shown. */
const REPLIERS = 3;

/** A new message that is an answer: counted at the top of its thread, at the post that it comments, and among the unread ones. */
export function noteInThread({ store }: ApplyContext, { message }: MappedMessage): void {
  const { peerId, threadId, id } = message;
  if (threadId === undefined) return;
  const count = (replies: ReplyCount): ReplyCount => (id <= (replies.maxId ?? 0) ? replies : {
    ...replies,
    count: replies.count + 1,
    maxId: id,
    pts: replies.pts + STEP,
    recentRepliers: message.fromId === undefined
      ? replies.recentRepliers
      : [message.fromId, ...replies.recentRepliers.filter((each) => each !== message.fromId)].slice(0, REPLIERS),
  });
  const root = store.messages.get(peerId, threadId);
  const thread = store.threads.get(peerId, threadId);
  const first: ReplyCount = { count: 0, recentRepliers: [], pts: 0 };
  store.messages.patch(peerId, threadId, (top) => ({ ...top, replies: count(top.replies ?? first) }));
  const post = thread?.post ?? postOf(root);
  if (post !== undefined) {
    store.messages.patch(post.peerId, post.id, (top) => (top.replies === undefined ? top : { ...top, replies: count(top.replies) }));
  }
  if (thread === undefined || id <= thread.maxId) return;
  const isRead = message.out;
  store.threads.put({
    ...thread,
    maxId: id,
    // Whoever writes has read what is there.
    ...(isRead ? { readInboxMaxId: id, unreadCount: 0 } : { unreadCount: thread.unreadCount + 1 }),
  });
  if (isRead) readPost(store, thread, id);
}

/** The post that a message on top of a thread is the copy of. */
function postOf(root: Message | undefined): ThreadRecord['post'] {
  const { savedFromPeerId, savedFromMessageId } = root?.forward ?? {};
  return savedFromPeerId === undefined || savedFromMessageId === undefined
    ? undefined
    : { peerId: savedFromPeerId, id: savedFromMessageId };
}

/** Messages were deleted: those that were answers count no longer, and a thread without its top is none. */
export function leaveThreads({ store }: ApplyContext, peerId: PeerId, deleted: readonly Message[]): void {
  for (const message of deleted) {
    const thread = store.threads.get(peerId, message.id);
    if (thread !== undefined || message.forward?.savedFromMessageId !== undefined) closeComments(store, message, thread);
    const { threadId } = message;
    if (threadId === undefined || threadId === message.id) continue;
    const less = (top: Message): Message =>
      top.replies === undefined ? top : { ...top, replies: { ...top.replies, count: Math.max(0, top.replies.count - 1), pts: top.replies.pts + STEP } };
    const post = store.threads.get(peerId, threadId)?.post ?? postOf(store.messages.get(peerId, threadId));
    store.messages.patch(peerId, threadId, less);
    if (post !== undefined) store.messages.patch(post.peerId, post.id, less);
    recount(store, peerId, threadId);
  }
}

function closeComments(store: Store, root: Message, thread: ThreadRecord | undefined): void {
  if (thread !== undefined) store.threads.delete(thread.peerId, thread.rootId);
  const post = thread?.post ?? postOf(root);
  if (post === undefined) return;
  store.messages.patch(post.peerId, post.id, ({ replies, ...message }) =>
    replies === undefined || replies.discussionId === root.peerId ? message : { ...message, replies });
}

function recount(store: Store, peerId: PeerId, rootId: MessageId): void {
  const thread = store.threads.get(peerId, rootId);
  if (thread === undefined || thread.unreadCount === 0) return;
  const unread = store.messages.countUnread(peerId, thread.readInboxMaxId, { kind: 'thread', rootId });
  if (unread !== undefined) store.threads.put({ ...thread, unreadCount: unread });
}

/** Another device has read answers; the badge below the post goes, too. */
export function applyReadInbox({ store }: ApplyContext, update: tl.updateReadChannelDiscussionInbox): void {
  const peerId = channelPeerId(update.channelId);
  const rootId = messageId(update.topMsgId);
  readThread(store, peerId, rootId, messageId(update.readMaxId));
  const { broadcastId, broadcastPost } = update;
  if (broadcastId === undefined || broadcastPost === undefined) return;
  markRead(store, channelPeerId(broadcastId), messageId(broadcastPost), messageId(update.readMaxId));
}

/** Everything of a thread up to an id was read. Marks only grow. Features use it for their own reads, too. */
export function readThread(store: Store, peerId: PeerId, rootId: MessageId, maxId: MessageId): void {
  const thread = store.threads.get(peerId, rootId);
  markRead(store, peerId, rootId, maxId);
  if (thread === undefined || maxId <= thread.readInboxMaxId) return;
  const counted = store.messages.countUnread(peerId, maxId, { kind: 'thread', rootId });
  const unreadCount = maxId >= thread.maxId ? 0 : (counted ?? thread.unreadCount);
  store.threads.put({ ...thread, readInboxMaxId: maxId, unreadCount });
  readPost(store, thread, maxId);
}

function readPost(store: Store, thread: ThreadRecord, maxId: MessageId): void {
  if (thread.post !== undefined) markRead(store, thread.post.peerId, thread.post.id, maxId);
}

function markRead(store: Store, peerId: PeerId, id: MessageId, maxId: MessageId): void {
  store.messages.patch(peerId, id, (message) =>
    message.replies === undefined || (message.replies.readMaxId ?? 0) >= maxId
      ? message
      : { ...message, replies: { ...message.replies, readMaxId: maxId } });
}

/** The others have read this account's answers. */
export function applyReadOutbox({ store }: ApplyContext, peerId: PeerId, rootId: MessageId, maxId: MessageId): void {
  const thread = store.threads.get(peerId, rootId);
  if (thread === undefined || maxId <= thread.readOutboxMaxId) return;
  store.threads.put({ ...thread, readOutboxMaxId: maxId });
}
