import { drop } from '#shared/assert.ts';
import { concat, readInt64 } from '../../crypto/index.ts';
import { maximumContainerBytes, maximumContainerMessages, messageOverhead, writeContainer } from './container.ts';
import { bodyLength, isLarge, layOut, sealMessage, type OutgoingMessage } from './envelope.ts';
import { Fates } from './fates.ts';
import type { SessionOptions } from './host.ts';
import { MessageIds } from './message-ids.ts';
import type { Query, SentQuery } from './query.ts';
import { ReceivedIds } from './received-ids.ts';
import { SendQueue } from './send-queue.ts';
import { encodeAcks, encodeServiceRequest, maximumIds, ServiceOutbox, type ServiceRequest } from './service-outbox.ts';
import type { Padding } from '../transport/framing.ts';
import { UploadPace } from './upload-pace.ts';
import { invokeAfter } from './wrappers.ts';

/** Most queries without an answer, by priority; more wait. What a person waits for always finds room. */
const maximumInFlight = [1024, 1000, 512] as const;
/** Acknowledgements that are sent without waiting for company. */
const acksToFlush = 100;
/** Packets whose quick acknowledgement is waited for. */
const rememberedTokens = 200;

/** A packet that is ready for the wire. */
export interface OutgoingPacket {
  packet: Uint8Array;
  /** Whether the transport is to ask for a quick acknowledgement. */
  quickAck: boolean;
  /** The packet is not encrypted yet, and lies in memory of the bulk cipher: the key that it is to be sealed with on its way. */
  sealWith?: Uint8Array;
}

