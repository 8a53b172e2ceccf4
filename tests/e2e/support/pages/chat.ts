import type { Locator, Page } from 'playwright-core';
import { accessibleName } from '../accessible-name.ts';

/** The open chat: history, bubbles, composer. */
export class Chat {
  readonly page: Page;
  readonly history: Locator;
  readonly messages: Locator;
  readonly composer: Locator;
  readonly send: Locator;
  readonly title: Locator;
  readonly presence: Locator;
  readonly unreadBar: Locator;
  readonly scrollDown: Locator;
  readonly menu: Locator;
  readonly toast: Locator;
  readonly dialog: Locator;

  constructor(page: Page) {
    this.page = page;
    this.history = page.getByTestId('history');
    this.messages = this.history.getByRole('article');
    this.composer = page.getByTestId('composer');
    this.send = page.getByTestId('send');
    this.title = page.locator('main').getByRole('heading', { level: 1 });
    this.presence = page.getByTestId('presence');
    this.unreadBar = page.getByTestId('unread-bar');
    this.scrollDown = page.getByTestId('scroll-down');
    this.menu = page.getByTestId('menu');
    this.toast = page.getByTestId('toast');
    this.dialog = page.getByRole('dialog');
  }

  /** The message with this text; the newest when there are several. */
  message(text: string): Locator {
    return this.messages.filter({ hasText: text }).last();
  }

  byId(id: number): Locator {
    return this.history.locator(`[data-message="${id}"]`);
  }

  /** The accessible name of a message: sender, text, time and state. */
  async says(text: string): Promise<string> {
    return accessibleName(this.message(text));
  }

  /** Writes into the field as a person does and sends with Enter. */
  async write(text: string): Promise<void> {
    await this.composer.click();
    await this.composer.pressSequentially(text);
    await this.page.keyboard.press('Enter');
  }

  async choose(text: string, item: string): Promise<void> {
    await this.message(text).click({ button: 'right' });
    await this.page.getByRole('menuitem', { name: item, exact: true }).click();
  }

  /** Texts of the mounted messages in the order of the screen. */
  async texts(): Promise<string[]> {
    return this.history.locator('[data-message-text]').evaluateAll((texts) =>
      texts
        .map((element) => {
          const copy = element.cloneNode(true) as Element;
          for (const hidden of copy.querySelectorAll('[aria-hidden="true"]')) hidden.remove();
          return { text: copy.textContent ?? '', top: element.getBoundingClientRect().top };
        })
        .sort((a, b) => a.top - b.top)
        .map(({ text }) => text),
    );
  }

  /** Notes which messages are highlighted from now on, which none is for long; returns how to read their ids. */
  async watchHighlights(): Promise<() => Promise<(string | null)[]>> {
    await this.page.evaluate(() => {
      const seen: (string | null)[] = [];
      Object.assign(window, { highlightsSeen: seen });
      new MutationObserver(() => {
        for (const one of document.querySelectorAll('[data-testid="history"] [class*="highlighted"]')) {
          const id = one.closest('[data-message]')?.getAttribute('data-message') ?? null;
          if (seen.at(-1) !== id) seen.push(id);
        }
      }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['class'] });
    });
    return () => this.page.evaluate(() => (window as unknown as { highlightsSeen: (string | null)[] }).highlightsSeen);
  }

  /** Where the history stands, px from its top and from its end. */
  async scroll(): Promise<{ top: number; below: number }> {
    return this.history.evaluate((list) => ({ top: list.scrollTop, below: list.scrollHeight - list.scrollTop - list.clientHeight }));
  }

  /** Distance of an element's top from the history's, px. */
  async offsetOf(locator: Locator): Promise<number> {
    const [frame, box] = await Promise.all([this.history.boundingBox(), locator.boundingBox()]);
    return (box?.y ?? Number.NaN) - (frame?.y ?? Number.NaN);
  }
}
