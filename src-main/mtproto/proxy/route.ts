import { invariant } from '#shared/assert.ts';
import type { Proxy } from '#shared/model/proxy.ts';
import { parseProxySecret } from '#shared/proxy/index.ts';
import type { RandomBytes } from '../../crypto/index.ts';
import type { Clock } from '../clock.ts';
import type { Route } from '../dialing/route.ts';
import { intermediate } from '../transport/intermediate.ts';
import { paddedIntermediate } from '../transport/padded.ts';
import type { Connect } from '../transport/socket.ts';
import { ProxyError } from './errors.ts';
import type { ProxyErrorReason } from './errors.ts';
import { FakeTlsHandshake } from './fake-tls/fake-tls.ts';
import type { ProxyHandshake, ProxyLogin, TunnelTarget } from './handshake.ts';
import { HttpConnectHandshake } from './http-connect.ts';
import type { Resolver } from './resolver.ts';
import { Socks5Handshake } from './socks5.ts';
import { connectThrough } from './tunnel.ts';

export interface RouteTools {
  /** Opens the connection to the proxy itself. */
  connect: Connect;
  resolver: Resolver;
  clock: Clock;
  random: RandomBytes;
  /** The best guess at the server's time, unix seconds: fake-TLS proxies refuse clocks that are far off. */
  serverTime(): number;
  /** A stream did not come about, or was refused. */
  onFailure?(error: Error): void;
}

type ProxiedRoute = Exclude<Route, { kind: 'direct' }>;

/** The route through a proxy whose settings have been checked (`proxyProblem`). */
export function routeThrough(proxy: Proxy, tools: RouteTools): ProxiedRoute {
  const { host, port } = proxy;
  const { connect, resolver, clock, onFailure } = tools;
  const through = (refusesSilently: boolean, handshake?: (target: TunnelTarget) => ProxyHandshake): Connect =>
    connectThrough({ host, port, handshake, refusesSilently, connect, resolver, clock, onFailure });
  if (proxy.kind !== 'mtproto') {
    const login = loginOf(proxy);
    const Handshake = proxy.kind === 'socks5' ? Socks5Handshake : HttpConnectHandshake;
    return { kind: 'tunnel', connect: through(false, (target) => new Handshake(target, login)) };
  }
  const secret = parseProxySecret(proxy.secret);
  invariant(typeof secret === 'object', 'the secret was checked before');
  const { key, kind, domain = '' } = secret;
  const fakeTls = (): ProxyHandshake =>
    new FakeTlsHandshake({ domain, secret: key, unixTime: tools.serverTime(), random: tools.random });
  return {
    kind: 'mtproxy',
    host,
    port,
    secret: key,
    framing: kind === 'plain' ? intermediate : paddedIntermediate,
    connect: through(true, kind === 'tls' ? fakeTls : undefined),
    clientProxy: { address: host, port },
  };
}

/** A route on which nothing can be opened, because there is none that may be used. */
export function closedRoute(clock: Clock, reason: ProxyErrorReason): ProxiedRoute {
  return {
    kind: 'tunnel',
    connect: (_, events) => {
      const timer = clock.soon(() => events.onClose(new ProxyError(reason)));
      return { write: () => undefined, destroy: () => timer.cancel() };
    },
  };
}

function loginOf({ username, password }: Proxy & { kind: 'socks5' | 'http' }): ProxyLogin | undefined {
  return username === undefined && password === undefined ? undefined : { username: username ?? '', password: password ?? '' };
}
