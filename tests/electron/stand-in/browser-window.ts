import type * as Electron from 'electron';
import { PreventableEvent, StrictEmitter } from './emitter.ts';
import type { SessionStandIn } from './session.ts';
import { onlyKeys, refuse } from './strict.ts';
import { WebContentsStandIn } from './web-contents.ts';

const OPTIONS = ['x', 'y', 'width', 'height', 'minWidth', 'minHeight', 'title', 'show', 'autoHideMenuBar', 'webPreferences'];
const PREFERENCES = [
  'preload',
  'partition',
  'contextIsolation',
  'sandbox',
  'nodeIntegration',
  'nodeIntegrationInWorker',
  'nodeIntegrationInSubFrames',
  'webSecurity',
  'webviewTag',
  'navigateOnDragDrop',
  'spellcheck',
  'v8CacheOptions',
];

type WindowApi = Pick<
  Electron.BrowserWindow,
  'loadURL' | 'show' | 'focus' | 'restore' | 'close' | 'maximize' | 'isMaximized' | 'isMinimized' | 'isDestroyed' | 'getNormalBounds'
>;

/** What a window needs of the app around it. */
export interface WindowWorld {
  isReady(): boolean;
  session(partition: string): SessionStandIn;
  created(window: BrowserWindowStandIn): void;
  closed(window: BrowserWindowStandIn): void;
}

export class BrowserWindowStandIn extends StrictEmitter implements WindowApi {
  readonly options: Electron.BrowserWindowConstructorOptions;
  readonly #contents: WebContentsStandIn;
  readonly #world: WindowWorld;
  #destroyed = false;
  #maximized = false;
  minimized = false;
  shown = 0;
  focused = 0;

  constructor(world: WindowWorld, options: Electron.BrowserWindowConstructorOptions = {}) {
    super('BrowserWindow', ['close', 'closed', 'ready-to-show', 'focus', 'blur']);
    if (!world.isReady()) refuse('Cannot create BrowserWindow before app is ready');
    onlyKeys('window option', options, OPTIONS);
    onlyKeys('web preference', options.webPreferences ?? {}, PREFERENCES);
    for (const key of ['x', 'y', 'width', 'height', 'minWidth', 'minHeight'] as const) {
      const value = options[key];
      if (value !== undefined && !Number.isInteger(value)) refuse(`The window option ${key} must be an integer`);
    }
    if (options.x === undefined !== (options.y === undefined)) refuse('x and y belong together');
    this.options = options;
    this.#world = world;
    this.#contents = new WebContentsStandIn(world.session(options.webPreferences?.partition ?? ''), () => this.#destroyed);
    this.#contents.session.hasPage();
    world.created(this);
  }

  get webContents(): WebContentsStandIn {
    this.#alive();
    return this.#contents;
  }

  async loadURL(url: string): Promise<void> {
    this.#alive();
    await this.#contents.load(url);
    if (!this.#destroyed) this.emit('ready-to-show');
  }

  show(): void {
    this.#alive();
    this.shown++;
  }

  focus(): void {
    this.#alive();
    this.focused++;
  }

  restore(): void {
    this.#alive();
    this.minimized = false;
  }

  maximize(): void {
    this.#alive();
    this.#maximized = true;
  }

  isMaximized(): boolean {
    this.#alive();
    return this.#maximized;
  }

  isMinimized(): boolean {
    this.#alive();
    return this.minimized;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  getNormalBounds(): Electron.Rectangle {
    this.#alive();
    const { x = 50, y = 50, width = 800, height = 600 } = this.options;
    return { x, y, width, height };
  }

  /** The person or the app closes the window. */
  close(): void {
    this.#alive();
    const event = new PreventableEvent();
    this.emit('close', event);
    if (event.defaultPrevented) return;
    this.#contents.mainFrame.destroyed = true;
    this.#destroyed = true;
    this.emit('closed');
    this.#world.closed(this);
  }

  #alive(): void {
    if (this.#destroyed) refuse('Object has been destroyed');
  }
}
