import { AppError } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';
import { RpcError } from '../../mtproto/index.ts';
import type { ChatContext } from '../context.ts';

type JoiningContext = Pick<ChatContext, 'store' | 'client' | 'updates'>;

const keyOf = (peerId: PeerId): string => `joinRequested ${peerId}`;

/** Joins groups and channels that are known here (core.telegram.org/method/channels.joinChannel). */
export class Joining {
  readonly #context: JoiningContext;
  readonly #listeners = new Set<(peerId: PeerId) => void>();

  constructor(context: JoiningContext) {
    this.#context = context;
  }

  /** This account has asked to be let in, and nobody has answered as far as is known. */
  isRequested(peerId: PeerId): boolean {
    return this.#context.store.meta.get(keyOf(peerId)) === true;
  }

  /** Joins, or asks the admins where they decide. Throws `AppError` NOT_FOUND and the error of the call. */
  async join(peerId: PeerId): Promise<void> {
    const { store, client, updates } = this.#context;
    const channel = store.peers.inputChannel(peerId);
    if (channel === undefined) throw new AppError({ code: 'NOT_FOUND', message: 'This chat does not exist any more.' });
    try {
      const answer = await client.call({ _: 'channels.joinChannel', channel }, { timeoutMs: 20_000, priority: 'high' });
      if (answer._ === 'messages.chatInviteJoinResultOk') updates.feed(answer.updates);
      this.#note(peerId, false);
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      if (error.type === 'INVITE_REQUEST_SENT') this.#note(peerId, true);
      else if (error.type === 'USER_ALREADY_PARTICIPANT') updates.repairDialogs([peerId]);
      else throw error;
    }
  }

  onChange(listener: (peerId: PeerId) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #note(peerId: PeerId, requested: boolean): void {
    this.#context.store.meta.set(keyOf(peerId), requested ? true : undefined);
    for (const listener of [...this.#listeners]) listener(peerId);
  }
}
