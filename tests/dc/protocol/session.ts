import { randomBytes } from 'node:crypto';
import { sealPacket } from './envelope.ts';
import type { PacketSink, ProtocolHost } from './host.ts';
import type { KeyRecord } from './keys.ts';
import { Outbox } from './outbox.ts';
import type { OutgoingMessage } from './outbox.ts';
import { forgeContent } from './packet-forgery.ts';
import { ReceivedMessages } from './received.ts';
import type { SessionRef } from './types.ts';
import { ID, boxed, containerBody, int, long, longVector } from './wire.ts';

/** What is to be sent; ids and sequence numbers are given when it goes out. */
export interface Outgoing {
  type: string;
  body: Buffer;
  contentRelated: boolean;
  /** The client's message that it answers: such messages have ids with remainder 1. */
  answers?: bigint;
  method?: string;
  /** Behave as if the network had lost it (fault injection). */
  lost?: boolean;
}

/** A container is not filled beyond this many bytes; a larger message goes alone. */
const CONTAINER_BYTES = 32 * 1024;
const CONTAINER_MESSAGES = 1020;

/** One client session: its numbers, what came in, what goes out. It outlives its connections. */
export class Session {
  readonly id: bigint;
  readonly record: KeyRecord;
  readonly received = new ReceivedMessages();
  readonly outbox = new Outbox();
  /** The client has been told by `new_session_created`. */
  announced = false;
  /** Some call came outside `invokeWithoutUpdates`: updates go to this session. */
  receivesUpdates = false;
  closed = false;
  connection: PacketSink | undefined;
  /** Messages that a fault holds back until so many others have passed. */
  heldIncoming: { remaining: number; release: () => void }[] = [];
  readonly #host: ProtocolHost;
  #queue: Outgoing[] = [];
  #again: OutgoingMessage[] = [];
  #heldOutgoing: { remaining: number; message: OutgoingMessage }[] = [];
  /** Packets that a fault plays back on the next connection. */
  #replays: Buffer[] = [];
  #acks = new Set<bigint>();
  #lastId = 0n;
  #contentCount = 0;
  #flushing: NodeJS.Immediate | undefined;
  #ackTimer: NodeJS.Timeout | undefined;
  #redelivery: NodeJS.Timeout | undefined;
  #timers = new Set<NodeJS.Timeout>();

  constructor(host: ProtocolHost, record: KeyRecord, id: bigint) {
    this.#host = host;
    this.record = record;
    this.id = id;
  }

  /** Hex id of the permanent key: that of a bound temporary key's master, else of the key itself. */
  get permanentKeyId(): string {
    return this.record.boundTo ?? this.record.id;
  }

  get ref(): SessionRef {
    return { dcId: this.record.dcId, authKeyId: this.permanentKeyId, sessionId: this.id };
  }

