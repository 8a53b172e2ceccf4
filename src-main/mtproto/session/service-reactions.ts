import type { tl } from '#tl';
import type { StoredSalt } from '../types.ts';
import { messageState } from './fates.ts';
import { isLower, secondsOf } from './message-ids.ts';
import type { SentQuery } from './query.ts';
import { maximumIds, type ServiceRequest } from './service-outbox.ts';
import type { Session } from './session.ts';

/** How often a query may be named as our mistake before it is given up. */
const maximumMistakes = 3;
/** Sessions of the server that are remembered by their unique id. */
const rememberedSessions = 100;

/** The reaction to each service message (core.telegram.org/mtproto/service_messages and …/service_messages_about_messages). */
export class ServiceReactions {
  readonly #session: Session;
  readonly #restart: (reason: string, refused?: readonly SentQuery[]) => void;
  readonly #serverSessions = new Set<bigint>();
  readonly #mistakes = new WeakMap<object, number>();

  constructor(session: Session, actions: { restart(reason: string, refused?: readonly SentQuery[]): void }) {
    this.#session = session;
    this.#restart = actions.restart;
  }

  /**
   * @param msgId the id of the message that carries it
   * @param answerTo the request's id when it came inside an `rpc_result`
   */
  react(body: tl.TlObject, msgId: bigint, answerTo: bigint | undefined): void {
    const session = this.#session;
    const { host, salts, serverClock } = session.options;
    switch (body._) {
      case 'mt_pong':
        this.#pong(body);
        return;
      case 'mt_bad_server_salt':
        if (!this.#isOurs(body.badMsgId)) return;
        salts.adopt(body.newServerSalt, serverClock.now());
        this.#sendAgain(body.badMsgId);
        return;
      case 'mt_bad_msg_notification':
        this.#badMessage(body, msgId);
        return;
      case 'mt_msgs_ack':
        for (const id of body.msgIds) this.#acknowledged(id);
        return;
      case 'mt_msgs_state_info':
        this.#stateInfo(body.reqMsgId, body.info);
        return;
      case 'mt_msgs_all_info':
        session.fates.told(body.msgIds, body.info);
        return;
      case 'mt_msgs_state_req':
        session.request({ kind: 'stateInfo', reqMsgId: msgId, info: this.#statesOf(body.msgIds) });
        return;
      case 'mt_msg_resend_req':
        this.#resendVerbatim(body.msgIds, msgId);
        return;
      case 'mt_msg_detailed_info':
        this.#acknowledged(body.msgId);
        // An answer that nobody waits for any more is not fetched.
        if (this.#isOurs(body.msgId)) this.#answerExists(body.answerMsgId);
        else session.acknowledge(body.answerMsgId);
        return;
      case 'mt_msg_new_detailed_info':
        this.#answerExists(body.answerMsgId);
        return;
      case 'mt_new_session_created':
        this.#sessionCreated(body);
        return;
      case 'mt_future_salts':
        if (this.#answered(body.reqMsgId, 'futureSalts')) salts.replace(body.salts.map(unsigned), serverClock.now());
        return;
      case 'mt_destroy_auth_key_ok':
        host.keyDestroyed('ok');
        return;
      case 'mt_destroy_auth_key_none':
        host.keyDestroyed('none');
        return;
      case 'mt_destroy_auth_key_fail':
        host.keyDestroyed('fail');
        return;
      default:
        // Answers to destroy_session and rpc_drop_answer need nothing but to be forgotten.
        if (answerTo !== undefined) session.services.forget(answerTo);
    }
  }

  #pong(pong: tl.mt_pong): void {
    const { services, options } = this.#session;
    const sent = services.sent(pong.msgId);
    if (sent?.kind !== 'request' || sent.request.kind !== 'ping' || sent.request.pingId !== pong.pingId) return;
    services.forget(pong.msgId);
    options.host.pong(pong.pingId);
  }

  #badMessage(notification: tl.mt_bad_msg_notification, msgId: bigint): void {
    const session = this.#session;
    const { serverClock, log } = session.options;
    const { badMsgId, errorCode } = notification;
    if (!this.#isOurs(badMsgId)) return;
    switch (errorCode) {
      case 16:
        serverClock.set(secondsOf(msgId));
        this.#sendAgain(badMsgId);
        return;
      case 17:
        serverClock.set(secondsOf(msgId));
        this.#restart('Message ids were too high', [...this.#refusedBy(badMsgId), ...this.#sentAfter(badMsgId)]);
        return;
      case 20:
        session.fates.uncertain(this.#queriesOf(badMsgId));
        return;
      case 32:
      case 33:
        this.#restart(`Sequence numbers were refused (${errorCode})`, this.#refusedBy(badMsgId));
        return;
      case 64:
        session.shrinkContainers(this.#membersOf(badMsgId).length);
        this.#sendAgain(badMsgId);
        return;
      default:
        log.error('The server refused a message of ours', { code: errorCode });
        for (const sent of this.#queriesOf(badMsgId)) this.#countMistake(sent, errorCode);
        this.#restart(`A message was refused (${errorCode})`, this.#refusedBy(badMsgId));
    }
  }

  /** Fails a query that the server keeps naming as our mistake, instead of sending it for ever. */
  #countMistake(sent: SentQuery, errorCode: number): void {
    const count = (this.#mistakes.get(sent.query) ?? 0) + 1;
    this.#mistakes.set(sent.query, count);
    if (count < maximumMistakes) return;
    this.#session.remove(sent);
    this.#session.queue.finish(sent.query);
    sent.query.failed(500, `BAD_MSG_${errorCode}`);
  }

  /** Sends whatever went under this id again: a query, a container's members, acknowledgements, a service request. */
  #sendAgain(msgId: bigint): void {
    const { services } = this.#session;
    const queries = this.#queriesOf(msgId);
    this.#session.resend(queries.filter(isRefused));
    this.#doubt(queries.filter((query) => !isRefused(query)));
    const sent = services.sent(msgId);
    if (sent === undefined) return;
    services.forget(msgId);
    if (sent.kind === 'container') for (const inner of sent.msgIds) this.#sendServiceAgain(inner);
    else this.#again(sent);
  }

  /** Asks about queries whose refusal settles nothing, a few times. */
  #doubt(queries: readonly SentQuery[]): void {
    for (const sent of queries) if (++sent.refusals > maximumMistakes) this.#session.lose(sent);
    this.#session.fates.ask(queries.filter((sent) => sent.refusals <= maximumMistakes));
  }

  #sendServiceAgain(msgId: bigint): void {
    const { services } = this.#session;
    const sent = services.sent(msgId);
    if (sent === undefined || sent.kind === 'container') return;
    services.forget(msgId);
    this.#again(sent);
  }

  #again(sent: Exclude<ReturnType<Session['services']['sent']>, undefined | { kind: 'container' }>): void {
    const session = this.#session;
    if (sent.kind === 'ack') for (const id of sent.msgIds) session.acknowledge(id);
    else if (sent.request.kind === 'stateRequest') {
      const msgIds = sent.request.msgIds.filter((id) => session.inFlight.has(id));
      if (msgIds.length > 0) session.request({ kind: 'stateRequest', msgIds });
    } else session.request(sent.request);
  }

  #isOurs(msgId: bigint): boolean {
    return this.#session.inFlight.has(msgId) || this.#session.services.sent(msgId) !== undefined;
  }

  /** Queries with a higher id, which the server had not acknowledged. */
  #sentAfter(msgId: bigint): SentQuery[] {
    return [...this.#session.inFlight.values()].filter((sent) => isLower(msgId, sent.msgId) && isRefused(sent));
  }

  #refusedBy(msgId: bigint): SentQuery[] {
    return this.#queriesOf(msgId).filter(isRefused);
  }

  /** The unanswered queries that an id stands for: itself, or a container's members. */
  #queriesOf(msgId: bigint): SentQuery[] {
    return this.#membersOf(msgId).flatMap((id) => this.#session.inFlight.get(id) ?? []);
  }

