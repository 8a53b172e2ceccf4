import type { Proxy } from '#shared/model/index.ts';

/** How the settings of this computer want a URL to be reached. `unusable`: through a proxy of a kind that is not spoken here. */
export type SystemProxyAnswer = { kind: 'direct' } | { kind: 'proxy'; proxy: Proxy } | { kind: 'unusable' };

/** Asks the settings of this computer for the way to a URL, as they are now. May reject when they cannot be read. */
export type AskSystemProxy = (url: string) => Promise<SystemProxyAnswer>;
