import type { tl } from '#tl';
import { AppError } from '#shared/model/index.ts';
import type { FormattedText, Message, MessageId, PeerId } from '#shared/model/index.ts';
import { RpcError } from '../../mtproto/index.ts';
import type { PendingOp } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { Journal } from '../journal/index.ts';
import { inputEntities } from '../text/index.ts';
import { editedPreview, keptPreview } from '../text/input-preview.ts';

const CHANGE = 'reschedule';

interface ChangeParams {
  peerId: PeerId;
  id: MessageId;
  /** Another text, and another date (unix seconds); what is absent stays. */
  text?: FormattedText;
  date?: number;
  /** The rest of its album, which moves with it. */
  album?: MessageId[];
}

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

  /** `fetch` reads a queue again. */
  constructor(context: ChatContext, journal: Journal, fetch: (peerId: PeerId) => Promise<void>) {
    this.#context = context;
    this.#journal = journal;
    this.#fetch = fetch;
    const settle = (op: PendingOp): void => context.store.scheduled.touch((op.params as ChangeParams).peerId);
    journal.register(CHANGE, { run: (op) => this.#tell(op), done: settle, revert: settle });
  }

  /** Ends with the server's answer, or a few seconds later without one. Rejects when the server refuses. */
  submit(change: ChangeParams): Promise<void> {
    const { store } = this.#context;
    const { peerId, id } = change;
    const key = `${peerId} ${id}`;
    const waiting = store.pendingOps.find(CHANGE, key)?.params as ChangeParams | undefined;
    return this.#journal.submit(CHANGE, key, { ...waiting, ...change }, () => store.scheduled.touch(peerId));
  }

  /** A queue with what was made of it here, by date. */
  shown(peerId: PeerId, queue: readonly Message[]): Message[] {
    const changes = this.#context.store.pendingOps.list(CHANGE).map((op) => op.params as ChangeParams);
    const over = (message: Message): Message => {
      const own = changes.filter((change) => change.peerId === peerId && (change.id === message.id || change.album?.includes(message.id) === true));
      return own.reduce(
        (before, { id, text, date }) => ({
          ...before,
          ...(text === undefined || id !== message.id ? {} : text),
          ...(date === undefined ? {} : { date }),
          sending: { state: 'pending' as const },
        }),
        message,
      );
    };
    return queue.map(over).sort((a, b) => a.date - b.date);
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

  #content(message: Message, { text, entities }: FormattedText): Partial<tl.messages.editMessage> {
    const wire = inputEntities(entities, (userId) => this.#context.store.peers.inputUser(userId));
    return { message: text, ...(wire.length === 0 ? {} : { entities: wire }), ...editedPreview(keptPreview(message, text, entities)) };
  }
}
