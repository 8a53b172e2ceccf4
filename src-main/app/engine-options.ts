import type { AppInfo } from '#shared/ipc/contract.ts';
import type { Credentials } from '../features/auth/index.ts';
import type { LogLevel } from '../log/index.ts';
import type { InitParams } from '../mtproto/index.ts';
import type { NamedEnvironment } from './environments.ts';

/** All that an engine is started with. Plain data: it crosses to the engine's thread by message. */
export interface EngineOptions {
  /** The profile's folder; it exists, and no other process uses it. */
  profileDir: string;
  /** 32 bytes, checked against the profile's descriptor. */
  masterKey: Uint8Array;
  environment: NamedEnvironment;
  /** Given by the build or the environment; the person is asked when absent. */
  credentials?: Credentials;
  app: Omit<AppInfo, 'environment' | 'layer'>;
  /** What other devices see of this session (core.telegram.org/method/initConnection). */
  device: { deviceModel: string; systemVersion: string; systemLangCode: string };
  logLevel: LogLevel;
  /** Where the log goes instead of to the standard error stream. */
  logFile?: string;
  /** Where files are saved for the person; the folder of that name in the home folder when absent. */
  downloadsDir?: string;
  /** Bytes of cached media; 2 GiB when absent. */
  cacheLimit?: number;
  /** How often it is looked whether a full disk has room again, ms; 10 s when absent. */
  diskLookMs?: number;
  /** How long a person waits for an answer while signing in, ms; 20 s when absent. */
  patienceMs?: number;
}

/** What the client says of itself to the server (core.telegram.org/method/initConnection). */
export function initParams(
  { device, app }: EngineOptions, apiId: number, tzOffsetSeconds: number, language: Pick<InitParams, 'langPack' | 'langCode'>,
): InitParams {
  return { apiId, ...device, appVersion: app.version, ...language, tzOffsetSeconds };
}
