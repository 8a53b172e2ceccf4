import type { Store } from '../store/index.ts';
import type { Logger } from '../mtproto/index.ts';

/**
 * Transactions with things to do after them. Events are told and calls are made only for what is on disk: when the transaction
 * fails, they are forgotten with it.
 */
export class Commits {
  readonly #store: Store;
  readonly #log: Logger;
  readonly #effects: (() => void)[] = [];
  #depth = 0;

  constructor(store: Store, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  run<T>(work: () => T): T {
    const mark = this.#effects.length;
    this.#depth += 1;
    let result: T;
    try {
      result = this.#store.transaction(work);
    } catch (error) {
      this.#effects.length = mark;
      throw error;
    } finally {
      this.#depth -= 1;
    }
    if (this.#depth === 0) this.#flush();
    return result;
  }

  /** Does something after the outermost commit; at once when none is under way. */
  after(effect: () => void): void {
    this.#effects.push(effect);
    if (this.#depth === 0) this.#flush();
  }

  #flush(): void {
    for (let effect = this.#effects.shift(); effect !== undefined; effect = this.#effects.shift()) {
      try {
        effect();
      } catch (error) {
        this.#log.error('a listener failed', { error: error instanceof Error ? error.name : 'unknown' });
      }
    }
  }
}
