import { decode, encode, TlError, type tl } from '#tl';
import { drop } from '#shared/assert.ts';
import type { RandomBytes } from '../../crypto/index.ts';
import type { Clock, Timer } from '../clock.ts';
import { CallFailure } from '../rpc/errors.ts';
import type { Logger, MtprotoStorage } from '../types.ts';

/** Bounds of the time for which a configuration holds, whatever it says itself, seconds. */
const shortest = 60;
const longest = 86_400;
/** Clients ask up to this part of the time earlier, so that not all ask at once. */
const spread = 0.2;
const retryAfter = 60_000;

export interface ServerConfigOptions {
  storage: Pick<MtprotoStorage, 'loadConfig' | 'saveConfig'>;
  clock: Clock;
  random: RandomBytes;
  log: Logger;
  /** Whether this client belongs to the test servers: a configuration of the other kind is not ours. */
  test: boolean;
  serverTime(): number;
  mainDcId(): number;
  ask(): Promise<tl.config>;
  /** There is a new one. */
  taken(config: tl.config): void;
}

/**
 * The server's configuration as it was last told (core.telegram.org/api/config): kept, so that it also holds at a start without a
 * connection, and asked for again when it expires or something changes that it depends on.
 */
export class ServerConfig {
  readonly #options: ServerConfigOptions;
  #current: tl.config | undefined;
  /** Server time from which it has to be asked for again, unix seconds. */
  #until = 0;
  #started = false;
  #underWay = false;
  #again = false;
  /** The last one came from another DC than the main one, which was asked at once. */
  #elsewhere = false;
  #disposed = false;
  #timer: Timer | undefined;

  constructor(options: ServerConfigOptions) {
    this.#options = options;
    const stored = options.storage.loadConfig();
    if (stored === undefined) return;
    try {
      const config = decode(stored.config);
      if (config._ !== 'config' || (config.testMode === true) !== options.test) return;
      this.#current = config;
      this.#until = stored.until;
    } catch (error) {
      // It was kept by a version that spoke another layer.
      if (!(error instanceof TlError)) throw error;
    }
  }

  get current(): tl.config | undefined {
    return this.#current;
  }

  /** There is a connection: keeps the configuration up to date from now on. */
  start(): void {
    if (this.#started || this.#disposed) return;
    this.#started = true;
    const left = Math.min(this.#until - this.#options.serverTime(), longest);
    if (left <= 0) this.refresh();
    else this.#schedule(left * 1000);
  }

  /** Something that it depends on has changed. */
  refresh(): void {
    // Whatever is kept is out of date, also when nobody can be asked yet.
    this.#until = 0;
    if (!this.#started || this.#disposed) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#again = this.#underWay;
    if (!this.#underWay) drop(this.#fetch());
  }

  dispose(): void {
    this.#disposed = true;
    this.#timer?.cancel();
  }

  async #fetch(): Promise<void> {
    this.#underWay = true;
    let delay = retryAfter;
    try {
      const config = await this.#options.ask();
      if (this.#disposed) return;
      delay = this.#take(config);
    } catch (error) {
      if (this.#disposed || (error instanceof CallFailure && error.reason === 'closed')) return;
      this.#options.log.info('The configuration could not be loaded', { error: error instanceof Error ? error.name : 'unknown' });
    } finally {
      this.#underWay = false;
    }
    if (this.#again) this.refresh();
    else this.#schedule(delay);
  }

  /** Returns for how long it holds, milliseconds. */
  #take(config: tl.config): number {
    const { test, log, random, serverTime, mainDcId, storage, taken } = this.#options;
    if ((config.testMode === true) !== test) {
      log.error('The configuration is that of another environment');
      return longest * 1000;
    }
    const early = ((random(1)[0] ?? 0) / 255) * spread;
    const seconds = Math.min(Math.max(config.expires - config.date, shortest), longest);
    const holds = Math.max(shortest, seconds * (1 - early));
    this.#current = config;
    this.#until = serverTime() + holds;
    storage.saveConfig({ config: encode(config), until: this.#until });
    taken(config);
    // The main DC has the last word on everything but the list of endpoints.
    const ask = config.thisDc !== mainDcId() && !this.#elsewhere;
    this.#elsewhere = config.thisDc !== mainDcId();
    return ask ? 0 : holds * 1000;
  }

  #schedule(delay: number): void {
    this.#timer?.cancel();
    this.#timer = this.#options.clock.after(delay, () => this.refresh());
  }
}
