import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EngineHandle } from '../../src-main/app/engine-handle.ts';
import { lockProfile } from '../../src-main/app/profile.ts';
import type { RunOptions } from '../../src-main/hosts/electron/run.ts';
import { temporaryProfile } from '../integration/support/engine.ts';
import { idleEngine, realEngine, useLauncher, waitFor } from './launch.ts';
import { Page } from './page.ts';

const { launch, openApp, cleanUp, preloadPath } = useLauncher();

/** A worker loads the whole engine from its sources: seconds on a busy machine. */
const withEngine = { timeout: 60_000 };

describe('the start', () => {
  it('does before readiness what is only possible then, and nothing else', async () => {
    const { world, done, engines } = launch();
    expect(world.app.sandboxed).toBe(true);
    expect(world.app.paths.get('userData')).toMatch(/chromium$/);
    expect(world.windows).toEqual([]);
    expect(engines).toEqual([]);
    world.app.start();
    await done;
    expect(world.windows).toHaveLength(1);
  });

  it('opens a window that is closed to everything', async () => {
    const { window, profileDir } = await openApp();
    // Of what it shows nothing is kept, of its scripts the compiled form.
    expect(window.webContents.session.codeCachePath).toBe(join(profileDir, 'compiled', 'page'));
    expect(window.options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      preload: preloadPath,
    });
    // Not persistent: Chromium's own files are not encrypted.
    expect(window.options.webPreferences?.partition).not.toMatch(/^persist:/);
    expect(window.webContents.mainFrame.url).toBe('petrel://app/');
  });

  it('serves the page with its policy, and no file beside it', async () => {
    const { contents } = await openApp();
    const policy = contents.page?.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(policy).toContain('petrel-media:');
    expect(policy).not.toContain('unsafe-inline');
    for (const path of ['../preload/preload.cjs', '%2e%2e/x.js', 'nothing.js']) {
      expect((await contents.session.protocol.request(`petrel://app/${path}`)).status).toBe(404);
    }
    expect((await contents.session.protocol.request('petrel://other/index.html')).status).toBe(404);
  });

  it('leaves at once when it runs already', async () => {
    const { world, done } = launch({}, (made) => {
      made.app.secondInstance = true;
    });
    await done;
    expect(world.app.hasQuit).toBe(true);
  });

  it('says so when the profile is in use by another host', async () => {
    const profile = temporaryProfile();
    const unlock = lockProfile(profile.dir);
    cleanUp.push(unlock, profile.remove);
    const { world, done } = launch({ profileDir: profile.dir });
    world.app.start();
    await done;
    expect(world.errorBoxes).toEqual(['Petrel is running already with this profile.']);
    expect(world.app.hasQuit).toBe(true);
  });

  it('asks again for a locked keychain and makes no new key meanwhile', async () => {
    const profile = temporaryProfile();
    cleanUp.push(profile.remove);
    const entries = new Map<string, string>();
    let locked = false;
    const keychain = {
      getPassword: (_: string, account: string) => (locked ? Promise.reject(new Error('locked')) : Promise.resolve(entries.get(account) ?? null)),
      setPassword: (_: string, account: string, value: string) => Promise.resolve(void entries.set(account, value)),
    };
    const first = await openApp({ profileDir: profile.dir, loadKeychain: () => Promise.resolve(keychain) });
    const descriptor = readFileSync(join(profile.dir, 'key.json'));
    first.world.app.quit();
    await waitFor(() => first.world.app.hasQuit);

    locked = true;
    const second = launch({ profileDir: profile.dir, loadKeychain: () => Promise.resolve(keychain) }, (world) => {
      world.answers = [0, 1];
    });
    second.world.app.start();
    await second.done;
    expect(second.world.messageBoxes).toHaveLength(2);
    expect(second.world.messageBoxes[0]).toContain('Unlock the keychain');
    expect(second.world.app.hasQuit).toBe(true);
    expect(readFileSync(join(profile.dir, 'key.json')).equals(descriptor)).toBe(true);

    locked = false;
    const third = await openApp({ profileDir: profile.dir, loadKeychain: () => Promise.resolve(keychain) });
    expect(third.world.errorBoxes).toEqual([]);
  });
});

