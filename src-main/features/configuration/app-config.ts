import { drop } from '#shared/assert.ts';
import type { Logger, MtprotoClient } from '../../mtproto/index.ts';
import type { Store } from '../../store/index.ts';
import type { Clock } from '../clock.ts';
import { isEnding } from '../journal/index.ts';
import { fromJsonValue, type Json } from './json-value.ts';

export interface AppConfigContext {
  client: Pick<MtprotoClient, 'call'>;
  store: Pick<Store, 'meta'>;
  clock: Clock;
  log: Logger;
  /** Values changed. */
  changed(): void;
}

const KEY = 'appConfig';
/** Raised when values are kept in another form: everything is asked for again then. */
const FORM = 1;
const PERIOD_MS = 3_600_000;
const RETRY_MS = 60_000;

/**
 * The server's wishes for clients, by name (core.telegram.org/api/config, client configuration): kept for the account, asked for
 * every hour and whenever there may be news. Readers say what holds when a value is missing or of another kind.
 */
export class AppConfig {
  readonly #context: AppConfigContext;
  #values: Readonly<Record<string, Json>>;
  #hash: number;
  #underWay = false;
  #again = false;
  #started = false;
  #disposed = false;
  #cancel: (() => void) | undefined;

  constructor(context: AppConfigContext) {
    this.#context = context;
    ({ hash: this.#hash, values: this.#values } = readKept(context.store.meta.get(KEY)));
  }

  /** A number, never negative. */
  number(name: string, fallback: number): number {
    const value = this.#value(name);
    return typeof value === 'number' && Number.isFinite(value) ? Math.max(0, value) : fallback;
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.#value(name);
    return typeof value === 'boolean' ? value : fallback;
  }

  text(name: string, fallback: string): string {
    const value = this.#value(name);
    return typeof value === 'string' ? value : fallback;
  }

  /** The texts of a list; members of another kind are left out. */
  texts(name: string, fallback: readonly string[]): readonly string[] {
    const value = this.#value(name);
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : fallback;
  }

  /** Somebody is signed in: keeps the values up to date from now on. */
  start(): void {
    this.#started = true;
    this.refresh();
  }

  /** There may be news. */
  refresh(): void {
    if (!this.#started || this.#disposed) return;
    this.#cancel?.();
    this.#cancel = undefined;
    this.#again = this.#underWay;
    if (!this.#underWay) drop(this.#fetch());
  }

  dispose(): void {
    this.#disposed = true;
    this.#cancel?.();
  }

  #value(name: string): Json | undefined {
    return Object.hasOwn(this.#values, name) ? this.#values[name] : undefined;
  }

  async #fetch(): Promise<void> {
    const { client, clock, log, store, changed } = this.#context;
    this.#underWay = true;
    let delay = PERIOD_MS;
    try {
      const answer = await client.call({ _: 'help.getAppConfig', hash: this.#hash }, { priority: 'low' });
      if (this.#disposed) return;
      if (answer._ === 'help.appConfig') {
        const values = fromJsonValue(answer.config);
        if (typeof values !== 'object' || values === null || Array.isArray(values)) throw new TypeError('The client configuration is no object');
        this.#values = values;
        this.#hash = answer.hash;
        store.meta.set(KEY, { form: FORM, hash: this.#hash, values });
        changed();
      }
    } catch (error) {
      if (this.#disposed || isEnding(error)) return;
      delay = RETRY_MS;
      log.info('the client configuration could not be loaded', { error: error instanceof Error ? error.name : 'unknown' });
    } finally {
      this.#underWay = false;
    }
    if (this.#again) this.refresh();
    else this.#cancel = clock.schedule(delay, () => this.refresh());
  }
}

/** What was kept; nothing when it was kept in another form. */
function readKept(value: unknown): { hash: number; values: Readonly<Record<string, Json>> } {
  const kept = typeof value === 'object' && value !== null ? (value as { form?: unknown; hash?: unknown; values?: unknown }) : {};
  const usable = kept.form === FORM && typeof kept.hash === 'number' && typeof kept.values === 'object' && kept.values !== null;
  return usable ? { hash: kept.hash as number, values: kept.values as Record<string, Json> } : { hash: 0, values: {} };
}
