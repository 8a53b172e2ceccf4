interface Waiter {
  bytes: number;
  priority: 'high' | 'normal';
  start: () => void;
}

/**
 * Limits what is asked of each data center at a time, in bytes. Pictures go before other files; among equals, who came first
 * (core.telegram.org/api/files).
 */
export class Lanes {
  readonly #window: number;
  readonly #busy = new Map<number, number>();
  readonly #waiting = new Map<number, Waiter[]>();

  constructor(windowBytes: number) {
    this.#window = windowBytes;
  }

  /** Resolves when `bytes` may be asked of a data center, with how to give the room back. Rejects when `signal` aborts before. */
  enter(dcId: number, bytes: number, priority: Waiter['priority'], signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const waiter: Waiter = {
        bytes,
        priority,
        start: () => {
          signal.removeEventListener('abort', leave);
          this.#busy.set(dcId, (this.#busy.get(dcId) ?? 0) + bytes);
          let released = false;
          resolve(() => {
            if (released) return;
            released = true;
            this.#busy.set(dcId, (this.#busy.get(dcId) ?? 0) - bytes);
            this.#next(dcId);
          });
        },
      };
      const queue = this.#waiting.get(dcId) ?? [];
      this.#waiting.set(dcId, queue);
      const leave = (): void => {
        const index = queue.indexOf(waiter);
        if (index >= 0) queue.splice(index, 1);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', leave, { once: true });
      queue.push(waiter);
      this.#next(dcId);
    });
  }

  #next(dcId: number): void {
    const queue = this.#waiting.get(dcId) ?? [];
    while (queue.length > 0) {
      const urgent = queue.findIndex((waiter) => waiter.priority === 'high');
      const index = urgent >= 0 ? urgent : 0;
      const waiter = queue[index];
      const busy = this.#busy.get(dcId) ?? 0;
      if (waiter === undefined || (busy > 0 && busy + waiter.bytes > this.#window)) return;
      queue.splice(index, 1);
      waiter.start();
    }
  }
}
