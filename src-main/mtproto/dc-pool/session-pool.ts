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
  /** @param first whether it is the first of them, or takes the place of that */
  create(first: boolean): Connection;
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
  /** Their keys were replaced: they take no new calls and wait for answers. */
  #retiring: Connection[] = [];
  /** Opened beside a connection whose key was replaced, to take its place once they stand. */
  readonly #successors = new Map<Connection, Connection>();
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

  /** All sessions, those that come and go included. */
  get everything(): Connection[] {
    return [...this.#connections, ...this.#successors.values(), ...this.#retiring];
  }

  /** Sends a call over the least busy session. */
  submit(query: Query): void {
    this.#submittedAt.set(query, this.#options.clock.monotonic());
    const before = this.#ofChain(query.chain);
    if (before !== undefined) {
      before.submit(query);
      return;
    }
    if (this.#pacer === undefined) {
      this.pick().submit(query);
      return;
    }
    this.#spaced.push(query);
    this.#release();
  }

  cancel(query: Query): void {
    this.#spaced = this.#spaced.filter((other) => other !== query);
    for (const connection of this.everything) connection.cancel(query);
  }

  /** Takes no more calls for a session: new ones go on under another key, and what was sent gets its answer. */
  retire(leaving: Connection): void {
    if (!this.#connections.includes(leaving)) return;
    this.#connections = this.#connections.filter((connection) => connection !== leaving);
    this.#retiring.push(leaving);
    leaving.retire();
  }

  /** Opens a session that takes the place of this one as soon as it stands, so that there is no gap. */
  openSuccessor(connection: Connection): void {
    if (this.#successors.has(connection)) return;
    const successor = this.#options.create(connection === this.#connections[0]);
    this.#successors.set(connection, successor);
    successor.start();
  }

  /** A session stands. Whether it took the place of another one. */
  stands(connection: Connection): boolean {
    for (const [old, successor] of this.#successors) {
      if (successor !== connection) continue;
      this.#successors.delete(old);
      this.#connections = this.#connections.map((other) => (other === old ? successor : other));
      this.#retiring.push(old);
      old.retire();
      return true;
    }
    return false;
  }

  /** A retiring session is over; its calls without an answer go on in another. */
  retired(connection: Connection, calls: readonly Query[]): void {
    this.#retiring = this.#retiring.filter((other) => other !== connection);
    for (const query of calls) this.submit(query);
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
    const closing = this.everything;
    const waiting = this.#spaced;
    this.#connections = [];
    this.#retiring = [];
    this.#successors.clear();
    this.#spaced = [];
    this.#timer?.cancel();
    this.#timer = undefined;
    return [...closing.flatMap((connection) => connection.close()), ...waiting];
  }

  /** The session that has unfinished calls of a chain, retiring or not: an order holds within one session alone. */
  #ofChain(chain: string | undefined): Connection | undefined {
    return chain === undefined ? undefined : [...this.#retiring, ...this.#connections].find((connection) => connection.carries(chain));
  }

  #limit(): number {
    return Math.min(this.#allowed, this.#options.size());
  }

  #add(): Connection {
    const connection = this.#options.create(this.#connections.length === 0);
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
