import { drop } from '#shared/assert.ts';
import type { Clock, Timer } from '../../mtproto/index.ts';

/** A proxy that does not connect for this long is left for another one that works, if there is any; milliseconds. */
const PATIENCE_MS = 15_000;

export interface RotationOptions {
  clock: Clock;
  /** Looks for another proxy and takes it, if one works. */
  look(signal: AbortSignal): Promise<void>;
}

/** Looks for another proxy while the one in use does not connect: after a while, and again after the same time. */
export class Rotation {
  readonly #options: RotationOptions;
  #wanted = false;
  #timer: Timer | undefined;
  #search = new AbortController();

  constructor(options: RotationOptions) {
    this.#options = options;
  }

  /** Whether the proxy in use is one to leave. */
  want(wanted: boolean): void {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.restart();
  }

  /** Another one is in use: it has its own time to connect. */
  restart(): void {
    this.#timer?.cancel();
    this.#search.abort();
    this.#search = new AbortController();
    if (this.#wanted) this.#wait(this.#search.signal);
  }

  dispose(): void {
    this.want(false);
  }

  #wait(signal: AbortSignal): void {
    this.#timer = this.#options.clock.after(PATIENCE_MS, () => {
      const again = (): void => {
        if (!signal.aborted) this.#wait(signal);
      };
      drop(this.#options.look(signal).then(again, again));
    });
  }
}
