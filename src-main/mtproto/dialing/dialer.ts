import type { Runtime } from '../runtime.ts';
import type { TransportOptions } from '../transport/transport.ts';
import type { DcAddress } from '../types.ts';
import type { Candidate, Endpoints, EndpointUse } from './endpoints.ts';
import { Line, LineReplaced } from './line.ts';
import { Race, type Dial, type DialEvents, type SocketLimit } from './race.ts';
import { directRoute, type Route } from './route.ts';
import { Spares } from './spares.ts';

/** Time for the stream to open and the first answer to come, milliseconds; longer through somebody else. */
const directTimeout = 8_000;
const tunnelTimeout = 10_000;

/** Where a line should lead. */
export interface DialTarget {
  dcId: number;
  use: EndpointUse;
}

export interface DialerOptions {
  runtime: Runtime;
  endpoints: Endpoints;
  /** Whether the DC ids of the test environment are announced. */
  test: boolean;
  route?: Route | undefined;
  /** An endpoint was found to work without any proxy. */
  found?(): void;
}

/** Opens every connection of a client: over the route of the moment, to the endpoint that is most likely to work. */
export class Dialer {
  readonly #options: DialerOptions;
  readonly #lines = new Set<Line>();
  readonly #races = new Set<Race>();
  readonly #spares: Spares;
  #route: Route;
  /** IPv6 from the start, as the configuration may ask for. */
  ipv6 = false;

  constructor(options: DialerOptions) {
    this.#options = options;
    this.#route = options.route ?? directRoute;
    this.#spares = new Spares(options.runtime.clock);
  }

  get route(): Route {
    return this.#route;
  }

  /** The owners of all lines and dials are told of the end of them, and ask for others over the new route. */
  setRoute(route: Route): void {
    this.#route = route;
    this.#options.endpoints.forgetHealth();
    this.#replaceAll('The route changed');
  }

  /**
   * The network changed, or the machine slept: whatever is open may be half-dead, and old failures say nothing.
   * @param sparing lines and dials that are younger stay, milliseconds
   */
  renew(sparing = 0): void {
    this.#options.endpoints.forgetErrors();
    this.#replaceAll('The network changed', sparing);
  }

  /** Opens a line. `events` are called later, never from within. */
  dial(target: DialTarget, limit: SocketLimit, events: DialEvents): Dial {
    const { runtime } = this.#options;
    const spare = this.#spares.take(target);
    if (spare !== undefined) {
      const timer = runtime.clock.soon(() => {
        spare.grantTime();
        events.onLine(spare);
      });
      spare.listen({
        onFrame: () => undefined,
        onClose: (error) => {
          timer.cancel();
          events.onFailed(error ?? new Error('The server closed the connection'));
        },
      });
      return {
        cancel: () => {
          timer.cancel();
          spare.close();
        },
      };
    }
    const race: Race = new Race({
      candidates: this.#candidates(target),
      runtime,
      limit,
      open: (candidate, onOpen) => this.#open(target, candidate, onOpen),
      spare: (line) => this.#spares.keep(target, line),
      events: {
        onLine: (line) => {
          this.#races.delete(race);
          events.onLine(line);
        },
        onFailed: (error) => {
          this.#races.delete(race);
          events.onFailed(error);
        },
      },
    });
    this.#races.add(race);
    const timer = runtime.clock.soon(() => race.start());
    return {
      cancel: () => {
        timer.cancel();
        this.#races.delete(race);
        race.cancel();
      },
    };
  }

  /** Closes everything; nobody is told. */
  close(): void {
    this.#spares.clear();
    for (const race of this.#races) race.cancel();
    for (const line of [...this.#lines]) line.close();
  }

  #replaceAll(reason: string, sparing = 0): void {
    this.#spares.clear();
    const lines = [...this.#lines].filter(({ age }) => age >= sparing);
    for (const race of [...this.#races].filter(({ age }) => age >= sparing)) race.abort(new LineReplaced(reason));
    for (const line of lines) line.abort(new LineReplaced(reason));
  }

  #candidates({ dcId, use }: DialTarget): Candidate[] {
    const { endpoints } = this.#options;
    if (this.#route.kind !== 'mtproxy') return endpoints.candidates(dcId, use, { route: this.#route.kind, ipv6: this.ipv6 });
    // The proxy chooses the endpoint; it is told of which kind by the sign of the DC id.
    const { host, port } = this.#route;
    const mediaOnly = use === 'media' && endpoints.hasMedia(dcId);
    return [{ address: { id: dcId, host, port, ...(mediaOnly ? { mediaOnly } : {}) }, trusted: true, notBefore: 0 }];
  }

  #open({ dcId }: DialTarget, { address }: Candidate, onOpen: (line: Line) => void): Line {
    const { runtime, endpoints } = this.#options;
    const { host, port } = address;
    const line = new Line(
      {
        runtime,
        transport: { host, port, dc: this.#wireId(dcId, address.mediaOnly === true), ...this.#dress(address) },
        timeout: this.#route.kind === 'direct' ? directTimeout : tunnelTimeout,
        report: {
          worked: (openedIn) => {
            if (endpoints.worked(address, openedIn) && this.#route.kind === 'direct') this.#options.found?.();
          },
          failed: () => endpoints.failed(address),
          closed: (over) => {
            this.#lines.delete(over);
            this.#spares.forget(over);
          },
        },
      },
      onOpen,
    );
    this.#lines.add(line);
    return line;
  }

  /** Everything about a transport that the route decides. */
  #dress(address: DcAddress): Pick<TransportOptions, 'connect' | 'secret' | 'framing'> {
    const route = this.#route;
    switch (route.kind) {
      case 'direct':
        return { connect: this.#options.runtime.connect, secret: address.secret };
      case 'tunnel':
        return { connect: route.connect, secret: address.secret };
      case 'mtproxy':
        return { connect: route.connect, secret: route.secret, framing: route.framing };
    }
  }

  /** The id that the server is told: +10000 on test servers, negative for media-only endpoints. */
  #wireId(dcId: number, mediaOnly: boolean): number {
    const id = this.#options.test ? dcId + 10_000 : dcId;
    return mediaOnly ? -id : id;
  }
}