describe('the port to the engine', () => {
  it('reaches the real engine through preload, main and worker', withEngine, async () => {
    const { world, contents } = await openApp({ startEngine: realEngine });
    const page = new Page(world, contents, preloadPath);
    await page.connect();
    expect(await page.call('app.info', {})).toMatchObject({
      t: 'result',
      value: { name: 'Petrel', host: 'electron', environment: 'local', warnings: [expect.stringContaining('keychain')] },
    });
    expect(await page.call('peers.get', { peerId: 5 })).toMatchObject({ t: 'error', error: { code: 'UNAUTHORIZED' } });
  });

  it("leads to the settings of the system by way of the page's session", withEngine, async () => {
    const { world, contents } = await openApp({ startEngine: realEngine });
    const page = new Page(world, contents, preloadPath);
    await page.connect();
    contents.session.systemProxy = 'PROXY office.example:3128; DIRECT';
    expect(await page.call('proxies.useSystem', {})).toMatchObject({ t: 'result' });
    // No account has been made yet: the data center at which signing in begins.
    expect(contents.session.resolved).toEqual(['https://127.0.0.1:9/']);
    expect(await page.event('proxies', {})).toMatchObject({ system: { kind: 'proxy', proxy: { kind: 'http', host: 'office.example', port: 3128 } } });
  });

  it('is given to the main frame of our page alone', async () => {
    const { world, contents } = await openApp();
    const given: string[] = [];
    contents.onFrameMessage = (channel) => given.push(channel);
    world.pageSends(contents, null, 'petrel:ready');
    world.pageSends(contents, { ...contents.mainFrame, url: 'petrel://app/' } as never, 'petrel:ready');
    const real = contents.mainFrame.url;
    contents.mainFrame.url = 'https://evil.example/';
    world.pageSends(contents, contents.mainFrame, 'petrel:ready');
    contents.mainFrame.url = 'petrel://evil/';
    world.pageSends(contents, contents.mainFrame, 'petrel:ready');
    expect(given).toEqual([]);
    contents.mainFrame.url = real;
    world.pageSends(contents, contents.mainFrame, 'petrel:ready');
    expect(given).toEqual(['petrel:port']);
  });

  it('is not passed on for a message of another window or frame', async () => {
    const { world, contents } = await openApp();
    const page = new Page(world, contents, preloadPath);
    const given: string[] = [];
    const deliver = contents.onFrameMessage;
    contents.onFrameMessage = (channel, message, ports) => {
      given.push(channel);
      deliver(channel, message, ports);
    };
    page.dispatchFrom({}, { type: 'petrel:ready' });
    expect(given).toEqual([]);
    await page.connect();
    expect(given).toEqual(['petrel:port']);
  });

  it('dies when the page reloads, and a new one is given', withEngine, async () => {
    const { world, contents } = await openApp({ startEngine: realEngine });
    const port = await new Page(world, contents, preloadPath).connect();
    const closed = new Promise((resolve) => port.on('close', resolve));
    contents.reload();
    await closed;
    const page = new Page(world, contents, preloadPath);
    await page.connect();
    expect(await page.call('app.info', {})).toMatchObject({ t: 'result' });
  });

  it('closes when the engine falls over, and works again after its restart', withEngine, async () => {
    const { world, contents, engines } = await openApp({ startEngine: realEngine });
    const port = await new Page(world, contents, preloadPath).connect();
    const closed = new Promise((resolve) => port.on('close', resolve));
    await engines[0]!.crash();
    await closed;
    const page = new Page(world, contents, preloadPath);
    await page.connect();
    expect(await page.call('app.info', {})).toMatchObject({ t: 'result' });
  });
});

