import type { RandomBytes } from '../../crypto/index.ts';
import type { ServerClock } from './server-clock.ts';

/** Gives out message identifiers: server time · 2^32, multiples of four, strictly increasing within a session. */
export class MessageIds {
  readonly #clock: ServerClock;
  readonly #random: RandomBytes;
  #last = 0n;

  constructor(clock: ServerClock, random: RandomBytes) {
    this.#clock = clock;
    this.#random = random;
  }

  next(): bigint {
    const now = this.#clock.now();
    const seconds = Math.floor(now);
    // Random low bits keep ids apart on machines with a coarse clock.
    const noise = this.#random(2);
    const fraction = Math.floor((now - seconds) * 1024) * 2 ** 22 + (((noise[0] ?? 0) << 8) | (noise[1] ?? 0)) * 64;
    let id = (BigInt(seconds) << 32n) | BigInt(fraction);
    // The low half must never be zero.
    if (BigInt.asUintN(32, id) === 0n) id += 4n;
    if (id <= this.#last) id = this.#last + 4n;
    this.#last = id;
    return id;
  }

  /** A new session starts its ids anew. */
  reset(): void {
    this.#last = 0n;
  }
}
