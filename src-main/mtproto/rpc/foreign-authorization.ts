import type { tl } from '#tl';
import type { DcPool } from '../dc-pool/dc-pool.ts';
import type { CallOptions } from '../types.ts';
import { CallFailure, RpcError } from './errors.ts';

type Send = <M extends tl.TlMethod>(method: M, options: CallOptions) => Promise<tl.ResultOf<M['_']>>;

const attempts = 3;
/** An exported authorization is short-lived; a slower import starts over with a new one. */
const importTimeout = 30_000;

/** Signs the account in at other DCs by export and import (core.telegram.org/api/datacenter, Authorization transfer). */
export class ForeignAuthorization {
  readonly #pool: DcPool;
  readonly #send: Send;
  readonly #running = new Map<number, Promise<void>>();

  constructor(pool: DcPool, send: Send) {
    this.#pool = pool;
    this.#send = send;
  }

  /** Resolves once the account is signed in there. One flow per DC; its callers share it. */
  ensure(dcId: number): Promise<void> {
    if (this.#pool.center(dcId).authorized) return Promise.resolve();
    let running = this.#running.get(dcId);
    if (running === undefined) {
      running = this.#transfer(dcId).finally(() => this.#running.delete(dcId));
      this.#running.set(dcId, running);
    }
    return running;
  }

  async #transfer(dcId: number): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const exported = await this.#send({ _: 'auth.exportAuthorization', dcId }, { dcId: this.#pool.mainDcId });
      try {
        await this.#send(
          { _: 'auth.importAuthorization', id: exported.id, bytes: exported.bytes },
          { dcId, timeoutMs: importTimeout, idempotent: false },
        );
        this.#pool.center(dcId).setAuthorized(true);
        return;
      } catch (error) {
        const stale = error instanceof RpcError && error.type === 'AUTH_BYTES_INVALID';
        const unclear = error instanceof CallFailure && (error.reason === 'timeout' || error.reason === 'unknownOutcome');
        if (!(stale || unclear) || attempt >= attempts) throw error;
      }
    }
  }
}
