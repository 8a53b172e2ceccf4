import { drop } from '#shared/assert.ts';
import type { MessageId, PeerId } from '#shared/model/index.ts';
import { messageId } from '#shared/model/index.ts';
import { rowOps } from '../../store/index.ts';
import type { PendingOp } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { Journal } from '../journal/index.ts';
import { readThread } from '../../updates/index.ts';
import { ContentReads } from './content-reads.ts';

const READ = 'read';
const READ_THREAD = 'readThread';

interface ReadParams {
  peerId: PeerId;
  maxId: MessageId;
}
interface ThreadParams {
  peerId: PeerId;
  rootId: MessageId;
  maxId: MessageId;
}
interface MarkParams {
  peerId: PeerId;
  unread: boolean;
}

/**
 * Read marks: taken at once here, told to the server when there is a connection, and only ever moved forward
 * (core.telegram.org/method/messages.readHistory, core.telegram.org/method/channels.readHistory).
 */
export class Reads {
  readonly #context: ChatContext;
  readonly #journal: Journal;
  readonly #contents: ContentReads;

  constructor(context: ChatContext, journal: Journal) {
    this.#context = context;
    this.#journal = journal;
    this.#contents = new ContentReads(context, journal);
    journal.register(READ, { run: (op) => this.#tellRead(op), revert: (op) => this.#repair(op) });
    // A mark that the server refuses belongs to a thread that is gone.
    journal.register(READ_THREAD, { run: (op) => this.#tellThread(op), revert: () => undefined });
    journal.register(rowOps.unreadMark, {
      run: (op) => this.#tellMark(op),
      done: (op) => context.updates.askAgain((op.params as MarkParams).peerId),
      revert: (op) => this.#repair(op),
    });
  }

  /** Everything up to `maxId` was seen. A lower mark than the present one changes nothing. Nobody waits for the server. */
  read(peerId: PeerId, maxId: MessageId): void {
    const { store } = this.#context;
    const dialog = store.dialogs.get(peerId);
    if (dialog === undefined || maxId <= 0) return;
    const top = dialog.topMessageId;
    const upTo = messageId(top > 0 ? Math.min(maxId, top) : maxId);
    if (dialog.unreadMark) this.#setMark(peerId, false);
    if (upTo <= dialog.readInboxMaxId && !(upTo === top && dialog.unreadCount > 0)) return;
    // Before the mark: when the program ends between the two, the mentions above the old mark are still found.
    this.#contents.seen(peerId, dialog.readInboxMaxId, upTo);
    const unread = upTo >= top ? 0 : store.messages.countUnread(peerId, upTo);
    const done = this.#journal.submit(READ, String(peerId), { peerId, maxId: upTo } satisfies ReadParams, () => {
      store.dialogs.put(
        peerId, { readInboxMaxId: upTo, ...(unread === undefined ? {} : { unreadCount: Math.min(unread, dialog.unreadCount) }) },
      );
    });
    drop(done.catch(() => undefined));
  }

  /** Everything of a thread up to `maxId` was seen (core.telegram.org/method/messages.readDiscussion). */
  readThread(peerId: PeerId, rootId: MessageId, maxId: MessageId): void {
    const { store } = this.#context;
    const thread = store.threads.get(peerId, rootId);
    if (thread === undefined || maxId <= thread.readInboxMaxId) return;
    this.#contents.seen(peerId, thread.readInboxMaxId, maxId, (message) => message.threadId === rootId);
    const params: ThreadParams = { peerId, rootId, maxId };
    const done = this.#journal.submit(READ_THREAD, `${peerId} ${rootId}`, params, () => readThread(store, peerId, rootId, maxId));
    drop(done.catch(() => undefined));
  }

  /** A voice or round video message was played. */
  heard(peerId: PeerId, id: MessageId): void {
    this.#contents.heard(peerId, id);
  }

  /** All mentions of the chat count as seen. */
  readMentions(peerId: PeerId): void {
    this.#contents.readAll(peerId);
  }

  /** Puts a mark on a chat, or reads it to its end with all its mentions and takes the mark off. */
  setUnread(peerId: PeerId, unread: boolean): void {
    const dialog = this.#context.store.dialogs.get(peerId);
    if (dialog === undefined) return;
    if (unread) {
      if (!dialog.unreadMark && dialog.unreadCount === 0) this.#setMark(peerId, true);
      return;
    }
    if (dialog.unreadMentions > 0) this.#contents.readAll(peerId);
    if (dialog.topMessageId > 0) this.read(peerId, dialog.topMessageId);
    else if (dialog.unreadMark) this.#setMark(peerId, false);
  }

  #setMark(peerId: PeerId, unread: boolean): void {
    const done = this.#journal.submit(rowOps.unreadMark, String(peerId), { peerId, unread } satisfies MarkParams, () => {
      this.#context.store.dialogs.put(peerId, { unreadMark: unread });
    });
    drop(done.catch(() => undefined));
  }

  async #tellRead(op: PendingOp): Promise<void> {
    const { peerId, maxId } = op.params as ReadParams;
    const { store, client, updates } = this.#context;
    const channel = store.peers.inputChannel(peerId);
    const chain = `read ${peerId}`;
    if (channel !== undefined) {
      await client.call({ _: 'channels.readHistory', channel, maxId }, { chain, idempotent: true });
      this.#repairCount(peerId, maxId);
      return;
    }
    const peer = store.peers.inputPeer(peerId);
    if (peer === undefined) return;
    updates.feedAffected('common', await client.call({ _: 'messages.readHistory', peer, maxId }, { chain, idempotent: true }));
    this.#repairCount(peerId, maxId);
  }

  async #tellThread(op: PendingOp): Promise<void> {
    const { peerId, rootId, maxId } = op.params as ThreadParams;
    const { store, client } = this.#context;
    const peer = store.peers.inputPeer(peerId);
    if (peer === undefined) return;
    const call = { _: 'messages.readDiscussion', peer, msgId: rootId, readMaxId: maxId } as const;
    await client.call(call, { chain: `read ${peerId}`, idempotent: true });
  }

  /** With holes above the mark, only the server knows how many are left. */
  #repairCount(peerId: PeerId, maxId: MessageId): void {
    const { store, updates } = this.#context;
    const dialog = store.dialogs.get(peerId);
    const isKnown =
      dialog === undefined || maxId >= dialog.topMessageId || store.messages.countUnread(peerId, maxId) !== undefined;
    if (!isKnown) updates.repairDialogs([peerId]);
  }

  async #tellMark(op: PendingOp): Promise<void> {
    const { peerId, unread } = op.params as MarkParams;
    const peer = this.#context.store.peers.inputPeer(peerId);
    if (peer === undefined) return;
    const call = { _: 'messages.markDialogUnread', peer: { _: 'inputDialogPeer', peer }, ...(unread ? { unread } : {}) } as const;
    await this.#context.client.call(call, { chain: `read ${peerId}`, idempotent: true });
  }

  /** The server knows better. */
  #repair(op: PendingOp): void {
    this.#context.updates.repairDialogs([(op.params as ReadParams).peerId]);
  }
}
