import type { FileStore } from './files.ts';
import type { WorldWebPage } from './model.ts';
import { hashText } from './random.ts';

/** Link previews. Nothing is fetched: known addresses are registered, others get a plain card from their own text. */
export class Pages {
  readonly #files: FileStore;
  readonly #pages = new Map<string, WorldWebPage>();
  readonly #askers = new Map<WorldWebPage, Set<number>>();

  constructor(files: FileStore) {
    this.#files = files;
  }

  /** Registers what a link leads to. */
  add(url: string, parts: Partial<Omit<WorldWebPage, 'id' | 'url' | 'displayUrl'>>): WorldWebPage {
    const page: WorldWebPage = { ...this.#card(url), ...parts };
    this.#pages.set(normal(url), page);
    return page;
  }

  /** Somebody asked for a page that is still being made: they will hear of it. */
  asked(page: WorldWebPage, userId: number): void {
    this.#askers.set(page, (this.#askers.get(page) ?? new Set()).add(userId));
  }

  /** A page has been made; returns who had asked for it. */
  made(page: WorldWebPage): Set<number> {
    delete page.pendingUntil;
    const askers = this.#askers.get(page) ?? new Set<number>();
    this.#askers.delete(page);
    return askers;
  }

  of(url: string): WorldWebPage {
    const known = this.#pages.get(normal(url));
    if (known) return known;
    const page = this.#card(url);
    this.#pages.set(normal(url), page);
    return page;
  }

  /** The card of the first link in a text that leads anywhere, if any. */
  preview(url: string): WorldWebPage | undefined {
    const host = hostOf(url);
    return host.endsWith('.invalid') || !/^(https?:)?\/\//i.test(withScheme(url)) ? undefined : this.of(url);
  }

  #card(url: string): WorldWebPage {
    const full = withScheme(url);
    const host = hostOf(url);
    const path = full
      .replace(/^[a-z]+:\/\/[^/]+/i, '')
      .replace(/[/_-]+/g, ' ')
      .trim();
    const name = host.replace(/^www\./, '').split('.')[0] ?? host;
    const siteName = name.charAt(0).toUpperCase() + name.slice(1);
    return {
      id: this.#files.nextId(hashText(host) % 4),
      url: full,
      displayUrl: full.replace(/^[a-z]+:\/\//i, '').replace(/\/$/, ''),
      siteName,
      title: path ? path.charAt(0).toUpperCase() + path.slice(1, 80) : siteName,
      description: `A page on ${host}.`,
    };
  }
}

function withScheme(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `https://${url}`;
}

function hostOf(url: string): string {
  return (
    withScheme(url)
      .replace(/^[a-z]+:\/\//i, '')
      .split(/[/?#:]/)[0] ?? ''
  ).toLowerCase();
}

function normal(url: string): string {
  return withScheme(url)
    .replace(/^http:/i, 'https:')
    .replace(/\/$/, '');
}
