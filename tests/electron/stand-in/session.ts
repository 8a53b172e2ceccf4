import { isAbsolute } from 'node:path';
import type * as Electron from 'electron';
import { PreventableEvent, StrictEmitter } from './emitter.ts';
import { needFunction, needString, onlyKeys, refuse } from './strict.ts';

type SchemeHandler = (request: Request) => Response | Promise<Response>;

const PRIVILEGES = ['standard', 'secure', 'bypassCSP', 'allowServiceWorkers', 'supportFetchAPI', 'corsEnabled', 'stream', 'codeCache', 'allowExtensions'];
const BUILT_IN = ['http', 'https', 'file', 'data', 'blob', 'about', 'devtools'];

/** The schemes of the whole app; registered once, before it is ready. */
export class ProtocolStandIn implements Pick<Electron.Protocol, 'registerSchemesAsPrivileged'> {
  readonly #isReady: () => boolean;
  readonly privileged = new Map<string, Electron.Privileges>();
  #registered = false;

  constructor(isReady: () => boolean) {
    this.#isReady = isReady;
  }

  registerSchemesAsPrivileged(schemes: Electron.CustomScheme[]): void {
    if (this.#isReady()) refuse('protocol.registerSchemesAsPrivileged should be called before app is ready');
    if (this.#registered) refuse('registerSchemesAsPrivileged can be called once only: a second call replaces the first');
    this.#registered = true;
    for (const { scheme, privileges = {} } of schemes) {
      if (!/^[a-z][a-z0-9+.-]*$/.test(scheme) || BUILT_IN.includes(scheme)) refuse(`The scheme "${scheme}" cannot be registered`);
      onlyKeys('privilege', privileges, PRIVILEGES);
      this.privileged.set(scheme, privileges);
    }
  }
}

/** The schemes of one session. */
export class SessionProtocolStandIn implements Pick<Electron.Protocol, 'handle' | 'isProtocolHandled'> {
  readonly #app: ProtocolStandIn;
  readonly #handlers = new Map<string, SchemeHandler>();

  constructor(app: ProtocolStandIn) {
    this.#app = app;
  }

  handle(scheme: string, handler: SchemeHandler): void {
    needString('The scheme', scheme);
    needFunction('The handler', handler);
    if (this.#handlers.has(scheme)) refuse(`The scheme "${scheme}" is handled already`);
    if (!this.#app.privileged.has(scheme)) refuse(`The scheme "${scheme}" was not registered as privileged: its pages could not be secure`);
    this.#handlers.set(scheme, handler);
  }

  isProtocolHandled(scheme: string): boolean {
    return this.#handlers.has(scheme);
  }

  /** What a page of this session gets for a URL. */
  async request(url: string, init?: RequestInit): Promise<Response> {
    const handler = this.#handlers.get(new URL(url).protocol.slice(0, -1));
    if (handler === undefined) return refuse(`net::ERR_UNKNOWN_URL_SCHEME for ${url}`);
    const response: unknown = await handler(new Request(url, init));
    if (!(response instanceof Response)) refuse('A protocol handler must answer with a Response');
    return response as Response;
  }
}

type SessionApi = Pick<
  Electron.Session,
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setSpellCheckerEnabled'
  | 'setSpellCheckerLanguages'
  | 'setSpellCheckerDictionaryDownloadURL'
  | 'availableSpellCheckerLanguages'
  | 'forceReloadProxyConfig'
  | 'resolveProxy'
  | 'setCodeCachePath'
>;

export class SessionStandIn extends StrictEmitter implements SessionApi {
  readonly partition: string;
  readonly protocol: SessionProtocolStandIn;
  permissionRequest: Parameters<Electron.Session['setPermissionRequestHandler']>[0] = null;
  permissionCheck: Parameters<Electron.Session['setPermissionCheckHandler']>[0] = null;
  devicePermission: Parameters<Electron.Session['setDevicePermissionHandler']>[0] = null;
  spellChecker = true;
  /** Of the system, until others are set. */
  spellLanguages: readonly string[] = ['en-US'];
  /** macOS has a checker of its own, without dictionaries. */
  ownDictionaries = true;
  /** What Chromium has fetched from a network. */
  readonly fetchedDictionaries = new Set<string>();
  readonly availableSpellCheckerLanguages = ['de-DE', 'en-GB', 'en-US', 'ru'];
  #dictionaryUrl = 'https://redirector.gvt1.com/edgedl/chrome/dict/';
  #hasPages = false;
  /** Names that finished downloads were offered to be saved under. */
  readonly downloads: string[] = [];
  /** What the system's settings say of every URL, as of the last time that they were read. */
  systemProxy = 'DIRECT';
  #proxyRead = 'DIRECT';
  readonly resolved: string[] = [];

  constructor(partition: string, protocol: ProtocolStandIn) {
    super('Session', ['will-download']);
    this.partition = partition;
    this.protocol = new SessionProtocolStandIn(protocol);
  }

  setPermissionRequestHandler(handler: Parameters<Electron.Session['setPermissionRequestHandler']>[0]): void {
    if (handler === null) refuse('Without a handler every permission is granted');
    this.permissionRequest = handler;
  }

  setPermissionCheckHandler(handler: Parameters<Electron.Session['setPermissionCheckHandler']>[0]): void {
    if (handler === null) refuse('Without a handler every permission is granted');
    this.permissionCheck = handler;
  }

  setDevicePermissionHandler(handler: Parameters<Electron.Session['setDevicePermissionHandler']>[0]): void {
    this.devicePermission = handler;
  }

  setSpellCheckerEnabled(enabled: boolean): void {
    if (typeof enabled !== 'boolean') refuse('Error processing argument at index 0, conversion failure');
    this.spellChecker = enabled;
  }

  /** Where compiled scripts are kept; in memory when undefined. */
  codeCachePath: string | undefined;

  setCodeCachePath(path: string): void {
    needString('The path', path);
    if (!isAbsolute(path)) refuse('Absolute path must be provided to store code cache.');
    this.codeCachePath = path;
  }

  /** Turns the checker on or off too, as the real one does. */
  setSpellCheckerLanguages(languages: string[]): void {
    if (!this.ownDictionaries) return;
    for (const language of languages) {
      if (!this.availableSpellCheckerLanguages.includes(language)) refuse(`Invalid language code provided: "${language}" is not a valid language code`);
    }
    this.spellLanguages = [...languages];
    this.spellChecker = languages.length > 0;
    this.#loadDictionaries();
  }

  setSpellCheckerDictionaryDownloadURL(url: string): void {
    if (!this.ownDictionaries) return;
    if (!URL.canParse(url)) refuse('The URL you provided to setSpellCheckerDictionaryDownloadURL is not a valid URL');
    if (!url.endsWith('/')) refuse('The address of a dictionary is the URL with its name put behind it');
    this.#dictionaryUrl = url;
  }

  /** From the first page on, the dictionaries of all languages are loaded, whether the checker is on or off. */
  hasPage(): void {
    this.#hasPages = true;
    this.#loadDictionaries();
  }

  #loadDictionaries(): void {
    if (!this.#hasPages || !this.ownDictionaries || !/^https?:/.test(this.#dictionaryUrl)) return;
    for (const language of this.spellLanguages) this.fetchedDictionaries.add(`${this.#dictionaryUrl}${language.toLowerCase()}`);
  }

  forceReloadProxyConfig(): Promise<void> {
    this.#proxyRead = this.systemProxy;
    return Promise.resolve();
  }

  resolveProxy(url: string): Promise<string> {
    needString('The URL', url);
    if (!URL.canParse(url)) refuse(`"${url}" is no URL`);
    this.resolved.push(url);
    return Promise.resolve(this.#proxyRead);
  }

  /** A download begins; true when nobody prevented it. */
  starts(url: string): boolean {
    const event = new PreventableEvent();
    let options: Electron.SaveDialogOptions = {};
    const item: Pick<Electron.DownloadItem, 'getURL' | 'setSaveDialogOptions'> = {
      getURL: () => url,
      setSaveDialogOptions(given) {
        onlyKeys('save dialog option', given, ['title', 'defaultPath', 'buttonLabel', 'filters', 'properties']);
        options = given;
      },
    };
    this.emit('will-download', event, item);
    if (!event.defaultPrevented) this.downloads.push(options.defaultPath ?? '');
    return !event.defaultPrevented;
  }

  /** What a page's request for a permission comes to. */
  asks(permission: string, details: { requestingUrl: string; isMainFrame: boolean }): boolean {
    if (this.permissionRequest === null) return true;
    let granted: boolean | undefined;
    this.permissionRequest(null as never, permission as never, (answer) => (granted = answer), details as never);
    return granted ?? refuse('The permission request was not answered');
  }
}
