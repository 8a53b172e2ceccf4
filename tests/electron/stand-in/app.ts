import { isAbsolute } from 'node:path';
import type * as Electron from 'electron';
import { PreventableEvent, StrictEmitter } from './emitter.ts';
import { needString, refuse } from './strict.ts';

type AppApi = Pick<
  Electron.App,
  'enableSandbox' | 'setPath' | 'requestSingleInstanceLock' | 'whenReady' | 'quit' | 'getVersion' | 'getLocale' | 'getPath' | 'isPackaged' | 'getApplicationNameForProtocol' | 'setAsDefaultProtocolClient'
>;

const EVENTS = ['session-created', 'web-contents-created', 'second-instance', 'activate', 'open-url', 'window-all-closed', 'before-quit', 'will-quit', 'quit'];
const PATHS = ['home', 'appData', 'userData', 'sessionData', 'temp', 'logs', 'crashDumps'];

export class AppStandIn extends StrictEmitter implements AppApi {
  isPackaged = false;
  readonly paths = new Map<string, string>();
  sandboxed = false;
  ready = false;
  /** Another process has the profile. */
  secondInstance = false;
  hasQuit = false;
  closeWindows: () => boolean = () => true;
  #lockAsked = false;
  #becomeReady: () => void = () => undefined;
  readonly #whenReady = new Promise<void>((resolve) => {
    this.#becomeReady = resolve;
  });

  constructor() {
    super('app', EVENTS);
  }

  enableSandbox(): void {
    if (this.ready) refuse('app.enableSandbox() can only be called before app is ready');
    this.sandboxed = true;
  }

  setPath(name: string, path: string): void {
    if (!PATHS.includes(name)) refuse(`Failed to set path for '${name}'`);
    needString('The path', path);
    if (!isAbsolute(path)) refuse('Path must be absolute');
    if (this.ready && (name === 'userData' || name === 'sessionData')) refuse(`${name} must be set before app is ready`);
    this.paths.set(name, path);
  }

  requestSingleInstanceLock(): boolean {
    if (!this.paths.has('userData')) refuse('The lock belongs to the userData folder, which is not set yet');
    this.#lockAsked = true;
    return !this.secondInstance;
  }

  whenReady(): Promise<void> {
    return this.#whenReady;
  }

  getVersion(): string {
    return '0.1.0';
  }

  /** Empty before the app is ready, as in the real one. */
  getLocale(): string {
    return this.ready ? 'en-GB' : '';
  }

  getPath(name: string): string {
    if (!this.ready || name !== 'downloads') refuse(`Failed to get path for '${name}'`);
    return '/home/anna/Downloads';
  }

  /** Which program the system starts for links of a scheme. */
  readonly handlers = new Map<string, string>();

  getApplicationNameForProtocol(url: string): string {
    if (!url.includes('://')) refuse('A URL with the protocol name is needed');
    return this.handlers.get(url.slice(0, url.indexOf(':'))) ?? '';
  }

  setAsDefaultProtocolClient(scheme: string): boolean {
    needString('The protocol', scheme);
    if (scheme.includes(':')) refuse('The protocol is named without "://"');
    this.handlers.set(scheme, 'Petrel');
    return true;
  }

  quit(): void {
    if (this.hasQuit) return;
    const before = new PreventableEvent();
    this.emit('before-quit', before);
    if (before.defaultPrevented || !this.closeWindows()) return;
    const will = new PreventableEvent();
    this.emit('will-quit', will);
    if (will.defaultPrevented) return;
    this.hasQuit = true;
    this.emit('quit', {}, 0);
  }

  /** Electron has started. */
  start(): void {
    if (!this.#lockAsked) refuse('The app must ask for the single instance lock before it is ready');
    this.ready = true;
    this.#becomeReady();
  }
}
