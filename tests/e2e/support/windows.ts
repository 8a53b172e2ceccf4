import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type CDPSession, type Page } from 'playwright-core';
import { ensureChromium } from '../../../tools/chromium.ts';
import { slowed } from './slow.ts';

/** How a window looks; the rest of a context's options makes another kind of window. */
export interface WindowLook extends Pick<BrowserContextOptions, 'colorScheme' | 'reducedMotion'> {
  viewport?: { width: number; height: number } | null;
}

export type WindowKind = Pick<BrowserContextOptions, 'locale' | 'deviceScaleFactor'>;

/** The worker's browser. Each has its own, because pages share one clipboard; it ends with the worker, whose pipe it hangs on. */
let browser: Promise<Browser> | undefined;
const kinds = new Map<string, Promise<Windows>>();

const theBrowser = (): Promise<Browser> =>
  // Pages of one site share a process, whatever port they come from: starting one for each would cost more than most tests.
  (browser ??= chromium.launch({ executablePath: ensureChromium(), args: ['--process-per-site'] }));

/**
 * Windows of one kind. A new browser context, and a new process for its first page, cost more than most tests: the tests of a worker share them.
 * Nothing goes from one test to the next for all that: whatever is tested is served from a port, hence an origin, of its own, and what pages kept
 * is erased when they are closed.
 */
export class Windows {
  readonly context: BrowserContext;
  /** An empty page that keeps the process of the others alive. */
  readonly #anchor: Page;
  readonly #session: CDPSession;
  readonly #origins = new Set<string>();

  private constructor(context: BrowserContext, anchor: Page, session: CDPSession) {
    this.context = context;
    this.#anchor = anchor;
    this.#session = session;
  }

  /** The windows of that kind, made when they are first asked for. */
  static of(kind: WindowKind = {}): Promise<Windows> {
    const key = JSON.stringify(kind);
    const known = kinds.get(key);
    if (known !== undefined) return known;
    const made = Windows.#make(kind);
    kinds.set(key, made);
    return made;
  }

  static async #make(kind: WindowKind): Promise<Windows> {
    const context = await (await theBrowser()).newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', timezoneId: process.env['TZ'] ?? 'UTC', ...kind });
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    context.setDefaultTimeout(30_000);
    const anchor = await context.newPage();
    return new Windows(context, anchor, await context.newCDPSession(anchor));
  }

  /** A window that shows nothing yet. */
  async newPage({ viewport, ...media }: WindowLook = {}): Promise<Page> {
    const page = await this.context.newPage();
    page.on('framenavigated', (frame) => {
      if (frame.url().startsWith('http')) this.#origins.add(new URL(frame.url()).origin);
    });
    if (viewport !== undefined && viewport !== null) await page.setViewportSize(viewport);
    if (Object.keys(media).length > 0) await page.emulateMedia(media);
    return slowed(page);
  }

  /** The windows that are open. */
  get pages(): Page[] {
    return this.context.pages().filter((page) => page !== this.#anchor);
  }

  /** Closes them all and erases what they kept. */
  async clear(): Promise<void> {
    await Promise.all(this.pages.map((page) => page.close()));
    for (const origin of this.#origins) await this.#session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
    this.#origins.clear();
    await this.context.clearCookies();
    await this.context.clearPermissions();
  }
}
