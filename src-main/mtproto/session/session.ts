import type { RandomBytes } from '../../crypto/index.ts';
import { concat, readInt64 } from '../../crypto/index.ts';
import type { AuthKey } from '../auth-key/auth-key.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../types.ts';
import { maximumContainerBytes, maximumContainerMessages, messageOverhead, writeContainer } from './container.ts';
import { sealMessage, type WireMessage } from './envelope.ts';
import { MessageIds } from './message-ids.ts';
import type { Query, SentQuery } from './query.ts';
import { ReceivedIds } from './received-ids.ts';
import type { Salts } from './salts.ts';
import { SendQueue } from './send-queue.ts';
import type { ServerClock } from './server-clock.ts';
import { encodeServiceRequest, maximumIds, ServiceOutbox, type ServiceRequest } from './service-outbox.ts';
import { invokeAfter } from './wrappers.ts';

/** What a session needs of whoever owns it. */
export interface SessionHost {
  /** There is something to send: at once, or acknowledgements that can wait a few seconds. */
  wake(when: 'now' | 'later'): void;
  /** The connection must be replaced; unanswered queries follow onto the next one. */
  reconnect(reason: string): void;
  /** Wrappers for a query that is about to be sent, outermost first, and whether `initConnection` is among them. */
  wrap(): { prefix: Uint8Array; initializes: boolean };
  /** A query with `initConnection` was answered without an error. */
  initialized(): void;
  /** A message that is neither a service message nor an answer: pushed updates. */
  push(body: Uint8Array): void;
  /** The server started a new session: pushed updates may be missing. */
  sessionCreated(): void;
  pong(pingId: bigint): void;
  /** The server's word on `destroy_auth_key`. */
  keyDestroyed(outcome: 'ok' | 'none' | 'fail'): void;
}

export interface SessionOptions {
  authKey: AuthKey;
  serverClock: ServerClock;
  salts: Salts;
  clock: Clock;
  random: RandomBytes;
  log: Logger;
  host: SessionHost;
}

/** Most queries without an answer; more wait. */
const maximumInFlight = 1024;
/** Acknowledgements that are sent without waiting for company. */
const acksToFlush = 100;

/**
 * One MTProto session: what is queued, sent and received under one `session_id`, without sockets or timers
 * (core.telegram.org/mtproto/description). `SessionReceiver` holds the receiving half.
 */
export class Session {
  readonly options: SessionOptions;
  readonly queue = new SendQueue();
  readonly inFlight = new Map<bigint, SentQuery>();
  readonly services = new ServiceOutbox();
  readonly received = new ReceivedIds();
  readonly #ids: MessageIds;
  #sessionId: bigint;
  #contentCount = 0;
  /** Lowered when the server refuses a container. */
  #containerLimit = maximumContainerMessages;
  /** While the fate of queries of the last connection is being asked, chained calls wait. */
  #unknown = 0;

  constructor(options: SessionOptions) {
    this.options = options;
    this.#ids = new MessageIds(options.serverClock, options.random);
    this.#sessionId = this.#drawSessionId();
  }

  get id(): bigint {
    return this.#sessionId;
  }

  /** Whether any call waits for being sent or answered. */
  get busy(): boolean {
    return this.queue.length > 0 || this.inFlight.size > 0;
  }

  get pendingCount(): number {
    return this.queue.length + this.inFlight.size;
  }

  submit(query: Query): void {
    this.queue.submit(query);
    this.options.host.wake('now');
  }

  /** Gives up a query: the server is asked to drop its answer, and an answer that comes anyway is ignored. */
  cancel(query: Query): void {
    this.queue.finish(query);
    for (const [msgId, sent] of this.inFlight) {
      if (sent.query !== query) continue;
      this.remove(sent);
      this.request({ kind: 'dropAnswer', reqMsgId: msgId });
      break;
    }
  }

  /** Takes a query out of flight; whoever calls settles it or puts it back. */
  remove(sent: SentQuery): void {
    this.inFlight.delete(sent.msgId);
    this.settleUnknown(sent);
  }

