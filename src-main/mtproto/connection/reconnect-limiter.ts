import type { RandomBytes } from '../../crypto/index.ts';
import type { Clock } from '../clock.ts';
import type { SocketLimit } from '../dialing/race.ts';

/** At most `count` new sockets within any `windowMs`. */
interface Window {
  count: number;
  windowMs: number;
}

const lenient: readonly Window[] = [
  { count: 1, windowMs: 250 },
  { count: 5, windowMs: 5_000 },
];
const strict: readonly Window[] = [
  { count: 1, windowMs: 1_000 },
  { count: 2, windowMs: 4_000 },
  { count: 3, windowMs: 8_000 },
];
/**
 * Longest wait after failures, milliseconds; while somebody looks and waits, the limits on the rate are nearly enough. Whoever forges
 * packets or counts connections is not asked that often.
 */
const longestBackoff = { usual: 16_000, watched: 4_000 } as const;

/**
 * Decides when the next socket of a session may be opened: backoff with jitter below hard limits on the rate, which are lower
 * while nobody looks, while there is no network, and after the server complained.
 */
export class ReconnectLimiter implements SocketLimit {
  readonly #clock: Clock;
  readonly #random: RandomBytes;
  #attempts: number[] = [];
  #failures = 0;
  #strict = false;
  /** The last failure was no matter of the network: that it is there again says nothing. */
  #wary = false;
  /** Nobody looks, or the system says that there is no network. */
  quiet = false;
  #heldUntil = 0;

  constructor(clock: Clock, random: RandomBytes) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Milliseconds to wait before the next attempt. */
  delay(): number {
    return Math.ceil(Math.max(this.#backoff(), this.spacing(), this.#heldUntil - this.#clock.monotonic()));
  }

  spacing(): number {
    const now = this.#clock.monotonic();
    let wait = 0;
    for (const { count, windowMs } of this.#strict || this.quiet ? strict : lenient) {
      const oldest = this.#attempts.at(-count);
      if (oldest !== undefined) wait = Math.max(wait, oldest + windowMs - now);
    }
    return Math.ceil(wait);
  }

  /** Others go first: no attempt for so many milliseconds. */
  hold(ms: number): void {
    this.#heldUntil = this.#clock.monotonic() + ms;
  }

  /** Notes that a socket is being opened. */
  attempted(): void {
    this.#attempts.push(this.#clock.monotonic());
    if (this.#attempts.length > 16) this.#attempts.shift();
  }

  /** The connection carried a valid packet. */
  succeeded(): void {
    this.#failures = 0;
    this.#strict = false;
    this.#wary = false;
  }

  /**
   * @param how `flooded`: the server asked for fewer connections (−429); `forged`: a packet failed a check, so that whoever is on
   *   the path is not given attempts as fast as sockets open
   */
  failed(how: 'lost' | 'flooded' | 'forged' = 'lost'): void {
    this.#failures = how === 'forged' ? Math.max(2, this.#failures + 1) : this.#failures + 1;
    if (how === 'flooded') this.#strict = true;
    this.#wary = how !== 'lost';
  }

  /** Another connection works, so there is a network: the next attempt need not wait for it. The rate limits stay. */
  networkFound(): void {
    if (!this.#wary) this.#failures = 0;
  }

  /** The person or the system says that it is worth trying now; the rate limits stay. */
  clearBackoff(): void {
    this.#failures = 0;
    this.#wary = false;
    this.#heldUntil = 0;
  }

  #backoff(): number {
    // The first attempt after a working connection is made at once.
    if (this.#failures <= 1) return 0;
    const patient = this.quiet || this.#strict || this.#wary;
    const full = Math.min(patient ? longestBackoff.usual : longestBackoff.watched, 1_000 * 2 ** (this.#failures - 2));
    const jitter = (this.#random(1)[0] ?? 0) / 255;
    return full * (0.75 + jitter / 4);
  }
}
