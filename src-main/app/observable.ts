import type { Subscription } from '#shared/ipc/handlers.ts';

/** A value that listeners follow: each gets the present one at once, then every change. */
export class Observable<T> {
  readonly #listeners = new Set<(value: T) => void>();
  #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    this.#value = value;
    for (const listener of [...this.#listeners]) listener(value);
  }

  /** Hears changes only; returns how to stop. */
  onChange(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Serves a topic without parameters. */
  follow(emit: (value: T) => void): Subscription<unknown> {
    const listener = (value: T): void => emit(value);
    this.#listeners.add(listener);
    emit(this.#value);
    return { retune: () => undefined, dispose: () => this.#listeners.delete(listener) };
  }
}
