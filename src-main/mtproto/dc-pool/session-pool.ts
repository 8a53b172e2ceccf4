import type { Clock, Timer } from '../clock.ts';
import type { Connection } from '../connection/connection.ts';
import type { Query } from '../session/query.ts';
import { Pacer } from './pacer.ts';

export interface SessionPoolOptions {
  clock: Clock;
  /** Most sessions at the same time; asked again for every call, since it depends on the account. */
  size(): number;
  /** Whether the first calls keep a distance. */
  paced: boolean;
  create(): Connection;
}

/** Another session is opened only after an answer that took no longer than this, milliseconds … */
const fast = 1_000;
/** … and one is given up after an answer that took longer than this. */
const slow = 8_000;

/**
 * The sessions of one kind to one DC. They become more one by one, while all are busy and answers come fast, and fewer when
 * answers come slowly: then more sessions would only share the same line.
 */
export class SessionPool {
  readonly #options: SessionPoolOptions;
  readonly #pacer: Pacer | undefined;
  readonly #submittedAt = new WeakMap<Query, number>();
  #connections: Connection[] = [];
  #spaced: Query[] = [];
  #timer: Timer | undefined;
  /** How many sessions the answers so far justify. */
  #allowed = 1;

  constructor(options: SessionPoolOptions) {
    this.#options = options;
    this.#pacer = options.paced ? new Pacer(options.clock) : undefined;
  }

  get connections(): readonly Connection[] {
    return this.#connections;
  }

  /** Sends a call over the least busy session. */
  submit(query: Query): void {
    this.#submittedAt.set(query, this.#options.clock.monotonic());
    if (this.#pacer === undefined) {
      this.pick().submit(query);
      return;
    }
    this.#spaced.push(query);
    this.#release();
  }

  cancel(query: Query): void {
    this.#spaced = this.#spaced.filter((other) => other !== query);
    for (const connection of this.#connections) connection.cancel(query);
  }

  /** The session for the next call; opened if need be. */
  pick(): Connection {
    const open = this.#connections.slice(0, this.#limit());
    const [first] = open;
    if (first === undefined) return this.#add();
    const best = open.reduce((least, connection) => (connection.load < least.load ? connection : least), first);
    return best.load > 0 && open.length < this.#limit() ? this.#add() : best;
  }

  /** A call was answered: its time says whether another session would help. */
  answered(query: Query): void {
    const submittedAt = this.#submittedAt.get(query);
    if (submittedAt === undefined) return;
    const took = this.#options.clock.monotonic() - submittedAt;
    const busy = this.#connections.length;
    if (took < fast && this.#allowed <= busy) this.#allowed = busy + 1;
    else if (took > slow) this.#allowed = Math.max(1, busy - 1);
  }

  /** Takes a session out that has nothing to do. */
  drop(connection: Connection): void {
    this.#connections = this.#connections.filter((other) => other !== connection);
    connection.close();
    if (this.#connections.length > 0) return;
    this.#allowed = 1;
    this.#pacer?.reset();
  }

  /** Closes all sessions; returns the calls without an answer. */
  close(): Query[] {
    const closing = this.#connections;
    const waiting = this.#spaced;
    this.#connections = [];
    this.#spaced = [];
    this.#timer?.cancel();
    this.#timer = undefined;
    return [...closing.flatMap((connection) => connection.close()), ...waiting];
  }

  #limit(): number {
    return Math.min(this.#allowed, this.#options.size());
  }

  #add(): Connection {
    const connection = this.#options.create();
    this.#connections.push(connection);
    return connection;
  }

  /** Lets go of as many calls as the distance between them allows, the most urgent first. */
  #release(): void {
    while (this.#timer === undefined && this.#pacer !== undefined) {
      const next = this.#spaced.reduce<Query | undefined>((first, query) => (first === undefined || query.priority < first.priority ? query : first), undefined);
      if (next === undefined) return;
      const wait = this.#pacer.wait();
      if (wait > 0) {
        this.#timer = this.#options.clock.after(wait, () => {
          this.#timer = undefined;
          this.#release();
        });
        return;
      }
      this.#pacer.passed();
      this.#spaced = this.#spaced.filter((other) => other !== next);
      this.pick().submit(next);
    }
  }
}
