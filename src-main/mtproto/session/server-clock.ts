import type { Clock } from '../clock.ts';

/**
 * What we know of one data center's time: server time is the monotonic clock plus a difference, so that a wall clock that is
 * wrong or jumps changes nothing (core.telegram.org/mtproto/description, message identifiers).
 */
export class ServerClock {
  readonly #clock: Clock;
  #difference: number;
  #synchronized = false;

  /** @param wallOffset server time minus wall clock in seconds, a first guess from the last run */
  constructor(clock: Clock, wallOffset = 0) {
    this.#clock = clock;
    this.#difference = clock.wall() / 1000 + wallOffset - clock.monotonic() / 1000;
  }

  /** Whether the server has told its time since the start or the last reset. */
  get synchronized(): boolean {
    return this.#synchronized;
  }

  /** Unix seconds of server time, fractional. */
  now(): number {
    return this.#clock.monotonic() / 1000 + this.#difference;
  }

  /** Server time minus wall clock, seconds: what is worth persisting. */
  wallOffset(): number {
    return this.now() - this.#clock.wall() / 1000;
  }

  /** Takes the time of an accepted message: the first one sets the clock, later ones only ever move it forward. */
  observe(serverSeconds: number): void {
    const difference = serverSeconds - this.#clock.monotonic() / 1000;
    if (!this.#synchronized || difference > this.#difference) this.#difference = difference;
    this.#synchronized = true;
  }

  /** Sets the clock exactly, also backwards. */
  set(serverSeconds: number): void {
    this.#difference = serverSeconds - this.#clock.monotonic() / 1000;
    this.#synchronized = true;
  }

  /** The next observation sets the clock exactly: after sleep, or when the wall clock was changed. */
  distrust(): void {
    this.#synchronized = false;
  }
}

/** Whole seconds of a message identifier. */
export function secondsOf(msgId: bigint): number {
  return Number(BigInt.asUintN(64, msgId) >> 32n);
}
