import { decode, defaultLimits, inflateGzipPacked, TlError, tlIds, type tl } from '#tl';
import { readContainer } from './container.ts';
import { openMessage, SecurityError, type OpenedPacket, type WireMessage } from './envelope.ts';
import { secondsOf } from './message-ids.ts';
import type { Query, SentQuery } from './query.ts';
import { ServiceReactions } from './service-reactions.ts';
import type { Session } from './session.ts';

/** Messages older than this are ignored once the clock is synchronized, seconds. */
const maximumAge = 300;
/** An answer whose id is this much older than its request proves that our clock is ahead, seconds. */
const clockAhead = 15;
/** Bytes that the packed messages of one packet may unpack to together. */
const maximumInflated = 64 * 1024 * 1024;
/** Ignored messages in a row after which a new session is started. */
const maximumIgnored = 3;
/** Answers to nothing from this size on count, and when they sum up to so much the connection is replaced, bytes. */
const largeAnswer = 16 * 1024;
const maximumDropped = 256 * 1024;

const serviceIds = {
  pong: 0x347773c5,
  badMsgNotification: 0xa7eff811 | 0,
  badServerSalt: 0xedab447b | 0,
  msgsAck: 0x62d6b459,
  msgsStateInfo: 0x04deb57d,
  msgsAllInfo: 0x8cc0d131 | 0,
  msgsStateReq: 0xda69fb52 | 0,
  msgResendReq: 0x7d861a08,
  msgDetailedInfo: 0x276d3ec6,
  msgNewDetailedInfo: 0x809db6df | 0,
  newSessionCreated: 0x9ec20908 | 0,
  futureSalts: 0xae500895 | 0,
  destroySessionOk: 0xe22045fc | 0,
  destroySessionNone: 0x62d350c9,
  destroyAuthKeyOk: 0xf660e1d4 | 0,
  destroyAuthKeyNone: 0x0a9f2259,
  destroyAuthKeyFail: 0xea109b13 | 0,
  rpcAnswerUnknown: 0x5e2ad36e,
  rpcAnswerDroppedRunning: 0xcd78e586 | 0,
  rpcAnswerDropped: 0xa43ad8b7 | 0,
} as const;

const allServiceIds: ReadonlySet<number> = new Set(Object.values(serviceIds));

/** Service messages whose contents answer something of this session: proof that they are not old, whatever their id says. */
const answering: ReadonlySet<number> = new Set([
  tlIds.rpcResult,
  serviceIds.pong,
  serviceIds.badMsgNotification,
  serviceIds.badServerSalt,
  serviceIds.msgsAck,
  serviceIds.msgsStateInfo,
  serviceIds.msgDetailedInfo,
  serviceIds.newSessionCreated,
]);

const waitFailed = /^MSG_WAIT_(FAILED|TIMEOUT)$/;

/**
 * The receiving half of a session: decrypts, checks (core.telegram.org/mtproto/security_guidelines) and hands every message to
 * its reaction.
 */
export class SessionReceiver {
  readonly #session: Session;
  readonly #reactions: ServiceReactions;
  #ignored = 0;
  /** Bytes that the packet at hand may still unpack to. */
  #inflatable = maximumInflated;
  /** A new session is due; it starts when the whole packet was read, so that answers in it are not lost. */
  #restart: string | undefined;
  /** What the server refused when it asked for a new session. */
  #refused = new Set<Query>();
  #droppedBytes = 0;
  /** How often a chained query was refused because of the one before it. */
  readonly #waitFailures = new WeakMap<Query, number>();

