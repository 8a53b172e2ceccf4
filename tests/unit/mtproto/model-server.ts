import { decodeRequest, encode, tlIds, type tl } from '#tl';
import { concat, igeDecrypt, int64Bytes, messageKeyIv, type RandomBytes } from '../../../src-main/crypto/index.ts';
import type { AuthKey } from '../../../src-main/mtproto/auth-key/auth-key.ts';
import { readContainer, writeContainer } from '../../../src-main/mtproto/session/container.ts';
import { sealMessage, type WireMessage } from '../../../src-main/mtproto/session/envelope.ts';
import { ReceivedMessages, type ReceivedMessage } from '../../dc/protocol/received.ts';
import type { FakeClock } from './fake-clock.ts';

/** A message of the server that the client has not acknowledged. */
interface Pending extends WireMessage {
  sentAt: number;
}

interface ServerSession {
  id: bigint;
  received: ReceivedMessages;
  outbox: Map<bigint, Pending>;
  acks: Set<bigint>;
  /** Calls that ended with an error. */
  failed: Set<bigint>;
  /** What was refused, and why: every copy of it is. */
  refused: Map<bigint, number>;
  /** Code 17 was given for this id: higher ones are too high as well. */
  tooHigh: bigint | undefined;
  content: number;
}

/** A call that the server runs or holds back. */
interface Running {
  session: ServerSession;
  entry: ReceivedMessage;
  name: number;
  after: bigint | undefined;
  arrivedAt: number;
  endsAt: number | undefined;
}

/** How the model's calls behave on the server; by the number that their body carries. */
export interface Behaviour {
  fails: boolean;
  durationMs: number;
}

/** Where the server sends packets. */
export type SendDown = (packet: Uint8Array) => void;

const redeliverAfter = 10_000;
const waitForMessage = 5_000;

/**
 * A server in as few lines as the rules of core.telegram.org/mtproto allow, under a clock that a test moves: it counts how often it
 * executes each call, and it fails, forgets and refuses on demand.
 */
export class ModelServer {
  readonly executions = new Map<number, number>();
  /** Calls in the order of their first execution. */
  readonly order: number[] = [];
  /** What the client did wrong. */
  readonly complaints: string[] = [];
  readonly behaviour = new Map<number, Behaviour>();
  /** Difference of the server's clock, seconds. */
  skew = 0;
  /** Faults that wait for their chance. */
  refusals: number[] = [];
  lostAnswers = 0;
  ignoredAcks = 0;
  announcedAnswers = 0;
  readonly #clock: FakeClock;
  readonly #authKey: AuthKey;
  readonly #random: RandomBytes;
  #sessions = new Map<bigint, ServerSession>();
  #running: Running[] = [];
  #salt = 100n;
  #lastId = 0n;
  #unique = 0n;
  #send: SendDown | undefined;
  #attached: ServerSession | undefined;

  constructor(clock: FakeClock, authKey: AuthKey, random: RandomBytes) {
    this.#clock = clock;
    this.#authKey = authKey;
    this.#random = random;
  }

  get now(): number {
    return this.#clock.wall() / 1000 + this.skew;
  }

  rotateSalt(): void {
    this.#salt++;
  }

  /** Forgets every session, as a restart does; what was executed stays executed. */
  restart(): void {
    this.#sessions = new Map();
    this.#running = [];
    this.#attached = undefined;
  }

  connected(send: SendDown): void {
    this.#send = send;
    this.#attached = undefined;
  }

  disconnected(): void {
    this.#send = undefined;
  }

