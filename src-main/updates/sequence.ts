import { Parking } from './parking.ts';
import type { Verdict } from './rules.ts';
import type { Timers } from './types.ts';

export interface SequenceItem {
  /** Place in the sequence; parked items are replayed in this order. */
  at: number;
  /** Brings the effect into the store. */
  apply(): void;
}

/** `late`: what is missing has not come in time; `broken`: what came cannot be told apart from what is known. */
export type MissingReason = 'late' | 'broken';

export interface SequenceOptions<T extends SequenceItem> {
  timers: Timers;
  judge(item: T): Verdict;
  /** The item's effect is in: the stored counter follows, in the same transaction. */
  advance(item: T): void;
  /** A difference is needed. */
  onMissing(reason: MissingReason): void;
  /** An item was parked: only memory holds it. */
  onGap?(item: T): void;
  /** Nothing is parked any more. */
  onClosed?(): void;
  /** An item that waited turned out to be old: what it brings beside its place in the sequence was not taken. */
  onOutrun?(item: T): void;
}

/**
 * One sequence of updates (pts, qts or seq). Items in order take effect at once, early ones wait for those before them, and while
 * a difference is under way all wait.
 */
export class Sequence<T extends SequenceItem> {
  readonly #options: SequenceOptions<T>;
  readonly #parking: Parking<T>;
  #paused = false;

  constructor(options: SequenceOptions<T>) {
    this.#options = options;
    this.#parking = new Parking(options.timers, () => options.onMissing('late'));
  }

  /** Updates that wait. */
  get waiting(): number {
    return this.#parking.size;
  }

  /** Takes an item; must run inside the transaction that it belongs to. */
  offer(item: T): Verdict | 'parked' {
    if (this.#paused) {
      this.#parking.park(item.at, item);
      this.#options.onGap?.(item);
      return 'parked';
    }
    const verdict = this.#options.judge(item);
    switch (verdict) {
      case 'apply':
        this.#take(item);
        if (this.#parking.size > 0) this.#replay();
        break;
      case 'gap':
        this.#parking.park(item.at, item);
        this.#options.onGap?.(item);
        this.#parking.wait();
        break;
      case 'old':
        break;
      case 'overlap':
      case 'invalid':
        this.#options.onMissing('broken');
        break;
    }
    return verdict;
  }

  /** A difference starts: what comes now waits for its end. */
  pause(): void {
    this.#paused = true;
    this.#parking.pause();
  }

  /** The difference has ended. What waited takes effect, or turns out to be old; what still does not fit waits on. */
  resume(): void {
    this.#paused = false;
    this.#replay();
  }

  /** Gives up on everything that waits. */
  clear(): void {
    this.#parking.clear();
  }

  dispose(): void {
    this.#parking.clear();
    this.#paused = true;
  }

  #take(item: T): void {
    item.apply();
    this.#options.advance(item);
  }

  #replay(): void {
    let isBroken = false;
    for (let item = this.#parking.first(); item !== undefined; item = this.#parking.first()) {
      const verdict = this.#options.judge(item);
      if (verdict === 'gap') break;
      this.#parking.removeFirst();
      if (verdict === 'apply') this.#take(item);
      else if (verdict === 'old') this.#options.onOutrun?.(item);
      else isBroken = true;
    }
    if (this.#parking.size === 0) {
      this.#parking.pause();
      this.#options.onClosed?.();
    } else {
      this.#parking.wait();
    }
    if (isBroken) this.#options.onMissing('broken');
  }
}
