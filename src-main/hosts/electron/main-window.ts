import type { BrowserWindow } from 'electron';
import { drop } from '#shared/assert.ts';
import type { EngineHandle } from '../../app/engine-handle.ts';
import type { ElectronApi } from './electron-api.ts';
import { serveEditMenu } from './edit-menu.ts';
import { serveEnginePorts } from './engine-ports.ts';
import { APP_URL } from './schemes.ts';
import { serveSpelling } from './spelling.ts';
import { loadGeometry, MIN_HEIGHT, MIN_WIDTH, saveGeometry } from './window-geometry.ts';

/** In memory: nothing of a chat may reach Chromium's own files, which are not encrypted by us. */
export const PARTITION = 'petrel';
/** A page that crashes twice within this time is not loaded a third time. */
const CRASH_WINDOW_MS = 60_000;

export interface MainWindowOptions {
  electron: ElectronApi;
  engine: EngineHandle;
  preloadPath: string;
  geometryFile: string;
  platform: NodeJS.Platform;
}

/** Opens the app's window. */
export function openMainWindow({ electron, engine, preloadPath, geometryFile, platform }: MainWindowOptions): BrowserWindow {
  const { BrowserWindow, dialog, screen } = electron;
  const geometry = loadGeometry(geometryFile, screen.getAllDisplays().map((display) => display.workArea));
  const { maximized, ...bounds } = geometry;
  const window = new BrowserWindow({
    ...bounds,
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    title: 'Petrel',
    show: false,
    autoHideMenuBar: platform !== 'darwin',
    webPreferences: {
      preload: preloadPath,
      partition: PARTITION,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Whether anything is checked is the session's matter: see `spelling.ts`.
      spellcheck: true,
      // Compiled once, not only when a script has been used often.
      v8CacheOptions: 'bypassHeatCheck',
    },
  });
  if (maximized) window.maximize();
  window.once('ready-to-show', () => window.show());

  const save = (): void => {
    try {
      saveGeometry(geometryFile, { ...window.getNormalBounds(), maximized: window.isMaximized() });
    } catch {
      // Where the window was is not worth a word.
    }
  };
  window.on('close', save);

  let lastCrash = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const again = performance.now() - lastCrash < CRASH_WINDOW_MS;
    lastCrash = performance.now();
    if (again) dialog.showErrorBox('Petrel', 'The window stopped working twice. Close Petrel and start it again.');
    else window.webContents.reload();
  });

  serveEnginePorts(electron, window, engine);
  serveSpelling(electron, window, platform);
  serveEditMenu(electron, window);
  drop(window.loadURL(APP_URL).catch(() => undefined));
  return window;
}

/** Brings the window to the front. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
