import { proxyProblem, tidyProxy } from '#shared/proxy/index.ts';
import type { SystemProxyAnswer } from './types.ts';

/** The kinds that are spoken here, and their ports when none is named. "SOCKS" alone means version 4 there, "HTTPS" TLS to the proxy. */
const SPOKEN = new Map([
  ['PROXY', { kind: 'http', port: 80 }],
  ['HTTP', { kind: 'http', port: 80 }],
  ['SOCKS5', { kind: 'socks5', port: 1080 }],
] as const);

/**
 * Reads what `session.resolveProxy` gives, in the form of a result of a PAC file: "PROXY host:port; SOCKS5 host:port; DIRECT".
 * The first way that can be gone counts. "DIRECT" counts only in the first place: behind proxies it is for when they fail, and
 * nothing goes past a proxy without the person's knowledge.
 */
export function parsePacResult(text: string): SystemProxyAnswer {
  const ways = text
    .split(';')
    .map((way) => way.trim())
    .filter((way) => way !== '');
  const [first] = ways;
  if (first === undefined || first.toUpperCase() === 'DIRECT') return { kind: 'direct' };
  for (const way of ways) {
    const [, scheme = '', address = ''] = /^(\S+)\s+(\S+)$/.exec(way) ?? [];
    const spoken = SPOKEN.get(scheme.toUpperCase() as 'PROXY');
    const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(address) ?? [];
    if (spoken === undefined || host === '') continue;
    const proxy = tidyProxy({ kind: spoken.kind, host, port: port === undefined ? spoken.port : Number(port) });
    if (proxyProblem(proxy) === undefined) return { kind: 'proxy', proxy };
  }
  return { kind: 'unusable' };
}
