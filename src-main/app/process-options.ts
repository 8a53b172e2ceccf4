import { release, type } from 'node:os';
import { readFileSync } from 'node:fs';
import type { Credentials } from '../features/auth/index.ts';
import { parseLogLevel } from '../log/index.ts';
import type { LogLevel } from '../log/index.ts';
import { localEnvironment, telegramEnvironment } from './environments.ts';
import type { LocalDcDescription, NamedEnvironment } from './environments.ts';
import { defaultProfileDir } from './profile.ts';

export interface ProcessOptions {
  profileDir: string;
  environment: NamedEnvironment;
  credentials?: Credentials;
  logLevel: LogLevel;
  logFile?: string;
}

/**
 * What the environment variables of the process say: `PETREL_PROFILE`, `PETREL_API_ID` with `PETREL_API_HASH`, `PETREL_LOG`,
 * `PETREL_LOG_FILE`, `PETREL_SERVERS` (`production`, `test`, or the path of a file with what `npm run dc` printed). Throws a sentence for values that
 * make no sense.
 */
export function environmentFromProcess(env: NodeJS.ProcessEnv): ProcessOptions {
  const credentials = credentialsFrom(env);
  const { PETREL_LOG_FILE: logFile = '' } = env;
  return {
    profileDir: defaultProfileDir(env),
    environment: serversFrom(env['PETREL_SERVERS']),
    ...(credentials === undefined ? {} : { credentials }),
    logLevel: parseLogLevel(env['PETREL_LOG'], 'warn'),
    ...(logFile === '' ? {} : { logFile }),
  };
}

function credentialsFrom(env: NodeJS.ProcessEnv): Credentials | undefined {
  const { PETREL_API_ID: id = '', PETREL_API_HASH: apiHash = '' } = env;
  if (id === '' && apiHash === '') return undefined;
  const apiId = Number(id);
  if (!Number.isInteger(apiId) || apiId < 1 || !/^[0-9a-f]{32}$/.test(apiHash)) {
    throw new Error('PETREL_API_ID must be a number and PETREL_API_HASH 32 hexadecimal digits, both from my.telegram.org.');
  }
  return { apiId, apiHash };
}

function serversFrom(value: string | undefined): NamedEnvironment {
  if (value === undefined || value === '' || value === 'production') return telegramEnvironment('production');
  if (value === 'test') return telegramEnvironment('test');
  return localEnvironment(JSON.parse(readFileSync(value, 'utf8')) as LocalDcDescription);
}

/** What other devices see of this one: the kind of system, nothing that tells one machine from another. */
export function describeDevice(locale: string): { deviceModel: string; systemVersion: string; systemLangCode: string } {
  return { deviceModel: 'Desktop', systemVersion: `${type()} ${release().split('.').slice(0, 2).join('.')}`, systemLangCode: locale };
}

/** The three platforms that the interface tells apart; others behave like Linux. */
export function knownPlatform(platform: NodeJS.Platform): 'linux' | 'darwin' | 'win32' {
  return platform === 'darwin' || platform === 'win32' ? platform : 'linux';
}
