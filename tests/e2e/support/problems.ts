import type { BrowserContext, Page } from 'playwright-core';

/**
 * What went wrong in the pages of a test without anybody seeing it: errors on the console, exceptions, breaches of the content security
 * policy, requests that failed.
 */
export class Problems {
  readonly list: string[] = [];
  #allowed: RegExp[] = [];
  #unwatch: (() => void) | undefined;

  /** Watches every page that the context opens from now on. */
  watch(context: BrowserContext): void {
    this.unwatch();
    const watchPage = (page: Page): void => this.#watchPage(page);
    context.on('page', watchPage);
    this.#unwatch = () => context.off('page', watchPage);
  }

  unwatch(): void {
    this.#unwatch?.();
    this.#unwatch = undefined;
  }

  /** Expects problems of this kind for the rest of the test. */
  allow(pattern: RegExp): void {
    this.#allowed.push(pattern);
  }

  /** Everything so far that nobody expected; the list starts anew. */
  take(): string[] {
    const found = this.list.filter((line) => !this.#allowed.some((pattern) => pattern.test(line)));
    this.list.length = 0;
    this.#allowed = [];
    return found;
  }

  #watchPage(page: Page): void {
    page.on('pageerror', (error) => this.list.push(`exception: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.list.push(`console: ${message.text()} (${message.location().url})`);
    });
    page.on('requestfailed', (request) => {
      // A picture that scrolled away, a page that was closed: nobody waits for those any more.
      if (request.failure()?.errorText === 'net::ERR_ABORTED') return;
      this.list.push(`request: ${request.url()} ${request.failure()?.errorText ?? ''}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) this.list.push(`response: ${response.status()} ${response.url()}`);
    });
  }
}
