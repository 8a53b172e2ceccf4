import type * as Electron from 'electron';

/**
 * The part of Electron that the host uses. It is handed to the host as a whole, so that tests run the very same code on a strict
 * stand-in; `main.ts` alone imports the real one.
 */
export type ElectronApi = Pick<
  typeof Electron,
  'app' | 'BrowserWindow' | 'dialog' | 'ipcMain' | 'Menu' | 'MessageChannelMain' | 'powerMonitor' | 'protocol' | 'screen' | 'session' | 'shell'
>;
