import { AppError, chosenReactions, withChosen } from '#shared/model/index.ts';
import type { Message, MessageId, PeerId, Reaction } from '#shared/model/index.ts';
import { RpcError } from '../../mtproto/index.ts';
import { inputReaction } from '../../store/index.ts';
import type { PendingOp } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { Journal } from '../journal/index.ts';

/** The kind of ops that give reactions. */
export const REACT = 'react';

export const reactKey = (peerId: PeerId, id: MessageId): string => `${peerId} ${id}`;

interface ReactParams {
  peerId: PeerId;
  id: MessageId;
  reactions: Reaction[];
  before: Reaction[];
}

/** The own reactions: shown at once, journalled until the server has them (core.telegram.org/method/messages.sendReaction). */
export class Reacting {
  readonly #context: ChatContext;
  readonly #journal: Journal;
  /** What the server has taken last, while something newer waits: by key. */
  readonly #taken = new Map<string, Reaction[]>();

  constructor(context: ChatContext, journal: Journal) {
    this.#context = context;
    this.#journal = journal;
    journal.register(REACT, {
      run: (op) => this.#tell(op),
      revert: (op) => this.#takeBack(op),
    });
  }

  /** Makes `reactions` the ones that this account has given to a message. Throws `AppError` NOT_FOUND, or what the server refuses with. */
  set(peerId: PeerId, id: MessageId, reactions: Reaction[]): Promise<void> {
    const message = this.#context.store.messages.get(peerId, id);
    if (message === undefined || id < 0) throw new AppError({ code: 'NOT_FOUND', message: 'This message does not exist any more.' });
    // What the server has not heard of yet is not what a refusal goes back to.
    const waiting = this.#context.store.pendingOps.find(REACT, reactKey(peerId, id))?.params as ReactParams | undefined;
    const params: ReactParams = { peerId, id, reactions, before: waiting?.before ?? chosenReactions(message.reactions) };
    return this.#journal.submit(REACT, reactKey(peerId, id), params, () => this.#show(peerId, id, reactions));
  }

  #show(peerId: PeerId, id: MessageId, reactions: readonly Reaction[]): void {
    const { store, client } = this.#context;
    const self = store.meta.selfId();
    if (self === undefined) return;
    store.messages.patch(peerId, id, ({ reactions: before, ...message }): Message => {
      const next = withChosen(before, reactions, self, Math.floor(client.serverTime()));
      return next === undefined ? message : { ...message, reactions: next };
    });
  }

  /** Shows what the server has, as far as that is known here, and asks it: of several changes it may have taken some. */
  async #takeBack(op: PendingOp): Promise<void> {
    const { store, client, updates } = this.#context;
    const { peerId, id, before } = op.params as ReactParams;
    this.#show(peerId, id, this.#taken.get(op.key) ?? before);
    this.#taken.delete(op.key);
    const peer = store.peers.inputPeer(peerId);
    if (peer === undefined) return;
    const answer = await client.call({ _: 'messages.getMessagesReactions', peer, id: [id] }, { timeoutMs: 20_000 });
    if (store.pendingOps.find(REACT, op.key) === undefined) updates.feed(answer);
  }

  /** The server has these now. */
  #took(op: PendingOp): void {
    if (this.#context.store.pendingOps.find(REACT, op.key)?.id === op.id) this.#taken.delete(op.key);
    else this.#taken.set(op.key, (op.params as ReactParams).reactions);
  }

  async #tell(op: PendingOp): Promise<void> {
    const { peerId, id, reactions } = op.params as ReactParams;
    const { store, client, updates } = this.#context;
    const peer = store.peers.inputPeer(peerId);
    if (peer === undefined) return;
    try {
      const answer = await client.call(
        { _: 'messages.sendReaction', peer, msgId: id, reaction: reactions.map(inputReaction), addToRecent: true },
        { chain: `reactions ${peerId}`, idempotent: true },
      );
      updates.feed(answer);
      this.#took(op);
    } catch (error) {
      // It is so already.
      if (error instanceof RpcError && error.type === 'MESSAGE_NOT_MODIFIED') return this.#took(op);
      throw error;
    }
  }
}
