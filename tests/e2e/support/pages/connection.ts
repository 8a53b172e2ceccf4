import type { Page } from 'playwright-core';
import { soon } from '../wait.ts';

/** The server is there again, and whoever looks at the page does not wait for the next attempt: resolves when the window is connected. */
export async function tryUntilConnected(page: Page): Promise<void> {
  const bar = page.getByTestId('connection-bar');
  const retry = bar.getByRole('button', { name: 'Try now' });
  await soon(async () => {
    // The bar may go by itself while it is pressed.
    if (await retry.isVisible()) await retry.click({ timeout: 500 }).catch(() => undefined);
    return bar.count();
  }).toBe(0);
}
