import type { Clock, Timer } from '../../../src-main/mtproto/clock.ts';

interface Due {
  at: number;
  order: number;
  action: () => void;
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #wall: number;
  #monotonic = 1_000;
  #timers: Due[] = [];
  #order = 0;

  constructor(wall = 1_750_000_000_000) {
    this.#wall = wall;
  }

  wall(): number {
    return this.#wall;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  after(ms: number, action: () => void): Timer {
    const due = { at: this.#monotonic + ms, order: this.#order++, action };
    this.#timers.push(due);
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((other) => other !== due);
      },
    };
  }

  soon(action: () => void): Timer {
    return this.after(0, action);
  }

  get pending(): number {
    return this.#timers.length;
  }

  /** Lets time pass; timers run in order at their time. */
  advance(ms: number): void {
    const end = this.#monotonic + ms;
    for (;;) {
      const next = this.#timers.filter((due) => due.at <= end).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#pass(Math.max(0, next.at - this.#monotonic));
      next.action();
    }
    this.#pass(end - this.#monotonic);
  }

  /** The person sets the wall clock. */
  jumpWall(ms: number): void {
    this.#wall += ms;
  }

  #pass(ms: number): void {
    this.#monotonic += ms;
    this.#wall += ms;
  }
}
