/** Ways to the data centers through somebody else. */
export { ProxyError } from './errors.ts';
export type { ProxyErrorReason } from './errors.ts';
export { measureLatency } from './latency.ts';
export { Resolver } from './resolver.ts';
export { closedRoute, routeThrough } from './route.ts';
export type { RouteTools } from './route.ts';
