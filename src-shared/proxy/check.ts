import type { Proxy } from '../model/proxy.ts';
import { normalizeProxySecret, parseProxySecret } from './secret.ts';

/** What keeps a proxy from being usable; the first that applies, in the order of a form's fields. */
export type ProxyProblem = 'host' | 'port' | 'username' | 'password' | 'secretInvalid' | 'secretUnsupported';

const HOST_BYTES = 255;
/** What Telegram's apps accept for SOCKS5; the protocol has one byte for the length. */
const SOCKS_LOGIN_BYTES = 127;
const HTTP_LOGIN_BYTES = 255;

/** Says what is wrong with a proxy, or undefined when it can be tried. Expects what `tidyProxy` returns. */
export function proxyProblem(proxy: Proxy): ProxyProblem | undefined {
  if (!isHost(proxy.host)) return 'host';
  if (!Number.isInteger(proxy.port) || proxy.port < 1 || proxy.port > 65_535) return 'port';
  if (proxy.kind === 'mtproto') {
    const secret = parseProxySecret(proxy.secret);
    if (secret === 'invalid') return 'secretInvalid';
    return secret === 'unsupported' ? 'secretUnsupported' : undefined;
  }
  const { kind, username = '', password = '' } = proxy;
  const limit = kind === 'socks5' ? SOCKS_LOGIN_BYTES : HTTP_LOGIN_BYTES;
  // A colon ends the user name of HTTP's Basic scheme (RFC 7617). Without a user name, SOCKS5 has no place for a password.
  const impossible = kind === 'http' ? username.includes(':') : username === '' && password !== '';
  if (impossible || byteLength(username) > limit) return 'username';
  return byteLength(password) > limit ? 'password' : undefined;
}

/** The proxy without what does not matter: spaces, brackets around an address, an empty login. */
export function tidyProxy(proxy: Proxy): Proxy {
  const host = proxy.host.trim().replace(/^\[(.*)\]$/, '$1');
  if (proxy.kind === 'mtproto') return { kind: 'mtproto', host, port: proxy.port, secret: proxy.secret.trim() };
  const { kind, port, username = '', password = '' } = proxy;
  return { kind, host, port, ...(username === '' ? {} : { username }), ...(password === '' ? {} : { password }) };
}

/** Whether both are the same proxy, however their secrets are written. */
export function sameProxy(one: Proxy, other: Proxy): boolean {
  const [a, b] = [tidyProxy(one), tidyProxy(other)];
  if (a.host.toLowerCase() !== b.host.toLowerCase() || a.port !== b.port) return false;
  if (a.kind === 'mtproto' || b.kind === 'mtproto') {
    return a.kind === b.kind && 'secret' in a && 'secret' in b && normalizeProxySecret(a.secret) === normalizeProxySecret(b.secret);
  }
  return a.kind === b.kind && a.username === b.username && a.password === b.password;
}

function isHost(host: string): boolean {
  if (host === '' || byteLength(host) > HOST_BYTES) return false;
  // Colons occur in IPv6 addresses alone; the other characters would end a host name in a URL or a header.
  if (host.includes(':')) return /^[0-9a-f:.]+$/i.test(host);
  return !/[\s\p{Cc}/\\@?#[\]%"'<>]/u.test(host);
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
