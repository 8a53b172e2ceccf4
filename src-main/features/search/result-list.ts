import type { FoundKey, Message } from '#shared/model/index.ts';
import { foundKey } from '#shared/model/index.ts';

/**
 * Messages that were found, each once. What was added earlier keeps its place before what comes later; within one chat the order is
 * that of the history instead, newest first, because there one walks through the results and does not look at a list.
 */
export class ResultList {
  readonly #messages = new Map<FoundKey, Message>();
  readonly #byHistory: boolean;
  #keys: FoundKey[] = [];

  constructor(byHistory: boolean) {
    this.#byHistory = byHistory;
  }

  get size(): number {
    return this.#keys.length;
  }

  /** The first `count` results. */
  top(count: number): Message[] {
    return this.#keys.slice(0, count).flatMap((key) => this.#messages.get(key) ?? []);
  }

  /** Adds those that are new, in their order. Known ones are brought up to date in their place. */
  add(messages: readonly Message[]): void {
    const fresh: FoundKey[] = [];
    for (const message of messages) {
      const key = foundKey(message);
      if (!this.#messages.has(key)) fresh.push(key);
      this.#messages.set(key, message);
    }
    this.#keys.push(...fresh);
    if (this.#byHistory && fresh.length > 0) this.#keys.sort((a, b) => this.#id(b) - this.#id(a));
  }

  has(key: FoundKey): boolean {
    return this.#messages.has(key);
  }

  remove(key: FoundKey): void {
    if (this.#messages.delete(key)) this.#keys = this.#keys.filter((each) => each !== key);
  }

  #id(key: FoundKey): number {
    return this.#messages.get(key)?.id ?? 0;
  }
}
