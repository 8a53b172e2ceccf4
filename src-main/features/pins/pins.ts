import { AppError } from '#shared/model/index.ts';
import type { CallHandlers, TopicHandlers } from '#shared/ipc/handlers.ts';
import type { MessageId, PeerId } from '#shared/model/index.ts';
import { RpcError } from '../../mtproto/index.ts';
import type { PendingOp } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { Journal } from '../journal/index.ts';
import { Flight, messagesOf, takeMessages } from '../messages/index.ts';
import type { PeerBook } from '../window/peer-book.ts';
import { PinnedView } from './pinned-view.ts';

const PIN = 'pinMessage';
const UNPIN_ALL = 'unpinAllMessages';
/** Pinned messages of one request. */
const PAGE = 100;

interface PinParams {
  peerId: PeerId;
  id: MessageId;
  pinned: boolean;
  notify: boolean;
  forBoth: boolean;
}
interface AllParams {
  peerId: PeerId;
  ids: MessageId[];
}

/**
 * Pinned messages (core.telegram.org/api/pin): shown at once, journalled until the server has heard of it. What a chat has pinned is
 * asked for when it is looked at, and kept up to date by updates.
 */
export class Pins {
  readonly #context: ChatContext;
  readonly #journal: Journal;
  readonly #peerBook: PeerBook;
  readonly #views = new Set<PinnedView>();
  /** Chats whose pinned messages are all stored, as far as is known. */
  readonly #fetched = new Set<PeerId>();

  constructor(context: ChatContext, journal: Journal, peerBook: PeerBook) {
    this.#context = context;
    this.#journal = journal;
    this.#peerBook = peerBook;
    journal.register(PIN, {
      run: (op) => this.#tellPin(op),
      revert: (op) => {
        const { peerId, id, pinned } = op.params as PinParams;
        this.#mark(peerId, [id], !pinned);
      },
    });
    journal.register(UNPIN_ALL, {
      run: (op) => this.#tellAll(op),
      revert: (op) => {
        const { peerId, ids } = op.params as AllParams;
        this.#mark(peerId, ids, true);
      },
    });
  }

  calls(): Pick<CallHandlers, 'pins.set' | 'pins.clear' | 'pins.hide'> {
    return {
      'pins.set': ({ peerId, id, pinned, notify, forBoth }) =>
        this.#set({ peerId, id, pinned, notify: notify ?? false, forBoth: forBoth ?? true }),
      'pins.clear': ({ peerId }) => this.#clear(peerId),
      'pins.hide': ({ peerId, upTo }) => {
        this.#context.store.meta.set(hiddenKey(peerId), upTo);
        for (const view of this.#views) view.touch();
      },
    };
  }

  topics(): Pick<TopicHandlers, 'pins'> {
    return {
      pins: (input, emit, connection) => {
        const open = (peerId: PeerId): PinnedView => {
          const view = new PinnedView(
            {
              ...this.#context,
              hiddenUpTo: (id) => {
                const value = this.#context.store.meta.get(hiddenKey(id));
                return typeof value === 'number' ? value : 0;
              },
              fetch: (id) => this.#fetch(id),
              peerNews: (ids) => this.#peerBook.news(connection, ids),
            },
            peerId,
            emit,
          );
          this.#views.add(view);
          return view;
        };
        const close = (view: PinnedView): void => {
          this.#views.delete(view);
          view.dispose();
        };
        let current = open(input.peerId);
        return {
          retune: (next) => {
            if (next.peerId === current.peerId) return;
            close(current);
            current = open(next.peerId);
          },
          dispose: () => close(current),
        };
      },
    };
  }

  /** The connection is back: what was pinned meanwhile is asked for again. */
  connected(): void {
    this.#fetched.clear();
    for (const view of this.#views) view.begin();
  }

  dispose(): void {
    for (const view of this.#views) view.dispose();
    this.#views.clear();
  }

  async #set(params: PinParams): Promise<void> {
    const { store } = this.#context;
    const peer = store.peers.get(params.peerId);
    const message = store.messages.get(params.peerId, params.id);
    if (peer === undefined || message === undefined || message.id < 0 || message.service !== undefined) {
      throw new AppError({ code: 'NOT_FOUND', message: 'This message does not exist any more.' });
    }
    if (!peer.rights.pin) throw new AppError({ code: 'FORBIDDEN', message: 'You may not pin messages in this chat.' });
    await this.#journal.submit(PIN, `${params.peerId} ${params.id}`, params, () => this.#mark(params.peerId, [params.id], params.pinned));
  }

  async #clear(peerId: PeerId): Promise<void> {
    const ids = this.#context.store.messages.pinned(peerId, PAGE).map((message) => message.id);
    await this.#journal.submit(UNPIN_ALL, String(peerId), { peerId, ids } satisfies AllParams, () => this.#mark(peerId, ids, false));
  }

  #mark(peerId: PeerId, ids: readonly MessageId[], pinned: boolean): void {
    for (const id of ids) {
      this.#context.store.messages.patch(peerId, id, ({ pinned: _before, ...message }) => (pinned ? { ...message, pinned } : message));
    }
  }

