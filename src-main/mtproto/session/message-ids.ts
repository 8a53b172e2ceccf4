import type { RandomBytes } from '../../crypto/index.ts';
import type { ServerClock } from './server-clock.ts';

/**
 * Whether one message id is lower than another. An id counts from 1970 in units of 2^-32 s, without a sign; TL reads and writes it
 * as a signed number, as everything here holds it, and that is negative from 2038 on.
 */
export function isLower(a: bigint, b: bigint): boolean {
  return BigInt.asUintN(64, a) < BigInt.asUintN(64, b);
}

/** Whole unix seconds of a message id. */
export function secondsOf(msgId: bigint): number {
  return Number(BigInt.asUintN(64, msgId) >> 32n);
}

/** Gives out message identifiers: server time · 2^32, multiples of four, strictly increasing within a session. */
export class MessageIds {
  readonly #clock: ServerClock;
  readonly #random: RandomBytes;
  #last = 0n;

  constructor(clock: ServerClock, random: RandomBytes) {
    this.#clock = clock;
    this.#random = random;
  }

  /** The next one, as a signed number. */
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
    return BigInt.asIntN(64, id);
  }

  /** A new session starts its ids anew. */
  reset(): void {
    this.#last = 0n;
  }
}
