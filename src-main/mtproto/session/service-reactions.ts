import type { tl } from '#tl';
import { SecurityError } from './envelope.ts';
import type { SentQuery } from './query.ts';
import { secondsOf } from './server-clock.ts';
import { maximumIds } from './service-outbox.ts';
import type { Session } from './session.ts';

/** How often a query may be named as our mistake before it is given up. */
const maximumMistakes = 3;
/** Sessions of the server that are remembered by their unique id. */
const rememberedSessions = 100;

const state = { forgotten: 1, notReceived: 2, tooHigh: 3, received: 4, answerGenerated: 64 } as const;

/** The reaction to each service message (core.telegram.org/mtproto/service_messages and …/service_messages_about_messages). */
export class ServiceReactions {
  readonly #session: Session;
  readonly #restart: (reason: string) => void;
  readonly #serverSessions = new Set<bigint>();
  readonly #mistakes = new WeakMap<object, number>();

  constructor(session: Session, actions: { restart(reason: string): void }) {
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
        this.#states(body.msgIds, body.info);
        return;
      case 'mt_msgs_state_req':
        session.request({ kind: 'stateInfo', reqMsgId: msgId, info: this.#statesOf(body.msgIds) });
        return;
      case 'mt_msg_resend_req':
        this.#resendVerbatim(body.msgIds, msgId);
        return;
      case 'mt_msg_detailed_info':
        this.#acknowledged(body.msgId);
        this.#answerExists(body.answerMsgId);
        return;
      case 'mt_msg_new_detailed_info':
        this.#answerExists(body.answerMsgId);
        return;
      case 'mt_new_session_created':
        this.#sessionCreated(body);
        return;
      case 'mt_future_salts':
        salts.replace(body.salts, serverClock.now());
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
        this.#restart('Message ids were too high');
        return;
      case 20:
        this.#uncertain(this.#queriesOf(badMsgId));
        return;
      case 32:
      case 33:
        this.#restart(`Sequence numbers were refused (${errorCode})`);
        return;
      case 64:
        session.shrinkContainers();
        this.#sendAgain(badMsgId);
        return;
      default:
        log.error('The server refused a message of ours', { code: errorCode });
        for (const sent of this.#queriesOf(badMsgId)) this.#countMistake(sent, errorCode);
        this.#restart(`A message was refused (${errorCode})`);
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
    this.#session.resend(this.#queriesOf(msgId));
    const sent = services.sent(msgId);
    if (sent === undefined) return;
    services.forget(msgId);
    if (sent.kind === 'container') for (const inner of sent.msgIds) this.#sendServiceAgain(inner);
    else this.#again(sent);
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

  /** The unanswered queries that an id stands for: itself, or a container's members. */
  #queriesOf(msgId: bigint): SentQuery[] {
    const { inFlight, services } = this.#session;
    const sent = services.sent(msgId);
    const ids = sent?.kind === 'container' ? sent.msgIds : [msgId];
    return ids.flatMap((id) => inFlight.get(id) ?? []);
  }

  #acknowledged(msgId: bigint): void {
    for (const sent of this.#queriesOf(msgId)) {
      sent.acked = true;
      this.#session.settleUnknown(sent);
    }
  }

  #stateInfo(reqMsgId: bigint, info: Uint8Array): void {
    const sent = this.#session.services.sent(reqMsgId);
    if (sent?.kind !== 'request' || sent.request.kind !== 'stateRequest') return;
    this.#session.services.forget(reqMsgId);
    this.#states(sent.request.msgIds, info);
  }

  #states(msgIds: readonly bigint[], info: Uint8Array): void {
    if (info.length !== msgIds.length) throw new SecurityError('States of another number of messages');
    const session = this.#session;
    const missing: SentQuery[] = [];
    const uncertain: SentQuery[] = [];
    msgIds.forEach((id, index) => {
      const sent = session.inFlight.get(id);
      const status = info[index] ?? 0;
      if (sent === undefined) return;
      const kind = status & 7;
      if (kind === state.notReceived || kind === state.tooHigh) missing.push(sent);
      else if (kind === state.forgotten) uncertain.push(sent);
      else if (kind === state.received) {
        sent.acked = true;
        sent.sentAt = session.options.clock.monotonic();
        session.settleUnknown(sent);
        if (status & state.answerGenerated && ++sent.answerPromised > 1) uncertain.push(sent);
      }
    });
    session.resend(missing);
    this.#uncertain(uncertain);
  }

  /** The server may or may not have executed these: they are repeated only if that does no harm. */
  #uncertain(queries: readonly SentQuery[]): void {
    const session = this.#session;
    session.resend(queries.filter((sent) => sent.query.repeatable));
    for (const sent of queries) {
      if (sent.query.repeatable) continue;
      session.remove(sent);
      session.queue.finish(sent.query);
      sent.query.lost();
    }
  }

  #statesOf(msgIds: readonly bigint[]): Uint8Array {
    const { received, options } = this.#session;
    const latest = options.serverClock.now() + 30;
    return Uint8Array.from(msgIds, (id) => {
      if (received.has(id)) return state.received;
      if (secondsOf(id) > latest) return state.tooHigh;
      return received.isForgotten(id) ? state.forgotten : state.notReceived;
    });
  }

  #resendVerbatim(msgIds: readonly bigint[], requestId: bigint): void {
    const session = this.#session;
    const kept = msgIds.flatMap((id) => session.inFlight.get(id) ?? []);
    session.services.verbatim.push(...kept.slice(0, maximumIds).map(({ msgId, seqNo, body }) => ({ msgId, seqNo, body })));
    if (kept.length === msgIds.length) session.options.host.wake('now');
    else session.request({ kind: 'stateInfo', reqMsgId: requestId, info: this.#statesOf(msgIds) });
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
    const older = [...session.inFlight.values()].filter((sent) => (sent.containerId ?? sent.msgId) < first);
    session.resend(older);
    host.sessionCreated();
  }
}
