import type { Locator, Page } from 'playwright-core';
import { accessibleName } from '../accessible-name.ts';
import { shown, soon } from '../wait.ts';

/** The chat list and what is around it. */
export class ChatList {
  readonly page: Page;
  readonly list: Locator;
  readonly rows: Locator;
  readonly connection: Locator;
  readonly mainMenu: Locator;

  constructor(page: Page) {
    this.page = page;
    this.list = page.getByTestId('chat-list');
    this.rows = this.list.locator('[data-testid^="chat-row:"]');
    this.connection = page.getByTestId('connection-bar');
    this.mainMenu = page.getByRole('button', { name: 'Main menu' });
  }

  row(peer: number): Locator {
    return this.page.getByTestId(`chat-row:${peer}`);
  }

  async open(peer: number): Promise<void> {
    await this.#press(peer, 'Enter', this.page.locator(`[data-testid="chat-row:${peer}"][aria-current="true"]`));
  }

  /** The accessible name of a row: all that it says. */
  async says(peer: number): Promise<string> {
    return accessibleName(this.row(peer));
  }

  /** Peers of the mounted rows, from the top. */
  async order(): Promise<number[]> {
    return this.rows.evaluateAll((rows) =>
      rows
        .map((row) => ({ peer: Number(row.getAttribute('data-testid')?.split(':')[1]), top: row.getBoundingClientRect().top }))
        .sort((a, b) => a.top - b.top)
        .map(({ peer }) => peer),
    );
  }

  /** Opens a row's menu and chooses from it. */
  async choose(peer: number, item: string): Promise<void> {
    await this.#press(peer, 'Shift+F10', this.page.getByTestId('menu'));
    await this.page.getByRole('menuitem', { name: item, exact: true }).click();
  }

  /** Presses a key on a row until that shows its effect. Under a pointer rows may move, and whoever hits another chat reads it. */
  async #press(peer: number, key: string, effect: Locator): Promise<void> {
    const row = this.row(peer);
    await shown(row);
    await soon(async () => {
      // Behind a dialog that is closing, it cannot take the focus; while it moves, it may lose it.
      const has = await row.evaluate((element) => (element.focus(), element === document.activeElement));
      if (!has) return false;
      await this.page.keyboard.press(key);
      return effect.waitFor({ state: 'attached', timeout: 2_000 }).then(() => true, () => false);
    }).toBe(true);
  }
}
