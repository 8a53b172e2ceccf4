import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeAll } from 'vitest';
import { telegramEnvironment } from '../../src-main/app/environments.ts';
import type { EngineHandle } from '../../src-main/app/engine-handle.ts';
import { fromMessagePort } from '../../src-main/app/ipc/message-port.ts';
import { EngineThread } from '../../src-main/app/thread/engine-thread.ts';
import { runPetrel } from '../../src-main/hosts/electron/run.ts';
import type { RunOptions } from '../../src-main/hosts/electron/run.ts';
import { buildParts } from '../../tools/build-parts.ts';
import { temporaryProfile } from '../integration/support/engine.ts';
import { StandIn } from './stand-in/index.ts';

export interface Running {
  world: StandIn;
  done: Promise<void>;
  profileDir: string;
  engines: EngineThread[];
}

/** An engine that nobody asks for anything, for what concerns windows alone. */
export const idleEngine = (): EngineHandle => ({
  connect: () => {
    const { port1 } = new MessageChannel();
    return fromMessagePort(port1);
  },
  readMedia: () => Promise.resolve({ ok: false, status: 404, reason: 'Nothing is known of this file.' }),
  writeAttachment: () => Promise.resolve({ ok: false, status: 503, reason: 'Nobody is signed in.' }),
  openLink: () => undefined,
  retryNow: () => undefined,
  close: () => Promise.resolve(),
});

/** Stands for the real engine in its worker thread. */
export const realEngine: RunOptions['startEngine'] = () => {
  throw new Error('replaced by the launcher');
};

/** Looks again now and then, leaving the processor to the worker that it mostly waits for. */
export async function waitFor(check: () => boolean): Promise<void> {
  while (!check()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Starts the app on stand-ins for a file of tests, and clears up after each of them. */
export function useLauncher() {
  const built = temporaryProfile();
  const folder = temporaryProfile();
  const rendererDir = join(folder.dir, 'renderer');
  const preloadPath = join(built.dir, 'preload/preload.cjs');
  const cleanUp: (() => Promise<void> | void)[] = [];

  beforeAll(async () => {
    mkdirSync(rendererDir);
    writeFileSync(join(rendererDir, 'index.html'), '<!doctype html><title>Petrel</title>');
    await buildParts(['preload'], built.dir);
    return () => {
      built.remove();
      folder.remove();
    };
  }, 30_000);
  afterEach(async () => {
    for (const step of cleanUp.splice(0).toReversed()) await step();
  });

  /** Starts the app on a stand-in that is not ready yet. */
  function launch(overrides: Partial<RunOptions> = {}, prepare: (world: StandIn) => void = () => undefined): Running {
    const profile = temporaryProfile();
    const world = new StandIn();
    prepare(world);
    const engines: EngineThread[] = [];
    const startReal: RunOptions['startEngine'] = (options, askSystem) => {
      const engine = new EngineThread(options, undefined, askSystem);
      engines.push(engine);
      return engine;
    };
    const done = runPetrel(world.electron, {
      profileDir: profile.dir,
      environment: { ...telegramEnvironment('test'), kind: 'local', environment: { test: true, addresses: [{ id: 2, host: '127.0.0.1', port: 9 }], publicKeys: [], defaultDcId: 2 } },
      credentials: { apiId: 1, apiHash: 'a'.repeat(32) },
      logLevel: 'off',
      platform: 'linux',
      args: [],
      preloadPath,
      rendererDir,
      loadKeychain: () => Promise.resolve(undefined),
      startEngine: idleEngine,
      ...(overrides.startEngine === realEngine ? { ...overrides, startEngine: startReal } : overrides),
    });
    cleanUp.push(async () => {
      await Promise.all(engines.map((engine) => engine.close()));
      profile.remove();
    });
    return { world, done, profileDir: profile.dir, engines };
  }

  async function openApp(overrides: Partial<RunOptions> = {}, prepare?: (world: StandIn) => void) {
    const running = launch(overrides, prepare);
    running.world.app.start();
    await running.done;
    const window = running.world.windows[0]!;
    await waitFor(() => window.webContents.page !== undefined && window.shown > 0);
    return { ...running, window, contents: window.webContents };
  }

  return { launch, openApp, cleanUp, preloadPath };
}
