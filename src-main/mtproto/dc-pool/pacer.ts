import type { Clock } from '../clock.ts';

const firstGap = 50;
const shrink = 0.8;
const lastGap = 3;

/**
 * Spaces the first calls of a pool of new sessions, so that servers see a growing stream and not a burst: 50 ms apart, each gap
 * a fifth shorter, until it is 3 ms; from then on calls go as they come.
 */
export class Pacer {
  readonly #clock: Clock;
  #gap = firstGap;
  #nextAt = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds until the next call may go. */
  wait(): number {
    return this.#gap < lastGap ? 0 : Math.max(0, this.#nextAt - this.#clock.monotonic());
  }

  /** A call goes. */
  passed(): void {
    if (this.#gap < lastGap) return;
    this.#nextAt = this.#clock.monotonic() + this.#gap;
    this.#gap *= shrink;
  }

  /** The sessions are closed: the next ones start slowly again. */
  reset(): void {
    this.#gap = firstGap;
    this.#nextAt = 0;
  }
}
