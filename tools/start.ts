import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadKeychain } from '../src-main/app/keychain.ts';
import { openMasterKey } from '../src-main/app/master-key.ts';
import { describeDevice, environmentFromProcess, knownPlatform } from '../src-main/app/process-options.ts';
import { lockProfile, prepareProfileDir } from '../src-main/app/profile.ts';
import { EngineThread } from '../src-main/app/thread/engine-thread.ts';
import { dist, engineEntry, refreshParts, root } from './build-parts.ts';
import { findElectron, hasDisplay } from './display.ts';
import { untilStopped } from './open-window.ts';

/** `npm start`: the app on Telegram's servers, in Electron where its binary is, else in the browser. */
async function main(): Promise<void> {
  const electron = hasDisplay() ? findElectron() : undefined;
  if (electron !== undefined) {
    await refreshParts(['renderer', 'main', 'preload']);
    const child = spawn(electron, [join(dist, 'main/main.js')], { stdio: 'inherit' });
    process.exitCode = await new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
    return;
  }
  await refreshParts(['renderer', 'main']);
  const { profileDir, ...options } = environmentFromProcess(process.env);
  prepareProfileDir(profileDir);
  const unlock = lockProfile(profileDir);
  const { key, warnings } = await openMasterKey(profileDir, await loadKeychain());
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const engine = new EngineThread(
    {
      ...options,
      profileDir,
      masterKey: key,
      app: { name: 'Petrel', version, host: 'browser', platform: knownPlatform(process.platform), warnings },
      device: describeDevice(Intl.DateTimeFormat().resolvedOptions().locale),
    },
    engineEntry,
  );
  // The engine begins while this thread loads what serves it.
  const { startBrowserHost } = await import('../src-main/hosts/browser/index.ts');
  const host = await startBrowserHost({ engine, rendererDir: join(dist, 'renderer') });
  console.log(
    hasDisplay()
      ? "Electron's binary is not installed (npx install-electron fetches it), so Petrel runs in your browser."
      : 'There is no display here, so Petrel is served to a browser.',
  );
  console.log(`Petrel is at ${host.url}`);
  await untilStopped();
  await host.close();
  await engine.close();
  unlock();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
