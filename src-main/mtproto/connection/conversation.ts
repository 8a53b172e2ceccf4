import { invariant } from '#shared/assert.ts';
import type { BulkCipher, Masked } from '../../crypto/index.ts';
import type { AuthKey } from '../auth-key/auth-key.ts';
import type { Runtime } from '../runtime.ts';
import type { SessionHost } from '../session/host.ts';
import { openLarge, openMessage, type OpenedPacket } from '../session/envelope.ts';
import type { Query } from '../session/query.ts';
import { SessionReceiver } from '../session/session-receiver.ts';
import { Session } from '../session/session.ts';
import type { ConnectionKeys } from './types.ts';

/** A packet, taken one message at a time. */
export type PacketSteps = Generator<undefined, void>;

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
   * Takes a packet of the server as far as the steps are asked for: its messages one by one. The packet is not looked at after the
   * first. A step throws SecurityError when a check fails.
   */
  receive(packet: Uint8Array): PacketSteps {
    const { authKey } = this;
    return this.#steps(this.#receiver, () => authKey && openMessage(authKey, packet));
  }

  /**
   * Opens a large packet away from this thread and takes it when whoever calls asks for the steps: packets keep their order.
   * Rejects with SecurityError when a check fails.
   */
  async open(bulk: BulkCipher, packet: Uint8Array, masked?: Masked): Promise<PacketSteps> {
    const receiver = this.#receiver;
    const { authKey } = this;
    const opened = receiver && authKey && (await openLarge(bulk, authKey, packet, masked));
    return this.#steps(receiver, () => opened);
  }

  *#steps(receiver: SessionReceiver | undefined, open: () => OpenedPacket | undefined): PacketSteps {
    // Under another key its session is over.
    if (receiver === undefined || receiver !== this.#receiver) return;
    const opened = open();
    if (opened === undefined) return;
    for (const step of receiver.take(opened)) {
      yield step;
      if (receiver !== this.#receiver) return;
    }
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
