import { AppError, peerIdKind } from '#shared/model/index.ts';
import type { MessageId, Peer, PeerId } from '#shared/model/index.ts';
import { deleteOp } from '../../store/index.ts';
import type { DeleteParams, PendingOp } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { Journal } from '../journal/index.ts';
import { capabilitiesOf } from './capabilities.ts';
import { fetchMessages } from './fetch.ts';

/**
 * Deleting messages (core.telegram.org/method/messages.deleteMessages): at once here, journalled until the server has done
 * it.
 */
export class Deletes {
  readonly #context: ChatContext;
  readonly #journal: Journal;

  constructor(context: ChatContext, journal: Journal) {
    this.#context = context;
    this.#journal = journal;
    journal.register(deleteOp, {
      run: (op) => this.#tell(op),
      done: (op) => context.updates.rowChanged((op.params as DeleteParams).peerId),
      revert: (op) => this.#restore(op),
    });
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
        throw new AppError(
          {
            code: 'FORBIDDEN',
            message: forAll ? 'This message cannot be deleted for everyone.' : 'You cannot delete this message.',
          },
        );
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
    return this.#journal.submit(
      deleteOp, `${peerId} ${ids.join(' ')}`, params, () => this.#context.updates.deleteLocally(peerId, ids),
    );
  }

  async #tell(op: PendingOp): Promise<void> {
    const { peerId, ids, revoke } = op.params as DeleteParams;
    const { store, client, updates } = this.#context;
    const options = { chain: `chat ${peerId}`, idempotent: true };
    const channel = store.peers.inputChannel(peerId);
    // A row of the chat list may have brought one of them back meanwhile.
    const again = (): void => updates.deleteLocally(peerId, ids);
    if (channel !== undefined) {
      updates.feedAffected(peerId, await client.call({ _: 'channels.deleteMessages', channel, id: ids }, options), again);
    } else {
      const call = { _: 'messages.deleteMessages', id: ids, ...(revoke ? { revoke } : {}) } as const;
      updates.feedAffected('common', await client.call(call, options), again);
    }
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
