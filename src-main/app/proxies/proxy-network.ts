import type { Proxy } from '#shared/model/index.ts';
import { createSystemRandom } from '../../crypto/index.ts';
import type { Clock, DcAddress, Route } from '../../mtproto/index.ts';
import { systemClock } from '../../mtproto/index.ts';
import { closedRoute, measureLatency, Resolver, routeThrough } from '../../mtproto/proxy/index.ts';
import type { ProxyErrorReason } from '../../mtproto/proxy/index.ts';
import { connectTcp } from '../../mtproto/transport/socket.ts';

/** How connections are to be made. `closed`: not at all, for the time being. */
export type ProxyChoice = { kind: 'direct' } | { kind: 'closed'; reason: ProxyErrorReason } | { kind: 'proxy'; proxy: Proxy };

export interface ProxyNetworkOptions {
  /** The best guess at the server's time, unix seconds. */
  serverTime(): number;
  /** The data center that checks ask: an endpoint of it, and its id in the obfuscation header. */
  checkedDc(): { address: DcAddress; wireId: number };
}

/** Turns choices into routes, and asks Telegram over one. The names of proxies are looked up in one place for all. */
export class ProxyNetwork {
  readonly #options: ProxyNetworkOptions;
  readonly #clock: Clock = systemClock;
  readonly #random = createSystemRandom();
  readonly #resolver = new Resolver(systemClock);

  constructor(options: ProxyNetworkOptions) {
    this.#options = options;
  }

  /** @param onFailure hears of each connection that did not come about */
  route(choice: ProxyChoice, onFailure: (error: Error) => void): Route {
    switch (choice.kind) {
      case 'direct':
        return { kind: 'direct' };
      case 'closed':
        return closedRoute(this.#clock, choice.reason);
      case 'proxy':
        return this.#through(choice.proxy, onFailure);
    }
  }

  /** Milliseconds that a question to Telegram takes through a proxy. @throws ProxyError and what else a connection may end with */
  latency(proxy: Proxy, signal: AbortSignal): Promise<number> {
    const { address, wireId } = this.#options.checkedDc();
    return measureLatency({ route: this.#through(proxy), address, wireId, clock: this.#clock, random: this.#random, signal });
  }

  /** The network came back, or the person asks for another try: names that were not found are looked for again. */
  forgetFailures(): void {
    this.#resolver.forgetFailures();
  }

  #through(proxy: Proxy, onFailure: (error: Error) => void = () => undefined): Exclude<Route, { kind: 'direct' }> {
    const { serverTime } = this.#options;
    return routeThrough(proxy, { connect: connectTcp, resolver: this.#resolver, clock: this.#clock, random: this.#random, serverTime, onFailure });
  }
}
