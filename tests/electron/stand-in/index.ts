import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import type { ElectronApi } from '../../../src-main/hosts/electron/electron-api.ts';
import { AppStandIn } from './app.ts';
import { BrowserWindowStandIn } from './browser-window.ts';
import { StrictEmitter } from './emitter.ts';
import { MessageChannelStandIn } from './ports.ts';
import { ProtocolStandIn, SessionStandIn } from './session.ts';
import { needFunction, needString, onlyKeys, refuse, strict } from './strict.ts';
import type { FrameStandIn, WebContentsStandIn } from './web-contents.ts';

export { Refused } from './strict.ts';
export type { BrowserWindowStandIn, SessionStandIn, WebContentsStandIn };

const ROLES = [
  'appMenu',
  'fileMenu',
  'editMenu',
  'windowMenu',
  'resetZoom',
  'zoomIn',
  'zoomOut',
  'togglefullscreen',
  'reload',
  'toggleDevTools',
];

/**
 * The part of Electron that the host uses, for tests without Electron's binary: it does what the real one does as far as the host
 * can tell, and refuses loudly whatever the real one would refuse or silently get wrong.
 */
export class StandIn {
  readonly app = new AppStandIn();
  readonly windows: BrowserWindowStandIn[] = [];
  readonly openedLinks: string[] = [];
  readonly errorBoxes: string[] = [];
  readonly messageBoxes: string[] = [];
  /** Which button each message box gets, in order. */
  answers: number[] = [];
  displays: Electron.Rectangle[] = [{ x: 0, y: 0, width: 1920, height: 1080 }];
  menu: Electron.MenuItemConstructorOptions[] | undefined;
  readonly powerMonitor = new StrictEmitter('powerMonitor', ['suspend', 'resume', 'lock-screen', 'unlock-screen']);
  readonly #ipc = new EventEmitter();
  readonly #protocol = new ProtocolStandIn(() => this.app.ready);
  readonly #sessions = new Map<string, SessionStandIn>();
  readonly electron: ElectronApi;

  constructor() {
    this.app.closeWindows = () => {
      for (const window of [...this.windows]) window.close();
      return this.windows.length === 0;
    };
    this.electron = this.#build();
  }

  session(partition: string): SessionStandIn {
    if (!this.app.ready) refuse('Session can only be received when app is ready');
    const present = this.#sessions.get(partition);
    if (present !== undefined) return present;
    const session = new SessionStandIn(partition, this.#protocol);
    this.#sessions.set(partition, session);
    this.app.emit('session-created', session);
    return session;
  }

  /** A page's `ipcRenderer.send`; `frame` may be null, as after a navigation. */
  pageSends(contents: WebContentsStandIn, frame: FrameStandIn | null, channel: string, ...args: unknown[]): void {
    this.#ipc.emit(channel, { sender: contents, senderFrame: frame, ports: [], returnValue: undefined }, ...args.map((arg) => structuredClone(arg)));
  }

  ipcListenerCount(channel: string): number {
    return this.#ipc.listenerCount(channel);
  }

  #build(): ElectronApi {
    const world = {
      isReady: () => this.app.ready,
      session: (partition: string) => this.session(partition),
      created: (window: BrowserWindowStandIn) => {
        this.windows.push(window);
        this.app.emit('web-contents-created', {}, window.webContents);
      },
      closed: (window: BrowserWindowStandIn) => {
        this.windows.splice(this.windows.indexOf(window), 1);
        if (this.windows.length === 0) this.app.emit('window-all-closed');
      },
    };
    class BrowserWindow extends BrowserWindowStandIn {
      constructor(options?: Electron.BrowserWindowConstructorOptions) {
        super(world, options);
      }
    }
    const ipcMain: Pick<Electron.IpcMain, 'on' | 'off'> = {
      on: (channel, listener) => this.#listen(ipcMain, channel, listener, true),
      off: (channel, listener) => this.#listen(ipcMain, channel, listener, false),
    } as Pick<Electron.IpcMain, 'on' | 'off'>;
    const shell: Pick<Electron.Shell, 'openExternal'> = {
      openExternal: (url) => {
        needString('The URL', url);
        this.openedLinks.push(url);
        return Promise.resolve();
      },
    };
    const screen: Pick<Electron.Screen, 'getAllDisplays'> = {
      getAllDisplays: () => {
        this.#needReady('screen');
        return this.displays.map((workArea) => ({ workArea }) as Electron.Display);
      },
    };
    const dialog: Pick<Electron.Dialog, 'showErrorBox' | 'showMessageBox'> = {
      showErrorBox: (title, content) => {
        needString('The title', title);
        needString('The content', content);
        this.errorBoxes.push(content);
      },
      showMessageBox: ((options: Electron.MessageBoxOptions) => {
        this.#needReady('dialog');
        onlyKeys('message box option', options, ['type', 'title', 'message', 'buttons', 'defaultId', 'cancelId', 'noLink']);
        needString('The message', options.message);
        this.messageBoxes.push(options.message);
        const response = this.answers.shift();
        if (response === undefined) return Promise.reject(new Error(`Nobody answers the message box "${options.message}"`));
        return Promise.resolve({ response, checkboxChecked: false });
      }) as Electron.Dialog['showMessageBox'],
    };
    const Menu: Pick<typeof Electron.Menu, 'buildFromTemplate' | 'setApplicationMenu'> = {
      buildFromTemplate: (template) => {
        checkMenu(template as Electron.MenuItemConstructorOptions[]);
        return { template } as unknown as Electron.Menu;
      },
      setApplicationMenu: (menu) => {
        this.#needReady('Menu');
        this.menu = (menu as unknown as { template: Electron.MenuItemConstructorOptions[] } | null)?.template;
      },
    };
    return strict('electron', {
      app: strict('app', this.app),
      BrowserWindow,
      MessageChannelMain: MessageChannelStandIn,
      ipcMain: strict('ipcMain', ipcMain),
      shell: strict('shell', shell),
      screen: strict('screen', screen),
      dialog: strict('dialog', dialog),
      Menu: strict('Menu', Menu),
      powerMonitor: strict('powerMonitor', this.powerMonitor),
      protocol: strict('protocol', this.#protocol),
      session: strict('session', { fromPartition: (partition: string) => this.session(partition) }),
    }) as unknown as ElectronApi;
  }

  #listen<T>(self: T, channel: string, listener: (...args: never[]) => void, add: boolean): T {
    needString('The channel', channel);
    needFunction('The listener', listener);
    if (add) this.#ipc.on(channel, listener as () => void);
    else this.#ipc.off(channel, listener as () => void);
    return self;
  }

  #needReady(what: string): void {
    if (!this.app.ready) refuse(`${what} cannot be used before the app is ready`);
  }
}

function checkMenu(items: Electron.MenuItemConstructorOptions[]): void {
  for (const { role, label, type, submenu } of items) {
    if (role === undefined && label === undefined && type !== 'separator') refuse('Invalid template for MenuItem: must have at least one of label, role or type');
    if (role !== undefined && !ROLES.includes(role)) refuse(`Unknown menu role ${role}`);
    if (Array.isArray(submenu)) checkMenu(submenu);
  }
}
