import type { tl } from '#tl';
import { drop } from '#shared/assert.ts';
import type { MessageId, PeerId, SendingState } from '#shared/model/index.ts';
import type { OutboxRow } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import { backoffMs } from '../journal/index.ts';
import { nextStep } from './lane.ts';
import type { Lane } from './lane.ts';
import { sendOutcome } from './send-outcome.ts';
import { MEDIA } from './outbox-params.ts';
import type { SendCall } from './outbox-params.ts';
import type { SendOutcome } from './send-outcome.ts';

/** A message that could not be sent for this long is not sent without the person's word. */
const TOO_OLD_MS = 24 * 3_600_000;
/** How often the server is asked for a mapping that did not come, before the send counts as lost and is repeated. */
const SETTLE_PAUSE_MS = 3_000;
/** After so many attempts with a file that the server does not take the person is asked. */
const MOST_ATTEMPTS = 5;
const FILE_GONE = 'This file is not available any more.';
/** How long the update with a sent message may wait behind a gap before its content is asked for by id. */
const FETCH_PAUSE_MS = 2_000;

export interface SenderContext extends ChatContext {
  /** The call that sends these rows (one, an album, or forwards of one action); undefined when the chat can no longer be named. */
  callFor(rows: readonly OutboxRow[]): SendCall | undefined;
  /** The server does not know the file of this row any more. */
  fileLost(row: OutboxRow): void;
  /** Fetches messages whose id is known but whose content has not come. */
  fetchMessages(peerId: PeerId, ids: readonly MessageId[]): Promise<void>;
  /**
   * Deletes for everyone a message that was taken back here while it was on its way; journalled, part of the present
   * transaction.
   */
  revoke(peerId: PeerId, ids: readonly MessageId[]): void;
  /** The same for messages that wait in the queue of a chat. */
  unschedule(peerId: PeerId, ids: readonly MessageId[]): void;
  /** The queue of a chat's scheduled messages is to be read again, as one of them has not come. Rejects without a connection. */
  fetchScheduled(peerId: PeerId): Promise<void>;
  /** The server asks to wait until a moment (unix ms) before the next message of a chat. */
  slowed(peerId: PeerId, until: number): void;
  /** What is known of the chat's rights is out of date. */
  refreshPeer(peerId: PeerId): void;
}

/**
 * Brings the outbox to the server: per chat in order, with the random ids that were written before the first attempt, so that
 * a repetition never doubles a message (core.telegram.org/method/messages.sendMessage).
 */
export class Sender {
  readonly #context: SenderContext;
  readonly #lanes = new Map<PeerId, Lane & { cancelWake: (() => void) | undefined }>();
  readonly #unsubscribe: () => void;
  #running = false;
  #disposed = false;