  /** A packet of the client. */
  receive(packet: Uint8Array): void {
    const { salt, sessionId, ...outer } = open(this.#authKey, packet);
    const isContainer = constructorOf(outer.body) === tlIds.msgContainer;
    const members = isContainer ? readContainer(outer.body) : [outer];
    let session = this.#sessions.get(sessionId);
    if (session === undefined) {
      session = { id: sessionId, received: new ReceivedMessages(), outbox: new Map(), acks: new Set(), failed: new Set(), refused: new Map(), tooHigh: undefined, content: 0 };
      if (salt === this.#salt) this.#greet(session, members.reduce((low, { msgId }) => (msgId < low ? msgId : low), outer.msgId));
    }
    if (this.#attached !== session) {
      this.#attached = session;
      this.#deliver(session, [...session.outbox.values()]);
    }
    if (salt !== this.#salt) {
      this.#push(session, { _: 'mt_bad_server_salt', badMsgId: outer.msgId, badMsgSeqno: outer.seqNo, errorCode: 48, newServerSalt: this.#salt });
      return;
    }
    if (isContainer) {
      if (members.length > 1020) this.complaints.push(`a container of ${members.length}`);
      if (members.some(({ msgId }) => msgId >= outer.msgId)) this.complaints.push('a member above its container');
      if (this.#refused(session, outer, 'container')) return;
    }
    for (const member of members) this.#message(session, member, !isContainer);
    this.#flushAcks(session);
  }

  /** Runs what is due. */
  tick(): void {
    for (const call of [...this.#running]) this.#advance(call);
    const session = this.#attached;
    if (session === undefined) return;
    const late = [...session.outbox.values()].filter(({ sentAt }) => this.#clock.monotonic() - sentAt >= redeliverAfter);
    this.#deliver(session, late);
  }

  #message(session: ServerSession, message: WireMessage, outermost: boolean): void {
    const { msgId, seqNo } = message;
    const seconds = Number(msgId >> 32n);
    if (msgId % 4n !== 0n) this.complaints.push('an id that is no multiple of four');
    const known = session.received.get(msgId);
    if (known !== undefined) {
      const answer = known.answerId === undefined ? undefined : session.outbox.get(known.answerId);
      if (answer !== undefined) this.#deliver(session, [answer]);
      else if (seqNo % 2 === 1) session.acks.add(msgId);
      return;
    }
    if (outermost && seconds < this.now - 300) return this.#bad(session, message, 16);
    if (seconds > this.now + 30) return this.#bad(session, message, 17);
    const wrong = session.received.sequenceError(msgId, seqNo);
    if (wrong !== undefined) {
      this.complaints.push(`seqno ${seqNo}, code ${wrong}`);
      return this.#bad(session, message, wrong);
    }
    if (seqNo % 2 === 1 && this.#refused(session, message, 'query')) return;
    const entry: ReceivedMessage = { msgId, seqNo, kind: seqNo % 2 === 1 ? 'call' : 'service', state: 'none', acknowledged: false };
    session.received.add(entry);
    const request = decodeRequest(message.body);
    if (seqNo % 2 === 1) {
      session.acks.add(msgId);
      this.#call(session, entry, request);
    } else this.#service(session, entry, request);
  }

  #call(session: ServerSession, entry: ReceivedMessage, request: tl.TlMethod | tl.TlObject): void {
    const chained = request._ === 'invokeAfterMsg' ? (request as unknown as { msgId: bigint; query: tl.mt_ping }) : undefined;
    const query = chained?.query ?? (request as tl.mt_ping);
    if (query._ !== 'mt_ping') throw new Error('Not a call of the model');
    const after = chained?.msgId;
    entry.state = 'running';
    const call: Running = { session, entry, name: Number(query.pingId), after, arrivedAt: this.#clock.monotonic(), endsAt: undefined };
    this.#running.push(call);
    this.#advance(call);
  }

  #advance(call: Running): void {
    const now = this.#clock.monotonic();
    const { session, entry, name } = call;
    if (call.endsAt === undefined) {
      const before = call.after === undefined ? undefined : session.received.get(call.after);
      if (call.after !== undefined && before === undefined) {
        if (now - call.arrivedAt >= waitForMessage) this.#finish(call, error(400, 'MSG_WAIT_TIMEOUT'), false);
        return;
      }
      if (before?.state === 'running') return;
      if (before !== undefined && session.failed.has(before.msgId)) return this.#finish(call, error(400, 'MSG_WAIT_FAILED'), false);
      this.executions.set(name, (this.executions.get(name) ?? 0) + 1);
      if (!this.order.includes(name)) this.order.push(name);
      call.endsAt = now + (this.behaviour.get(name)?.durationMs ?? 0);
    }
    if (now < call.endsAt) return;
    const fails = this.behaviour.get(name)?.fails === true;
    this.#finish(call, fails ? error(400, 'MODEL_FAILS') : encode({ _: 'nearestDc', country: 'AQ', thisDc: name, nearestDc: 0 }), !fails);
    if (entry.state === 'running') throw new Error('A call that does not end');
  }

  #finish(call: Running, result: Uint8Array, good: boolean): void {
    const { session, entry } = call;
    this.#running = this.#running.filter((other) => other !== call);
    if (!good) session.failed.add(entry.msgId);
    if (entry.state === 'dropped' || this.#sessions.get(session.id) !== session) {
      entry.state = 'dropped';
      return;
    }
    entry.state = 'answered';
    session.acks.delete(entry.msgId);
    if (this.lostAnswers > 0) {
      this.lostAnswers--;
      return;
    }
    const id = new Uint8Array(Int32Array.of(tlIds.rpcResult).buffer);
    const message = this.#numbered(session, concat(id, int64Bytes(entry.msgId), result), { content: true, answer: true });
    entry.answerId = message.msgId;
    if (this.announcedAnswers === 0) return this.#deliver(session, [message]);
    this.announcedAnswers--;
    this.#push(session, { _: 'mt_msg_detailed_info', msgId: entry.msgId, answerMsgId: message.msgId, bytes: message.body.length, status: 0 });
  }

  #service(session: ServerSession, entry: ReceivedMessage, request: tl.TlMethod | tl.TlObject): void {
    switch (request._) {
      case 'mt_msgs_ack':
        if (this.ignoredAcks > 0) {
          this.ignoredAcks--;
          return;
        }
        for (const id of request.msgIds) session.outbox.delete(id);
        return;
      case 'mt_ping_delay_disconnect':
        return this.#push(session, { _: 'mt_pong', msgId: entry.msgId, pingId: request.pingId }, { answer: true });
      case 'mt_get_future_salts':
        return this.#push(session, { _: 'mt_future_salts', reqMsgId: entry.msgId, now: Math.floor(this.now), salts: this.#salts() }, { answer: true });
      case 'mt_msgs_state_req': {
        const info = Uint8Array.from(request.msgIds, (id) => stateOf(session, id));
        return this.#push(session, { _: 'mt_msgs_state_info', reqMsgId: entry.msgId, info }, { answer: true });
      }
      case 'mt_msg_resend_req':
        return this.#deliver(session, request.msgIds.flatMap((id) => session.outbox.get(id) ?? []));
      case 'mt_rpc_drop_answer': {
        const asked = session.received.get(request.reqMsgId);
        const kept = asked?.answerId === undefined ? undefined : session.outbox.get(asked.answerId);
        if (kept !== undefined) session.outbox.delete(kept.msgId);
        if (asked?.state === 'running') asked.state = 'dropped';
        const id = new Uint8Array(Int32Array.of(tlIds.rpcResult).buffer);
        const body = concat(id, int64Bytes(entry.msgId), encode({ _: 'mt_rpc_answer_unknown' }));
        return this.#deliver(session, [this.#numbered(session, body, { content: true, answer: true })]);
      }
      case 'mt_destroy_session': {
        const { sessionId } = request;
        const gone = this.#sessions.delete(sessionId);
        const told = gone ? encode({ _: 'mt_destroy_session_ok', sessionId }) : encode({ _: 'mt_destroy_session_none', sessionId });
        return this.#deliver(session, [this.#numbered(session, told, { content: false, answer: true })]);
      }
      default:
        this.complaints.push(`an unexpected ${request._}`);
    }
  }

  #salts(): tl.mt_future_salt[] {
    const now = Math.floor(this.now);
    return [
      { _: 'mt_future_salt', validSince: now - 10, validUntil: now + 3_600, salt: this.#salt },
      { _: 'mt_future_salt', validSince: now + 1_800, validUntil: now + 5_400, salt: this.#salt + 1n },
    ];
  }

  /** Refuses a message if that is due; whether it did. Code 64 is for containers, 18 and 34 for what is in none. */
  #refused(session: ServerSession, message: WireMessage, what: 'container' | 'query'): boolean {
    if (session.tooHigh !== undefined && message.msgId > session.tooHigh) {
      this.#bad(session, message, 17);
      return true;
    }
    const before = session.refused.get(message.msgId);
    if (before !== undefined) {
      this.#bad(session, message, before);
      return true;
    }
    const [code] = this.refusals;
    if (code === undefined || (code === 64 || code === 19) !== (what === 'container')) return false;
    this.refusals.shift();
    session.refused.set(message.msgId, code);
    if (code === 17) session.tooHigh = message.msgId;
    this.#bad(session, message, code);
    return true;
  }

  #bad(session: ServerSession, { msgId, seqNo }: WireMessage, errorCode: number): void {
    this.#push(session, { _: 'mt_bad_msg_notification', badMsgId: msgId, badMsgSeqno: seqNo, errorCode });
  }

  #greet(session: ServerSession, firstMsgId: bigint): void {
    this.#sessions.set(session.id, session);
    this.#attached = session;
    this.#push(session, { _: 'mt_new_session_created', firstMsgId, uniqueId: ++this.#unique, serverSalt: this.#salt }, { content: true });
  }

  #flushAcks(session: ServerSession): void {
    if (session.acks.size === 0) return;
    for (const id of session.acks) {
      const entry = session.received.get(id);
      if (entry !== undefined) entry.acknowledged = true;
    }
    this.#push(session, { _: 'mt_msgs_ack', msgIds: [...session.acks] });
    session.acks.clear();
  }

