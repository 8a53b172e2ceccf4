import type { MessagePort } from 'node:worker_threads';
import type * as Electron from 'electron';
import { PreventableEvent, StrictEmitter } from './emitter.ts';
import { MessagePortStandIn } from './ports.ts';
import type { SessionStandIn } from './session.ts';
import { clone, needFunction, needString, refuse } from './strict.ts';

/** A frame of a page, as main sees it. */
export class FrameStandIn implements Pick<Electron.WebFrameMain, 'url' | 'postMessage'> {
  url: string;
  readonly #deliver: (channel: string, message: unknown, ports: MessagePort[]) => void;
  destroyed = false;

  constructor(url: string, deliver: (channel: string, message: unknown, ports: MessagePort[]) => void) {
    this.url = url;
    this.#deliver = deliver;
  }

  postMessage(channel: string, message: unknown, transfer: Electron.MessagePortMain[] = []): void {
    needString('The channel', channel);
    if (this.destroyed) refuse('Render frame was disposed before WebFrameMain could be accessed');
    const ports = transfer.map((port) => {
      const own: unknown = port;
      return own instanceof MessagePortStandIn ? own.transfer() : refuse('Only MessagePortMain can be transferred');
    });
    this.#deliver(channel, clone(message), ports);
  }
}

type ContentsApi = Pick<
  Electron.WebContents,
  'setWindowOpenHandler' | 'reload' | 'downloadURL' | 'cut' | 'copy' | 'paste' | 'selectAll' | 'replaceMisspelling'
>;

const EVENTS = [
  'will-navigate',
  'will-frame-navigate',
  'will-redirect',
  'will-attach-webview',
  'did-start-navigation',
  'did-finish-load',
  'render-process-gone',
  'context-menu',
];

export class WebContentsStandIn extends StrictEmitter implements ContentsApi {
  readonly session: SessionStandIn;
  readonly isGone: () => boolean;
  mainFrame: FrameStandIn;
  /** The answer that the page was loaded from. */
  page: Response | undefined;
  reloads = 0;
  /** What was done to the field that has the focus, in order. */
  readonly edits: string[] = [];
  /** The misspelt word that the caret stands in. */
  marked = '';
  /** What the page's preload hears; set by whoever plays the page. */
  onFrameMessage: (channel: string, message: unknown, ports: MessagePort[]) => void = () => undefined;
  #openHandler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0] | undefined;

  constructor(session: SessionStandIn, isGone: () => boolean) {
    super('WebContents', EVENTS);
    this.session = session;
    this.isGone = isGone;
    this.mainFrame = this.#newFrame('about:blank');
  }

  setWindowOpenHandler(handler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0]): void {
    this.#alive();
    needFunction('The handler', handler);
    this.#openHandler = handler;
  }

  downloadURL(url: string): void {
    this.#alive();
    if (typeof url !== 'string' || !URL.canParse(url)) refuse('downloadURL needs an address');
    this.session.starts(url);
  }

  cut(): void {
    this.#edit('cut');
  }

  copy(): void {
    this.#edit('copy');
  }

  paste(): void {
    this.#edit('paste');
  }

  selectAll(): void {
    this.#edit('selectAll');
  }

  /** Does nothing, as the real one, unless the caret stands in a word that is marked. */
  replaceMisspelling(text: string): void {
    needString('The text', text);
    if (this.marked !== '') this.#edit(`${this.marked} → ${text}`);
    this.marked = '';
  }

  /** The person asks for the menu of what is at a place of the page. */
  asksForMenu(params: Partial<Electron.ContextMenuParams>): void {
    this.#alive();
    this.marked = params.misspelledWord ?? '';
    const editFlags = { canUndo: false, canRedo: false, canCut: true, canCopy: true, canPaste: true, canDelete: true, canSelectAll: true, canEditRichly: true };
    this.emit('context-menu', new PreventableEvent(), { x: 10, y: 20, isEditable: true, misspelledWord: '', dictionarySuggestions: [], editFlags, ...params });
  }

  reload(): void {
    this.#alive();
    this.reloads++;
    this.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false, url: this.mainFrame.url });
    this.mainFrame.destroyed = true;
    this.mainFrame = this.#newFrame(this.mainFrame.url);
  }

  async load(url: string): Promise<void> {
    this.#alive();
    this.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false, url });
    this.page = await this.session.protocol.request(url);
    this.mainFrame.destroyed = true;
    this.mainFrame = this.#newFrame(url);
    this.emit('did-finish-load');
  }

  /** The page navigates by itself; true when nobody prevented it. */
  navigates(url: string, event: 'will-navigate' | 'will-frame-navigate' | 'will-redirect' = 'will-navigate'): boolean {
    const details = Object.assign(new PreventableEvent(), { url, isMainFrame: true });
    this.emit(event, details, url);
    return !details.defaultPrevented;
  }

  /** The page calls `window.open`; true when a window would open. */
  opens(url: string): boolean {
    if (this.#openHandler === undefined) return true;
    const answer = this.#openHandler({ url, frameName: '', features: '', disposition: 'foreground-tab' } as Electron.HandlerDetails);
    return answer.action === 'allow';
  }

  #edit(what: string): void {
    this.#alive();
    this.edits.push(what);
  }

  #newFrame(url: string): FrameStandIn {
    return new FrameStandIn(url, (channel, message, ports) => this.onFrameMessage(channel, message, ports));
  }

  #alive(): void {
    if (this.isGone()) refuse('Object has been destroyed');
  }
}
