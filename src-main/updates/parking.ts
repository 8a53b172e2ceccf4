import type { Timers } from './types.ts';

/** How long an update may wait for those before it until they are asked for. */
export const GAP_PATIENCE = 500;

interface Parked<T> {
  item: T;
  /** Place in the sequence. */
  at: number;
  arrivedAt: number;
}

/**
 * Updates that came too early, in the order of their sequence. `onOverdue` is called when one has waited for `GAP_PATIENCE`
 * and what is missing has not come.
 */
export class Parking<T> {
  readonly #timers: Timers;
  readonly #onOverdue: () => void;
  #parked: Parked<T>[] = [];
  #cancel: (() => void) | undefined;

  constructor(timers: Timers, onOverdue: () => void) {
    this.#timers = timers;
    this.#onOverdue = onOverdue;
  }

  get size(): number {
    return this.#parked.length;
  }

  park(at: number, item: T): void {
    this.#parked.push({ item, at, arrivedAt: this.#timers.now() });
    // Equal places keep the order of arrival.
    this.#parked.sort((a, b) => a.at - b.at);
  }

  /** The first in the sequence. */
  first(): T | undefined {
    return this.#parked[0]?.item;
  }

  removeFirst(): void {
    this.#parked.shift();
  }

  clear(): void {
    this.#parked = [];
    this.pause();
  }

  /** Waits for what is missing before the parked ones; without any, waits for nothing. */
  wait(): void {
    this.pause();
    if (this.#parked.length === 0) return;
    const oldest = Math.min(...this.#parked.map((entry) => entry.arrivedAt));
    this.#cancel = this.#timers.after(Math.max(0, oldest + GAP_PATIENCE - this.#timers.now()), () => {
      this.#cancel = undefined;
      this.#onOverdue();
    });
  }

  /** A difference is on its way: nothing is overdue until it has ended. */
  pause(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
