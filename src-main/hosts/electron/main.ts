import { fileURLToPath } from 'node:url';
import * as electron from 'electron';
import { drop } from '#shared/assert.ts';
import { EngineThread } from '../../app/thread/engine-thread.ts';
import { loadKeychain } from '../../app/keychain.ts';
import { environmentFromProcess } from '../../app/process-options.ts';
import { runPetrel } from './run.ts';

/** The entry of Electron's main process. */
const beside = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

drop(
  runPetrel(electron, {
    ...environmentFromProcess(process.env),
    platform: process.platform,
    args: process.argv.slice(1),
    preloadPath: beside('../preload/preload.cjs'),
    rendererDir: beside('../renderer'),
    loadKeychain,
    startEngine: (options, askSystem) => new EngineThread(options, undefined, askSystem),
  }),
);
