import type { EndpointUse } from '../dialing/endpoints.ts';
import type { SessionKind } from '../types.ts';

/** What connections of a kind are for, and when they close without calls (milliseconds). */
export const kinds: Readonly<Record<SessionKind, { use: EndpointUse; idleTimeout: number; paced: boolean }>> = {
  main: { use: 'general', idleTimeout: 300_000, paced: false },
  upload: { use: 'general', idleTimeout: 15_000, paced: false },
  download: { use: 'media', idleTimeout: 15_000, paced: true },
  downloadSmall: { use: 'media', idleTimeout: 15_000, paced: true },
  cdn: { use: 'cdn', idleTimeout: 15_000, paced: true },
};

/** What the number of sessions depends on. */
export interface PoolFacts {
  dcId: number;
  premium: boolean;
  /** How many sessions for ordinary calls the server wants on this DC (`tmp_sessions` of its configuration, on the main DC). */
  mainSessions: number;
}

/** How many sessions of a kind a DC may have at the same time (core.telegram.org/api/files, core.telegram.org/api/optimisation). */
export function poolSize(kind: SessionKind, { dcId, premium, mainSessions }: PoolFacts): number {
  switch (kind) {
    case 'main':
      return mainSessions;
    case 'upload':
      return premium || (dcId !== 2 && dcId !== 4) ? 8 : 4;
    case 'download':
    case 'downloadSmall':
    case 'cdn':
      return premium ? 8 : 2;
  }
}
