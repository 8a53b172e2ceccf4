import { encode, type tl } from '#tl';
import type { WireMessage } from './envelope.ts';

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
  requests: ServiceRequest[] = [];
  /** Messages that the server asked for again; they keep their id and seqno and travel in a container. */
  verbatim: WireMessage[] = [];
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
    this.requests = [];
    this.verbatim = [];
    this.#sent.clear();
  }

  /** Forgets what only concerned the connection that broke. */
  connectionLost(): void {
    this.requests = this.requests.filter(({ kind }) => kind === 'dropAnswer' || kind === 'destroySession' || kind === 'destroyAuthKey');
    this.verbatim = [];
  }
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
