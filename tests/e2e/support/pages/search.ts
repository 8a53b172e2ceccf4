import type { Locator, Page } from 'playwright-core';

/** The search over the chat list, and the one in a chat. */
export class SearchPages {
  readonly page: Page;
  readonly field: Locator;
  readonly panel: Locator;
  readonly options: Locator;
  readonly active: Locator;
  readonly status: Locator;
  readonly offline: Locator;
  readonly inChat: Locator;
  readonly inChatField: Locator;
  readonly inChatStatus: Locator;

  constructor(page: Page) {
    this.page = page;
    this.field = page.getByTestId('search-field');
    this.panel = page.getByTestId('search-panel');
    this.options = this.panel.getByRole('option');
    this.active = this.panel.locator('[role="option"][aria-selected="true"]');
    this.status = page.getByTestId('search-status');
    this.offline = page.getByTestId('search-offline');
    this.inChat = page.getByTestId('chat-search');
    this.inChatField = this.inChat.getByRole('textbox');
    this.inChatStatus = page.getByTestId('chat-search-status');
  }

  option(text: string): Locator {
    return this.options.filter({ hasText: text });
  }

  /** What is marked as found, from the top. */
  async marks(): Promise<string[]> {
    return this.panel.locator('mark').allTextContents();
  }

  async texts(): Promise<string[]> {
    return this.options.allTextContents();
  }
}
