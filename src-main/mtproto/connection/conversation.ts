import { invariant } from '#shared/assert.ts';
import type { BulkCipher, Masked } from '../../crypto/index.ts';
import type { AuthKey } from '../auth-key/auth-key.ts';
import type { Runtime } from '../runtime.ts';
import type { SessionHost } from '../session/host.ts';
import { openLarge } from '../session/envelope.ts';
import type { Query } from '../session/query.ts';
import { SessionReceiver } from '../session/session-receiver.ts';
import { Session } from '../session/session.ts';
import type { ConnectionKeys } from './types.ts';

export interface ConversationOptions {
  keys: ConnectionKeys;
  runtime: Runtime;
  host: SessionHost;
}

/** The calls of a connection and the session that has them: one after the other, a new one for each key. */
export class Conversation {
  readonly #options: ConversationOptions;
  #session: Session | undefined;
  #receiver: SessionReceiver | undefined;
  #expiresAt: number | undefined;
  /** Calls that came before there was a key. */
  #early: Query[] = [];

  constructor(options: ConversationOptions) {
    this.#options = options;
  }

  /** Undefined while there is no key. */
  get session(): Session | undefined {
    return this.#session;
  }

  /** The key of the session. */
  get authKey(): AuthKey | undefined {
    return this.#session?.options.authKey;
  }

  /** Milliseconds for which the server can still answer under the key of the session. */
  get answerable(): number {
    return ((this.#expiresAt ?? Infinity) - (this.#session?.options.serverClock.now() ?? 0)) * 1000;
  }

  /** Whether a call was sent that must not be sent twice: nobody but this session can tell what became of it. */
  get atRisk(): boolean {
    return [...(this.#session?.inFlight.values() ?? [])].some(({ query }) => !query.repeatable);
  }

  /** Calls that have no answer yet. */
  get load(): number {
    return this.#early.length + (this.#session?.pendingCount ?? 0);
  }

  /** Whether there are unfinished calls of a chain. */
  carries(chain: string): boolean {
    return this.#session?.queue.hasChain(chain) === true || this.#early.some((query) => query.chain === chain);
  }

  submit(query: Query): void {
    if (this.#session === undefined) this.#early.push(query);
    else this.#session.submit(query);
  }

  cancel(query: Query): void {
    const index = this.#early.indexOf(query);
    if (index >= 0) this.#early.splice(index, 1);
    this.#session?.cancel(query);
  }

  /**
   * Takes a packet of the server.
   * @throws SecurityError when a check fails
   */
  receive(packet: Uint8Array): void {
    this.#receiver?.receive(packet);
  }

  /**
   * Opens a large packet away from this thread and takes it when whoever calls says so: packets keep their order.
   * Rejects with SecurityError when a check fails, and the returned function throws one.
   */
  async open(bulk: BulkCipher, packet: Uint8Array, masked?: Masked): Promise<() => void> {
    const receiver = this.#receiver;
    const { authKey } = this;
    if (receiver === undefined || authKey === undefined) return () => undefined;
    const opened = await openLarge(bulk, authKey, packet, masked);
    return () => {
      // Under another key its session is over.
      if (receiver === this.#receiver) receiver.take(opened);
    };
  }

  /** Begins a session under the present key. */
  begin(): void {
    const { keys, runtime, host } = this.#options;
    const { clock, random, log, settled, bulk } = runtime;
    invariant(keys.current !== undefined, 'there is a key');
    const { authKey, salts, serverClock, expiresAt } = keys.current;
    this.#expiresAt = expiresAt;
    const session = new Session({ authKey, salts, serverClock, clock, random, log, settled, bulk, host });
    this.#session = session;
    this.#receiver = new SessionReceiver(session);
    const early = this.#early;
    this.#early = [];
    for (const query of early) session.submit(query);
  }

  /** The key was replaced: the session is over, and its unanswered calls wait for the next one. */
  end(): void {
    const unanswered = this.#session?.drain(true) ?? [];
    this.#session = undefined;
    this.#receiver = undefined;
    this.#early.unshift(...unanswered);
  }

  /** Gives away what has no answer. */
  drain(): Query[] {
    const calls = [...this.#early, ...(this.#session?.drain() ?? [])];
    this.#early = [];
    return calls;
  }
}