  settleUnknown(sent: SentQuery): void {
    if (!sent.unknown) return;
    sent.unknown = false;
    this.#unknown--;
    if (this.#unknown === 0 && this.queue.length > 0) this.options.host.wake('now');
  }

  /** Sends queries again under new identifiers. */
  resend(sent: readonly SentQuery[]): void {
    for (const item of sent) this.remove(item);
    this.queue.putBack(sent.map((item) => item.query));
    if (sent.length > 0) this.options.host.wake('now');
  }

  request(request: ServiceRequest): void {
    this.services.requests.push(request);
    this.options.host.wake('now');
  }

  acknowledge(msgId: bigint): void {
    this.services.acks.push(msgId);
    const { length } = this.services.acks;
    if (length >= acksToFlush) this.options.host.wake('now');
    else if (length === 1) this.options.host.wake('later');
  }

  /** The server refused a container: members are sent again in smaller ones. */
  shrinkContainers(): void {
    this.#containerLimit = Math.max(1, this.#containerLimit >> 1);
  }

  /** The connection is gone: what was not acknowledged may or may not have arrived. */
  connectionLost(): void {
    this.services.connectionLost();
    for (const sent of this.inFlight.values()) {
      if (sent.acked || sent.unknown) continue;
      sent.unknown = true;
      this.#unknown++;
    }
  }

  /** A new connection stands: asks for the fate of the queries of the last one. */
  connectionOpened(): void {
    const unknown = [...this.inFlight.values()].filter((sent) => sent.unknown).map((sent) => sent.msgId);
    for (let start = 0; start < unknown.length; start += maximumIds) {
      this.services.requests.push({ kind: 'stateRequest', msgIds: unknown.slice(start, start + maximumIds) });
    }
  }

  /**
   * Starts a new session under another `session_id`; every unanswered query is sent again. The caller brings a new connection.
   */
  restart(): void {
    const old = this.#sessionId;
    this.#sessionId = this.#drawSessionId();
    this.#contentCount = 0;
    this.#containerLimit = maximumContainerMessages;
    this.#ids.reset();
    this.options.serverClock.distrust();
    this.#unknown = 0;
    const unanswered = [...this.inFlight.values()].map((sent) => sent.query);
    this.inFlight.clear();
    this.received.clear();
    this.services.clear();
    this.services.requests.push({ kind: 'destroySession', sessionId: old });
    this.queue.putBack(unanswered);
  }

  /**
   * Asks for the fate of queries that the server has not acknowledged within `limitMs`: a packet of either side was lost.
   */
  askUnacknowledged(limitMs: number): void {
    const now = this.options.clock.monotonic();
    const msgIds: bigint[] = [];
    for (const sent of this.inFlight.values()) {
      if (sent.acked || sent.unknown || sent.sentAt > now - limitMs || msgIds.length >= maximumIds) continue;
      sent.sentAt = now;
      msgIds.push(sent.msgId);
    }
    if (msgIds.length > 0) this.request({ kind: 'stateRequest', msgIds });
  }

  /**
   * Whether a query has waited for its answer for so long, although the link lives, that only another connection helps. Its
   * acknowledgement counts no more, so that its fate is asked there.
   */
  forgetStale(limitMs: number): boolean {
    const before = this.options.clock.monotonic() - limitMs;
    let found = false;
    for (const sent of this.inFlight.values()) {
      if (sent.sentAt > before) continue;
      sent.acked = false;
      found = true;
    }
    return found;
  }

  /** Every unfinished query; the session is of no use afterwards. */
  drain(): Query[] {
    this.inFlight.clear();
    return this.queue.drain();
  }

  /**
   * The next packet to send, or undefined. Queries, acknowledgements and service messages share a container.
   * @param withAcks whether acknowledgements are worth a packet of their own
   */
  nextPacket(withAcks: boolean): Uint8Array | undefined {
    const now = this.options.serverClock.now();
    if (this.options.salts.shouldAsk(now)) this.services.requests.push({ kind: 'futureSalts' });
    const batch = this.#collect(withAcks);
    const [first] = batch.messages;
    if (first === undefined) return undefined;
    const single = batch.messages.length === 1 && !batch.verbatim;
    let outer = first;
    if (!single) {
      outer = { msgId: this.#ids.next(), seqNo: this.#contentCount * 2, body: writeContainer(batch.messages) };
      this.services.remember(outer.msgId, { kind: 'container', msgIds: batch.messages.map((message) => message.msgId) });
      for (const sent of batch.queries) sent.containerId = outer.msgId;
    }
    const { authKey, salts, random } = this.options;
    return sealMessage({ authKey, salt: salts.current(now), sessionId: this.#sessionId, random }, outer).packet;
  }

  #collect(withAcks: boolean): { messages: WireMessage[]; queries: SentQuery[]; verbatim: boolean } {
    const { services } = this;
    const messages: WireMessage[] = services.verbatim;
    services.verbatim = [];
    const verbatim = messages.length > 0;
    const queries: SentQuery[] = [];
    let bytes = messages.reduce((sum, message) => sum + messageOverhead + message.body.length, 0);
    let solitary = false;
    // Room for an acknowledgement and service messages.
    const limit = Math.max(1, this.#containerLimit - 8);
    this.queue.take((query) => {
      if (this.inFlight.size >= maximumInFlight || messages.length >= limit) return 'stop';
      if (query.solitary && solitary) return 'skip';
      if (query.chain !== undefined && this.#unknown > 0) return 'skip';
      const size = messageOverhead + query.body.length;
      if (messages.length > 0 && bytes + size > maximumContainerBytes) return 'stop';
      const before = this.queue.predecessor(query);
      if (before !== undefined && this.queue.isWaiting(before)) return 'skip';
      const sent = this.#send(query, before);
      messages.push(sent);
      queries.push(sent);
      bytes += messageOverhead + sent.body.length;
      solitary ||= query.solitary;
      return 'take';
    });
    // A packet that is full already takes no company.
    if (messages.length > 0 && bytes > maximumContainerBytes - 1024) return { messages, queries, verbatim };
    this.#collectServices(messages, withAcks, maximumContainerBytes - bytes);
    return { messages, queries, verbatim };
  }

  #collectServices(messages: WireMessage[], withAcks: boolean, room: number): void {
    const { services } = this;
    const requests = services.requests.splice(0, Math.max(1, Math.min(this.#containerLimit - 1, 500) - messages.length));
    const worthwhile = withAcks || messages.length > 0 || requests.length > 0 || services.acks.length >= acksToFlush;
    if (services.acks.length > 0 && worthwhile && room > 64) {
      const msgIds = services.acks.splice(0, Math.min(maximumIds, (room - 32) >> 3));
      const message = this.#serviceMessage(encodeAcks(msgIds));
      services.remember(message.msgId, { kind: 'ack', msgIds });
      messages.push(message);
    }
    for (const request of requests) {
      const message = this.#serviceMessage(encodeServiceRequest(request));
      services.remember(message.msgId, { kind: 'request', request });
      messages.push(message);
    }
  }

  /** Gives a query its identifier and body; it counts as sent from here on. */
  #send(query: Query, before: Query | undefined): SentQuery {
    const { prefix, initializes } = this.options.host.wrap();
    const after = before === undefined ? undefined : this.#msgIdOf(before);
    const parts = [prefix, ...(after === undefined ? [] : [invokeAfter(after)]), query.body];
    const sent: SentQuery = {
      query,
      msgId: this.#ids.next(),
      containerId: undefined,
      seqNo: this.#contentCount++ * 2 + 1,
      body: prefix.length === 0 && after === undefined ? query.body : concat(...parts),
      acked: false,
      unknown: false,
      sentAt: this.options.clock.monotonic(),
      initializes,
      answerPromised: 0,
    };
    this.inFlight.set(sent.msgId, sent);
    return sent;
  }

  #msgIdOf(query: Query): bigint | undefined {
    for (const sent of this.inFlight.values()) if (sent.query === query) return sent.msgId;
    return undefined;
  }

  #serviceMessage(body: Uint8Array): WireMessage {
    return { msgId: this.#ids.next(), seqNo: this.#contentCount * 2, body };
  }

  #drawSessionId(): bigint {
    for (;;) {
      const id = readInt64(this.options.random(8), 0);
      if (id !== 0n) return id;
    }
  }
}

const acksId = 0x62d6b459;
const vectorId = 0x1cb5c415;

/** `msgs_ack`, written by hand: it accompanies almost every packet. */
function encodeAcks(msgIds: readonly bigint[]): Uint8Array {
  const out = new Uint8Array(12 + msgIds.length * 8);
  const view = new DataView(out.buffer);
  view.setInt32(0, acksId, true);
  view.setInt32(4, vectorId, true);
  view.setInt32(8, msgIds.length, true);
  msgIds.forEach((id, index) => view.setBigInt64(12 + index * 8, id, true));
  return out;
}
