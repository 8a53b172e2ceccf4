import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread, threadId } from 'node:worker_threads';
import type { EngineOptions } from '../../../src-main/app/engine-options.ts';
import type { Logger } from '../../../src-main/mtproto/index.ts';
import { SecretLedger } from '../../dc/secrets.ts';

/**
 * The logs of a whole run of `npm test`: what engines and clients log goes, at the lowest level, into one file per process in the folder
 * that `PETREL_TEST_LOGS` names, and `tools/log-hygiene.ts` looks through them when the stages are over. Outside such a run nothing is kept.
 */
function suiteLogFile(): string | undefined {
  const folder = process.env['PETREL_TEST_LOGS'];
  if (folder === undefined || folder === '') return undefined;
  return join(folder, `${process.pid}${isMainThread ? '' : `-${threadId}`}.log`);
}

/** How much an engine of a test logs, and where to. */
export function engineLog(options: Pick<EngineOptions, 'masterKey' | 'credentials'>): Pick<EngineOptions, 'logLevel' | 'logFile'> {
  const logFile = suiteLogFile();
  if (logFile === undefined) return { logLevel: 'off' };
  const ledger = new SecretLedger();
  ledger.bytes(options.masterKey);
  if (options.credentials !== undefined) ledger.text(options.credentials.apiHash);
  ledger.flush();
  return { logLevel: 'debug', logFile };
}

/** A logger for a part that is tested without the engine around it. Nothing is scrubbed: these parts have to be clean by themselves. */
export function suiteLogger(): Logger | undefined {
  const file = suiteLogFile();
  if (file === undefined) return undefined;
  const write = (message: string, fields?: Record<string, unknown>): void => appendFileSync(file, `${message} ${JSON.stringify(fields, legible) ?? ''}\n`);
  return { debug: write, info: write, warn: write, error: write };
}

/** Bytes and long numbers in a form in which they are found. */
export function legible(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
}
