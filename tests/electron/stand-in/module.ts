import { StandIn } from './index.ts';

/** What `import … from 'electron'` gives in a process whose resolver was pointed here (see `register.ts`). */
export const standIn = new StandIn();
export const { app, BrowserWindow, dialog, ipcMain, Menu, MessageChannelMain, powerMonitor, protocol, screen, session, shell } = standIn.electron;