/** Messages that go into one packet. */
interface Batch {
  messages: OutgoingMessage[];
  queries: SentQuery[];
  /** Some of them are sent again under their old identifiers, which only a container allows. */
  verbatim: boolean;
  bytes: number;
}

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
  readonly fates: Fates;
  readonly pace = new UploadPace();
  readonly #ids: MessageIds;
  #sessionId: bigint;
  #contentCount = 0;
  /** Lowered when the server refuses a container. */
  #containerLimit = maximumContainerMessages;
  /** Number of the present connection, and of the last one on which the server was heard. */
  #connection = 0;
  #heardOn = -1;
  /** Queries of the packets whose quick acknowledgement was asked for. */
  readonly #tokens = new Map<number, SentQuery[]>();

  constructor(options: SessionOptions) {
    this.options = options;
    this.fates = new Fates(this);
    this.#ids = new MessageIds(options.serverClock, options.random);
    this.#sessionId = this.#drawSessionId();
  }

  /** Number of the present connection. */
  get connection(): number {
    return this.#connection;
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
    if (this.inFlight.delete(sent.msgId)) this.pace.over(sent.body.length);
    this.fates.settle(sent);
  }

  /** Ends a query of which nobody can tell whether it was executed. */
  lose(sent: SentQuery): void {
    this.remove(sent);
    this.queue.finish(sent.query);
    sent.query.lost();
  }

  /** Sends queries again under new identifiers. */
  resend(sent: readonly SentQuery[]): void {
    for (const item of sent) this.remove(item);
    this.queue.putBack(sent.map((item) => item.query));
    if (sent.length > 0) this.options.host.wake('now');
  }

  /** Sends a message again unchanged, under its old identifier: the server never executes that twice. */
  resendVerbatim(sent: SentQuery): void {
    sent.copied = true;
    this.services.verbatim.push(sent);
    this.options.host.wake('now');
  }

  request(request: ServiceRequest): void {
    this.services.add(request);
    this.options.host.wake('now');
  }

  /** Acknowledges a message, once what it brought is on the disk. */
  acknowledge(msgId: bigint): void {
    const settled = this.options.settled?.();
    if (settled === undefined) {
      this.#acknowledge(msgId);
      return;
    }
    const { heldAcks } = this.services;
    heldAcks.add(msgId);
    const free = (): boolean => heldAcks.delete(msgId);
    drop(settled.then(() => free() && this.#acknowledge(msgId), free));
  }

  #acknowledge(msgId: bigint): void {
    this.services.acks.push(msgId);
    const { length } = this.services.acks;
    if (length >= acksToFlush || this.services.acksUrgent) this.options.host.wake('now');
    else if (length === 1) this.options.host.wake('later');
  }

  /** Acknowledgements are worth a packet of their own now. */
  hurryAcks(): void {
    this.services.acksUrgent = true;
    this.options.host.wake('now');
  }

  /** A packet whose quick acknowledgement was asked for has arrived; an unknown token means nothing. */
  quickAcked(token: number): void {
    for (const sent of this.#tokens.get(token) ?? []) this.fates.acknowledged(sent);
    this.#tokens.delete(token);
  }

  /** A valid packet of the server came over the present connection. */
  heard(): void {
    this.#heardOn = this.#connection;
  }

  /** The server refused a container of so many messages: they are sent again in smaller ones. */
  shrinkContainers(refused: number): void {
    this.#containerLimit = Math.max(1, Math.min(this.#containerLimit, refused) >> 1);
  }

  /** The connection is gone. */
  connectionLost(): void {
    this.services.connectionLost();
    this.#tokens.clear();
    this.fates.connectionLost();
  }

  /** A new connection stands: what became of the queries of the last one is asked. */
  connectionOpened(): void {
    this.#connection++;
    this.#containerLimit = maximumContainerMessages;
    this.fates.connectionOpened();
  }

  /**
   * Starts a new session under another `session_id`. The caller brings a new connection. Unanswered queries are sent again, save
   * those that may have been executed and must not be executed twice: they are lost, because answers never cross sessions.
   * @param refused queries that the server certainly did not execute
   */
  restart(refused: ReadonlySet<Query> = new Set()): void {
    const old = this.#sessionId;
    for (const sent of [...this.inFlight.values()]) {
      if (!sent.query.repeatable && !refused.has(sent.query)) this.lose(sent);
    }
    const unanswered = [...this.inFlight.values()];
    for (const sent of unanswered) this.remove(sent);
    this.#sessionId = this.#drawSessionId();
    this.#contentCount = 0;
    this.#containerLimit = maximumContainerMessages;
    this.#ids.reset();
    this.options.serverClock.distrust();
    this.#tokens.clear();
    this.received.clear();
    this.services.clear();
    this.services.add({ kind: 'destroySession', sessionId: old });
    this.queue.putBack(unanswered.map((sent) => sent.query));
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

  /**
   * Every unfinished query, to be sent under another session; this one is of no use afterwards. Queries that may have been executed
   * and must not be executed twice are lost instead.
   * @param keyRefused the server does not know the key, so it read nothing on the connection on which it said so
   */
  drain(keyRefused = false): Query[] {
    for (const sent of [...this.inFlight.values()]) {
      if (!sent.query.repeatable && !(keyRefused && sent.connection > this.#heardOn)) this.lose(sent);
    }
    this.inFlight.clear();
    return this.queue.drain();
  }

  /**
   * The next packet to send, or undefined. Queries, acknowledgements and service messages share a container.
   * @param withAcks whether acknowledgements are worth a packet of their own
   * @param padding what the line that carries it asks for
   */
  nextPacket(withAcks: boolean, padding: Padding = 'steps'): OutgoingPacket | undefined {
    const now = this.options.serverClock.now();
    if (this.options.salts.shouldAsk(now)) this.services.add({ kind: 'futureSalts' });
    const { messages, queries, verbatim } = this.#collect(withAcks);
    const [first] = messages;
    if (first === undefined) return undefined;
    let outer = first;
    if (messages.length > 1 || verbatim) {
      outer = { msgId: this.#ids.next(), seqNo: this.#contentCount * 2, body: writeContainer(messages) };
      this.services.remember(outer.msgId, { kind: 'container', msgIds: messages.map((message) => message.msgId) });
      for (const sent of queries) sent.containerId = outer.msgId;
    }
    const { authKey, salts, random, bulk } = this.options;
    const seal = { authKey, salt: salts.current(now), sessionId: this.#sessionId, random, padding };
    const quickAck = queries.some(({ query }) => query.quickAck);
    // The token of a quick acknowledgement is cut from what is encrypted.
    if (bulk !== undefined && !quickAck && isLarge(outer)) {
      return { packet: layOut(seal, outer, (length) => bulk.take(length)), quickAck, sealWith: authKey.bytes };
    }
    const sealed = sealMessage(seal, outer);
    if (quickAck) this.#expect(sealed.quickAckToken, queries);
    return { packet: sealed.packet, quickAck };
  }

  #expect(token: number, queries: SentQuery[]): void {
    this.#tokens.set(token, queries);
    const [oldest] = this.#tokens.keys();
    if (this.#tokens.size > rememberedTokens && oldest !== undefined) this.#tokens.delete(oldest);
  }

  /** In the order of the wire: what was asked for again, queries, acknowledgements, service requests. */
  #collect(withAcks: boolean): Batch {
    const batch: Batch = { messages: [], queries: [], verbatim: false, bytes: 0 };
    this.#collectVerbatim(batch);
    this.#collectQueries(batch);
    this.#collectServices(batch, withAcks);
    return batch;
  }

  #collectVerbatim(batch: Batch): void {
    const { services } = this;
    for (let next = services.verbatim[0]; next !== undefined; next = services.verbatim[0]) {
      const settled = this.inFlight.get(next.msgId) !== next;
      if (!settled && !this.#fits(batch, bodyLength(next))) return;
      services.verbatim.shift();
      if (settled) continue;
      push(batch, next);
      batch.verbatim = true;
    }
  }

  #collectQueries(batch: Batch): void {
    let solitary = false;
    this.queue.take((query) => {
      if (this.inFlight.size >= maximumInFlight[query.priority]) return 'stop';
      if (query.solitary && solitary) return 'skip';
      const before = this.queue.predecessor(query);
      if (before !== undefined && (this.queue.isWaiting(before) || this.queue.isPatient(query))) return 'skip';
      if (query.chain !== undefined && this.fates.open) return 'skip';
      const { prefix, announces } = this.options.host.wrap();
      const after = before === undefined ? undefined : this.#msgIdOf(before);
      const wrappers = after === undefined ? prefix : concat(prefix, invokeAfter(after));
      // Room is left for acknowledgements and service requests.
      if (!this.#fits(batch, wrappers.length + query.body.length, 8)) return 'stop';
      const msgId = this.#ids.next();
      const body = query.bodyFor?.({ msgId, sessionId: this.#sessionId }) ?? query.body;
      const sent = this.#sent(query, { msgId, prefix: wrappers, body, after, announces });
      push(batch, sent);
      batch.queries.push(sent);
      solitary ||= query.solitary;
      return 'take';
    });
  }

  #collectServices(batch: Batch, withAcks: boolean): void {
    const { services } = this;
    services.acksUrgent ||= withAcks;
    const worthwhile = services.acksUrgent || batch.messages.length > 0 || services.requests.length > 0;
    if (services.acks.length > 0 && (worthwhile || services.acks.length >= acksToFlush) && this.#fits(batch, 64)) {
      const room = Math.max(64, maximumContainerBytes - batch.bytes - messageOverhead - 12);
      const msgIds = services.acks.splice(0, Math.min(maximumIds, room >> 3));
      const message = this.#serviceMessage(encodeAcks(msgIds));
      services.remember(message.msgId, { kind: 'ack', msgIds });
      push(batch, message);
    }
    if (services.acks.length + services.heldAcks.size === 0) services.acksUrgent = false;
    for (let next = services.requests[0]; next !== undefined; next = services.requests[0]) {
      const body = encodeServiceRequest(next);
      if (!this.#fits(batch, body.length)) return;
      services.requests.shift();
      const message = this.#serviceMessage(body);
      services.remember(message.msgId, { kind: 'request', request: next });
      push(batch, message);
    }
  }

  /** Whether a message still goes into a packet; the first always does. */
  #fits(batch: Batch, length: number, spare = 0): boolean {
    if (batch.messages.length === 0) return true;
    const room = this.#containerLimit - Math.min(spare, this.#containerLimit >> 1);
    return batch.messages.length < room && batch.bytes + messageOverhead + length <= maximumContainerBytes;
  }

  /** A query counts as sent from here on. */
  #sent(query: Query, as: Pick<SentQuery, 'msgId' | 'prefix' | 'body' | 'after' | 'announces'>): SentQuery {
    const sent: SentQuery = {
      ...as,
      query,
      containerId: undefined,
      seqNo: this.#contentCount++ * 2 + 1,
      connection: this.#connection,
      copied: false,
      refusals: 0,
      acked: false,
      unknown: false,
      sentAt: this.options.clock.monotonic(),
      askedAt: undefined,
      promised: undefined,
    };
    this.inFlight.set(sent.msgId, sent);
    this.pace.sent(sent.body.length);
    return sent;
  }

  #msgIdOf(query: Query): bigint | undefined {
    for (const sent of this.inFlight.values()) if (sent.query === query) return sent.msgId;
    return undefined;
  }

  #serviceMessage(body: Uint8Array): OutgoingMessage {
    return { msgId: this.#ids.next(), seqNo: this.#contentCount * 2, body };
  }

  #drawSessionId(): bigint {
    for (;;) {
      const id = readInt64(this.options.random(8), 0);
      if (id !== 0n) return id;
    }
  }
}

function push(batch: Batch, message: OutgoingMessage): void {
  batch.messages.push(message);
  batch.bytes += messageOverhead + bodyLength(message);
}
