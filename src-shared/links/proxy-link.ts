import type { Proxy } from '../model/proxy.ts';
import { proxyProblem, tidyProxy } from '../proxy/check.ts';
import type { ProxyProblem } from '../proxy/check.ts';

/** What a link to a proxy says; `problem` when it is one, but not of a proxy that can be used. */
export type ProxyLink = { proxy: Proxy } | { problem: ProxyProblem };

const LONGEST = 8192;
const HOSTS: ReadonlySet<string> = new Set(['t.me', 'telegram.me', 'telegram.dog']);

/**
 * Reads a link to a proxy (core.telegram.org/api/links#mtproxy-links, #socks5-proxy-links): `tg://proxy?server=&port=&secret=`,
 * `tg://socks?server=&port=&user=&pass=` and their forms at t.me. There is none for HTTP proxies.
 * Undefined for anything else, which may be a link of another kind.
 */
export function parseProxyLink(text: string): ProxyLink | undefined {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST) return undefined;
  const found = pathAndQuery(trimmed);
  if (found === undefined) return undefined;
  const { path, query } = found;
  if (path !== 'proxy' && path !== 'socks') return undefined;
  const host = query.get('server') ?? '';
  const port = /^\d{1,5}$/.test(query.get('port') ?? '') ? Number(query.get('port')) : 0;
  const login = { username: query.get('user') ?? '', password: query.get('pass') ?? '' };
  const proxy = tidyProxy(
    path === 'socks'
      ? { kind: 'socks5', host, port, ...login }
      : // A "+" of base64 that was not escaped arrives as a space.
        { kind: 'mtproto', host, port, secret: (query.get('secret') ?? '').replace(/ /g, '+') },
  );
  const problem = proxyProblem(proxy);
  return problem === undefined ? { proxy } : { problem };
}

/** A link by which others can add the proxy; undefined for HTTP proxies, which have none. It holds password or secret. */
export function formatProxyLink(proxy: Proxy, form: 'https' | 'tg' = 'https'): string | undefined {
  if (proxy.kind === 'http') return undefined;
  const fields: [string, string][] = [
    ['server', proxy.host],
    ['port', String(proxy.port)],
  ];
  if (proxy.kind === 'mtproto') fields.push(['secret', proxy.secret]);
  else if (proxy.username !== undefined) fields.push(['user', proxy.username], ['pass', proxy.password ?? '']);
  const query = fields.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  const path = proxy.kind === 'mtproto' ? 'proxy' : 'socks';
  return form === 'tg' ? `tg://${path}?${query}` : `https://t.me/${path}?${query}`;
}

function pathAndQuery(link: string): { path: string; query: URLSearchParams } | undefined {
  const tg = /^tg:(?:\/\/)?([a-z]+)\/?\?([^#]*)/i.exec(link);
  if (tg !== null) return { path: (tg[1] ?? '').toLowerCase(), query: new URLSearchParams(tg[2]) };
  const web = /^(?:https?:\/\/)?(?:www\.)?([a-z.]+)(?::(?:80|443))?\/([a-z]+)\/?\?([^#]*)/i.exec(link);
  if (web === null || !HOSTS.has((web[1] ?? '').toLowerCase())) return undefined;
  return { path: (web[2] ?? '').toLowerCase(), query: new URLSearchParams(web[3]) };
}
