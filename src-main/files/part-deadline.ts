import { CallFailure } from '../mtproto/index.ts';
import type { Clock, Timer } from '../mtproto/index.ts';

/** How long a part may take. Waits that the server asks for do not count. */
export class PartDeadline {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #controller = new AbortController();
  #timer: Timer;
  /** Aborts with the outer signal, or as a timeout. */
  readonly signal: AbortSignal;

  constructor(clock: Clock, ms: number, outer: AbortSignal) {
    this.#clock = clock;
    this.#ms = ms;
    this.signal = AbortSignal.any([outer, this.#controller.signal]);
    this.#timer = this.#arm(ms);
  }

  /** Begins anew after a wait of so many milliseconds. */
  extend(ms: number): void {
    this.#timer.cancel();
    this.#timer = this.#arm(ms + this.#ms);
  }

  end(): void {
    this.#timer.cancel();
  }

  #arm(ms: number): Timer {
    return this.#clock.after(ms, () => this.#controller.abort(new CallFailure('timeout', 'upload.getFile')));
  }
}
