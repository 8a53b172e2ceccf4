import { createRoot } from 'solid-js';
import { afterEach, expect, it, vi } from 'vitest';
import type { IpcClient } from '../../../src-renderer/ipc/client.ts';
import { reportTimeZone } from '../../../src-renderer/state/time-zone.ts';

afterEach(() => vi.useRealTimers());

it('tells the engine where the clocks are, and again when that has changed: at a look at the window, or after a while', () => {
  vi.useFakeTimers();
  let minutesWest = -60;
  vi.spyOn(Date.prototype, 'getTimezoneOffset').mockImplementation(() => minutesWest);
  const told: unknown[] = [];
  const client = { call: async (name: string, input: unknown) => void told.push([name, input]) } as unknown as IpcClient;
  const page = new EventTarget();
  const dispose = createRoot((end) => {
    reportTimeZone(client, page as unknown as Window);
    return end;
  });
  page.dispatchEvent(new Event('focus'));
  vi.advanceTimersByTime(3_600_000);
  expect(told).toEqual([['app.setTimeZone', { offsetSeconds: 3_600 }]]);
  minutesWest = 210;
  page.dispatchEvent(new Event('focus'));
  minutesWest = 150;
  vi.advanceTimersByTime(600_000);
  expect(told.slice(1)).toEqual([-12_600, -9_000].map((offsetSeconds) => ['app.setTimeZone', { offsetSeconds }]));
  dispose();
  minutesWest = 0;
  page.dispatchEvent(new Event('focus'));
  vi.advanceTimersByTime(3_600_000);
  expect(told.length).toBe(3);
});
