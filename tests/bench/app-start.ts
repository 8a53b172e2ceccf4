/** One start of the app for the benchmark: opens the profile it is given and serves it, as a packaged app does. Options come as JSON in the first argument. */
import { localEnvironment, type LocalDcDescription } from '../../src-main/app/environments.ts';
import { describeDevice, knownPlatform } from '../../src-main/app/process-options.ts';
import { EngineThread } from '../../src-main/app/thread/engine-thread.ts';

export interface AppStartOptions {
  profileDir: string;
  /** Hex; a throw-away key of a throw-away profile. */
  masterKey: string;
  servers: LocalDcDescription;
  rendererDir: string;
  /** Signs in first, when the profile is new. */
  phone?: string;
}

async function main(): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? '') as AppStartOptions;
  const engine = new EngineThread({
    profileDir: options.profileDir,
    masterKey: new Uint8Array(Buffer.from(options.masterKey, 'hex')),
    environment: localEnvironment(options.servers),
    credentials: { apiId: 1, apiHash: '0123456789abcdef0123456789abcdef' },
    app: { name: 'Petrel', version: '0.0.0', host: 'browser', platform: knownPlatform(process.platform), warnings: [] },
    device: describeDevice('en'),
    logLevel: 'error',
  });
  if (options.phone !== undefined) {
    const { signInOnLocalDc } = await import('../../tools/headless-window.ts');
    await signInOnLocalDc(engine, options.phone);
  }
  // The engine begins while this thread loads what serves it.
  const { startBrowserHost } = await import('../../src-main/hosts/browser/index.ts');
  const host = await startBrowserHost({ engine, rendererDir: options.rendererDir });
  console.log(host.url);
  process.once('SIGTERM', () => {
    host
      .close()
      .then(() => engine.close())
      .finally(() => process.exit(0));
  });
}

await main();