  #push(session: ServerSession, body: tl.TlObject, options: { content?: boolean; answer?: boolean } = {}): void {
    this.#deliver(session, [this.#numbered(session, encode(body), { content: false, answer: false, ...options })]);
  }

  #numbered(session: ServerSession, body: Uint8Array, { content, answer }: { content: boolean; answer: boolean }): Pending {
    const seqNo = content ? session.content++ * 2 + 1 : session.content * 2;
    const message = { msgId: this.#nextId(answer), seqNo, body, sentAt: this.#clock.monotonic() };
    if (content) session.outbox.set(message.msgId, message);
    return message;
  }

  /** Sends messages in a container; without a connection of their session they wait in the outbox. */
  #deliver(session: ServerSession, messages: readonly Pending[]): void {
    if (this.#send === undefined || session !== this.#attached || messages.length === 0) return;
    for (const message of messages) message.sentAt = this.#clock.monotonic();
    const outer = { msgId: this.#nextId(true), seqNo: session.content * 2, body: writeContainer(messages) };
    const options = { authKey: this.#authKey, salt: this.#salt, sessionId: session.id, random: this.#random, direction: 'fromServer' } as const;
    this.#send(sealMessage(options, outer).packet);
  }

  #nextId(answer: boolean): bigint {
    const now = (BigInt(Math.floor(this.now * 2 ** 20)) << 12n) & ~3n;
    const floor = this.#lastId & ~3n;
    const base = now > floor || floor - now > 60n << 32n ? now : floor + 4n;
    this.#lastId = base + (answer ? 1n : 3n);
    return this.#lastId;
  }

}

