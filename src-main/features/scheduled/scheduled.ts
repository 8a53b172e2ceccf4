import type { CallHandlers, TopicHandlers } from '#shared/ipc/handlers.ts';
import { AppError } from '#shared/model/index.ts';
import type { FormattedText, Message, MessageId, PeerId } from '#shared/model/index.ts';
import { RpcError } from '../../mtproto/index.ts';
import type { PendingOp } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { Journal } from '../journal/index.ts';
import { prepareText } from '../text/index.ts';
import type { PeerBook } from '../window/peer-book.ts';
import { notScheduled, queueChain, ScheduledChanges } from './scheduled-changes.ts';
import { ScheduledQueues } from './scheduled-queues.ts';
import { ScheduledView } from './scheduled-view.ts';

const DELETE = 'unschedule';
const CALL = { timeoutMs: 20_000, priority: 'high' } as const;

interface DeleteParams {
  peerId: PeerId;
  ids: MessageId[];
}

/** What is done with messages that have not reached the queue yet. */
export interface Unqueued {
  takeBack(peerId: PeerId, ids: readonly MessageId[]): void;
  /** Gives one another date, or sends it without one. */
  replan(peerId: PeerId, id: MessageId, date: number | undefined): void;
}

/** Scheduled messages (core.telegram.org/api/scheduled-messages): what waits in a chat, and what is done with it. */
export class Scheduled {
  readonly queues: ScheduledQueues;
  readonly #context: ChatContext;
  readonly #journal: Journal;
  readonly #changes: ScheduledChanges;
  readonly #peerBook: PeerBook;
  readonly #unqueued: Unqueued;
  readonly #views = new Set<ScheduledView>();
  readonly #stop: () => void;

