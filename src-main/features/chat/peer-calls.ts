import { AppError } from '#shared/model/index.ts';
import type { CallHandlers, IpcConnection, TopicHandlers } from '#shared/ipc/handlers.ts';
import type { Peer, PeerId } from '#shared/model/index.ts';
import { RpcError } from '../../mtproto/index.ts';
import { mapPeerId } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { PeerBook } from '../window/peer-book.ts';

/** How long a name that was looked up is taken as still true, ms. */
const FRESH_MS = 24 * 3_600_000;
/** A name that nobody has is not asked for again within this time, ms. */
const FREE_MS = 60_000;

const nobody = (): AppError => new AppError({ code: 'NOT_FOUND', message: 'Nobody has this username.' });

/** Looking up users and chats. */
export class PeerCalls {
  readonly #context: ChatContext;
  readonly #peerBook: PeerBook;
  /** When the server said that nobody has a name, unix ms. */
  readonly #freeAt = new Map<string, number>();
  readonly #checkedAt = new Map<string, number>();

  constructor(context: ChatContext, peerBook: PeerBook) {
    this.#context = context;
    this.#peerBook = peerBook;
  }

  calls(): Pick<CallHandlers, 'peers.resolve' | 'peers.get'> {
    return {
      'peers.resolve': ({ username }, { connection }) => this.#resolve(username, connection),
      'peers.get': ({ peerId }, { connection }) => {
        const peer = this.#tell(peerId, connection);
        if (peer === undefined) throw new AppError({ code: 'NOT_FOUND', message: 'This chat does not exist any more.' });
        return peer;
      },
    };
  }

  topics(): Pick<TopicHandlers, 'peers.changed'> {
    return { 'peers.changed': (_input, emit, connection) => this.#peerBook.listen(connection, emit) };
  }

  /** Resolves a username from what is known, else by the server (core.telegram.org/method/contacts.resolveUsername). */
  async #resolve(username: string, connection: IpcConnection): Promise<Peer> {
    const { store, client, clock } = this.#context;
    const key = username.toLowerCase();
    const known = store.peers.byUsername(key);
    if (clock.now() - (this.#freeAt.get(key) ?? -FREE_MS) < FREE_MS) throw nobody();
    const isFresh = clock.now() - (this.#checkedAt.get(key) ?? 0) < FRESH_MS;
    // Chats of the list follow their own updates; others may have lost the name meanwhile.
    if (known !== undefined && (isFresh || store.dialogs.has(known))) {
      const peer = this.#tell(known, connection);
      if (peer !== undefined) return peer;
    }
    try {
      const answer = await client.call(
        { _: 'contacts.resolveUsername', username }, { timeoutMs: 15_000, priority: 'high', floodWaitLimitSeconds: 5 },
      );
      store.peers.apply(answer.users, answer.chats);
      this.#checkedAt.set(key, clock.now());
      const peer = this.#tell(mapPeerId(answer.peer), connection);
      if (peer === undefined) throw nobody();
      return peer;
    } catch (error) {
      if (error instanceof RpcError && (error.type === 'USERNAME_NOT_OCCUPIED' || error.type === 'USERNAME_INVALID')) {
        this.#freeAt.set(key, clock.now());
        throw nobody();
      }
      const peer = known === undefined ? undefined : this.#tell(known, connection);
      // Offline, what was known last is better than nothing.
      if (peer !== undefined && !(error instanceof AppError)) return peer;
      throw error;
    }
  }

  /** A peer, noted as told so that its later changes reach this window. */
  #tell(id: PeerId, connection: IpcConnection): Peer | undefined {
    this.#peerBook.news(connection, [id]);
    return this.#context.store.peers.get(id);
  }
}
