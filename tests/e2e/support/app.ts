import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { localEnvironment } from '../../../src-main/app/environments.ts';
import type { EngineOptions } from '../../../src-main/app/engine-options.ts';
import { EngineThread } from '../../../src-main/app/thread/engine-thread.ts';
import { startBrowserHost, type BrowserHost } from '../../../src-main/hosts/browser/index.ts';
import { startLocalDc, type LocalDc } from '../../dc/index.ts';
import type { World } from '../../dc/world/index.ts';
import { TestEngine } from '../../integration/support/engine.ts';
import { engineLog } from '../../integration/support/suite-logs.ts';
import { engineEntry, rendererDir } from './builds.ts';
import { Problems } from './problems.ts';
import { remote } from './slow.ts';
import { Windows, type WindowLook } from './windows.ts';

export interface AppOptions {
  /** What the local DC's world starts with; `people` is called with it before anybody signs in. */
  seed?: 'empty' | 'demo';
  people?: (world: World) => void | Promise<void>;
  /** Phone of the account that is signed in when the window opens; without it the window shows the sign-in page. */
  signedInAs?: string;
  window?: WindowLook;
  engine?: Partial<EngineOptions>;
}

const masterKey = new Uint8Array(32).map((_, index) => index * 5 + 7);

/** The whole app as a person has it: a local DC, the engine in its thread over a profile of its own, the browser host, a window. */
export class App {
  readonly dc: LocalDc<World>;
  readonly profileDir: string;
  readonly problems = new Problems();
  readonly #options: AppOptions;
  #engine: EngineThread | undefined;
  #host: BrowserHost | undefined;
  #windows: Windows | undefined;
  #page: Page | undefined;

  private constructor(options: AppOptions, dc: LocalDc<World>) {
    this.#options = options;
    this.dc = dc;
    this.profileDir = mkdtempSync(join(tmpdir(), 'petrel-e2e-'));
  }

  static async start(options: AppOptions = {}): Promise<App> {
    const dc = await startLocalDc({ seed: options.seed ?? 'empty' });
    await options.people?.(dc.world);
    const app = new App(options, dc);
    try {
      const engine = app.#startEngine();
      // The window opens meanwhile; it is shown the app when somebody is signed in.
      await Promise.all([app.#openWindow(), options.signedInAs === undefined ? undefined : signIn(engine, options.signedInAs)]);
      await app.#openHost(engine);
      return app;
    } catch (error) {
      await app.close();
      throw error;
    }
  }

  get world(): World {
    return this.dc.world;
  }

  get page(): Page {
    return present(this.#page, 'page');
  }

  get context(): BrowserContext {
    return present(this.#windows, 'window').context;
  }

  get engine(): EngineThread {
    return present(this.#engine, 'engine');
  }

  /** Ends the app in order and starts it again over the same profile; `between` runs while it is not running. */
  async restart(between?: () => void | Promise<void>): Promise<void> {
    await this.stop();
    await between?.();
    const engine = this.#startEngine();
    await this.#openWindow();
    await this.#openHost(engine);
  }

  /** Ends the app, the window first; the local DC goes on. */
  async stop(): Promise<void> {
    this.problems.unwatch();
    await this.#windows?.clear();
    this.#windows = undefined;
    this.#page = undefined;
    await this.#host?.close();
    this.#host = undefined;
    await this.#engine?.close();
    this.#engine = undefined;
  }

  /** Another window of the same app. */
  async openWindow(): Promise<Page> {
    const page = await present(this.#windows, 'window').newPage(this.#options.window);
    await page.goto(present(this.#host, 'host').newUrl());
    return page;
  }

  /** Fails the test when anything went wrong unseen: in the page, or between engine and server. */
  expectClean(): void {
    const { dc } = this;
    const { report } = dc;
    expect(this.problems.take(), 'problems in the page').toEqual([]);
    expect(dc.violations(), 'breaches of the protocol').toEqual([]);
    expect(report.internalErrors, 'errors inside the local DC').toEqual([]);
    expect([...report.unimplemented.keys()], 'methods that the local DC does not know').toEqual([]);
  }

  async close(): Promise<void> {
    await this.stop();
    await this.dc.close();
    rmSync(this.profileDir, { recursive: true, force: true });
  }

  #startEngine(): EngineThread {
    const options: EngineOptions = {
      profileDir: this.profileDir,
      masterKey,
      environment: localEnvironment(this.dc),
      credentials: { apiId: 1, apiHash: '0123456789abcdef0123456789abcdef' },
      app: { name: 'Petrel', version: '0.1.0', host: 'browser', platform: 'linux', warnings: [] },
      device: { deviceModel: 'Desktop', systemVersion: 'Linux', systemLangCode: 'en' },
      ...engineLog({ masterKey }),
      ...this.#options.engine,
    };
    this.#engine = new EngineThread(options, engineEntry);
    return this.#engine;
  }

  async #openWindow(): Promise<void> {
    this.#windows = await Windows.of();
    this.problems.watch(this.#windows.context);
    this.#page = await this.#windows.newPage(this.#options.window);
  }

  async #openHost(engine: EngineThread): Promise<void> {
    this.#host = await startBrowserHost({ engine: remote(engine), rendererDir });
    await this.page.goto(this.#host.url);
  }
}

/** As if the person had chosen this for windows: it holds from their next start on. Null: nothing. */
export async function chooseLayout({ engine }: { engine: EngineThread }, layout: object | null): Promise<void> {
  const window = new TestEngine(engine).window;
  await window.call('window.choose', { name: 'petrel.layout', value: layout === null ? null : JSON.stringify(layout) });
  window.close();
}

async function signIn(engine: EngineThread, phone: string): Promise<void> {
  const first = new TestEngine(engine);
  await first.signIn(phone);
  first.window.close();
}

function present<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`The app has no ${name} now`);
  return value;
}
