import type { Clock } from '../clock.ts';

/** The machine's two clocks may go apart by this much before the difference is doubted, milliseconds. */
const toleratedDrift = 10_000;

/**
 * What we know of one data center's time: server time is the monotonic clock plus a difference, so that a wall clock that is
 * wrong or jumps changes nothing (core.telegram.org/mtproto/description, message identifiers).
 */
export class ServerClock {
  readonly #clock: Clock;
  #difference: number;
  #synchronized = false;
  /** The difference by the latest message, whether or not it moved the clock. */
  #latest: number | undefined;
  /** Wall clock minus monotonic clock when the difference was set, milliseconds. */
  #drift: number;

  /** @param wallOffset server time minus wall clock in seconds, a first guess from the last run */
  constructor(clock: Clock, wallOffset = 0) {
    this.#clock = clock;
    this.#difference = clock.wall() / 1000 + wallOffset - clock.monotonic() / 1000;
    this.#drift = clock.wall() - clock.monotonic();
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
    this.#latest = difference;
    // The clocks went apart: the machine slept, or somebody set the wall clock. Either way the server knows better.
    const apart = Math.abs(this.#clock.wall() - this.#clock.monotonic() - this.#drift) > toleratedDrift;
    if (!this.#synchronized || apart || difference > this.#difference) this.set(serverSeconds);
  }

  /** Sets the clock exactly, also backwards. */
  set(serverSeconds: number): void {
    this.#difference = serverSeconds - this.#clock.monotonic() / 1000;
    this.#drift = this.#clock.wall() - this.#clock.monotonic();
    this.#synchronized = true;
  }

  /** Goes by the latest message alone, also backwards: the server says that the time is wrong. */
  resynchronize(): void {
    if (this.#latest !== undefined) this.set(this.#latest + this.#clock.monotonic() / 1000);
  }

  /** The next observation sets the clock exactly: after sleep, or in a new session. */
  distrust(): void {
    this.#synchronized = false;
  }
}
