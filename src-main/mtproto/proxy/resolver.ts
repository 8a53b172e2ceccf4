import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Clock } from '../clock.ts';
import { ProxyError } from './errors.ts';

/** Asks the operating system for all addresses of a host name, the preferred one first. */
export type Lookup = (host: string) => Promise<string[]>;

export const systemLookup: Lookup = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

const GOOD_FOR_MS = 300_000;
const BAD_FOR_MS = 60_000;
/** Names that are remembered; far more than anybody has proxies. */
const MAX_NAMES = 256;

interface Found {
  addresses: Promise<string[]>;
  /** On the monotonic clock; endless while the question is open. */
  until: number;
  failed: boolean;
}

/** Finds the addresses of proxies by name, and remembers what it found: five minutes, or one after a failure. */
export class Resolver {
  readonly #lookup: Lookup;
  readonly #clock: Clock;
  readonly #known = new Map<string, Found>();

  constructor(clock: Clock, ask: Lookup = systemLookup) {
    this.#clock = clock;
    this.#lookup = ask;
  }

  /** At least one address. @throws ProxyError `unresolved` */
  resolve(host: string): Promise<string[]> {
    if (isIP(host) !== 0) return Promise.resolve([host]);
    const name = host.toLowerCase();
    const known = this.#known.get(name);
    if (known !== undefined && known.until > this.#clock.monotonic()) return known.addresses;
    const entry: Found = { addresses: this.#ask(name), until: Infinity, failed: false };
    entry.addresses.then(
      () => {
        entry.until = this.#clock.monotonic() + GOOD_FOR_MS;
      },
      () => {
        entry.until = this.#clock.monotonic() + BAD_FOR_MS;
        entry.failed = true;
      },
    );
    this.#known.delete(name);
    this.#known.set(name, entry);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_NAMES && oldest !== undefined) this.#known.delete(oldest);
    return entry.addresses;
  }

  /** The network came back, or the person asks again: names that were not found are looked for anew. */
  forgetFailures(): void {
    for (const [name, { failed }] of this.#known) if (failed) this.#known.delete(name);
  }

  async #ask(name: string): Promise<string[]> {
    const addresses = await this.#lookup(name).catch(() => []);
    if (addresses.length === 0) throw new ProxyError('unresolved');
    return addresses;
  }
}
