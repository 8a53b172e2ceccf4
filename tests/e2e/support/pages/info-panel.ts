import type { Locator, Page } from 'playwright-core';

/** The panel about a person or a chat. */
export class InfoPanel {
  readonly page: Page;
  readonly panel: Locator;
  readonly members: Locator;

  constructor(page: Page) {
    this.page = page;
    this.panel = page.getByTestId('info');
    this.members = this.panel.getByTestId('members');
  }

  button(name: string | RegExp): Locator {
    return this.panel.getByRole('button', { name, exact: typeof name === 'string' });
  }

  name(title: string): Locator {
    return this.panel.getByRole('heading', { name: title, level: 3 });
  }

  member(name: string): Locator {
    return this.members.getByRole('button', { name: new RegExp(`^${name}`) });
  }

  /** Chooses from the menu of a member, with the keyboard. */
  async chooseFor(name: string, item: string): Promise<void> {
    await this.member(name).focus();
    await this.page.keyboard.press('ContextMenu');
    await this.page.getByRole('menuitem', { name: item, exact: true }).click();
  }
}