  constructor(context: ChatContext, journal: Journal, peerBook: PeerBook, unqueued: Unqueued) {
    this.#context = context;
    this.#journal = journal;
    this.#peerBook = peerBook;
    this.#unqueued = unqueued;
    this.queues = new ScheduledQueues(context, (peerId) => this.#deleted(peerId));
    this.#changes = new ScheduledChanges(context, journal, (peerId) => this.queues.fetch(peerId));
    journal.register(DELETE, {
      run: (op) => this.#tellDelete(op),
      revert: (op) => this.queues.fetch((op.params as DeleteParams).peerId),
    });
    this.#stop = context.updates.onEvent((event) => {
      if (event.kind === 'unnumberedMissed') this.connected();
    });
  }

  calls(): Pick<CallHandlers, Extract<keyof CallHandlers, `scheduled.${string}`>> {
    return {
      'scheduled.edit': ({ peerId, id, text, entities }) => this.#edit(peerId, id, { text, entities }),
      'scheduled.move': ({ peerId, ids, date }) => this.#move(peerId, ids, date),
      'scheduled.send': ({ peerId, ids }) => this.#send(peerId, ids),
      'scheduled.retry': ({ peerId, id }) => this.#changes.retry(peerId, id),
      'scheduled.discard': ({ peerId, id }) => this.#changes.discard(peerId, id),
      'scheduled.delete': ({ peerId, ids }) => this.delete(peerId, ids),
    };
  }

  topics(): Pick<TopicHandlers, 'scheduled.queue'> {
    return {
      'scheduled.queue': (input, emit, connection) => {
        const open = (peerId: PeerId): ScheduledView => {
          const { store, clock, explain } = this.#context;
          const view = new ScheduledView(
            {
              store,
              clock,
              queueOf: (id) => this.#changes.shown(id, store.scheduled.of(id)),
              refresh: (id) => this.queues.refresh(id),
              explain: (error) => explain(error).message,
              peerNews: (ids) => this.#peerBook.news(connection, ids),
            },
            peerId,
            emit,
          );
          this.#views.add(view);
          return view;
        };
        const close = (view: ScheduledView): void => {
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

  /** Updates may have been missed. */
  connected(): void {
    this.queues.forget();
    for (const view of this.#views) view.begin();
  }

  /** Takes messages out of the queue: at once here, journalled until the server has heard of it. */
  delete(peerId: PeerId, all: readonly MessageId[]): Promise<void> {
    const ids = all.filter((id) => id > 0);
    if (ids.length < all.length) this.#unqueued.takeBack(peerId, all.filter((id) => id < 0));
    if (ids.length === 0) return Promise.resolve();
    return this.#journal.submit(DELETE, `${peerId} ${ids.join(' ')}`, { peerId, ids } satisfies DeleteParams, () => {
      this.#context.store.scheduled.delete(peerId, ids);
    });
  }

  dispose(): void {
    this.#stop();
    for (const view of this.#views) view.dispose();
    this.#views.clear();
  }

  async #edit(peerId: PeerId, id: MessageId, source: FormattedText): Promise<void> {
    const message = this.#known(peerId, id);
    const { limits } = this.#context;
    const { text, entities } = prepareText(source);
    const isCaption = message.media !== undefined && message.media.kind !== 'webPage';
    if (text === '' && !isCaption) throw new AppError({ code: 'INVALID_INPUT', message: 'A message cannot be empty. Delete it instead.' });
    const excess = text.length - (isCaption ? limits().captionLengthMax : limits().messageLengthMax);
    if (excess > 0) throw new AppError({ code: 'MESSAGE_TOO_LONG', message: `This message is too long by ${excess} characters.` });
    await this.#changes.submit({ peerId, id, text: { text, entities } });
  }

  async #move(peerId: PeerId, ids: readonly MessageId[], date: number): Promise<void> {
    for (const id of ids) if (id < 0) this.#unqueued.replan(peerId, id, date);
    const moved = new Set<string>();
    const told: Promise<void>[] = [];
    for (const id of ids.filter((each) => each > 0)) {
      const { groupedId } = this.#known(peerId, id);
      // The server moves an album as a whole.
      if (groupedId !== undefined && moved.has(groupedId)) continue;
      if (groupedId !== undefined) moved.add(groupedId);
      const album = groupedId === undefined ? [] : this.#context.store.scheduled.of(peerId).filter((one) => one.groupedId === groupedId);
      told.push(this.#changes.submit({ peerId, id, date, ...(album.length === 0 ? {} : { album: album.map((one) => one.id) }) }));
    }
    await Promise.all(told);
  }

  async #send(peerId: PeerId, all: readonly MessageId[]): Promise<void> {
    const { client, updates } = this.#context;
    for (const id of all) if (id < 0) this.#unqueued.replan(peerId, id, undefined);
    const ids = all.filter((id) => id > 0);
    if (ids.length === 0) return;
    try {
      updates.feed(await client.call({ _: 'messages.sendScheduledMessages', peer: this.#peer(peerId), id: ids }, { ...CALL, chain: queueChain(peerId) }));
    } catch (error) {
      throw await this.#outdated(peerId, error);
    }
  }

  async #tellDelete(op: PendingOp): Promise<void> {
    const { peerId, ids } = op.params as DeleteParams;
    const { client, updates, store } = this.#context;
    const peer = store.peers.inputPeer(peerId);
    if (peer === undefined) return;
    updates.feed(await client.call({ _: 'messages.deleteScheduledMessages', peer, id: ids }, { chain: queueChain(peerId), idempotent: true }));
  }

  /** The server does not have the message in its queue any more: it was sent, or deleted elsewhere. */
  async #outdated(peerId: PeerId, error: unknown): Promise<unknown> {
    if (!(error instanceof RpcError) || error.type !== 'MESSAGE_ID_INVALID') return error;
    await this.queues.fetch(peerId).catch(() => undefined);
    return notScheduled();
  }

  #known(peerId: PeerId, id: MessageId): Message {
    const message = this.#context.store.scheduled.get(peerId, id);
    if (message === undefined) throw notScheduled();
    return message;
  }

  #peer(peerId: PeerId): NonNullable<ReturnType<ChatContext['store']['peers']['inputPeer']>> {
    const peer = this.#context.store.peers.inputPeer(peerId);
    if (peer === undefined) throw new AppError({ code: 'NOT_FOUND', message: 'This chat is not known here.' });
    return peer;
  }

  #deleted(peerId: PeerId): ReadonlySet<MessageId> {
    const ops = this.#context.store.pendingOps.list().filter((op) => op.kind === DELETE);
    return new Set(ops.flatMap((op) => ((op.params as DeleteParams).peerId === peerId ? (op.params as DeleteParams).ids : [])));
  }
}