describe('what the page may not do', () => {
  it('navigates nowhere and opens no window; harmless links go to the browser', async () => {
    const { world, contents } = await openApp();
    for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const) {
      expect(contents.navigates('https://evil.example/', event)).toBe(false);
    }
    for (const url of ['https://example.org/a?b=c', 'mailto:anna@example.org']) expect(contents.opens(url)).toBe(false);
    expect(world.openedLinks).toEqual(['https://example.org/a?b=c', 'mailto:anna@example.org']);
    for (const url of ['file:///etc/passwd', 'javascript:alert(1)', 'https://user:pass@example.org/', 'smb://host/x', 'petrel://app/', 'nonsense']) {
      expect(contents.opens(url)).toBe(false);
    }
    expect(world.openedLinks).toHaveLength(2);
  });

  it('saves files of chats under their own names, asked for where to, and downloads nothing else', async () => {
    const { contents } = await openApp();
    expect(contents.opens('petrel-media://media/document/5?name=Report%202026.pdf')).toBe(false);
    expect(contents.opens('petrel-media://media/document/6?name=..%2F..%2F.bashrc')).toBe(false);
    expect(contents.opens('petrel-media://media/document/7')).toBe(false);
    expect(contents.opens('petrel-media://other/document/7')).toBe(false);
    expect(contents.session.downloads).toEqual(['Report 2026.pdf', '_.._.bashrc', 'file']);
    expect(contents.session.starts('https://evil.example/setup.exe')).toBe(false);
  });

  it('gets no permission but the two harmless ones, in no session', async () => {
    const { world, contents } = await openApp();
    for (const session of [contents.session, world.session('another')]) {
      const ours = { requestingUrl: 'petrel://app/', isMainFrame: true };
      for (const permission of ['media', 'geolocation', 'notifications', 'midi', 'openExternal', 'display-capture', 'clipboard-read', 'unknown']) {
        expect(session.asks(permission, ours)).toBe(false);
        expect(session.permissionCheck?.(null, permission as never, 'petrel://app/', {} as never)).toBe(false);
      }
      expect(session.asks('fullscreen', ours)).toBe(true);
      expect(session.asks('fullscreen', { ...ours, requestingUrl: 'https://evil.example/' })).toBe(false);
      expect(session.asks('fullscreen', { ...ours, isMainFrame: false })).toBe(false);
      expect(session.devicePermission?.({} as never)).toBe(false);
      expect(session.spellChecker).toBe(false);
      expect(session.starts('petrel://app/index.html')).toBe(false);
    }
  });
});

