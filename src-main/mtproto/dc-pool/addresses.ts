import type { Clock } from '../clock.ts';
import type { DcAddress } from '../types.ts';

interface Health {
  okAt: number;
  errorAt: number;
}

/**
 * The endpoints of all data centers: the configured ones first, the built-in ones behind them
 * (core.telegram.org/api/datacenter). Endpoints that fail step back behind those that work.
 */
export class Addresses {
  readonly #clock: Clock;
  readonly #builtIn: readonly DcAddress[];
  #all: readonly DcAddress[];
  #ids: ReadonlySet<number>;
  readonly #health = new Map<string, Health>();

  constructor(clock: Clock, builtIn: readonly DcAddress[], configured: readonly DcAddress[]) {
    this.#clock = clock;
    this.#builtIn = builtIn;
    this.#all = withoutRepetition([...configured, ...builtIn]);
    this.#ids = new Set(this.#all.map((address) => address.id));
  }

  configure(options: readonly DcAddress[]): void {
    this.#all = withoutRepetition([...options, ...this.#builtIn]);
    this.#ids = new Set(this.#all.map((address) => address.id));
  }

  knows(dcId: number): boolean {
    return this.#ids.has(dcId);
  }

  /** The best endpoint: one that worked, then an untried one, then the one that failed longest ago. */
  pick(dcId: number, mediaOnly: boolean): DcAddress | undefined {
    const own = this.#all.filter((address) => address.id === dcId);
    const media = mediaOnly ? own.filter((address) => address.mediaOnly === true) : [];
    const candidates = media.length > 0 ? media : own.filter((address) => address.mediaOnly !== true);
    return candidates
      .map((address, index) => ({ address, index, rank: this.#rank(address) }))
      .sort((a, b) => a.rank - b.rank || a.index - b.index)[0]?.address;
  }

  worked(address: DcAddress): void {
    this.#healthOf(address).okAt = this.#clock.monotonic();
  }

  failed(address: DcAddress): void {
    this.#healthOf(address).errorAt = this.#clock.monotonic();
  }

  /** Lower is better: working, untried (IPv6 last), then by the time of the last error. */
  #rank(address: DcAddress): number {
    const { okAt, errorAt } = this.#healthOf(address);
    if (errorAt > okAt) return 10 + errorAt;
    if (okAt > 0) return 0;
    return address.ipv6 === true ? 2 : 1;
  }

  #healthOf(address: DcAddress): Health {
    const name = nameOf(address);
    const known = this.#health.get(name);
    if (known !== undefined) return known;
    const fresh = { okAt: 0, errorAt: 0 };
    this.#health.set(name, fresh);
    return fresh;
  }
}

function nameOf({ id, host, port, mediaOnly = false }: DcAddress): string {
  return `${id} ${host} ${port} ${mediaOnly}`;
}

function withoutRepetition(addresses: readonly DcAddress[]): DcAddress[] {
  const seen = new Set<string>();
  return addresses.filter((address) => {
    const name = nameOf(address);
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}
