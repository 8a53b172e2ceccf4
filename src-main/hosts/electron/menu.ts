import type { MenuItemConstructorOptions } from 'electron';
import type { ElectronApi } from './electron-api.ts';

/**
 * The application menu: the system's own roles, so that copy, paste and window keys work as everywhere. It has no zoom: the page remembers
 * its own, and the keys of the role that resets it open Saved Messages.
 */
export function setMenu(Menu: ElectronApi['Menu'], platform: NodeJS.Platform, development: boolean): void {
  const view: MenuItemConstructorOptions[] = [
    { role: 'togglefullscreen' },
    ...(development ? ([{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }] as const) : []),
  ];
  const template: MenuItemConstructorOptions[] = [
    ...(platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    { role: 'fileMenu' },
    { role: 'editMenu' },
    { label: 'View', submenu: view },
    { role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
