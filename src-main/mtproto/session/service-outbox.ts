import { encode, type tl } from '#tl';
import type { SentQuery } from './query.ts';

/** A service message that we send. Its purpose is kept to recognise the answer and to send it anew. */
export type ServiceRequest =
  | { kind: 'ping'; pingId: bigint; disconnectDelay: number }
  | { kind: 'stateRequest'; msgIds: bigint[] }
  | { kind: 'resendRequest'; msgIds: bigint[] }
  | { kind: 'stateInfo'; reqMsgId: bigint; info: Uint8Array }
  | { kind: 'dropAnswer'; reqMsgId: bigint }
  | { kind: 'futureSalts' }
  | { kind: 'destroySession'; sessionId: bigint }
  | { kind: 'destroyAuthKey' };

/** Anything but a query that we sent, by its message id. */
export type SentService =
  | { kind: 'container'; msgIds: bigint[] }
  | { kind: 'ack'; msgIds: bigint[] }
  | { kind: 'request'; request: ServiceRequest };

/** Most identifiers that one acknowledgement or request may name. */
export const maximumIds = 8192;
/** Sent service messages that are remembered. */
const remembered = 1000;

/** Acknowledgements and service messages that wait, and the ones that were sent lately. */
export class ServiceOutbox {
  acks: bigint[] = [];
  /** Acknowledgements of what is not on the disk yet. */
  readonly heldAcks = new Set<bigint>();
  /** Acknowledgements are worth a packet of their own. */
  acksUrgent = false;
  requests: ServiceRequest[] = [];
  /** Queries that the server asked for again; they keep their id and seqno and travel in a container. */
  verbatim: SentQuery[] = [];
  readonly #sent = new Map<bigint, SentService>();

  remember(msgId: bigint, sent: SentService): void {
    this.#sent.set(msgId, sent);
    if (this.#sent.size <= remembered) return;
    for (const oldest of this.#sent.keys()) {
      this.#sent.delete(oldest);
      break;
    }
  }

  sent(msgId: bigint): SentService | undefined {
    return this.#sent.get(msgId);
  }

  forget(msgId: bigint): void {
    this.#sent.delete(msgId);
  }

  /** The container that carried a message, if it was one of the last. */
  containerOf(msgId: bigint): bigint | undefined {
    for (const [id, sent] of this.#sent) if (sent.kind === 'container' && sent.msgIds.includes(msgId)) return id;
    return undefined;
  }

  /** Forgets everything; acknowledgements and requests of one session mean nothing to another. */
  clear(): void {
    this.acks = [];
    this.heldAcks.clear();
    this.acksUrgent = false;
    // Whatever session carries it, the key is to be destroyed.
    this.requests = this.#keyRequests();
    this.verbatim = [];
    this.#sent.clear();
  }

  /** Forgets what only concerned the connection that broke. */
  connectionLost(): void {
    const lasting = this.requests.filter(({ kind }) => kind === 'dropAnswer' || kind === 'destroySession');
    this.requests = [...this.#keyRequests(), ...lasting];
    this.verbatim = [];
  }

  /** Queues a service message; a ping stays last, and requests for messages are joined. */
  add(request: ServiceRequest): void {
    const { requests } = this;
    if (request.kind === 'resendRequest') {
      const same = requests.find((other) => other.kind === 'resendRequest' && other.msgIds.length + request.msgIds.length <= maximumIds);
      if (same?.kind === 'resendRequest') {
        same.msgIds.push(...request.msgIds);
        return;
      }
    }
    const last = requests.at(-1);
    if (last?.kind === 'ping' && request.kind !== 'ping') requests.splice(-1, 0, request);
    else requests.push(request);
  }

  /** The request to destroy the key, if it was made and has no answer. */
  #keyRequests(): ServiceRequest[] {
    const all = [...this.requests];
    for (const [msgId, sent] of this.#sent) {
      if (sent.kind !== 'request' || sent.request.kind !== 'destroyAuthKey') continue;
      this.#sent.delete(msgId);
      all.push(sent.request);
    }
    return all.filter(({ kind }) => kind === 'destroyAuthKey').slice(0, 1);
  }
}

const acksId = 0x62d6b459;
const vectorId = 0x1cb5c415;

/** `msgs_ack`, written by hand: it accompanies almost every packet. */
export function encodeAcks(msgIds: readonly bigint[]): Uint8Array {
  const out = new Uint8Array(12 + msgIds.length * 8);
  const view = new DataView(out.buffer);
  view.setInt32(0, acksId, true);
  view.setInt32(4, vectorId, true);
  view.setInt32(8, msgIds.length, true);
  msgIds.forEach((id, index) => view.setBigInt64(12 + index * 8, id, true));
  return out;
}

/** Encodes a service message. */
export function encodeServiceRequest(request: ServiceRequest): Uint8Array {
  return encode(toTl(request));
}

function toTl(request: ServiceRequest): tl.TlObject | tl.TlMethod {
  switch (request.kind) {
    case 'ping':
      return { _: 'mt_ping_delay_disconnect', pingId: request.pingId, disconnectDelay: request.disconnectDelay };
    case 'stateRequest':
      return { _: 'mt_msgs_state_req', msgIds: request.msgIds };
    case 'resendRequest':
      return { _: 'mt_msg_resend_req', msgIds: request.msgIds };
    case 'stateInfo':
      return { _: 'mt_msgs_state_info', reqMsgId: request.reqMsgId, info: request.info };
    case 'dropAnswer':
      return { _: 'mt_rpc_drop_answer', reqMsgId: request.reqMsgId };
    case 'futureSalts':
      return { _: 'mt_get_future_salts', num: 64 };
    case 'destroySession':
      return { _: 'mt_destroy_session', sessionId: request.sessionId };
    case 'destroyAuthKey':
      return { _: 'mt_destroy_auth_key' };
  }
}
