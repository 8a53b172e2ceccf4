import type { tl } from '#tl';
import { drop } from '#shared/assert.ts';
import type { Logger, MtprotoClient } from '../mtproto/index.ts';
import type { Store } from '../store/index.ts';
import type { Clock } from './clock.ts';
import { isEnding } from './journal/index.ts';
import { defaultLimits, limitsFromConfig } from './limits.ts';
import type { Limits } from './limits.ts';

export interface ServerLimitsContext {
  client: Pick<MtprotoClient, 'call' | 'serverTime'>;
  store: Pick<Store, 'meta'>;
  clock: Clock;
  log: Logger;
  /** Whether this account is one of the test servers: a configuration of the other kind is not ours. */
  test: boolean;
}

const KEY = 'limits';
/** Bounds of the time for which a configuration holds, whatever it says itself, seconds. */
const LEAST = 60;
const MOST = 86_400;
const RETRY_MS = 60_000;
/** Accounts ask up to this part of the time earlier, so that not all ask at once. */
const SPREAD = 0.2;

/**
 * The server's limits as they were last told (core.telegram.org/method/help.getConfig): kept on disk, so that they also hold at
 * a start without a connection, and asked for again when they expire or the server says that there is news.
 */
export class ServerLimits {
  readonly #context: ServerLimitsContext;
  #current: Limits;
  /** Server time from which they have to be asked for again, unix seconds. */
  #until: number;
  #underWay = false;
  #again = false;
  #disposed = false;
  #cancel: (() => void) | undefined;

  constructor(context: ServerLimitsContext) {
    this.#context = context;
    ({ limits: this.#current, until: this.#until } = readKept(context.store.meta.get(KEY)));
  }

  get current(): Limits {
    return this.#current;
  }

  /** Somebody is signed in: keeps the limits up to date from now on. */
  start(): void {
    const left = Math.min(this.#until - this.#context.client.serverTime(), MOST);
    if (left <= 0) this.refresh();
    else this.#schedule(left * 1000);
  }

  /** The configuration has news. */
  refresh(): void {
    if (this.#disposed) return;
    this.#cancel?.();
    this.#cancel = undefined;
    this.#again = this.#underWay;
    if (!this.#underWay) drop(this.#fetch());
  }

  dispose(): void {
    this.#disposed = true;
    this.#cancel?.();
  }

  async #fetch(): Promise<void> {
    this.#underWay = true;
    let delayMs = RETRY_MS;
    try {
      const config = await this.#context.client.call({ _: 'help.getConfig' }, { priority: 'low' });
      if (this.#disposed) return;
      delayMs = this.#take(config);
    } catch (error) {
      if (this.#disposed || isEnding(error)) return;
      this.#context.log.info('the configuration could not be loaded', { error: error instanceof Error ? error.name : 'unknown' });
    } finally {
      this.#underWay = false;
    }
    if (this.#again) this.refresh();
    else this.#schedule(delayMs);
  }

  /** Returns for how long the configuration holds, ms. */
  #take(config: tl.config): number {
    const { client, store, log } = this.#context;
    if (config.testMode !== this.#context.test) {
      log.error('the configuration is that of another environment');
      return MOST * 1000;
    }
    const seconds = Math.min(Math.max(config.expires - config.date, LEAST), MOST) * (1 - Math.random() * SPREAD);
    this.#current = limitsFromConfig(config);
    this.#until = client.serverTime() + seconds;
    store.meta.set(KEY, { limits: this.#current, until: this.#until });
    return seconds * 1000;
  }

  #schedule(delayMs: number): void {
    this.#cancel?.();
    this.#cancel = this.#context.clock.schedule(delayMs, () => this.refresh());
  }
}

/** What was kept. A value that an older version did not keep is as by default, and all are asked for again soon. */
function readKept(value: unknown): { limits: Limits; until: number } {
  const kept = typeof value === 'object' && value !== null ? (value as { limits?: unknown; until?: unknown }) : {};
  const known = typeof kept.limits === 'object' && kept.limits !== null ? (kept.limits as Partial<Limits>) : {};
  const names = Object.keys(defaultLimits) as (keyof Limits)[];
  const usable = names.filter((name) => typeof known[name] === typeof defaultLimits[name]);
  return {
    limits: { ...defaultLimits, ...Object.fromEntries(usable.map((name) => [name, known[name]])) },
    until: usable.length === names.length && typeof kept.until === 'number' ? kept.until : 0,
  };
}
