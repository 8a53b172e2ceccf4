/** What the settings of this computer say of proxies. */
export { environmentProxy } from './environment.ts';
export { parsePacResult } from './pac-result.ts';
export type { AskSystemProxy, SystemProxyAnswer } from './types.ts';
