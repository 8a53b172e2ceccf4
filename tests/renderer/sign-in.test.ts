import type { Locator } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { soon } from '../e2e/support/wait.ts';
import { axeFindings, RendererBrowser } from './browser.ts';

const browser = new RendererBrowser();
afterEach(() => browser.closePages());

const phone = { step: 'phone', suggestedCountry: 'DE' };
const focused = (field: Locator) => soon(() => field.evaluate((element) => element === document.activeElement)).toBe(true);

describe('signing in, in a browser', () => {
  it('goes from the number to the chats by keyboard alone', async () => {
    const page = await browser.open({ auth: phone });
    await expect.poll(() => page.getByLabel('Phone number').inputValue()).toBe('+49 ');
    await focused(page.getByLabel('Phone number'));
    await page.keyboard.type('1512345678');
    await expect.poll(() => page.getByLabel('Phone number').inputValue()).toBe('+49 151 2345678');
    await page.keyboard.press('Enter');
    await page.getByLabel('Login code').waitFor();
    await focused(page.getByLabel('Login code'));
    await page.keyboard.type('11111');
    await page.getByRole('alert').waitFor();
    await expect.poll(() => page.getByLabel('Login code').inputValue()).toBe('');
    await focused(page.getByLabel('Login code'));
    await page.keyboard.type('22222');
    await page.getByTestId('chat-row:201').waitFor();
  });

  it('edits in the middle of a number without moving the caret away', async () => {
    const page = await browser.open({ auth: phone });
    const field = page.getByLabel('Phone number');
    await expect.poll(() => field.inputValue()).toBe('+49 ');
    await field.fill('+49 151 2345678');
    await field.evaluate((input: HTMLInputElement) => input.setSelectionRange(6, 6));
    await page.keyboard.press('Backspace');
    await expect.poll(() => field.inputValue()).toBe('+49 112 345678');
    await page.keyboard.type('5');
    await expect.poll(() => field.inputValue()).toBe('+49 151 2345678');
    // The space behind the country code goes with the digit before it.
    await field.evaluate((input: HTMLInputElement) => input.setSelectionRange(8, 8));
    await page.keyboard.press('Backspace');
    await expect.poll(() => field.inputValue()).toBe('+49 152 345678');
  });

  it('chooses a country by search and keyboard', async () => {
    const page = await browser.open({ auth: phone });
    await page.getByRole('button', { name: /^Country/ }).click();
    await focused(page.getByRole('combobox'));
    await page.keyboard.type('swi');
    await page.getByRole('option', { name: 'Switzerland' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Country: Switzerland' }).waitFor();
    await focused(page.getByLabel('Phone number'));
    await page.keyboard.type('791234567');
    await expect.poll(() => page.getByLabel('Phone number').inputValue()).toBe('+41 79 123 4567');
  });

  it('reads the terms in a dialog before it makes an account', async () => {
    const auth = { step: 'signUp', phone: '+49', terms: { text: { text: 'Be kind.', entities: [] }, minimumAge: 16, mustAccept: true } };
    const page = await browser.open({ auth });
    await page.getByLabel('First name').fill('Robin');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Terms of Service' });
    await dialog.getByRole('checkbox').check();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => window.engine.calls.filter((call) => call.name === 'auth.signUp').length)).toBe(0);
    await expect.poll(() => page.getByLabel('First name').inputValue()).toBe('Robin');
    await page.getByRole('button', { name: 'Start messaging' }).click();
    await dialog.getByRole('checkbox').check();
    await dialog.getByRole('button', { name: 'Agree and continue' }).click();
    await page.getByTestId('chat-list').waitFor();
  });

  it('offers a way out while an answer does not come', async () => {
    const page = await browser.open({ auth: phone, latency: 60_000, connection: { kind: 'waitingForNetwork' } });
    await page.getByLabel('Phone number').fill('+491512345678');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByTestId('connection-bar').getByRole('button', { name: 'Try now' }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => page.getByRole('button', { name: 'Next' }).getAttribute('aria-busy')).toBeNull();
    await expect.poll(() => page.getByLabel('Phone number').inputValue()).toContain('1512345678');
  });

  it.each([
    ['credentials', { step: 'credentials' }],
    ['phone', phone],
    ['code', { step: 'code', phone: '+49', delivery: { kind: 'sms', length: 5 }, nextDelivery: 'call' }],
    ['sign-up', { step: 'signUp', phone: '+49' }],
  ])('has nothing serious for axe on the %s page and fits 380 × 480', async (_, auth) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.open({ auth }, { colorScheme, viewport: { width: 380, height: 480 } });
      await page.locator('form').waitFor();
      expect(await axeFindings(page), colorScheme).toEqual([]);
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      await page.locator('form button').last().scrollIntoViewIfNeeded();
      await expect.poll(() => page.locator('form button').last().isVisible()).toBe(true);
    }
  });
});