  constructor(context: SenderContext) {
    this.#context = context;
    this.#unsubscribe = context.store.onChange((changes) => {
      const peers = new Set([...changes.messages].filter(([, ids]) => [...ids].some((id) => id < 0)).map(([peerId]) => peerId));
      for (const peerId of peers) this.#finishCancelled(peerId);
    });
  }

  /** Begins to send, once the first difference of this run (which may hold mappings of earlier sends) was applied. */
  start(): void {
    if (this.#running || this.#disposed) return;
    this.#running = true;
    const { outbox } = this.#context.store;
    const now = this.#context.clock.now();
    const peers = new Set<PeerId>();
    for (const row of outbox.all()) {
      const isOpen = row.state === 'queued' || row.state === 'sending';
      const isSelf = this.#context.store.peers.get(row.peerId)?.isSelf === true;
      const since = row.scheduled ? Math.max(row.createdAt, row.message.date * 1000) : row.createdAt;
      if (row.state === 'cancelled' && now - row.createdAt > TOO_OLD_MS) outbox.delete(row.localId);
      else if (isOpen && now - since > TOO_OLD_MS && !isSelf) {
        this.#fail(row, 'This message waited for more than a day. Send it again if it still matters.', true);
      }
      peers.add(row.peerId);
    }
    for (const peerId of peers) {
      this.#finishCancelled(peerId);
      drop(this.#fetchSent(peerId));
      this.kick(peerId);
    }
  }

  /** Looks whether something of this chat can go out. */
  kick(peerId: PeerId): void {
    if (!this.#running || this.#disposed) return;
    const lane = this.#lane(peerId);
    lane.cancelWake?.();
    lane.cancelWake = undefined;
    const { clock, store } = this.#context;
    const step = nextStep(store.outbox.laneOf(peerId), lane, clock.now());
    if (step.batch !== undefined) {
      for (const row of step.batch) lane.inFlight.add(row.localId);
      drop(this.#send(lane, step.batch));
    }
    if (step.wakeAt !== undefined) lane.cancelWake = clock.schedule(step.wakeAt - clock.now(), () => this.kick(peerId));
    else if (lane.inFlight.size === 0) this.#lanes.delete(peerId);
  }

  /**
   * The connection is back: attempts that wait for their turn after an error are made now. Waits that the server asked for
   * stay.
   */
  retryNow(): void {
    const { store } = this.#context;
    const rows =
      store.outbox.all().filter((row) => row.state !== 'failed' && row.nextTryAt > 0 && row.message.sending?.state === 'pending');
    if (rows.length > 0) store.transaction(() => rows.forEach((row) => store.outbox.update(row.localId, { nextTryAt: 0 })));
    for (const peerId of new Set(rows.map((row) => row.peerId))) this.kick(peerId);
  }

  isInFlight(row: OutboxRow): boolean {
    return this.#lanes.get(row.peerId)?.inFlight.has(row.localId) === true;
  }

  dispose(): void {
    this.#disposed = true;
    this.#unsubscribe();
    for (const lane of this.#lanes.values()) lane.cancelWake?.();
    this.#lanes.clear();
  }

  #lane(peerId: PeerId): Lane & { cancelWake: (() => void) | undefined } {
    const lane = this.#lanes.get(peerId) ?? { peerId, inFlight: new Set<MessageId>(), cancelWake: undefined };
    this.#lanes.set(peerId, lane);
    return lane;
  }

  async #send(lane: Lane, batch: readonly OutboxRow[]): Promise<void> {
    try {
      await this.#attempt(lane.peerId, batch);
    } catch (error) {
      // Only the disk can fail here. The rows keep their state and are tried again after a while.
      this.#context.log.error('Sending stopped', { error: error instanceof Error ? error.name : 'unknown' });
      if (!this.#disposed) this.#context.clock.schedule(backoffMs(5), () => this.kick(lane.peerId));
      return;
    } finally {
      for (const row of batch) lane.inFlight.delete(row.localId);
    }
    this.kick(lane.peerId);
  }

  async #attempt(peerId: PeerId, batch: readonly OutboxRow[]): Promise<void> {
    const { client, store } = this.#context;
    const call = this.#context.callFor(batch);
    if (call === undefined) {
      for (const row of batch) this.#fail(row, 'This chat cannot be reached any more.', true);
      return;
    }
    store.transaction(() => {
      for (const row of batch) {
        store.outbox.update(
          row.localId, { state: 'sending', attempts: row.attempts + 1, nextTryAt: 0, sending: { state: 'pending' } },
        );
      }
    });
    let answer: tl.Updates;
    try {
      // Waits of the server are shown to the person instead of being slept through.
      answer = await client.call(call, {
        chain: `chat ${peerId}`, idempotent: true, floodWaitLimitSeconds: 0, priority: 'high', quickAck: true,
      });
    } catch (error) {
      if (!this.#disposed) await this.#failed(batch, error);
      return;
    }
    if (this.#disposed) return;
    this.#apply(batch, answer);
    await this.#settle(peerId, batch);
  }

  #apply(batch: readonly OutboxRow[], answer: tl.Updates): void {
    const { updates } = this.#context;
    const [row] = batch;
    if (answer._ === 'updateShortSentMessage' && row !== undefined) updates.feedSent(row.randomId, answer);
    else updates.feed(answer);
  }

  async #failed(batch: readonly OutboxRow[], error: unknown): Promise<void> {
    const outcome: SendOutcome = sendOutcome(error);
    const { clock, store } = this.#context;
    const open = this.#stillOpen(batch);
    const [first] = open;
    if (first === undefined || outcome.kind === 'stopped') return;
    switch (outcome.kind) {
      case 'wait': {
        const retryAt = clock.now() + outcome.seconds * 1000;
        if (outcome.isSlowMode) this.#context.slowed(first.peerId, retryAt);
        this.#updateAll(open, retryAt, { state: 'waiting', retryAt });
        return;
      }
      case 'retry':
        this.#updateAll(open, clock.now() + backoffMs(first.attempts), { state: 'pending' });
        return;
      case 'settling':
        await this.#settle(first.peerId, open);
        return;
      case 'fileLost': {
        const named = batch[outcome.index] ?? first;
        if (first.attempts > MOST_ATTEMPTS || !needsFile(named)) open.forEach((row) => this.#fail(row, FILE_GONE, true));
        else this.#context.fileLost(open.find(({ localId }) => localId === named.localId) ?? first);
        return;
      }
      case 'failed': {
        const reason = this.#context.explain(error).message;
        store.transaction(() => open.forEach((row) => this.#fail(row, reason, outcome.canRetry)));
        if (outcome.refreshPeer) this.#context.refreshPeer(first.peerId);
      }
    }
  }

  /** The server has these messages: sees to it that each becomes the confirmed one, or is sent again. */
  async #settle(peerId: PeerId, batch: readonly OutboxRow[]): Promise<void> {
    const { clock } = this.#context;
    if (this.#stillOpen(batch).length > 0) {
      this.#context.updates.requestDifference('a send was not answered with its id');
      await this.#context.updates.ready();
    }
    if (this.#disposed) return;
    const lost = this.#stillOpen(batch);
    // Its random id makes the repetition harmless: the server answers with the first result.
    if (lost.length > 0) this.#updateAll(lost, clock.now() + SETTLE_PAUSE_MS, { state: 'pending' });
    if (this.#unsettled(peerId).length > 0 || this.#unqueued(peerId).length > 0) clock.schedule(FETCH_PAUSE_MS, () => drop(this.#fetchSent(peerId)));
  }

  /** Those of the rows, as they are now, that have no id of the server. */
  #stillOpen(batch: readonly OutboxRow[]): OutboxRow[] {
    return batch.flatMap(({ localId }) => {
      const row = this.#context.store.outbox.get(localId);
      return row !== undefined && isOpen(row) ? [row] : [];
    });
  }

  #unsettled(peerId: PeerId): MessageId[] {
    return this.#context.store.outbox.ofPeer(peerId).flatMap(
      (row) => (row.state === 'sent' && row.serverId !== undefined ? [row.serverId] : []),
    );
  }

  /** Those that the server has queued under an id, but that are not in the queue as it is known. */
  #unqueued(peerId: PeerId): OutboxRow[] {
    return this.#context.store.outbox.scheduledOf(peerId).filter((row) => row.state === 'sent');
  }

  /** Asks for the content of messages that have an id but have not come (their update may have been dropped as old). */
  async #fetchSent(peerId: PeerId): Promise<void> {
    if (this.#disposed) return;
    const ids = this.#unsettled(peerId);
    if (this.#unqueued(peerId).length > 0) await this.#fetchQueued(peerId);
    if (this.#disposed || ids.length === 0) return;
    try {
      await this.#context.fetchMessages(peerId, ids);
      this.#dropGone(peerId, ids);
    } catch {
      // Offline: the message shows as sent, and its content comes with the next difference.
    }
  }

  /** The same for the queue: whatever is not there any more has been sent, or was deleted elsewhere. */
  async #fetchQueued(peerId: PeerId): Promise<void> {
    try {
      await this.#context.fetchScheduled(peerId);
      if (this.#disposed) return;
      const { store } = this.#context;
      store.transaction(() => this.#unqueued(peerId).forEach((row) => store.outbox.delete(row.localId)));
    } catch {
      // Offline: it shows as scheduled, and the queue is read when it is looked at.
    }
  }

  /** Messages that were sent and deleted elsewhere before their content came. */
  #dropGone(peerId: PeerId, ids: readonly MessageId[]): void {
    if (this.#disposed) return;
    const { store } = this.#context;
    for (const row of store.outbox.ofPeer(peerId)) {
      const { serverId } = row;
      if (row.state === 'sent' && serverId !== undefined && ids.includes(serverId) && !store.messages.has(peerId, serverId)) {
        store.outbox.delete(row.localId);
      }
    }
  }

  /** Deletes on the server what was taken back here before its id was known. */
  #finishCancelled(peerId: PeerId): void {
    const { outbox } = this.#context.store;
    for (const row of outbox.all()) {
      if (row.peerId !== peerId || row.state !== 'cancelled' || row.serverId === undefined) continue;
      const { serverId, localId, scheduled } = row;
      this.#context.store.transaction(() => {
        outbox.delete(localId);
        if (scheduled) this.#context.unschedule(peerId, [serverId]);
        else this.#context.revoke(peerId, [serverId]);
      });
    }
  }

  #updateAll(rows: readonly OutboxRow[], nextTryAt: number, sending: SendingState): void {
    this.#context.store.transaction(() => {
      for (const row of rows) this.#context.store.outbox.update(row.localId, { nextTryAt, sending });
    });
  }

  #fail(row: OutboxRow, reason: string, canRetry: boolean): void {
    this.#context.store.outbox.update(
      row.localId, { state: 'failed', nextTryAt: 0, sending: { state: 'failed', reason, canRetry } },
    );
  }
}

const needsFile = (row: OutboxRow): boolean => row.kind === MEDIA;

const isOpen = (row: OutboxRow): boolean => row.state === 'queued' || row.state === 'sending';
