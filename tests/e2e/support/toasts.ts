import type { Page } from 'playwright-core';

const SHORTEST_MS = 4_000;
const LONGEST_MS = 10_000;

/** While `act` runs, sentences that pass by at the bottom do not: a busy machine may take longer to press their button than they last. */
export async function whileToastsLast(page: Page, act: () => Promise<void>): Promise<void> {
  await page.evaluate(
    ([shortest, longest]) => {
      const own = window.setTimeout;
      const slow = (run: TimerHandler, ms = 0, ...rest: unknown[]): number => own(run, ms >= shortest && ms <= longest ? ms * 30 : ms, ...rest);
      Object.assign(window, { setTimeout: slow, endOfLastingToasts: () => Object.assign(window, { setTimeout: own }) });
    },
    [SHORTEST_MS, LONGEST_MS] as const,
  );
  await act();
  await page.evaluate(() => (window as unknown as { endOfLastingToasts(): void }).endOfLastingToasts());
}