  constructor(session: Session) {
    this.#session = session;
    this.#reactions = new ServiceReactions(session, {
      restart: (reason, refused = []) => {
        this.#restart = reason;
        for (const { query } of refused) this.#refused.add(query);
      },
    });
  }

  /**
   * Takes one packet from the connection.
   * @throws SecurityError when a check fails: the connection is to be dropped without an answer
   */
  receive(packet: Uint8Array): void {
    for (const _ of this.take(openMessage(this.#session.options.authKey, packet)));
  }

  /**
   * Takes a packet that was opened with the session's key, message by message: between two of them others may have the loop, but no
   * other packet. What is left of it when the connection is lost counts as never received.
   * @throws SecurityError
   */
  *take(opened: OpenedPacket): Generator<undefined, void> {
    const session = this.#session;
    if (opened.sessionId !== session.id) throw new SecurityError('Wrong session');
    checkParity(opened.msgId);
    this.#inflatable = maximumInflated;
    session.heard();
    if (this.#accept(opened)) yield* this.#each(opened);
    if (this.#restart === undefined) return;
    const reason = this.#restart;
    const refused = this.#refused;
    this.#restart = undefined;
    this.#refused = new Set();
    this.#ignored = 0;
    session.restart(refused);
    session.options.host.reconnect(reason);
  }

  /** Clock, age and repetition of the outermost message. */
  #accept(message: WireMessage): boolean {
    const { serverClock } = this.#session.options;
    const sentAt = secondsOf(message.msgId);
    const id = constructorOf(message.body);
    if (id !== serviceIds.badMsgNotification) serverClock.observe(sentAt);
    if (serverClock.synchronized && sentAt < serverClock.now() - maximumAge) {
      const { received } = this.#session;
      if (!isAnswering(message.body) || received.has(message.msgId) || received.isForgotten(message.msgId)) return this.#ignore();
      // It answers what this session sent, so it is our clock that is wrong.
      serverClock.set(sentAt);
    }
    this.#ignored = 0;
    return this.#remember(message);
  }

  #ignore(): false {
    this.#ignored++;
    if (this.#ignored >= maximumIgnored) this.#restart = 'Old messages only';
    return false;
  }

  /** Whether a message is new; repeated ones are acknowledged again. */
  #remember(message: WireMessage): boolean {
    switch (this.#session.received.add(message.msgId, (message.seqNo & 1) === 1)) {
      case 'new':
        return true;
      case 'duplicate':
        if (message.seqNo & 1) this.#session.acknowledge(message.msgId);
        return false;
      case 'stale':
        this.#restart = 'A message id lower than all known ones';
        return false;
    }
  }

  *#each(message: WireMessage): Generator<undefined, void> {
    if (constructorOf(message.body) !== tlIds.msgContainer) {
      this.#dispatch(message, 0);
      return;
    }
    for (const inner of this.#members(message.body)) {
      if (this.#remember(inner)) this.#dispatch(inner, 1);
      yield;
    }
    if (message.seqNo & 1) this.#session.acknowledge(message.msgId);
  }

  #dispatch(message: WireMessage, depth: number): void {
    const id = constructorOf(message.body);
    if (id === undefined) throw new SecurityError('Empty message');
    switch (id) {
      case tlIds.msgContainer:
        throw new SecurityError('Container inside a container');
      case tlIds.gzipPacked:
        if (depth > 2) throw new SecurityError('Nested packed messages');
        this.#dispatch({ ...message, seqNo: message.seqNo & ~1, body: this.#inflate(message.body) }, depth + 1);
        break;
      case tlIds.msgCopy:
        if (depth > 2) throw new SecurityError('Nested copies');
        this.#dispatchCopy(message.body, depth);
        break;
      case tlIds.rpcResult:
        this.#rpcResult(message);
        break;
      default:
        if (allServiceIds.has(id)) this.#service(message, undefined);
        else this.#session.options.host.push(message.body);
    }
    // Only what has been dealt with is acknowledged: updates are stored by then.
    if (message.seqNo & 1) this.#session.acknowledge(message.msgId);
  }

  /** A container's members, unpacked and all of them checked before the first is used: nothing of a forged one is delivered. */
  #members(body: Uint8Array): WireMessage[] {
    return readContainer(body).map((member) => {
      checkParity(member.msgId);
      const unpacked = constructorOf(member.body) === tlIds.gzipPacked ? this.#inflate(member.body) : member.body;
      const id = constructorOf(unpacked);
      if (id === undefined) throw new SecurityError('Empty message');
      if (id === tlIds.msgContainer) throw new SecurityError('Container inside a container');
      return unpacked === member.body ? member : { ...member, body: unpacked };
    });
  }

  #inflate(body: Uint8Array): Uint8Array {
    try {
      return this.#inflated(body);
    } catch (error) {
      throw new SecurityError('Damaged packed message', { cause: error });
    }
  }

  #inflated(body: Uint8Array): Uint8Array {
    const unpacked = inflateGzipPacked(body, Math.min(this.#inflatable, defaultLimits.maxInflated));
    this.#inflatable -= unpacked.length;
    return unpacked;
  }

  #dispatchCopy(body: Uint8Array, depth: number): void {
    if (body.length < 24) throw new SecurityError('Truncated copy');
    const view = new DataView(body.buffer, body.byteOffset, body.length);
    const length = view.getInt32(16, true);
    if (length < 4 || length % 4 !== 0 || length > body.length - 20) throw new SecurityError('Truncated copy');
    const original = { msgId: view.getBigInt64(4, true), seqNo: view.getInt32(12, true), body: body.subarray(20, 20 + length) };
    checkParity(original.msgId);
    if (this.#remember(original)) this.#dispatch(original, depth + 1);
  }

  #rpcResult(message: WireMessage): void {
    const { body } = message;
    if (body.length < 12) throw new SecurityError('Truncated answer');
    const reqMsgId = new DataView(body.buffer, body.byteOffset, body.length).getBigInt64(4, true);
    if (reqMsgId === 0n) throw new SecurityError('An answer to nothing');
    const result = body.subarray(12);
    const sent = this.#session.inFlight.get(reqMsgId);
    if (sent === undefined) {
      this.#otherResult(message, reqMsgId, result);
      return;
    }
    this.#checkClock(message.msgId, reqMsgId);
    const { clock } = this.#session.options;
    // What was acknowledged before may be timed from there.
    if (!sent.acked) this.#session.pace.answered(sent.body.length, clock.monotonic() - sent.sentAt);
    this.#session.remove(sent);
    let unpacked = result;
    if (constructorOf(result) === tlIds.gzipPacked) {
      try {
        unpacked = this.#inflated(result);
      } catch (error) {
        this.#session.queue.finish(sent.query);
        sent.query.unreadable(error);
        return;
      }
    }
    if (constructorOf(unpacked) === tlIds.rpcError) this.#failed(sent, unpacked);
    else {
      this.#session.queue.finish(sent.query);
      if (sent.announces !== undefined) this.#session.options.host.announced(sent.announces);
      this.#session.options.host.answered(sent.query);
      sent.query.answered(unpacked);
    }
  }

  #failed(sent: SentQuery, body: Uint8Array): void {
    const { queue } = this.#session;
    let error: tl.TlObject;
    try {
      error = decode(body);
    } catch (cause) {
      queue.finish(sent.query);
      sent.query.unreadable(cause);
      return;
    }
    if (error._ !== 'mt_rpc_error') throw new SecurityError('Not an error');
    if (error.errorCode === 400 && waitFailed.test(error.errorMessage) && sent.after !== undefined) {
      this.#waitAgain(sent.query);
      return;
    }
    if (error.errorCode === 401 && error.errorMessage === 'AUTH_KEY_PERM_EMPTY') {
      queue.putBack([sent.query]);
      this.#session.options.host.unbound();
      return;
    }
    const place = queue.finish(sent.query);
    if (sent.query.failed(error.errorCode, error.errorMessage) === 'done' || place === undefined) return;
    queue.restore(sent.query, place);
    this.#session.options.host.wake('now');
  }

  /**
   * The call before it failed, or moved to another id: it is sent again behind whatever is left of the chain, and the second time
   * only when nothing is left.
   */
  #waitAgain(query: Query): void {
    const { queue, options } = this.#session;
    const times = (this.#waitFailures.get(query) ?? 0) + 1;
    this.#waitFailures.set(query, times);
    if (times > 1) queue.bePatient(query);
    queue.putBack([query]);
    options.host.wake('now');
  }

  /** An `rpc_result` for a service request, for a cancelled call, or for one that was answered already. */
  #otherResult(message: WireMessage, reqMsgId: bigint, result: Uint8Array): void {
    const service = this.#session.services.sent(reqMsgId);
    const id = constructorOf(result);
    if (service?.kind === 'request' && id !== undefined && allServiceIds.has(id)) {
      this.#service({ ...message, seqNo: 0, body: result }, reqMsgId);
      return;
    }
    // The server is to stop delivering it.
    this.#session.hurryAcks();
    if (result.length < largeAnswer) return;
    this.#droppedBytes += result.length;
    if (this.#droppedBytes < maximumDropped) return;
    this.#droppedBytes = 0;
    this.#session.options.host.reconnect('Answers that nobody waits for');
  }

  #service(message: WireMessage, answerTo: bigint | undefined): void {
    let body: tl.TlObject;
    try {
      body = decode(message.body);
    } catch (error) {
      if (!(error instanceof TlError)) throw error;
      throw new SecurityError('Damaged service message', { cause: error });
    }
    if (body._ === 'mt_pong') this.#checkClock(message.msgId, body.msgId);
    this.#reactions.react(body, message.msgId, answerTo);
  }

  /** An answer cannot be older than its question: then our clock is ahead. */
  #checkClock(answerId: bigint, requestId: bigint): void {
    if (secondsOf(answerId) < secondsOf(requestId) - clockAhead) {
      this.#session.options.serverClock.set(secondsOf(answerId));
    }
  }
}

function constructorOf(body: Uint8Array): number | undefined {
  if (body.length < 4) return undefined;
  // Asked several times for each message: without the object that a view would be.
  return (body[0] as number) | ((body[1] as number) << 8) | ((body[2] as number) << 16) | ((body[3] as number) << 24);
}

/** Whether a message, or a member of a container, answers something that this session sent. */
function isAnswering(body: Uint8Array): boolean {
  const id = constructorOf(body);
  if (id === tlIds.msgContainer) return readContainer(body).some((inner) => answering.has(constructorOf(inner.body) ?? 0));
  return id !== undefined && answering.has(id);
}

function checkParity(msgId: bigint): void {
  if ((msgId & 1n) === 0n) throw new SecurityError('Not an id of a server');
}