  /** Makes `connection` the one that carries this session; what was unacknowledged on another is sent again. */
  attach(connection: PacketSink): void {
    if (this.connection === connection) return;
    this.connection = connection;
    for (const packet of this.#replays.splice(0)) connection.sendPayload(packet);
    this.#again = this.outbox.unacknowledged();
    this.#flushSoon();
  }

  detach(connection: PacketSink): void {
    if (this.connection === connection) this.connection = undefined;
  }

  /** Tells the client that the server knows nothing of an earlier session. `firstMsgId`: its first message here. */
  announce(firstMsgId: bigint): void {
    this.announced = true;
    const salt = this.record.salts.current(this.#host.clock.now());
    this.send({
      type: 'new_session_created',
      body: boxed(ID.new_session_created, long(firstMsgId), randomBytes(8), long(salt)),
      contentRelated: true,
    });
  }

  /** Messages that have not been sent yet. */
  get waiting(): number {
    return this.#queue.length;
  }

  send(message: Outgoing): void {
    if (this.closed) return;
    this.#queue.push(message);
    if (message.answers !== undefined) this.#acks.delete(message.answers);
    this.#flushSoon();
  }

  /** Queues the acknowledgement of a client's message. */
  acknowledge(msgId: bigint): void {
    this.#acks.add(msgId);
    this.#ackTimer ??= setTimeout(() => this.#flush(), this.#host.options.ackDelayMs).unref();
  }

  /**
   * The client has confirmed these server messages. The id of a container confirms nothing of what is in it: some clients
   * acknowledge containers before they have read them.
   */
  acknowledged(ids: readonly bigint[]): void {
    for (const id of ids) {
      const message = this.outbox.remove(id);
      if (message !== undefined) message.acknowledged = true;
    }
  }

  /** Sends kept messages once more, with their old ids. */
  resend(messages: readonly OutgoingMessage[]): void {
    this.#again.push(...messages);
    this.#flushSoon();
  }

  close(): void {
    this.closed = true;
    clearImmediate(this.#flushing);
    clearTimeout(this.#ackTimer);
    clearTimeout(this.#redelivery);
    for (const timer of this.#timers) clearTimeout(timer);
    this.#queue = [];
    this.connection = undefined;
  }

  /** Runs `work` after `ms`, unless the session is closed first. */
  later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    this.#timers.add(timer);
  }

  #flushSoon(): void {
    this.#flushing ??= setImmediate(() => this.#flush());
  }

  #flush(): void {
    clearImmediate(this.#flushing);
    this.#flushing = undefined;
    clearTimeout(this.#ackTimer);
    this.#ackTimer = undefined;
    if (this.closed || this.connection === undefined || !this.connection.isOpen) return;
    const ready: OutgoingMessage[] = this.#takeAgain();
    const extra: OutgoingMessage[] = [];
    const queue = this.#queue;
    this.#queue = [];
    for (const [index, item] of queue.entries()) {
      const fault = this.#host.faults.outgoing(this.#subject(item));
      if (fault?.do === 'delay') {
        this.later(fault.ms, () => this.send(item));
        continue;
      }
      if (fault?.do === 'cut') {
        this.#queue = queue.slice(index);
        this.#sendAll(ready);
        this.connection?.close();
        return;
      }
      const message = this.#numbered(item);
      for (const held of this.#heldOutgoing) held.remaining--;
      if (fault?.do === 'hold') this.#heldOutgoing.push({ remaining: fault.after, message });
      else if (fault?.do !== 'drop' && item.lost !== true) ready.push(message);
      if (fault?.do === 'duplicate') extra.push(message);
      ready.push(...this.#releaseHeld());
    }
    if (this.#acks.size > 0) {
      const ids = [...this.#acks].slice(0, 8192);
      for (const id of ids) {
        this.#acks.delete(id);
        const message = this.received.get(id);
        if (message !== undefined) message.acknowledged = true;
      }
      ready.push(this.#numbered({ type: 'msgs_ack', body: boxed(ID.msgs_ack, longVector(ids)), contentRelated: false }));
    }
    this.#sendAll(ready);
    this.#sendAll(extra);
    this.#watchDelivery();
  }

  #takeAgain(): OutgoingMessage[] {
    const again = new Set(this.#again);
    this.#again = [];
    const messages: OutgoingMessage[] = [];
    for (const message of again) {
      if (this.outbox.get(message.msgId) === undefined) continue;
      if (message.body.length > this.#host.options.detailedInfoFrom && message.connection !== undefined) {
        messages.push(this.#numbered(this.detailedInfo(message)));
        message.sentAt = performance.now();
        message.connection = undefined;
      } else {
        messages.push(message);
      }
    }
    return messages;
  }

  /** The notice that stands in for a large message. */
  detailedInfo(message: OutgoingMessage): Outgoing {
    const fields = [long(message.msgId), int(message.body.length), int(0)];
    return message.answers === undefined
      ? { type: 'msg_new_detailed_info', body: boxed(ID.msg_new_detailed_info, ...fields), contentRelated: false }
      : {
          type: 'msg_detailed_info',
          body: boxed(ID.msg_detailed_info, long(message.answers), ...fields),
          contentRelated: false,
        };
  }

  #releaseHeld(): OutgoingMessage[] {
    const free = this.#heldOutgoing.filter(({ remaining }) => remaining <= 0);
    this.#heldOutgoing = this.#heldOutgoing.filter(({ remaining }) => remaining > 0);
    return free.map(({ message }) => message);
  }

  #numbered(item: Outgoing): OutgoingMessage {
    const message: OutgoingMessage = {
      msgId: this.#nextId(item.answers === undefined ? 3n : 1n),
      seqNo: this.#nextSequence(item.contentRelated),
      body: item.body,
      type: item.type,
      contentRelated: item.contentRelated,
      acknowledged: false,
      deliveries: 0,
      sentAt: performance.now(),
      ...(item.method === undefined ? {} : { method: item.method }),
      ...(item.answers === undefined ? {} : { answers: item.answers }),
    };
    if (message.contentRelated) this.outbox.add(message);
    const asked = item.answers === undefined ? undefined : this.received.get(item.answers);
    if (asked !== undefined && message.contentRelated) asked.answerId = message.msgId;
    return message;
  }

  /** Server ids follow the virtual clock, also when it jumps back; within a second they only grow. */
  #nextId(remainder: bigint): bigint {
    const now = (BigInt(Math.floor(this.#host.clock.now() * 2 ** 20)) << 12n) & ~3n;
    const floor = this.#lastId & ~3n;
    const tooFar = floor - now > 60n << 32n;
    const base = now > floor || tooFar ? now : floor + 4n;
    this.#lastId = base + remainder;
    return this.#lastId;
  }

  #nextSequence(contentRelated: boolean): number {
    const sequence = this.#contentCount * 2 + (contentRelated ? 1 : 0);
    if (contentRelated) this.#contentCount++;
    return sequence;
  }

  #sendAll(messages: readonly OutgoingMessage[]): void {
    let group: OutgoingMessage[] = [];
    let bytes = 0;
    for (const message of messages) {
      const size = message.body.length + 16;
      if (group.length > 0 && (bytes + size > CONTAINER_BYTES || group.length >= CONTAINER_MESSAGES)) {
        this.#sendPacket(group);
        group = [];
        bytes = 0;
      }
      group.push(message);
      bytes += size;
    }
    if (group.length > 0) this.#sendPacket(group);
  }

  #sendPacket(messages: OutgoingMessage[]): void {
    const { connection } = this;
    const [first] = messages;
    if (connection === undefined || !connection.isOpen || first === undefined) return;
    // A message that is sent again is older than its neighbours, which only a container allows.
    const bare = messages.length === 1 && first.deliveries === 0;
    const header = bare
      ? { msgId: first.msgId, seqNo: first.seqNo }
      : { msgId: this.#nextId(messages.some(({ answers }) => answers !== undefined) ? 1n : 3n), seqNo: this.#contentCount * 2 };
    for (const message of messages) {
      message.deliveries++;
      message.sentAt = performance.now();
      message.connection = connection.id;
      this.#record(message, connection, bare ? undefined : header.msgId);
    }
    const salt = this.record.salts.current(this.#host.clock.now());
    const body = bare ? first.body : containerBody(messages);
    const fault = this.#host.faults.packet({ ...this.#identity(), types: messages.map(({ type }) => type) });
    if (fault?.do === 'transport-error') {
      connection.sendTransportError(fault.code);
      return;
    }
    if (fault?.do === 'unencrypted') {
      connection.sendPayload(Buffer.concat([Buffer.alloc(8), long(header.msgId), int(body.length), body]));
      return;
    }
    const seal = (msgId: bigint, content: Buffer): Buffer =>
      sealPacket(this.record, { salt, sessionId: this.id, ...header, msgId }, content, fault);
    if (fault?.do === 'content') {
      const forged = forgeContent(fault.forgery, first, () => this.#nextId(3n));
      connection.sendPayload(seal(this.#nextId(3n), forged));
      return;
    }
    const packet = seal(header.msgId, body);
    connection.sendPayload(packet);
    if (fault?.do === 'replay') connection.sendPayload(packet);
    if (fault?.do === 'replay-after-reconnect') this.#replays.push(packet);
    if (fault?.do === 'replay-in-container') connection.sendPayload(seal(this.#nextId(3n), containerBody(messages)));
  }

  #watchDelivery(): void {
    if (this.#redelivery !== undefined || this.closed) return;
    const waiting = this.outbox.unacknowledged();
    if (waiting.length === 0) return;
    this.#redelivery = setTimeout(() => {
      this.#redelivery = undefined;
      const now = performance.now();
      const { redeliverAfterMs } = this.#host.options;
      const late = this.outbox.unacknowledged().filter(({ sentAt }) => now - (sentAt ?? now) >= redeliverAfterMs * 0.9);
      if (late.length > 0 && this.connection?.isOpen === true) this.resend(late);
      this.#watchDelivery();
    }, this.#host.options.redeliverAfterMs).unref();
  }

  #identity(): { dcId: number; authKeyId: string; sessionId: string } {
    return { dcId: this.record.dcId, authKeyId: this.permanentKeyId, sessionId: this.id.toString() };
  }

  #subject(item: Outgoing): { dcId: number; authKeyId: string; sessionId: string; method?: string; types: string[] } {
    return { ...this.#identity(), types: [item.type], ...(item.method === undefined ? {} : { method: item.method }) };
  }

  #record(message: OutgoingMessage, connection: PacketSink, containerId: bigint | undefined): void {
    this.#host.report.record({
      ...this.#identity(),
      at: this.#host.clock.now(),
      direction: 'out',
      connection: connection.id,
      msgId: message.msgId,
      seqNo: message.seqNo,
      type: message.type,
      bytes: message.body.length,
      ...(message.method === undefined ? {} : { method: message.method }),
      ...(containerId === undefined ? {} : { containerId }),
    });
  }
}
