import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { localEnvironment } from '../src-main/app/environments.ts';
import type { LocalDcDescription } from '../src-main/app/environments.ts';
import { openMasterKey } from '../src-main/app/master-key.ts';
import { describeDevice, knownPlatform } from '../src-main/app/process-options.ts';
import { lockProfile, prepareProfileDir } from '../src-main/app/profile.ts';
import { EngineThread } from '../src-main/app/thread/engine-thread.ts';
import { parseLogLevel } from '../src-main/log/index.ts';
import { startBrowserHost } from '../src-main/hosts/browser/index.ts';
import { dist, refreshParts, root } from './build-parts.ts';
import { findChromium } from './chromium.ts';
import { findElectron, hasDisplay } from './display.ts';
import { signInOnLocalDc } from './headless-window.ts';
import { openAppWindow, untilStopped } from './open-window.ts';

/*
 * `npm run demo [-- --no-open] [-- --profile DIR]`: the app, signed in, on a seeded local DC; no network is needed. With a display
 * it opens a window, without one it serves. The profile is a temporary one unless a folder is given.
 */

/** Any application id will do: the local DC asks only that there is one. */
const CREDENTIALS = { apiId: 1, apiHash: '0123456789abcdef0123456789abcdef' };

type Description = LocalDcDescription & { accounts: { phone: string; name: string }[] };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { 'no-open': { type: 'boolean', default: false }, profile: { type: 'string' }, port: { type: 'string' } },
  });
  const stopped = untilStopped();
  const temporary = mkdtempSync(join(tmpdir(), 'petrel-demo-'));
  const cleanUp: (() => unknown)[] = [() => rmSync(temporary, { recursive: true, force: true })];
  try {
    const electron = !values['no-open'] && hasDisplay() ? findElectron() : undefined;
    await refreshParts(electron === undefined ? ['renderer'] : ['renderer', 'main', 'preload']);
    const { worker, description } = await startDc();
    cleanUp.push(() => worker.terminate());

    const profileDir = values.profile ?? join(temporary, 'profile');
    prepareProfileDir(profileDir);
    const unlock = lockProfile(profileDir);
    // A profile that is thrown away at the end needs no key that outlives it; Electron reads its key from the profile.
    const keep = values.profile !== undefined || electron !== undefined;
    const { key, warnings } = keep ? await openMasterKey(profileDir, undefined) : { key: new Uint8Array(randomBytes(32)), warnings: [] };
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    const engine = new EngineThread({
      profileDir,
      masterKey: key,
      environment: localEnvironment(description),
      credentials: CREDENTIALS,
      app: { name: 'Petrel', version, host: 'browser', platform: knownPlatform(process.platform), warnings },
      device: describeDevice('en'),
      logLevel: parseLogLevel(process.env['PETREL_LOG'], 'error'),
    });
    const account = description.accounts[0];
    if (account === undefined) throw new Error('The local DC has no account to sign in.');
    await signInOnLocalDc(engine, account.phone);

    if (electron !== undefined) {
      await engine.close();
      unlock();
      const serversFile = join(temporary, 'servers.json');
      writeFileSync(serversFile, JSON.stringify(description));
      const app = spawn(electron, [join(dist, 'main/main.js')], {
        stdio: 'inherit',
        env: {
          ...process.env,
          PETREL_PROFILE: profileDir,
          PETREL_SERVERS: serversFile,
          PETREL_API_ID: String(CREDENTIALS.apiId),
          PETREL_API_HASH: CREDENTIALS.apiHash,
        },
      });
      cleanUp.push(() => endProcess(app));
      console.log(`Petrel runs in Electron, signed in as ${account.name}.`);
      await Promise.race([stopped, ended(app)]);
      return;
    }

    const host = await startBrowserHost({
      engine,
      rendererDir: join(dist, 'renderer'),
      ...(values.port === undefined ? {} : { port: Number(values.port) }),
    });
    cleanUp.push(unlock, () => engine.close(), () => host.close());
    console.log(`Petrel is at ${host.url}`);
    const chromium = !values['no-open'] && hasDisplay() ? findChromium() : undefined;
    if (chromium === undefined) {
      console.log(`Signed in as ${account.name}. The address works once; Ctrl+C ends the demo.`);
      await stopped;
      return;
    }
    console.log(`Signed in as ${account.name}, in a window of Chromium. Closing it, or Ctrl+C, ends the demo.`);
    const window = openAppWindow(chromium, host.newUrl(), temporary);
    cleanUp.push(() => endProcess(window));
    await Promise.race([stopped, ended(window)]);
  } finally {
    for (const step of cleanUp.toReversed()) await step();
  }
}

/** Starts the local DC in a thread of its own, as `npm run dc` does in a process, and reads the line that describes it. */
async function startDc(): Promise<{ worker: Worker; description: Description }> {
  const worker = new Worker(join(root, 'tests/dc/main.ts'), { argv: ['--seed', 'demo', '--ambient'], stdout: true, name: 'local DC' });
  const lines = createInterface({ input: worker.stdout });
  for await (const line of lines) return { worker, description: JSON.parse(line) as Description };
  throw new Error('The local DC did not start.');
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = ended(child);
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
  await gone;
  clearTimeout(timer);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
