export { Proxies } from './proxies.ts';
export type { StoredProxies } from './proxy-book.ts';
export { ProxyNetwork } from './proxy-network.ts';
