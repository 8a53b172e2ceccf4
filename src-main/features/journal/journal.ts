import { drop, invariant } from '#shared/assert.ts';
import { RpcError } from '../../mtproto/index.ts';
import type { Logger } from '../../mtproto/index.ts';
import type { PendingOp, Store } from '../../store/index.ts';
import type { Clock } from '../clock.ts';
import { backoffMs, isEnding, isTransient, waitSeconds } from './retry.ts';

export interface OpHandler {
  /** Tells the server. Its answer must be applied before the promise resolves. */
  run(op: PendingOp): Promise<void>;
  /** The server has done it, and the op is erased: nothing holds against what the server says any more. */
  done?(op: PendingOp): void;
  /** The server refused for good: takes the local effect back. */
  revert(op: PendingOp, error: unknown): void | Promise<void>;
}

/** An op that is about to be written, with its local effect. */
export interface Intent {
  kind: string;
  key: string;
  params: unknown;
  effect(): void;
}

export interface JournalContext {
  clock: Clock;
  store: Pick<Store, 'pendingOps' | 'transaction'>;
  log: Logger;
}

/** The kind of ops that the server refused, until their effect was taken back: a kill in between takes it back at the next start. */
const REFUSED = 'refused';

/** An op that was refused, and by which answer of the server, if it was one. */
interface RefusedParams {
  op: PendingOp;
  answer?: { code: number; raw: string; method: string };
}

const refusedKey = (kind: string, key: string): string => `${kind} ${key}`;

/** How long a caller is kept waiting for the server's word before the op goes on without it. */
const PATIENCE_MS = 5_000;

interface Lane {
  running: number | undefined;
  attempts: number;
  cancelTimer: (() => void) | undefined;
  waiters: { id: number; resolve: () => void; reject: (error: unknown) => void }[];
}

/**
 * Ops that survive a crash: written together with their local effect, told to the server, erased when it has answered. One op of
 * a key is under way at a time; a newer one of the same key follows it.
 */
export class Journal {
  readonly #context: JournalContext;
  readonly #handlers = new Map<string, OpHandler>();
  readonly #lanes = new Map<string, Lane>();
  /** Refused ops whose effect is being taken back, by their ids. */
  readonly #reverting = new Set<number>();
  #started = false;
  #disposed = false;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  register(kind: string, handler: OpHandler): void {
    invariant(!this.#handlers.has(kind), `one handler for ${kind}`);
    this.#handlers.set(kind, handler);
  }

  /**
   * Writes the op and its local effect in one transaction. The promise ends with the server's answer (rejecting when it
   * refused, after the effect was taken back), but no later than five seconds from now.
   */
  submit(kind: string, key: string, params: unknown, effect: () => void): Promise<void> {
    return this.submitTogether([{ kind, key, params, effect }]);
  }

