import type { Session } from 'electron';
import { parsePacResult } from '../../app/system-proxy/index.ts';
import type { AskSystemProxy } from '../../app/system-proxy/index.ts';

/** The system's settings as Chromium reads them, with automatic configuration; read anew for each question. */
export function sessionProxy(session: Pick<Session, 'forceReloadProxyConfig' | 'resolveProxy'>): AskSystemProxy {
  return async (url) => {
    await session.forceReloadProxyConfig();
    return parsePacResult(await session.resolveProxy(url));
  };
}
