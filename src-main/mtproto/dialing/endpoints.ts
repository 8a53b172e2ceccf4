import type { Clock } from '../clock.ts';
import type { DcAddress } from '../types.ts';
import type { Route } from './route.ts';

/** What a connection is for: it decides which endpoints of a DC it may use. */
export type EndpointUse = 'general' | 'media' | 'cdn';

/** One address and port that a connection may try. */
export interface Candidate {
  address: DcAddress;
  /** It worked the last time, and nothing has gone wrong there lately: no check is needed before it is used. */
  trusted: boolean;
  /** Milliseconds after the first attempt before which it is not tried. */
  notBefore: number;
}

export interface ChoiceOptions {
  /** How the endpoint is reached: some addresses are meant for one way rather than the other. */
  route: Route['kind'];
  /** Whether IPv6 is as welcome as IPv4; otherwise it comes in when IPv4 does not answer soon. */
  ipv6: boolean;
}

interface Health {
  okAt: number | undefined;
  errorAt: number | undefined;
  /** Milliseconds that it took to open. */
  openedIn: number;
}

/** Ports on which every address answers that is not bound to its own (core.telegram.org/api/datacenter). */
const commonPorts = [443, 80, 5222];
/** IPv6 waits this long for IPv4, milliseconds. */
const ipv6Delay = 2_000;
/** An endpoint that failed within this time is checked before it is used, milliseconds. */
const recent = 10_000;

/**
 * The endpoints of all data centers: the configured ones first, the built-in ones behind them
 * (core.telegram.org/api/datacenter), and what is known of each.
 */
export class Endpoints {
  readonly #clock: Clock;
  readonly #builtIn: readonly DcAddress[];
  #configured: readonly DcAddress[];
  #lastResort: readonly DcAddress[] = [];
  #all: readonly DcAddress[];
  readonly #health = new Map<string, Health>();

  /** @param good names of endpoints that worked in the last run: they are taken at their word */
  constructor(clock: Clock, builtIn: readonly DcAddress[], configured: readonly DcAddress[], good: readonly string[] = []) {
    this.#clock = clock;
    this.#builtIn = builtIn;
    this.#configured = configured;
    for (const name of good) this.#health.set(name, { okAt: clock.monotonic(), errorAt: undefined, openedIn: 0 });
    this.#all = withoutRepetition([...configured, ...builtIn]);
  }

  get configured(): readonly DcAddress[] {
    return this.#configured;
  }

  /** Takes the whole list of a configuration. */
  configure(options: readonly DcAddress[]): void {
    this.#configured = withoutRepetition(options);
    this.#list();
  }

  /** Takes addresses for when no other answers; they are forgotten at the end. */
  addLastResort(addresses: readonly DcAddress[]): void {
    this.#lastResort = addresses;
    this.#list();
  }

  /** Takes a pushed list, which need not name every DC: it goes before what is known. */
  merge(options: readonly DcAddress[]): void {
    this.configure([...options, ...this.#configured]);
  }

  /** Whether a DC can be reached at all. CDN DCs are known to CDN connections alone. */
  knows(dcId: number, use: EndpointUse = 'general'): boolean {
    return this.#all.some((address) => address.id === dcId && (address.cdn === true) === (use === 'cdn'));
  }

  /** Whether a DC has endpoints for downloads alone. */
  hasMedia(dcId: number): boolean {
    return this.#all.some((address) => address.id === dcId && address.mediaOnly === true && address.cdn !== true);
  }

  /** What to try, in order: what works, fastest first; what was not tried; what failed longest ago. */
  candidates(dcId: number, use: EndpointUse, { route, ipv6 }: ChoiceOptions): Candidate[] {
    const addresses = this.#usable(dcId, use, route);
    const tries = addresses.flatMap(withCommonPorts).map((item, index) => ({ ...item, index, health: this.#healthOf(item.address) }));
    const ipv6Waits = !ipv6 && tries.some(({ address, health }) => address.ipv6 !== true && !failed(health));
    const now = this.#clock.monotonic();
    const rank = ({ health, address, alternative, index }: (typeof tries)[number]): number[] => {
      if (works(health)) return [0, health.openedIn, index];
      if (failed(health)) return [2, health.errorAt ?? 0, index];
      return [1, alternative, ipv6Waits && address.ipv6 === true ? 1 : 0, index];
    };
    return tries
      .map((item) => ({ item, rank: rank(item) }))
      .sort((a, b) => compare(a.rank, b.rank))
      .map(({ item: { address, health } }) => {
        const trusted = works(health) && (health.errorAt === undefined || now - health.errorAt >= recent);
        return { address, trusted, notBefore: ipv6Waits && address.ipv6 === true && !trusted ? ipv6Delay : 0 };
      });
  }

  /** Names of those that work. */
  get good(): string[] {
    return [...this.#health].filter(([, health]) => works(health)).map(([name]) => name);
  }

  /**
   * @param openedIn milliseconds from the first byte to the proof
   * @returns whether that is news
   */
  worked(address: DcAddress, openedIn = 0): boolean {
    const health = this.#healthOf(address);
    const news = !works(health);
    health.okAt = this.#clock.monotonic();
    health.openedIn = openedIn;
    return news;
  }

  failed(address: DcAddress): void {
    this.#healthOf(address).errorAt = this.#clock.monotonic();
  }

  /** The network changed: what failed may work now. */
  forgetErrors(): void {
    for (const health of this.#health.values()) health.errorAt = undefined;
  }

  /** The way to the endpoints changed: what is known of them says nothing any more. */
  forgetHealth(): void {
    this.#health.clear();
  }

  #list(): void {
    this.#all = withoutRepetition([...this.#configured, ...this.#builtIn, ...this.#lastResort]);
  }

  #usable(dcId: number, use: EndpointUse, route: Route['kind']): DcAddress[] {
    const own = this.#all.filter((address) => address.id === dcId && (address.cdn === true) === (use === 'cdn'));
    const media = use === 'media' ? own.filter((address) => address.mediaOnly === true) : [];
    // Media endpoints take no uploads and send no updates; where there are some, downloads use nothing else.
    const usable = media.length > 0 ? media : own.filter((address) => address.mediaOnly !== true);
    const wanted = route === 'tunnel';
    return [...usable.filter(({ static: fixed = false }) => fixed === wanted), ...usable.filter(({ static: fixed = false }) => fixed !== wanted)];
  }

  #healthOf(address: DcAddress): Health {
    const name = nameOf(address);
    const known = this.#health.get(name);
    if (known !== undefined) return known;
    const fresh = { okAt: undefined, errorAt: undefined, openedIn: 0 };
    this.#health.set(name, fresh);
    return fresh;
  }
}

function works({ okAt, errorAt }: Health): boolean {
  return okAt !== undefined && (errorAt === undefined || errorAt < okAt);
}

function failed(health: Health): boolean {
  return health.errorAt !== undefined && !works(health);
}

/** An address with each port that it may be tried on; `alternative` is 0 for its own. */
function withCommonPorts(address: DcAddress): { address: DcAddress; alternative: number }[] {
  const others = address.thisPortOnly === true ? [] : commonPorts.filter((port) => port !== address.port);
  return [address.port, ...others].map((port, alternative) => ({ address: { ...address, port }, alternative }));
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
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
