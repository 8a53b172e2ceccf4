import { expect } from 'vitest';
import type { Locator } from 'playwright-core';

/** `await soon(() => value).toBe(…)`: what is read becomes so within some seconds, because somebody works on it. */
// oxlint-disable-next-line vitest/require-awaited-expect-poll -- whoever calls it awaits it
export const soon = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 10_000, interval: 25 });

export const shown = (locator: Locator): Promise<void> => locator.waitFor({ state: 'visible', timeout: 10_000 });

export const gone = (locator: Locator): Promise<void> => locator.waitFor({ state: 'hidden', timeout: 10_000 });

/** Waits until what is read does not change any more: a wheel has come to rest, rows have found their places. */
export async function still(read: () => number | Promise<number>): Promise<void> {
  let before = Number.NaN;
  await soon(async () => {
    const was = before;
    before = await read();
    return before - was;
  }).toBe(0);
}
