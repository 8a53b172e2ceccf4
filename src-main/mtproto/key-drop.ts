import { drop } from '#shared/assert.ts';
import type { Clock, Timer } from './clock.ts';
import type { DcPool } from './dc-pool/dc-pool.ts';

/** Keys that are left at about the same time are dropped together, milliseconds. */
const patience = 500;

/** Tells DCs which temporary keys are still in use, so that they drop the others (core.telegram.org/method/auth.dropTempAuthKeys). */
export class KeyDrop {
  readonly #pool: DcPool;
  readonly #clock: Clock;
  readonly #send: (exceptAuthKeys: bigint[], dcId: number) => Promise<unknown>;
  readonly #timers = new Map<number, Timer>();

  constructor(pool: DcPool, clock: Clock, send: (exceptAuthKeys: bigint[], dcId: number) => Promise<unknown>) {
    this.#pool = pool;
    this.#clock = clock;
    this.#send = send;
  }

  /** A key of this DC is not used any more. */
  soon(dcId: number): void {
    this.#timers.get(dcId)?.cancel();
    this.#timers.set(dcId, this.#clock.after(patience, () => this.#drop(dcId)));
  }

  close(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  #drop(dcId: number): void {
    this.#timers.delete(dcId);
    const ids = this.#pool.temporaryKeyIds(dcId);
    // A key that is being made has no name yet, and would be dropped.
    if (ids === undefined) this.soon(dcId);
    // What is not dropped now ends by itself within the day.
    else if (ids.length > 0) drop(this.#send(ids, dcId).catch(() => undefined));
  }
}
