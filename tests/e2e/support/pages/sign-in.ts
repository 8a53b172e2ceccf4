import type { Locator, Page } from 'playwright-core';
import { soon } from '../wait.ts';

/** The pages of signing in. */
export class SignInPages {
  readonly page: Page;
  readonly phone: Locator;
  readonly country: Locator;
  readonly next: Locator;
  readonly code: Locator;
  readonly error: Locator;
  readonly connection: Locator;
  readonly firstName: Locator;
  readonly lastName: Locator;

  constructor(page: Page) {
    this.page = page;
    this.phone = page.getByLabel('Phone number');
    this.country = page.getByRole('button', { name: /^Country/ });
    this.next = page.getByRole('button', { name: 'Next' });
    this.code = page.getByLabel('Login code');
    this.error = page.getByRole('alert');
    this.connection = page.getByTestId('connection-bar');
    this.firstName = page.getByLabel('First name');
    this.lastName = page.getByLabel('Last name');
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /**
   * Presses a button until it leads to what is wanted: an engine whose patience a test has cut short may lose it over work that a busy machine
   * takes its time for.
   */
  async insist(button: Locator, wanted: Locator): Promise<void> {
    await soon(async () => {
      if (await wanted.isVisible()) return true;
      // Its page may go between one look and the next, and nobody waits for it then.
      const isFree = await button.evaluateAll((all) => all.some((one) => one.getAttribute('aria-busy') === null));
      if (isFree) await button.click({ timeout: 1_000 }).catch(() => undefined);
      return false;
    }).toBe(true);
  }

  /** Types a number into the field that holds the suggested calling code. */
  async enterPhone(international: string): Promise<void> {
    // The suggested country may come between the marking of the field's text and its replacement.
    await soon(async () => {
      await this.phone.fill(international);
      return (await this.phone.inputValue()).replace(/\D/g, '');
    }).toBe(international.replace(/\D/g, ''));
    await this.next.click();
  }
}

/** The code that the local DC's test numbers get: the digit of their DC five times. */
export const codeOf = (phone: string): string => phone.replace(/\D/g, '').charAt(5).repeat(5);
