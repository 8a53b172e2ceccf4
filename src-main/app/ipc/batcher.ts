import type { ServerMessage } from '#shared/ipc/wire.ts';

const FRAME_MS = 16;

/**
 * Gathers the events of one connection. The first event after a pause leaves at the end of the running turn; further ones
 * wait until a frame (16 ms) has passed since the last batch. Order is kept over all subscriptions.
 */
export class EventBatcher {
  readonly #send: (message: ServerMessage) => void;
  #batch: { id: number; event: unknown }[] = [];
  #lastFlush = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | NodeJS.Immediate | undefined;

  constructor(send: (message: ServerMessage) => void) {
    this.#send = send;
  }

  add(id: number, event: unknown): void {
    this.#batch.push({ id, event });
    if (this.#timer !== undefined) return;
    const wait = this.#lastFlush + FRAME_MS - performance.now();
    this.#timer = wait <= 0 ? setImmediate(() => this.flush()) : setTimeout(() => this.flush(), wait);
  }

  /** Forgets the events of a subscription that was disposed. */
  remove(id: number): void {
    this.#batch = this.#batch.filter((entry) => entry.id !== id);
  }

  flush(): void {
    this.#clearTimer();
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    this.#batch = [];
    this.#lastFlush = performance.now();
    this.#send({ t: 'events', batch });
  }

  dispose(): void {
    this.#clearTimer();
    this.#batch = [];
  }

  #clearTimer(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer as NodeJS.Timeout);
    clearImmediate(this.#timer as NodeJS.Immediate);
    this.#timer = undefined;
  }
}
