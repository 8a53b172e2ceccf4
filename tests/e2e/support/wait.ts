import { expect } from 'vitest';
import type { Locator } from 'playwright-core';

/** Nothing takes this long on a quiet machine; on a busy one, it is what tells work from a standstill. */
const LIMIT_MS = 30_000;
/** So often the same is read of what stands still: once may be a pause of a busy machine. */
const ENOUGH = 3;

/** `await soon(() => value).toBe(…)`: what is read becomes so, because somebody works on it. */
// oxlint-disable-next-line vitest/require-awaited-expect-poll -- whoever calls it awaits it
export const soon = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: LIMIT_MS, interval: 40 });

export const shown = (locator: Locator): Promise<void> => locator.waitFor({ state: 'visible', timeout: LIMIT_MS });

export const gone = (locator: Locator): Promise<void> => locator.waitFor({ state: 'hidden', timeout: LIMIT_MS });

/** Waits until what is read does not change any more: a wheel has come to rest, rows have found their places. */
export async function still(read: () => number | Promise<number>): Promise<void> {
  let before = Number.NaN;
  let times = 0;
  await soon(async () => {
    const now = await read();
    times = now === before ? times + 1 : 0;
    before = now;
    return times;
  }).toBeGreaterThanOrEqual(ENOUGH);
}
