import type { Clock } from '../clock.ts';

/**
 * Runs `work` once for any number of requests that come within `delayMs` of the first. A request made while `work` runs
 * leads to one further run.
 */
export class Coalescer {
  readonly #clock: Clock;
  readonly #delayMs: number;
  readonly #work: () => void;
  #cancel: (() => void) | undefined;
  #disposed = false;

  constructor(clock: Clock, delayMs: number, work: () => void) {
    this.#clock = clock;
    this.#delayMs = delayMs;
    this.#work = work;
  }

  request(): void {
    if (this.#disposed || this.#cancel !== undefined) return;
    this.#cancel = this.#clock.schedule(this.#delayMs, () => {
      this.#cancel = undefined;
      this.#work();
    });
  }

  /** Runs now, in place of what was requested. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (!this.#disposed) this.#work();
  }

  dispose(): void {
    this.#disposed = true;
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
