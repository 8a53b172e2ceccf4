import type { Page } from 'playwright-core';

const SHORTEST_MS = 4_000;
const LONGEST_MS = 10_000;

/** Notes the sentences that pass by at the bottom from now on; returns how to read them, each in its line. */
export async function toastsOf(page: Page): Promise<() => Promise<string>> {
  await page.evaluate(() => {
    const seen = new Set<string>();
    const look = () => {
      for (const toast of document.querySelectorAll('[data-testid="toast"]')) seen.add(toast.textContent ?? '');
    };
    Object.assign(window, { toastsSeen: () => [...seen].join('\n') });
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true });
    look();
  });
  return () => page.evaluate(() => (window as unknown as { toastsSeen(): string }).toastsSeen());
}

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
