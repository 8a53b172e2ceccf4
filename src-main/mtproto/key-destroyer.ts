import type { DataCenter } from './dc-pool/data-center.ts';
import type { DcPool } from './dc-pool/dc-pool.ts';
import type { Runtime } from './runtime.ts';

/** Longest time that is spent on asking, milliseconds. */
const patience = 5_000;

/** Destroys every authorization key of an account, on the servers and here. */
export class KeyDestroyer {
  readonly #pool: DcPool;
  readonly #runtime: Runtime;

  constructor(pool: DcPool, runtime: Runtime) {
    this.#pool = pool;
    this.#runtime = runtime;
  }

  /**
   * Asks all DCs at once, each under its permanent key, which takes the temporary ones along; whatever they say, no key is left
   * here afterwards.
   */
  async run(): Promise<void> {
    const { centers } = this.#pool;
    await Promise.all(centers.filter((center) => center.hasKey).map((center) => this.#destroy(center)));
    for (const center of centers) {
      const calls = this.#pool.closeConnections(center.id);
      center.forgetKey();
      for (const query of calls) query.failed(401, 'AUTH_KEY_UNREGISTERED');
    }
  }

  #destroy(center: DataCenter): Promise<void> {
    const { clock, log } = this.#runtime;
    return new Promise((resolve) => {
      const timer = clock.after(patience, resolve);
      center
        .destroyKey()
        .catch((error: unknown) => log.info('A key could not be destroyed', { dc: center.id, reason: error instanceof Error ? error.name : 'unknown' }))
        .finally(() => {
          timer.cancel();
          resolve();
        });
    });
  }
}
