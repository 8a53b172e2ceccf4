import type { Credentials } from '../connection/types.ts';
import { RpcError } from '../rpc/errors.ts';
import type { Runtime } from '../runtime.ts';
import type { AfterFailure, Query } from '../session/query.ts';
import { SessionReceiver } from '../session/session-receiver.ts';
import type { SessionHost } from '../session/host.ts';
import { Session } from '../session/session.ts';
import type { Padding } from '../transport/framing.ts';
import { HandshakeError } from './plain-channel.ts';

/** What is asked: a call, whose body may depend on the message that carries it, or the end of the key. */
export type Asked = { method: string; body(message: { msgId: bigint; sessionId: bigint }): Uint8Array } | 'destroyAuthKey';

export interface QuestionOptions {
  credentials: Credentials;
  runtime: Runtime;
  asked: Asked;
  send(packet: Uint8Array): void;
  /** What the line asks for. */
  padding: Padding;
  /** Takes the result, boxed; of `destroyAuthKey` nothing. */
  resolve(result: Uint8Array): void;
  reject(error: Error): void;
}

const nothing = new Uint8Array(0);

/**
 * A session with one question in it. Whatever a session needs to get an answer (salts, resending, acknowledgements) works as ever;
 * where it would need another connection the question fails.
 */
export class Question implements SessionHost {
  readonly #options: QuestionOptions;
  readonly #session: Session;
  readonly #receiver: SessionReceiver;
  #over = false;

  constructor(options: QuestionOptions) {
    this.#options = options;
    const { credentials, runtime, asked } = options;
    const { clock, random, log } = runtime;
    this.#session = new Session({ ...credentials, clock, random, log, host: this });
    this.#receiver = new SessionReceiver(this.#session);
    if (asked === 'destroyAuthKey') this.#session.request({ kind: 'destroyAuthKey' });
    else this.#session.submit(this.#query(asked));
    this.#flush();
  }

  /** @throws SecurityError when a check fails */
  receive(packet: Uint8Array): void {
    if (this.#over) return;
    this.#receiver.receive(packet);
    this.#flush();
  }

  fail(error: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#options.reject(error);
  }

  wake(): void {
    // Everything is sent at the end of construction and after each packet that came.
  }

  reconnect(reason: string): void {
    this.fail(new HandshakeError(reason));
  }

  wrap(): { prefix: Uint8Array } {
    return { prefix: nothing };
  }

  announced(): void {
    // No call of such a session announces anything.
  }

  answered(): void {
    // Its query has been told.
  }

  push(): void {
    // Nothing is pushed to a session that has called nothing; if it is, it is asked for again elsewhere.
  }

  sessionCreated(): void {
    // Of course it was.
  }

  pong(): void {
    // It does not live long enough to be kept alive.
  }

  unbound(): void {
    this.fail(new HandshakeError('The key is not bound'));
  }

  keyDestroyed(outcome: 'ok' | 'none' | 'fail'): void {
    if (outcome === 'fail') this.fail(new HandshakeError('The key could not be destroyed'));
    else this.#answered(nothing);
  }

  #flush(): void {
    if (this.#over) return;
    const { padding, send } = this.#options;
    for (let packet = this.#session.nextPacket(true, padding); packet !== undefined; packet = this.#session.nextPacket(false, padding)) send(packet.packet);
  }

  #answered(result: Uint8Array): void {
    if (this.#over) return;
    this.#over = true;
    this.#options.resolve(result);
  }

  #refused(error: RpcError): AfterFailure {
    this.fail(error);
    return 'done';
  }

  #query({ method, body }: Exclude<Asked, 'destroyAuthKey'>): Query {
    return {
      method,
      body: nothing,
      bodyFor: body,
      chain: undefined,
      priority: 0,
      repeatable: true,
      solitary: false,
      quickAck: false,
      answered: (result) => this.#answered(Uint8Array.from(result)),
      failed: (code, message) => this.#refused(new RpcError(code, message, method)),
      unreadable: () => this.fail(new HandshakeError('Unreadable answer')),
      lost: () => this.fail(new HandshakeError('Lost answer')),
    };
  }
}