  #membersOf(msgId: bigint): readonly bigint[] {
    const sent = this.#session.services.sent(msgId);
    return sent?.kind === 'container' ? sent.msgIds : [msgId];
  }

  #acknowledged(msgId: bigint): void {
    for (const sent of this.#queriesOf(msgId)) this.#session.fates.acknowledged(sent);
  }

  /** Whether a service request of this kind was sent under this id and had no answer yet; it has one now. */
  #answered(msgId: bigint, kind: ServiceRequest['kind']): ServiceRequest | undefined {
    const sent = this.#session.services.sent(msgId);
    if (sent?.kind !== 'request' || sent.request.kind !== kind) return undefined;
    this.#session.services.forget(msgId);
    return sent.request;
  }

  #stateInfo(reqMsgId: bigint, info: Uint8Array): void {
    const request = this.#answered(reqMsgId, 'stateRequest');
    if (request?.kind === 'stateRequest') this.#session.fates.told(request.msgIds, info);
  }

  #statesOf(msgIds: readonly bigint[]): Uint8Array {
    const { received, services, options } = this.#session;
    const latest = options.serverClock.now() + 30;
    const unsent = new Set([...services.acks, ...services.heldAcks]);
    return Uint8Array.from(msgIds, (id) => {
      const wantsAck = received.wantsAck(id);
      if (wantsAck === false) return messageState.received | messageState.needsNoAck;
      if (wantsAck === true) return messageState.received | (unsent.has(id) ? 0 : messageState.acknowledged);
      if (secondsOf(id) > latest) return messageState.tooHigh;
      return received.isForgotten(id) ? messageState.forgotten : messageState.notReceived;
    });
  }

  #resendVerbatim(msgIds: readonly bigint[], requestId: bigint): void {
    const session = this.#session;
    const kept = msgIds.flatMap((id) => session.inFlight.get(id) ?? []);
    for (const sent of kept.slice(0, maximumIds)) session.resendVerbatim(sent);
    if (kept.length < msgIds.length) session.request({ kind: 'stateInfo', reqMsgId: requestId, info: this.#statesOf(msgIds) });
  }

  #answerExists(answerMsgId: bigint): void {
    const session = this.#session;
    if (session.received.has(answerMsgId)) session.acknowledge(answerMsgId);
    else session.request({ kind: 'resendRequest', msgIds: [answerMsgId] });
  }

  #sessionCreated(created: tl.mt_new_session_created): void {
    if (this.#serverSessions.has(created.uniqueId)) return;
    this.#serverSessions.add(created.uniqueId);
    if (this.#serverSessions.size > rememberedSessions) {
      const [oldest] = this.#serverSessions;
      if (oldest !== undefined) this.#serverSessions.delete(oldest);
    }
    const session = this.#session;
    const { host, salts, serverClock } = session.options;
    salts.adopt(created.serverSalt, serverClock.now());
    const first = session.services.containerOf(created.firstMsgId) ?? created.firstMsgId;
    // The session that had them is gone: whether they were executed in it cannot be asked any more.
    session.fates.uncertain([...session.inFlight.values()].filter((sent) => isLower(sent.containerId ?? sent.msgId, first)));
    host.sessionCreated();
  }
}

/** TL reads times with a sign, which those after 2038 do not have. */
function unsigned({ salt, validSince, validUntil }: tl.mt_future_salt): StoredSalt {
  return { salt, validSince: validSince >>> 0, validUntil: validUntil >>> 0 };
}

/**
 * Whether a refusal settles that the server does not execute a query. It does not when the server has acknowledged it, or when
 * another copy is on the way; of what may be executed twice that does no harm.
 */
function isRefused(sent: SentQuery): boolean {
  return sent.query.repeatable || !(sent.acked || sent.copied);
}