function open(authKey: AuthKey, packet: Uint8Array): WireMessage & { salt: bigint; sessionId: bigint } {
  const { key, iv } = messageKeyIv(authKey.bytes, packet.subarray(8, 24), 'toServer');
  const plain = igeDecrypt(packet.slice(24), key, iv);
  const view = new DataView(plain.buffer, plain.byteOffset, plain.length);
  return {
    salt: view.getBigInt64(0, true),
    sessionId: view.getBigInt64(8, true),
    msgId: view.getBigInt64(16, true),
    seqNo: view.getInt32(24, true),
    body: plain.subarray(32, 32 + view.getInt32(28, true)),
  };
}

function stateOf(session: ServerSession, id: bigint): number {
  const message = session.received.get(id);
  if (message === undefined) {
    if (id <= session.received.forgottenUpTo) return 1;
    return id > session.received.highest ? 3 : 2;
  }
  const kept = message.answerId !== undefined && session.outbox.has(message.answerId);
  return 4 + (message.acknowledged ? 8 : 0) + 32 + (message.state === 'answered' ? 64 + (kept ? 0 : 128) : 0);
}

const error = (errorCode: number, errorMessage: string): Uint8Array => encode({ _: 'mt_rpc_error', errorCode, errorMessage });
const constructorOf = (body: Uint8Array): number => new DataView(body.buffer, body.byteOffset).getInt32(0, true);
