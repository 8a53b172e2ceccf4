/** Lets a number of tasks run at a time; others wait their turn in order. */
export class Limiter {
  readonly #limit: number;
  readonly #queue: (() => void)[] = [];
  #running = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#limit) await new Promise<void>((resolve) => this.#queue.push(resolve));
    else this.#running += 1;
    try {
      return await task();
    } finally {
      const next = this.#queue.shift();
      // The place is handed over, so that nobody slips in between.
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
