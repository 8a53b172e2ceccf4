import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { soon } from './wait.ts';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** How many animations that will end are under way, once what was done last is drawn. */
const moving = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    return document.getAnimations().filter((one) => one.playState === 'running' && one.effect?.getTiming().iterations !== Infinity).length;
  });

/** What axe finds serious or critical in the page, one line per element. What fades in has no contrast yet: it is looked at when it has come to rest. */
export async function seriousIssues(page: Page): Promise<string[]> {
  // Evaluated by the debugger: the page's own policy forbids scripts from elsewhere, and that stays so.
  await page.evaluate(source);
  await soon(() => moving(page)).toBe(0);
  const { violations } = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`));
}
