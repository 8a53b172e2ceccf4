import type { tl } from '#tl';
import { AppError, messageId } from '#shared/model/index.ts';
import type { ThreadPlace } from '#shared/ipc/threads.ts';
import type { CallHandlers, TopicHandlers } from '#shared/ipc/handlers.ts';
import type { Draft, MessageId, PeerId } from '#shared/model/index.ts';
import { RpcError } from '../../mtproto/index.ts';
import { mapMessage, mapPeerId } from '../../store/index.ts';
import type { ThreadRecord } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { DraftPlace } from '../drafts/index.ts';
import type { PeerBook } from '../window/peer-book.ts';
import { ThreadView } from './thread-view.ts';

const CLOSED = 'Comments to this post are closed.';
const GONE = 'This message was deleted.';

/** The threads that answers in supergroups and comments to posts make up (core.telegram.org/api/threads, core.telegram.org/api/discussion). */
export class Threads {
  readonly #context: ChatContext;
  readonly #peerBook: PeerBook;
  readonly #draftOf: (place: DraftPlace) => Draft | undefined;
  readonly #views = new Set<ThreadView>();

  constructor(context: ChatContext, peerBook: PeerBook, draftOf: (place: DraftPlace) => Draft | undefined) {
    this.#context = context;
    this.#peerBook = peerBook;
    this.#draftOf = draftOf;
  }

  calls(): Pick<CallHandlers, 'threads.open'> {
    return { 'threads.open': ({ peerId, id }) => this.#open(peerId, id) };
  }

  topics(): Pick<TopicHandlers, 'threads.info'> {
    return {
      'threads.info': (input, emit, connection) => {
        const open = (place: ThreadPlace): ThreadView => {
          const view = new ThreadView(
            {
              ...this.#context,
              draftOf: this.#draftOf,
              refresh: () => this.#refresh(place),
              peerNews: (ids) => this.#peerBook.news(connection, ids),
            },
            place,
            emit,
          );
          this.#views.add(view);
          return view;
        };
        let current = open(input);
        const close = (): void => {
          this.#views.delete(current);
          current.dispose();
        };
        return {
          retune: (next) => {
            close();
            current = open(next);
          },
          dispose: close,
        };
      },
    };
  }

  dispose(): void {
    for (const view of this.#views) view.dispose();
    this.#views.clear();
  }

  /** What is known here is shown at once, and put right behind it; without a connection it is all there is. */
  async #open(peerId: PeerId, id: MessageId): Promise<ThreadPlace> {
    const { store } = this.#context;
    const message = store.messages.get(peerId, id);
    const rootId = message?.threadId ?? id;
    const known = message?.isPost === true ? store.threads.ofPost(peerId, id) : store.threads.get(peerId, rootId);
    if (known !== undefined) return { peerId: known.peerId, rootId: known.rootId };
    const record = await this.#fetch(peerId, rootId);
    return { peerId: record.peerId, rootId: record.rootId };
  }

  async #refresh({ peerId, rootId }: ThreadPlace): Promise<void> {
    await this.#fetch(peerId, rootId);
  }

  /** Asks for the top of a thread. Throws `AppError` NOT_FOUND when there is none any more, or the error of the call. */
  async #fetch(peerId: PeerId, id: MessageId): Promise<ThreadRecord> {
    const { store, client } = this.#context;
    const peer = store.peers.inputPeer(peerId);
    if (peer === undefined) throw new AppError({ code: 'NOT_FOUND', message: 'This chat is not known here.' });
    try {
      const answer = await client.call({ _: 'messages.getDiscussionMessage', peer, msgId: id }, { timeoutMs: 15_000, priority: 'high' });
      const record = store.transaction(() => this.#take(peerId, id, answer));
      if (record !== undefined) return record;
    } catch (error) {
      const isGone = error instanceof RpcError && ['MSG_ID_INVALID', 'TOPIC_ID_INVALID', 'MESSAGE_ID_INVALID'].includes(error.type);
      if (!isGone) throw error;
      store.threads.delete(peerId, id);
    }
    const isPost = store.peers.get(peerId)?.kind === 'channel';
    throw new AppError({ code: 'NOT_FOUND', message: isPost ? CLOSED : GONE });
  }

  /** The messages come newest first: the last one is the top, by which the thread is named. */
  #take(peerId: PeerId, id: MessageId, answer: tl.messages.discussionMessage): ThreadRecord | undefined {
    const { store } = this.#context;
    store.peers.apply(answer.users, answer.chats);
    const context = store.mapContext();
    const mapped = answer.messages.flatMap((message) => mapMessage(message, context) ?? []);
    const root = mapped.at(-1)?.message;
    if (root === undefined) return undefined;
    for (const item of mapped) store.messages.put(item);
    const roots = mapped.map((item) => item.message.id).sort((a, b) => a - b);
    store.messages.setRoots(root.peerId, root.id, roots);
    const before = store.threads.get(root.peerId, root.id);
    const post = peerId === root.peerId ? before?.post ?? postOf(answer.messages.at(-1)) : { peerId, id };
    const record: ThreadRecord = {
      peerId: root.peerId,
      rootId: root.id,
      roots,
      ...(post === undefined ? {} : { post }),
      maxId: newer(answer.maxId, before?.maxId),
      readInboxMaxId: newer(answer.readInboxMaxId, before?.readInboxMaxId),
      readOutboxMaxId: newer(answer.readOutboxMaxId, before?.readOutboxMaxId),
      // Answers that came, or were read, while this was under way are counted here.
      unreadCount: isOutdated(answer, before) ? before.unreadCount : answer.unreadCount,
    };
    store.threads.put(record);
    return record;
  }
}

function postOf(root: tl.Message | undefined): ThreadRecord['post'] {
  if (root?._ !== 'message' || root.fwdFrom?.savedFromPeer === undefined || root.fwdFrom.savedFromMsgId === undefined) return undefined;
  return { peerId: mapPeerId(root.fwdFrom.savedFromPeer), id: messageId(root.fwdFrom.savedFromMsgId) };
}

const newer = (told: number | undefined, known: MessageId | undefined): MessageId => messageId(Math.max(told ?? 0, known ?? 0));

function isOutdated(answer: tl.messages.discussionMessage, before: ThreadRecord | undefined): before is ThreadRecord {
  if (before === undefined) return false;
  return before.maxId > (answer.maxId ?? 0) || before.readInboxMaxId > (answer.readInboxMaxId ?? 0);
}
