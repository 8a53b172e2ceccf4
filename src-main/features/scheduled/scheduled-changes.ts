import type { tl } from '#tl';
import { AppError } from '#shared/model/index.ts';
import type { FormattedText, Message, MessageId, PeerId, SendingState } from '#shared/model/index.ts';
import { RpcError } from '../../mtproto/index.ts';
import type { PendingOp } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { Journal } from '../journal/index.ts';
import { inputEntities } from '../text/index.ts';
import { editedPreview, keptPreview } from '../text/input-preview.ts';

const CHANGE = 'reschedule';
/** A change that the server refused when nobody waited for its answer, kept for the person. */
const FAILED = 'failedReschedule';

interface ChangeParams {
  peerId: PeerId;
  id: MessageId;
  /** Another text, and another date (unix seconds); what is absent stays. */
  text?: FormattedText;
  date?: number;
  /** The rest of its album, which moves with it. */
  album?: MessageId[];
  failed?: Extract<SendingState, { state: 'failed' }>;
}

const keyOf = (peerId: PeerId, id: MessageId): string => `${peerId} ${id}`;

export const notScheduled = (): AppError => new AppError({ code: 'NOT_FOUND', message: 'This message is not scheduled any more.' });

/** Every change of one queue goes to the server in the order in which it was made. */
export const queueChain = (peerId: PeerId): string => `scheduled ${peerId}`;

/**
 * Other texts and dates for scheduled messages (core.telegram.org/api/scheduled-messages): shown at once, journalled until the server has
 * them. The stored message stays what the server says; the change lies over it.
 */
export class ScheduledChanges {
  readonly #context: ChatContext;
  readonly #journal: Journal;
  readonly #fetch: (peerId: PeerId) => Promise<void>;
  /** How many callers wait for the server's word on a message, by key: a refusal is told to them. */
  readonly #waiting = new Map<string, number>();

  /** `fetch` reads a queue again. */
  constructor(context: ChatContext, journal: Journal, fetch: (peerId: PeerId) => Promise<void>) {
    this.#context = context;
    this.#journal = journal;
    this.#fetch = fetch;
    journal.register(CHANGE, {
      run: (op) => this.#tell(op),
      done: (op) => context.store.scheduled.touch((op.params as ChangeParams).peerId),
      revert: (op, error) => this.#refused(op, error),
    });
    // What was refused of messages that have left the queue meanwhile is of no use.
    for (const op of context.store.pendingOps.list(FAILED)) {
      const { peerId, id } = op.params as ChangeParams;
      if (!context.store.scheduled.has(peerId, id)) context.store.pendingOps.delete(op.id);
    }
  }

  /** Ends with the server's answer, or a few seconds later without one. Rejects when the server refuses; the message is as before then. */
  async submit(change: ChangeParams): Promise<void> {
    const key = keyOf(change.peerId, change.id);
    const waiting = this.#waiting;
    waiting.set(key, (waiting.get(key) ?? 0) + 1);
    try {
      await this.#submit(change);
    } finally {
      waiting.set(key, (waiting.get(key) ?? 1) - 1);
    }
  }

  /** Tries a refused change again; refused once more, it is kept as before. */
  async retry(peerId: PeerId, id: MessageId): Promise<void> {
    const op = this.#context.store.pendingOps.find(FAILED, keyOf(peerId, id));
    if (op === undefined) return;
    const { failed: _failed, ...change } = op.params as ChangeParams;
    await this.#submit(change);
  }

  /** Gives a refused change up: the message shows what the server has. */
  discard(peerId: PeerId, id: MessageId): void {
    this.#context.store.transaction(() => this.#forget(peerId, id));
  }

  /** A queue with what was made of it here, by date. */
  shown(peerId: PeerId, queue: readonly Message[]): Message[] {
    const { pendingOps } = this.#context.store;
    const changes = [...pendingOps.list(FAILED), ...pendingOps.list(CHANGE)].map((op) => op.params as ChangeParams);
    const over = (message: Message): Message => {
      const own = changes.filter((change) => change.peerId === peerId && (change.id === message.id || change.album?.includes(message.id) === true));
      return own.reduce(
        (before, { id, text, date, failed }) => ({
          ...before,
          ...(text === undefined || id !== message.id ? {} : text),
          ...(date === undefined ? {} : { date }),
          sending: failed ?? { state: 'pending' as const },
        }),
        message,
      );
    };
    return queue.map(over).sort((a, b) => a.date - b.date);
  }

  #submit(change: ChangeParams): Promise<void> {
    const { peerId, id } = change;
    const key = keyOf(peerId, id);
    const waiting = this.#context.store.pendingOps.find(CHANGE, key)?.params as ChangeParams | undefined;
    return this.#journal.submit(CHANGE, key, { ...waiting, ...change }, () => this.#forget(peerId, id));
  }

  async #tell(op: PendingOp): Promise<void> {
    const { store, client, updates } = this.#context;
    const { peerId, id, text, date } = op.params as ChangeParams;
    const message = store.scheduled.get(peerId, id);
    const peer = store.peers.inputPeer(peerId);
    if (message === undefined || peer === undefined) throw notScheduled();
    try {
      const answer = await client.call(
        // The date names the queue: without it the id would be that of another message.
        { _: 'messages.editMessage', peer, id, scheduleDate: date ?? message.date, ...(text === undefined ? {} : this.#content(message, text)) },
        { chain: queueChain(peerId), idempotent: true, floodWaitLimitSeconds: 5 },
      );
      updates.feed(answer);
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      if (error.type === 'MESSAGE_NOT_MODIFIED') return;
      if (error.type !== 'MESSAGE_ID_INVALID') throw error;
      // It was sent, or deleted elsewhere.
      await this.#fetch(peerId).catch(() => undefined);
      throw notScheduled();
    }
  }

  #refused(op: PendingOp, error: unknown): void {
    const { store, clock, explain } = this.#context;
    const { failed: _failed, ...params } = op.params as ChangeParams;
    const { peerId, id } = params;
    store.transaction(() => {
      store.scheduled.touch(peerId);
      if ((this.#waiting.get(op.key) ?? 0) > 0 || !store.scheduled.has(peerId, id)) return;
      const failed = { state: 'failed' as const, reason: explain(error).message, canRetry: true };
      store.pendingOps.put(FAILED, op.key, { ...params, failed } satisfies ChangeParams, clock.now());
    });
  }

  #forget(peerId: PeerId, id: MessageId): void {
    const { store } = this.#context;
    const failed = store.pendingOps.find(FAILED, keyOf(peerId, id));
    if (failed !== undefined) store.pendingOps.delete(failed.id);
    store.scheduled.touch(peerId);
  }

  #content(message: Message, { text, entities }: FormattedText): Partial<tl.messages.editMessage> {
    const wire = inputEntities(entities, (userId) => this.#context.store.peers.inputUser(userId));
    return { message: text, ...(wire.length === 0 ? {} : { entities: wire }), ...editedPreview(keptPreview(message, text, entities)) };
  }
}
