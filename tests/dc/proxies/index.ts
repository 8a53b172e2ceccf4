export { HttpProxyServer } from './http-server.ts';
export { MtproxyServer } from './mtproxy-server.ts';
export type { MtproxyKind, MtproxyOptions } from './mtproxy-server.ts';
export { ProxyServer } from './proxy-server.ts';
export type { Endpoint } from './proxy-server.ts';
export { Socks5Server } from './socks5-server.ts';
export type { Login } from './socks5-server.ts';
export { startProxies } from './start.ts';
export type { AllProxies, ProxyDescription } from './start.ts';
