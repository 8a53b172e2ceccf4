export { Proxies } from './proxies.ts';
export type { ProxyChoice } from './proxies.ts';
export type { StoredProxies } from './proxy-book.ts';
