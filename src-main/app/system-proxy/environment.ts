import { BlockList, isIP } from 'node:net';
import { proxyProblem, tidyProxy } from '#shared/proxy/index.ts';
import type { AskSystemProxy, SystemProxyAnswer } from './types.ts';

const SPOKEN = new Map([
  ['http', { kind: 'http', port: 80 }],
  ['socks5', { kind: 'socks5', port: 1080 }],
  ['socks5h', { kind: 'socks5', port: 1080 }],
] as const);

/**
 * The proxy that environment variables name, by the custom of command line programs: `https_proxy`, else `all_proxy`, unless `no_proxy`
 * names the host; small letters before capitals. A value is a URL (`http://`, `socks5://`, `socks5h://`; without a scheme it is HTTP), maybe
 * with a login. `no_proxy` has host names with all names below them, addresses, networks (10.0.0.0/8), or * for everything.
 */
export function environmentProxy(env: NodeJS.ProcessEnv): AskSystemProxy {
  const read = (name: string): string => [env[name], env[name.toUpperCase()]].find((value) => value !== undefined && value.trim() !== '')?.trim() ?? '';
  return (url) => {
    const value = read('https_proxy') || read('all_proxy');
    const direct = value === '' || isExempt(new URL(url), read('no_proxy'));
    return Promise.resolve(direct ? { kind: 'direct' } : proxyOf(value));
  };
}

function proxyOf(value: string): SystemProxyAnswer {
  const [, scheme = 'http', rest = ''] = /^(?:([a-z0-9+.-]+):\/\/)?(.*)$/i.exec(value) ?? [];
  const spoken = SPOKEN.get(scheme.toLowerCase() as 'http');
  // Only known schemes have hosts in the eyes of URL.
  if (spoken === undefined || !URL.canParse(`http://${rest}`)) return { kind: 'unusable' };
  // The port of the scheme is left out by URL, wherever it was written.
  const { hostname: host, port, username, password } = new URL(`http://${rest}`);
  const written = port !== '' ? Number(port) : /:0*80\/?$/.test(rest) ? 80 : spoken.port;
  const proxy = tidyProxy({ kind: spoken.kind, host, port: written, username: decoded(username), password: decoded(password) });
  return proxyProblem(proxy) === undefined ? { kind: 'proxy', proxy } : { kind: 'unusable' };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isExempt({ hostname, port }: URL, list: string): boolean {
  const host = bare(hostname);
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const [, name = '', only] = isIP(entry) === 0 ? (/^(.*?)(?::(\d+))?$/.exec(entry) ?? []) : ['', entry];
      if (only !== undefined && only !== (port === '' ? '443' : port)) return false;
      return isIP(host) === 0 ? isBelow(host, name) : isInside(host, bare(name));
    });
}

const bare = (host: string): string => host.replace(/^\[(.*)\]$/, '$1').toLowerCase();

function isBelow(host: string, name: string): boolean {
  const domain = name.toLowerCase().replace(/^\*?\./, '');
  return host === domain || host.endsWith(`.${domain}`);
}

function isInside(address: string, name: string): boolean {
  const family = (text: string): 'ipv4' | 'ipv6' => (text.includes(':') ? 'ipv6' : 'ipv4');
  const [network = '', length] = name.split('/');
  const bits = Number(length ?? (family(network) === 'ipv6' ? 128 : 32));
  if (isIP(network) === 0 || !Number.isInteger(bits) || bits < 0 || bits > (family(network) === 'ipv6' ? 128 : 32)) return false;
  const block = new BlockList();
  block.addSubnet(network, bits, family(network));
  return block.check(address, family(address));
}
