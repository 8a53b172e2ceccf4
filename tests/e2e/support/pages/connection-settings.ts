import type { Locator, Page } from 'playwright-core';
import { gone, shown, soon } from '../wait.ts';

export interface NewProxy {
  host: string;
  port: number;
  username?: string;
  password?: string;
  use: boolean;
}

/** The page of the settings on which the way to Telegram is chosen. */
export class ConnectionSettings {
  readonly page: Page;
  readonly panel: Locator;
  readonly dialog: Locator;
  readonly #ways: Locator;

  constructor(page: Page) {
    this.page = page;
    this.panel = page.getByTestId('settings');
    this.dialog = page.getByRole('dialog');
    this.#ways = page.getByRole('radiogroup', { name: 'How Petrel connects' }).getByRole('radio');
  }

  async open(): Promise<void> {
    await this.page.keyboard.press('Control+,');
    await this.panel.getByRole('button', { name: /^Connection/ }).click();
    await shown(this.#ways.first());
  }

  async close(): Promise<void> {
    // One step back at a time; the panel may go while it is pressed.
    await soon(async () => {
      if (await this.panel.isVisible()) await this.panel.locator('header').getByRole('button').click({ timeout: 1_000 }).catch(() => undefined);
      return this.panel.isVisible();
    }).toBe(false);
  }

  proxy(address: string): Locator {
    return this.#ways.filter({ hasText: address });
  }

  /** What the row of a proxy says: address, kind, state. */
  async says(address: string): Promise<string> {
    return (await this.proxy(address).innerText()).replaceAll('\n', ' ');
  }

  /** The row of the way that is chosen. */
  async chosen(): Promise<string> {
    return this.#ways.and(this.page.locator('[aria-checked="true"]')).innerText();
  }

  /** Opens the menu of a proxy and chooses from it. */
  async choose(address: string, item: string): Promise<void> {
    await this.panel.getByRole('button', { name: `Actions for ${address}` }).click();
    await this.page.getByRole('menuitem', { name: item, exact: true }).click();
  }

  /** Adds a SOCKS5 proxy by its form. */
  async add({ host, port, username = '', password = '', use }: NewProxy): Promise<void> {
    await this.panel.getByRole('button', { name: 'Add a proxy' }).click();
    await this.dialog.getByLabel('Server').fill(host);
    await this.dialog.getByLabel('Port').fill(String(port));
    await this.dialog.getByLabel('User name (optional)').fill(username);
    await this.dialog.getByLabel('Password (optional)').fill(password);
    await this.dialog.getByRole('checkbox').setChecked(use);
    await this.dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await gone(this.dialog);
  }
}
