import type { Clock } from './clock.ts';
import type { DcPool } from './dc-pool/dc-pool.ts';

/** Longest time that is spent on asking, milliseconds. */
const patience = 5_000;

/** Destroys every authorization key of an account, on the servers and here. */
export class KeyDestroyer {
  readonly #pool: DcPool;
  readonly #clock: Clock;
  readonly #waiting = new Map<number, () => void>();

  constructor(pool: DcPool, clock: Clock) {
    this.#pool = pool;
    this.#clock = clock;
  }

  /** Asks all DCs at once; whatever they say, no key is left here afterwards. */
  async run(): Promise<void> {
    const centers = this.#pool.centers.filter((center) => center.hasKey);
    await Promise.all(centers.map((center) => this.#destroy(center.id)));
    for (const center of centers) {
      const calls = this.#pool.closeConnections(center.id);
      center.forgetKey();
      for (const query of calls) query.failed(401, 'AUTH_KEY_UNREGISTERED');
    }
  }

  /** The server's answer. Whether the key existed does not matter: it does not now. */
  answered(dcId: number, outcome: 'ok' | 'none' | 'fail'): void {
    if (outcome !== 'fail') this.#waiting.get(dcId)?.();
  }

  #destroy(dcId: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#clock.after(patience, () => done());
      const done = (): void => {
        timer.cancel();
        this.#waiting.delete(dcId);
        resolve();
      };
      this.#waiting.set(dcId, done);
      this.#pool.destroyKey(dcId);
    });
  }
}
