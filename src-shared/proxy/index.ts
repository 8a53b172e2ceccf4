export { proxyProblem, sameProxy, tidyProxy } from './check.ts';
export type { ProxyProblem } from './check.ts';
export { normalizeProxySecret, parseProxySecret } from './secret.ts';
export type { ProxySecret, ProxySecretProblem } from './secret.ts';