describe('files', () => {
  const bytes = new Uint8Array(1000).map((_, index) => index % 251);

  /** An engine that has one picture and nothing else. */
  class PictureEngine implements Pick<EngineHandle, 'readMedia'> {
    cancelled = false;

    readMedia: EngineHandle['readMedia'] = (path, range) => {
      if (path.kind !== 'photo') return Promise.resolve({ ok: false, status: 404, reason: 'Nothing is known of this file.' });
      const start = range !== undefined && 'start' in range ? range.start : 0;
      const end = range !== undefined && 'start' in range ? Math.min(range.end ?? 999, 999) : 999;
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          controller.enqueue(bytes.slice(start, end + 1));
          controller.close();
        },
        cancel: () => {
          this.cancelled = true;
        },
      }, { highWaterMark: 0 });
      return Promise.resolve({ ok: true, size: 1000, start, end, partial: range !== undefined, mimeType: 'image/jpeg', body });
    };
  }

  const withPicture = (picture: PictureEngine): Partial<RunOptions> => ({
    startEngine: () => ({ ...idleEngine(), readMedia: picture.readMedia }),
  });

  it('answers ranges over the media scheme', async () => {
    const { contents } = await openApp(withPicture(new PictureEngine()));
    const ask = (path: string, init?: RequestInit) => contents.session.protocol.request(`petrel-media://${path}`, init);
    const whole = await ask('media/photo/1/x');
    expect([whole.status, whole.headers.get('content-length'), whole.headers.get('access-control-allow-origin')]).toEqual([200, '1000', 'petrel://app']);
    const part = await ask('media/photo/1/x', { headers: { range: 'bytes=10-19' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 10-19/1000']);
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(bytes.slice(10, 20));
    expect((await ask('media/document/1')).status).toBe(404);
    expect((await ask('media/photo/../../x')).status).toBe(400);
    expect((await ask('other/photo/1/x')).status).toBe(400);
    expect((await ask('media/photo/1/x', { method: 'POST' })).status).toBe(405);
  });

  it('stops reading when the page does', async () => {
    const picture = new PictureEngine();
    const { contents } = await openApp(withPicture(picture));
    const answer = await contents.session.protocol.request('petrel-media://media/photo/1/x');
    await answer.body?.cancel();
    expect(picture.cancelled).toBe(true);
  });
});

describe('windows and the end', () => {
  it('brings the window to the front for a second start', async () => {
    const { world, window } = await openApp();
    window.minimized = true;
    world.app.emit('second-instance', {}, [], '/');
    expect([window.minimized, window.focused]).toEqual([false, 1]);
  });

  it('takes links of the system at the start, from a second start and by the event of macOS, and nothing else', async () => {
    const opened: string[] = [];
    const startEngine = (): EngineHandle => ({ ...idleEngine(), openLink: (link) => opened.push(link) });
    const running = launch({ startEngine, args: ['--flag', 'tg://proxy?server=first'] });
    const event = { prevented: 0, preventDefault: () => event.prevented++ };
    running.world.app.emit('open-url', event, 'tg://proxy?server=early');
    running.world.app.start();
    await running.done;
    expect(opened).toEqual(['tg://proxy?server=first', 'tg://proxy?server=early']);
    const window = running.world.windows[0]!;
    const before = window.focused;
    running.world.app.emit('second-instance', {}, ['/usr/bin/petrel', 'tg://proxy?server=second'], '/');
    running.world.app.emit('open-url', event, 'tg:socks?server=third');
    running.world.app.emit('open-url', event, 'https://evil.example/');
    running.world.app.emit('second-instance', {}, ['/usr/bin/petrel', '/etc/passwd', 'javascript:alert(1)'], '/');
    expect(opened.slice(2)).toEqual(['tg://proxy?server=second', 'tg:socks?server=third']);
    expect(event.prevented).toBe(3);
    expect(window.focused).toBeGreaterThan(before);
  });

  it('offers itself for links when it is installed and no other program has them', async () => {
    const handlerOf = async (packaged: boolean, present?: string): Promise<string | undefined> => {
      const { world } = await openApp({}, ({ app }) => {
        app.isPackaged = packaged;
        if (present !== undefined) app.handlers.set('tg', present);
      });
      return world.app.handlers.get('tg');
    };
    expect(await handlerOf(false)).toBeUndefined();
    expect(await handlerOf(true)).toBe('Petrel');
    expect(await handlerOf(true, 'Another client')).toBe('Another client');
  });

  it('opens a window for a link when there is none', async () => {
    const mac = await openApp({ platform: 'darwin' });
    mac.window.close();
    expect(mac.world.windows).toEqual([]);
    mac.world.app.emit('open-url', { preventDefault: () => undefined }, 'tg://proxy?server=x');
    expect(mac.world.windows).toHaveLength(1);
  });

  it('keeps nothing but the place of the window in its file, and comes back to it', async () => {
    const profile = temporaryProfile();
    cleanUp.push(profile.remove);
    writeFileSync(join(profile.dir, 'window.json'), JSON.stringify({ x: 100, y: 120, width: 900, height: 700, maximized: false }));
    const { window, world } = await openApp({ profileDir: profile.dir });
    expect(window.options).toMatchObject({ x: 100, y: 120, width: 900, height: 700 });
    world.app.quit();
    await waitFor(() => world.app.hasQuit);
    expect(JSON.parse(readFileSync(join(profile.dir, 'window.json'), 'utf8'))).toEqual({ x: 100, y: 120, width: 900, height: 700, maximized: false });
  });

  it('quits only after the engine has ended in order, and frees the profile', withEngine, async () => {
    const { world, profileDir, engines } = await openApp({ startEngine: realEngine });
    world.app.quit();
    expect(world.app.hasQuit).toBe(false);
    await waitFor(() => world.app.hasQuit);
    expect(engines[0]!.threadId).toBeUndefined();
    expect(world.ipcListenerCount('petrel:ready')).toBe(0);
    const unlock = lockProfile(profileDir);
    unlock();
  });

  it('ends with its last window, except on macOS', async () => {
    const linux = await openApp();
    linux.window.close();
    await waitFor(() => linux.world.app.hasQuit);
    const mac = await openApp({ platform: 'darwin' });
    mac.window.close();
    expect(mac.world.windows).toEqual([]);
    mac.world.app.emit('activate');
    expect(mac.world.windows).toHaveLength(1);
    expect(mac.world.app.hasQuit).toBe(false);
  });

  it('loads a crashed page again, once a minute', async () => {
    const { world, contents } = await openApp();
    contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
    expect(contents.reloads).toBe(1);
    contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
    expect(contents.reloads).toBe(1);
    expect(world.errorBoxes).toHaveLength(1);
  });

  it('tries to connect at once when the machine wakes up', async () => {
    let retries = 0;
    const { world } = await openApp({
      startEngine: () => ({
        ...idleEngine(),
        retryNow: () => void retries++,
      }),
    });
    world.powerMonitor.emit('resume');
    expect(retries).toBe(1);
  });

  it('keeps its files to the owner', async () => {
    const { profileDir } = await openApp();
    expect(statSync(profileDir).mode & 0o777).toBe(0o700);
    expect(statSync(join(profileDir, 'master.key')).mode & 0o777).toBe(0o600);
    expect(existsSync(join(profileDir, 'key.json'))).toBe(true);
  });
});
