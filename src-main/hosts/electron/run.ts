import type { BrowserWindow } from 'electron';
import { join } from 'node:path';
import { drop } from '#shared/assert.ts';
import type { EngineHandle } from '../../app/engine-handle.ts';
import type { EngineOptions } from '../../app/engine-options.ts';
import { MasterKeyError, openMasterKey } from '../../app/master-key.ts';
import type { MasterKey, SecretStore } from '../../app/master-key.ts';
import { compileCacheFolder } from '../../app/thread/compile-cache.ts';
import { describeDevice, knownPlatform } from '../../app/process-options.ts';
import type { ProcessOptions } from '../../app/process-options.ts';
import type { AskSystemProxy } from '../../app/system-proxy/index.ts';
import { lockProfile, prepareProfileDir, ProfileInUseError } from '../../app/profile.ts';
import { offerForLinks, takeLinks } from './deep-links.ts';
import type { ElectronApi } from './electron-api.ts';
import { harden } from './hardening.ts';
import { focusWindow, openMainWindow, PARTITION } from './main-window.ts';
import { setMenu } from './menu.ts';
import { registerSchemes, serveSchemes } from './schemes.ts';
import { sessionProxy } from './system-proxy.ts';

export interface RunOptions extends ProcessOptions {
  platform: NodeJS.Platform;
  /** The arguments of the process. */
  args: readonly string[];
  preloadPath: string;
  rendererDir: string;
  loadKeychain(): Promise<SecretStore | undefined>;
  /** @param askSystem how the system's settings want Telegram to be reached */
  startEngine(options: EngineOptions, askSystem: AskSystemProxy): EngineHandle;
}

/**
 * The app under Electron, from start to end. Everything up to the first `await` runs before Electron is ready, which the sandbox
 * and the schemes need.
 */
export async function runPetrel(electron: ElectronApi, options: RunOptions): Promise<void> {
  const { app, dialog, Menu, powerMonitor, protocol, session, shell } = electron;
  app.enableSandbox();
  registerSchemes(protocol);
  prepareProfileDir(options.profileDir);
  app.setPath('userData', join(options.profileDir, 'chromium'));
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  harden(app, shell);

  let window: BrowserWindow | undefined;
  let engine: EngineHandle | undefined;
  let early: string[] = [];
  let show = (): void => undefined;
  app.on('second-instance', () => show());
  takeLinks(app, options.args, (link) => {
    if (engine === undefined) early.push(link);
    else engine.openLink(link);
    show();
  });

  await app.whenReady();
  let unlock: (() => void) | undefined;
  let key: MasterKey | undefined;
  try {
    unlock = lockProfile(options.profileDir);
    key = await askForKey(electron, options);
  } catch (error) {
    dialog.showErrorBox('Petrel', error instanceof ProfileInUseError ? error.message : 'The profile folder cannot be used.');
  }
  if (key === undefined) {
    unlock?.();
    app.quit();
    return;
  }

  const { profileDir, environment, credentials, logLevel, logFile } = options;
  const engineOptions: EngineOptions = {
    profileDir,
    masterKey: key.key,
    environment,
    ...(credentials === undefined ? {} : { credentials }),
    app: { name: 'Petrel', version: app.getVersion(), host: 'electron', platform: knownPlatform(options.platform), warnings: key.warnings },
    downloadsDir: app.getPath('downloads'),
    device: describeDevice(app.getLocale() === '' ? 'en' : app.getLocale()),
    logLevel,
    ...(logFile === undefined ? {} : { logFile }),
  };
  const ownSession = session.fromPartition(PARTITION);
  const compiled = compileCacheFolder(profileDir, 'page', options.platform);
  if (compiled !== undefined) ownSession.setCodeCachePath(compiled);
  const started = options.startEngine(engineOptions, sessionProxy(ownSession));
  engine = started;
  for (const link of early) started.openLink(link);
  early = [];
  offerForLinks(app);
  serveSchemes(ownSession, started, options.rendererDir);
  setMenu(Menu, options.platform, !app.isPackaged);
  powerMonitor.on('resume', () => started.retryNow());

  const open = (): void => {
    const opened = openMainWindow({
      electron,
      engine: started,
      preloadPath: options.preloadPath,
      geometryFile: join(profileDir, 'window.json'),
      platform: options.platform,
    });
    window = opened;
    opened.on('closed', () => {
      if (window === opened) window = undefined;
    });
  };
  open();
  show = () => {
    if (window === undefined) open();
    else focusWindow(window);
  };
  app.on('activate', show);
  app.on('window-all-closed', () => {
    if (options.platform !== 'darwin') app.quit();
  });

  let ended = false;
  app.on('will-quit', (event) => {
    if (ended) return;
    // The engine writes what is pending and closes the database; then the app quits for good.
    event.preventDefault();
    drop(
      started.close().then(() => {
        ended = true;
        unlock?.();
        app.quit();
      }),
    );
  });
}

/** The profile's key; undefined when the person gave up. A locked keychain can be tried again, nothing is ever made anew. */
async function askForKey({ dialog }: ElectronApi, options: RunOptions): Promise<MasterKey | undefined> {
  const keychain = await options.loadKeychain();
  for (;;) {
    try {
      return await openMasterKey(options.profileDir, keychain);
    } catch (error) {
      if (!(error instanceof MasterKeyError)) throw error;
      const { response } = await dialog.showMessageBox({
        type: 'error',
        title: 'Petrel',
        message: error.message,
        buttons: ['Try again', 'Quit'],
        defaultId: 0,
        cancelId: 1,
        noLink: true,
      });
      if (response !== 0) return undefined;
    }
  }
}