  /** The same for what a person decided as one: all of it is taken over, or nothing. Rejects with the first refusal. */
  submitTogether(intents: readonly Intent[]): Promise<void> {
    const { clock, store } = this.#context;
    const taken = store.transaction(() =>
      intents.map(({ kind, key, params, effect }) => {
        effect();
        // What is decided now is not undone by a refusal of something before.
        const refused = store.pendingOps.find(REFUSED, refusedKey(kind, key));
        if (refused !== undefined) store.pendingOps.delete(refused.id);
        return { kind, key, id: store.pendingOps.put(kind, key, params, clock.now()) };
      }),
    );
    if (!this.#started) return Promise.resolve();
    return Promise.all(taken.map(({ kind, key, id }) => this.#answer(kind, key, id))).then(() => undefined);
  }

  #answer(kind: string, key: string, id: number): Promise<void> {
    const lane = this.#lane(kind, key);
    const answer = new Promise<void>((resolve, reject) => {
      const cancel = this.#context.clock.schedule(PATIENCE_MS, () => resolve());
      lane.waiters.push({
        id,
        resolve: () => (cancel(), resolve()),
        reject: (error) => (cancel(), reject(error)),
      });
    });
    this.#kick(kind, key);
    return answer;
  }

  /** Begins to work; everything that an earlier run left is told to the server, oldest first. */
  start(): void {
    this.#started = true;
    this.#revertLeft();
    for (const op of this.#context.store.pendingOps.list()) if (this.#handlers.has(op.kind)) this.#kick(op.kind, op.key);
  }

  /** The connection is back: nothing waits for its next attempt any longer. */
  retryNow(): void {
    if (!this.#started) return;
    this.#revertLeft();
    for (const op of this.#context.store.pendingOps.list()) {
      if (this.#handlers.has(op.kind) && this.#lane(op.kind, op.key).running === undefined) this.#kick(op.kind, op.key);
    }
  }

  dispose(): void {
    this.#disposed = true;
    for (const lane of this.#lanes.values()) {
      lane.cancelTimer?.();
      for (const waiter of lane.waiters) waiter.resolve();
    }
    this.#lanes.clear();
  }

  #lane(kind: string, key: string): Lane {
    const name = `${kind} ${key}`;
    const lane = this.#lanes.get(name) ?? { running: undefined, attempts: 0, cancelTimer: undefined, waiters: [] };
    this.#lanes.set(name, lane);
    return lane;
  }

  #kick(kind: string, key: string): void {
    const lane = this.#lane(kind, key);
    if (this.#disposed || lane.running !== undefined) return;
    lane.cancelTimer?.();
    lane.cancelTimer = undefined;
    const op = this.#context.store.pendingOps.find(kind, key);
    const handler = this.#handlers.get(kind);
    if (op === undefined || handler === undefined) {
      this.#lanes.delete(`${kind} ${key}`);
      return;
    }
    lane.running = op.id;
    drop(this.#run(op, handler, lane));
  }

  async #run(op: PendingOp, handler: OpHandler, lane: Lane): Promise<void> {
    try {
      await handler.run(op);
      if (this.#disposed) return;
      this.#context.store.pendingOps.delete(op.id);
      lane.attempts = 0;
      settle(lane, op.id, (waiter) => waiter.resolve());
      handler.done?.(op);
    } catch (error) {
      if (this.#disposed || isEnding(error)) return;
      if (isTransient(error)) {
        lane.attempts += 1;
        const delay = (waitSeconds(error) ?? 0) * 1000 || backoffMs(lane.attempts);
        lane.cancelTimer = this.#context.clock.schedule(delay, () => this.#kick(op.kind, op.key));
        return;
      }
      this.#context.log.warn(
        'The server refused an operation', { kind: op.kind, error: error instanceof Error ? error.message : 'unknown' },
      );
      await this.#refuse(op, handler, lane, error);
    } finally {
      lane.running = undefined;
    }
    this.#kick(op.kind, op.key);
  }

  async #refuse(op: PendingOp, handler: OpHandler, lane: Lane, error: unknown): Promise<void> {
    const { store } = this.#context;
    const superseded = store.pendingOps.find(op.kind, op.key)?.id !== op.id;
    if (!superseded) {
      const answer = error instanceof RpcError ? { answer: { code: error.code, raw: error.raw, method: error.method } } : {};
      const id = store.transaction(() => {
        store.pendingOps.delete(op.id);
        return store.pendingOps.put(REFUSED, refusedKey(op.kind, op.key), { op, ...answer } satisfies RefusedParams, op.createdAt);
      });
      await this.#takeBack(id, op, handler, error);
    }
    settle(lane, op.id, (waiter) => waiter.reject(error));
  }

  /** What the network kept from being taken back stays noted. */
  async #takeBack(id: number, op: PendingOp, handler: OpHandler, error: unknown): Promise<void> {
    this.#reverting.add(id);
    try {
      await handler.revert(op, error);
      if (!this.#disposed) this.#context.store.pendingOps.delete(id);
    } catch (failure) {
      if (this.#disposed) return;
      if (!isTransient(failure) && !isEnding(failure)) this.#context.store.pendingOps.delete(id);
      this.#context.log.warn(
        'Taking an operation back failed', { kind: op.kind, error: failure instanceof Error ? failure.name : 'unknown' },
      );
    } finally {
      this.#reverting.delete(id);
    }
  }

  /** Takes back what could not be taken back when it was refused. */
  #revertLeft(): void {
    for (const { id, params } of this.#context.store.pendingOps.list(REFUSED)) {
      const { op, answer } = params as RefusedParams;
      const handler = this.#handlers.get(op.kind);
      if (handler === undefined || this.#reverting.has(id)) continue;
      const error = answer === undefined ? new Error('It was refused') : new RpcError(answer.code, answer.raw, answer.method);
      drop(this.#takeBack(id, op, handler, error));
    }
  }
}

/** Ends the waiting for an op and for those that it replaced. */
function settle(lane: Lane, id: number, end: (waiter: Lane['waiters'][number]) => void): void {
  const over = lane.waiters.filter((waiter) => waiter.id <= id);
  lane.waiters = lane.waiters.filter((waiter) => waiter.id > id);
  for (const waiter of over) end(waiter);
}
