import { createRoot } from 'solid-js';
import { expect, it } from 'vitest';
import type { IpcClient } from '../../../src-renderer/ipc/client.ts';
import { reportOnline } from '../../../src-renderer/state/online.ts';

it('tells the engine when the network goes and comes, and nothing while it is there', () => {
  const calls: unknown[] = [];
  const client = { call: async (name: string, input: unknown) => void calls.push([name, input]) } as unknown as IpcClient;
  const page = Object.assign(new EventTarget(), { navigator: { onLine: true } });
  const dispose = createRoot((end) => {
    reportOnline(client, page as unknown as Window);
    return end;
  });
  expect(calls).toEqual([]);
  page.navigator.onLine = false;
  page.dispatchEvent(new Event('offline'));
  page.navigator.onLine = true;
  page.dispatchEvent(new Event('online'));
  expect(calls).toEqual([false, true].map((online) => ['app.setOnline', { online }]));
  dispose();
  page.dispatchEvent(new Event('offline'));
  expect(calls.length).toBe(2);
});

it('tells it at the start when there is none', () => {
  const calls: unknown[] = [];
  const client = { call: async (_name: string, input: unknown) => void calls.push(input) } as unknown as IpcClient;
  const page = Object.assign(new EventTarget(), { navigator: { onLine: false } });
  createRoot((dispose) => {
    reportOnline(client, page as unknown as Window);
    dispose();
  });
  expect(calls).toEqual([{ online: false }]);
});