  async #tellPin(op: PendingOp): Promise<void> {
    const { peerId, id, pinned, notify, forBoth } = op.params as PinParams;
    const { store, client, updates } = this.#context;
    const peer = store.peers.inputPeer(peerId);
    if (peer === undefined) return;
    try {
      const answer = await client.call(
        {
          _: 'messages.updatePinnedMessage',
          peer,
          id,
          ...(pinned ? {} : { unpin: true }),
          ...(pinned && !notify ? { silent: true } : {}),
          ...(pinned && !forBoth && peerId > 0 ? { pmOneside: true } : {}),
        },
        { chain: `pins ${peerId}`, idempotent: true },
      );
      updates.feed(answer);
    } catch (error) {
      // It is so already.
      if (error instanceof RpcError && error.type === 'CHAT_NOT_MODIFIED') return;
      throw error;
    }
  }

  async #tellAll(op: PendingOp): Promise<void> {
    const { peerId } = op.params as AllParams;
    const { store, client, updates } = this.#context;
    const peer = store.peers.inputPeer(peerId);
    if (peer === undefined) return;
    const box = store.peers.inputChannel(peerId) === undefined ? 'common' : peerId;
    // A positive offset says that the server did a part only (core.telegram.org/constructor/messages.affectedHistory).
    for (let offset = 1; offset > 0; ) {
      const answer = await client.call({ _: 'messages.unpinAllMessages', peer }, { chain: `pins ${peerId}`, idempotent: true });
      updates.feedAffected(box, answer);
      offset = answer.offset;
    }
  }

  /** Asks for everything that a chat has pinned, once for each connection. */
  async #fetch(peerId: PeerId): Promise<void> {
    const { store, client } = this.#context;
    const peer = store.peers.inputPeer(peerId);
    if (peer === undefined || this.#fetched.has(peerId)) return;
    this.#fetched.add(peerId);
    const flight = new Flight(store, { peerId });
    try {
      const answer = messagesOf(
        await client.call(
          {
            _: 'messages.search', peer, q: '', filter: { _: 'inputMessagesFilterPinned' },
            minDate: 0, maxDate: 0, offsetId: 0, addOffset: 0, limit: PAGE, maxId: 0, minId: 0, hash: 0n,
          },
          { timeoutMs: 20_000, priority: 'low' },
        ),
      );
      store.transaction(() => {
        const { mapped } = takeMessages(store, answer, peerId);
        const overtaken = flight.overtaken();
        for (const item of mapped) if (!overtaken.has(item.message.id)) store.messages.put(item);
        const there = new Set(mapped.map((item) => item.message.id));
        if (there.size >= PAGE || this.#hasPending(peerId)) return;
        // What is marked here and is not in a complete answer was unpinned unseen.
        const stale = store.messages.pinned(peerId, PAGE * 2).filter(({ id }) => !there.has(id) && !overtaken.has(id));
        this.#mark(peerId, stale.map((message) => message.id), false);
      });
    } catch (error) {
      this.#fetched.delete(peerId);
      throw error;
    } finally {
      flight.end();
    }
  }

  #hasPending(peerId: PeerId): boolean {
    const { pendingOps } = this.#context.store;
    const ops = [...pendingOps.list(PIN), ...pendingOps.list(UNPIN_ALL)];
    return ops.some((op) => (op.params as { peerId: PeerId }).peerId === peerId);
  }
}

/** Up to which message the person has closed the bar of a chat. */
const hiddenKey = (peerId: PeerId): string => `pins.hidden ${peerId}`;
