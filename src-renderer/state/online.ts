import { onCleanup } from 'solid-js';
import { drop } from '#shared/assert.ts';
import type { IpcClient } from '../ipc/client.ts';

/** Tells the engine when the system says that there is no network, or that there is one again. */
export function reportOnline(client: IpcClient, page: Window): void {
  const report = () => drop(client.call('app.setOnline', { online: page.navigator.onLine }).catch(() => undefined));
  page.addEventListener('online', report);
  page.addEventListener('offline', report);
  onCleanup(() => {
    page.removeEventListener('online', report);
    page.removeEventListener('offline', report);
  });
  if (!page.navigator.onLine) report();
}
