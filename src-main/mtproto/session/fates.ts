import { SecurityError } from './envelope.ts';
import type { SentQuery } from './query.ts';
import { maximumIds } from './service-outbox.ts';
import type { Session } from './session.ts';

/** Status bytes of `msgs_state_info`: what is known of a message, in the low three bits, and more in the others. */
export const messageState = {
  forgotten: 1,
  notReceived: 2,
  tooHigh: 3,
  received: 4,
  acknowledged: 8,
  needsNoAck: 16,
  answerGenerated: 64,
} as const;

/** Queries without acknowledgement, and questions without answer, for this long have their fate asked, milliseconds. */
const askAfter = 3_000;
/**
 * How long an answer that exists, as the server said, may take to come: after a new connection it is delivered again at once, over
 * the same one only after ten seconds. Milliseconds.
 */
const promiseHolds = { newConnection: 1_500, sameConnection: 12_000 } as const;
/** What must not be repeated waits longer still, milliseconds. */
const patience = 20_000;

/**
 * Finds out what became of the queries of a session whose packets or answers may be lost: every one is answered, or sent again, or
 * ends with `lost` because nobody can tell (core.telegram.org/mtproto/service_messages_about_messages).
 */
export class Fates {
  readonly #session: Session;
  /** Queries that may not have arrived; chained calls wait until there are none. */
  #unknown = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Whether it is open if some queries of the last connection arrived. */
  get open(): boolean {
    return this.#unknown > 0;
  }

  /** The connection is gone: what was not acknowledged may or may not have arrived. */
  connectionLost(): void {
    for (const sent of this.#session.inFlight.values()) {
      sent.askedAt = undefined;
      if (sent.acked || sent.unknown) continue;
      sent.unknown = true;
      this.#unknown++;
    }
  }

  /**
   * A new connection stands: asks for the fate of everything that is unanswered. Acknowledged queries are among it, because the
   * server may believe that it has delivered their answers.
   */
  connectionOpened(): void {
    this.ask([...this.#session.inFlight.values()]);
  }

  /**
   * Asks about queries whose acknowledgement, state or promised answer does not come although the link lives.
   * @returns milliseconds until it has to be called again
   */
  check(): number {
    const now = this.#session.options.clock.monotonic();
    const due: SentQuery[] = [];
    let next = Infinity;
    for (const sent of this.#session.inFlight.values()) {
      const at = this.#dueAt(sent);
      if (at <= now) due.push(sent);
      else next = Math.min(next, at - now);
    }
    this.ask(due);
    return due.length > 0 ? Math.min(next, askAfter) : next;
  }

  /** What is known of a query's arrival: it needs to be asked about no more. */
  settle(sent: SentQuery): void {
    if (!sent.unknown) return;
    sent.unknown = false;
    this.#unknown--;
    if (this.#unknown === 0 && this.#session.queue.length > 0) this.#session.options.host.wake('now');
  }

  acknowledged(sent: SentQuery): void {
    sent.acked = true;
    this.settle(sent);
  }

  /**
   * Takes `msgs_state_info` or `msgs_all_info`.
   * @throws SecurityError when it speaks of another number of messages
   */
  told(msgIds: readonly bigint[], info: Uint8Array): void {
    if (info.length !== msgIds.length) throw new SecurityError('States of another number of messages');
    const session = this.#session;
    const missing: SentQuery[] = [];
    const uncertain: SentQuery[] = [];
    msgIds.forEach((id, index) => {
      const sent = session.inFlight.get(id);
      if (sent === undefined) return;
      sent.askedAt = undefined;
      const status = info[index] ?? 0;
      const kind = status & 7;
      if (kind === messageState.notReceived || kind === messageState.tooHigh) {
        if (sent.query.repeatable) missing.push(sent);
        else this.#sendUnchanged(sent);
      } else if (kind !== messageState.received) uncertain.push(sent);
      else {
        this.acknowledged(sent);
        sent.sentAt = session.options.clock.monotonic();
        if (status & messageState.answerGenerated && this.#promised(sent)) uncertain.push(sent);
      }
    });
    session.resend(missing);
    this.uncertain(uncertain);
  }

  /** The server may or may not have executed these: they are repeated only if that does no harm. */
  uncertain(queries: readonly SentQuery[]): void {
    const session = this.#session;
    session.resend(queries.filter((sent) => sent.query.repeatable));
    for (const sent of queries) if (!sent.query.repeatable) session.lose(sent);
  }

  /** A packet of the last connection may still arrive, so that only the old identifier keeps the server from executing it twice. */
  #sendUnchanged(sent: SentQuery): void {
    this.settle(sent);
    sent.sentAt = this.#session.options.clock.monotonic();
    this.#session.resendVerbatim(sent);
  }

  /** Notes that an answer exists; true when it has had its time to come. */
  #promised(sent: SentQuery): boolean {
    const now = this.#session.options.clock.monotonic();
    const first = sent.promised?.first ?? now;
    sent.promised = { first, last: now };
    // Whoever calls `check` learns that it has to be called sooner.
    this.#session.options.host.wake('now');
    return now - first >= (sent.query.repeatable ? this.#promiseHolds(sent) : patience);
  }

  #promiseHolds(sent: SentQuery): number {
    return sent.connection === this.#session.connection ? promiseHolds.sameConnection : promiseHolds.newConnection;
  }

  /** When a query has to be asked about, monotonic milliseconds. */
  #dueAt(sent: SentQuery): number {
    if (sent.askedAt !== undefined) return sent.askedAt + askAfter;
    if (sent.promised !== undefined) return sent.promised.last + this.#promiseHolds(sent);
    return sent.acked ? Infinity : sent.sentAt + askAfter;
  }

  /** Asks the server for the state of queries. */
  ask(queries: readonly SentQuery[]): void {
    const now = this.#session.options.clock.monotonic();
    for (const sent of queries) sent.askedAt = now;
    for (let start = 0; start < queries.length; start += maximumIds) {
      const msgIds = queries.slice(start, start + maximumIds).map((sent) => sent.msgId);
      this.#session.request({ kind: 'stateRequest', msgIds });
    }
  }
}
