import { drop } from '#shared/assert.ts';
import { userPeerId } from '#shared/model/index.ts';
import type { ChatContext } from '../context.ts';
import { withPeerFlight } from './peer-flight.ts';

/** How often the statuses of all contacts are asked for, ms; spread, so that not everybody asks at once. */
const PERIOD_MS = 70_000_000;
const SPREAD_MS = 30_000_000;
const RETRY_MS = 10_000;
/** After a shorter break of the connection they are taken as known. */
const FRESH_MS = 600_000;

/**
 * Statuses are not part of a difference: what changed while this machine was away is asked for
 * (core.telegram.org/method/contacts.getStatuses).
 */
export class StatusRefresh {
  readonly #context: ChatContext;
  #fetchedAt: number | undefined;
  #underWay = false;
  #started = false;
  #cancel: (() => void) | undefined;

  constructor(context: ChatContext) {
    this.#context = context;
  }

  start(): void {
    this.#started = true;
    this.refresh();
  }

  /** The connection is back. */
  refresh(): void {
    const isFresh = this.#fetchedAt !== undefined && this.#context.clock.now() - this.#fetchedAt < FRESH_MS;
    if (this.#started && !isFresh && !this.#underWay) drop(this.#fetch());
  }

  dispose(): void {
    this.#started = false;
    this.#cancel?.();
  }

  async #fetch(): Promise<void> {
    const { client, store, clock } = this.#context;
    this.#underWay = true;
    let delay = RETRY_MS;
    try {
      const { answer, changed } = await withPeerFlight(store, () =>
        client.call({ _: 'contacts.getStatuses' }, { timeoutMs: 30_000, priority: 'low' }),
      );
      if (!this.#started) return;
      store.transaction(() => {
        for (const { userId, status } of answer) {
          if (!changed.has(userPeerId(userId))) store.peers.patchUser(userPeerId(userId), { status });
        }
      });
      this.#fetchedAt = clock.now();
      delay = PERIOD_MS + Math.random() * SPREAD_MS;
    } catch (error) {
      this.#context.log.debug('Statuses could not be fetched', { error: error instanceof Error ? error.name : 'unknown' });
    } finally {
      this.#underWay = false;
    }
    this.#cancel?.();
    if (this.#started) this.#cancel = clock.schedule(delay, () => drop(this.#fetch()));
  }
}
