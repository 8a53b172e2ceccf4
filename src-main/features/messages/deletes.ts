import { AppError, peerIdKind } from '#shared/model/index.ts';
import type { MessageId, Peer, PeerId } from '#shared/model/index.ts';
import type { PendingOp } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { Journal } from '../journal/index.ts';
import { capabilitiesOf } from './capabilities.ts';
import { fetchMessages } from './fetch.ts';

const DELETE = 'delete';

interface DeleteParams {
  peerId: PeerId;
  ids: MessageId[];
  revoke: boolean;
}

/** Deleting messages (core.telegram.org/method/messages.deleteMessages): at once here, journalled until the server has done it. */
export class Deletes {
  readonly #context: ChatContext;
  readonly #journal: Journal;

  constructor(context: ChatContext, journal: Journal) {
    this.#context = context;
    this.#journal = journal;
    journal.register(DELETE, { run: (op) => this.#tell(op), revert: (op) => this.#restore(op) });
  }

  /** Throws `AppError` FORBIDDEN when one of the messages may not be deleted that way, without deleting any. */
  delete(peerId: PeerId, ids: readonly MessageId[], forEveryone: boolean): Promise<void> {
    const { store, client, limits } = this.#context;
    const peer = store.peers.get(peerId);
    if (peer === undefined) throw new AppError({ code: 'NOT_FOUND', message: 'This chat does not exist any more.' });
    const forAll = forEveryone || isShared(peer);
    for (const message of store.messages.getMany(peerId, ids)) {
      const allowed = capabilitiesOf({ message, peer, limits: limits(), now: client.serverTime() });
      if (!(forAll ? allowed.deleteForEveryone : allowed.deleteForSelf)) {
        throw new AppError({ code: 'FORBIDDEN', message: forAll ? 'This message cannot be deleted for everyone.' : 'You cannot delete this message.' });
      }
    }
    return this.#submit(peerId, ids, forAll);
  }

  /** Deletes for everyone without asking what is allowed: for messages taken back while they were on their way. */
  revoke(peerId: PeerId, ids: readonly MessageId[]): void {
    this.#submit(peerId, ids, true).catch(() => {
      // The server refused: the message is there, and is shown again.
    });
  }

  #submit(peerId: PeerId, ids: readonly MessageId[], revoke: boolean): Promise<void> {
    const params: DeleteParams = { peerId, ids: [...ids], revoke };
    return this.#journal.submit(DELETE, `${peerId} ${ids.join(' ')}`, params, () => this.#removeHere(peerId, ids));
  }

  /** Takes the messages out of the history and the counters; an unknown new top is asked for. */
  #removeHere(peerId: PeerId, ids: readonly MessageId[]): void {
    const { store } = this.#context;
    const dialog = store.dialogs.get(peerId);
    const deleted = store.messages.delete(peerId, ids);
    if (dialog === undefined) return;
    const unread = deleted.filter((facts) => facts.counts && facts.id > dialog.readInboxMaxId).length;
    const mentions = deleted.filter((facts) => facts.unreadMention).length;
    if (unread > 0 || mentions > 0) {
      store.dialogs.put(peerId, { unreadCount: dialog.unreadCount - unread, unreadMentions: dialog.unreadMentions - mentions });
    }
    if (!ids.includes(dialog.topMessageId)) return;
    const newest = store.messages.newest(peerId);
    const live = store.ranges.live(peerId);
    if (newest !== undefined && live !== undefined && newest.id >= live.lo) store.dialogs.put(peerId, { topMessageId: newest.id, topDate: newest.date });
  }

  async #tell(op: PendingOp): Promise<void> {
    const { peerId, ids, revoke } = op.params as DeleteParams;
    const { store, client, updates } = this.#context;
    const options = { chain: `chat ${peerId}`, idempotent: true };
    const channel = store.peers.inputChannel(peerId);
    if (channel !== undefined) {
      await updates.applyAffected(await client.call({ _: 'channels.deleteMessages', channel, id: ids }, options), peerId);
    } else {
      const call = { _: 'messages.deleteMessages', id: ids, ...(revoke ? { revoke } : {}) } as const;
      await updates.applyAffected(await client.call(call, options));
    }
    const dialog = store.dialogs.get(peerId);
    if (dialog !== undefined && ids.includes(dialog.topMessageId)) updates.repairDialogs([peerId]);
  }

  /** The server refused: what was removed is fetched again. */
  async #restore(op: PendingOp): Promise<void> {
    const { peerId, ids } = op.params as DeleteParams;
    this.#context.updates.repairDialogs([peerId]);
    await fetchMessages(this.#context, peerId, ids);
  }
}

/** Deleting in a channel or supergroup always is for everyone. */
const isShared = (peer: Peer): boolean => peerIdKind(peer.id) === 'channel';
