/** Who asks for room, where, and how urgently. */
export interface RoomRequest {
  /** What has a limit of its own: a data center. */
  lane: number;
  /** Bytes that will be under way. */
  bytes: number;
  /** 1 to 32; more goes first. */
  priority: number;
  /** The file: among equals, the one with the least under way goes first. */
  owner: object;
}

interface Waiter extends RoomRequest {
  start: () => void;
}

export interface LanesOptions {
  /** Bytes under way in one lane. */
  window: () => number;
  /** Bytes under way in all lanes together. */
  total: () => number;
}

/**
 * Limits what is under way, in bytes, per data center and altogether. Higher priorities go first; files of one priority share
 * what there is (core.telegram.org/api/files).
 */
export class Lanes {
  readonly #options: LanesOptions;
  readonly #busy = new Map<number, number>();
  readonly #owned = new WeakMap<object, number>();
  #all = 0;
  #waiting: Waiter[] = [];

  constructor(options: LanesOptions) {
    this.#options = options;
  }

  /** Resolves when so many bytes may go, with how to give the room back. Rejects when `signal` aborts before. */
  enter(request: RoomRequest, signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const waiter: Waiter = {
        ...request,
        start: () => {
          signal.removeEventListener('abort', leave);
          this.#count(request, request.bytes);
          let released = false;
          resolve(() => {
            if (released) return;
            released = true;
            this.#count(request, -request.bytes);
            this.#next();
          });
        },
      };
      const leave = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== waiter);
        reject(signal.reason as Error);
        this.#next();
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(waiter);
      this.#next();
    });
  }

  #count({ lane, owner }: RoomRequest, bytes: number): void {
    this.#all += bytes;
    this.#busy.set(lane, (this.#busy.get(lane) ?? 0) + bytes);
    this.#owned.set(owner, (this.#owned.get(owner) ?? 0) + bytes);
  }

  #next(): void {
    // A lane without room for its first in line lets nobody of it pass: large requests would wait for ever behind small ones.
    const blocked = new Set<number>();
    for (;;) {
      const waiter = this.#best(blocked);
      if (waiter === undefined) return;
      const busy = this.#busy.get(waiter.lane) ?? 0;
      if (busy > 0 && busy + waiter.bytes > this.#options.window()) {
        blocked.add(waiter.lane);
        continue;
      }
      if (this.#all > 0 && this.#all + waiter.bytes > this.#options.total()) return;
      this.#waiting = this.#waiting.filter((other) => other !== waiter);
      waiter.start();
    }
  }

  #best(blocked: ReadonlySet<number>): Waiter | undefined {
    let best: Waiter | undefined;
    for (const waiter of this.#waiting) {
      if (!blocked.has(waiter.lane) && (best === undefined || this.#goesBefore(waiter, best))) best = waiter;
    }
    return best;
  }

  #goesBefore(a: Waiter, b: Waiter): boolean {
    if (a.priority !== b.priority) return a.priority > b.priority;
    return (this.#owned.get(a.owner) ?? 0) < (this.#owned.get(b.owner) ?? 0);
  }
}
