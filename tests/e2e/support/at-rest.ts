import type { Page } from 'playwright-core';
import { soon } from './wait.ts';

/** Everything has come: fonts, pictures, and what moves has come to rest. */
export async function atRest(page: Page): Promise<void> {
  await soon(() => page.locator('[data-testid="sticky-date"]').evaluateAll((all) => all.filter((one) => getComputedStyle(one).opacity !== '0').length)).toBe(0);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await soon(() => page.evaluate(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0))).toBe(true);
  await soon(() =>
    page.evaluate(() => document.getAnimations().filter((one) => one.playState === 'running' && one.effect?.getTiming().iterations !== Infinity).length),
  ).toBe(0);
}
