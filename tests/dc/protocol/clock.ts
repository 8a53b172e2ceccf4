import type { AdjustableClock } from './types.ts';

/** Wall time plus a settable difference, so that tests can move the server's clock under a live session. */
export class OffsetClock implements AdjustableClock {
  #offset = 0;

  now(): number {
    return Date.now() / 1000 + this.#offset;
  }

  jump(seconds: number): void {
    this.#offset += seconds;
  }
}
