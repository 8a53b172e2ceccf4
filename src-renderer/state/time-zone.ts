import { onCleanup } from 'solid-js';
import { drop } from '#shared/assert.ts';
import type { IpcClient } from '../ipc/client.ts';

const LOOK_EVERY_MS = 10 * 60_000;

/** Tells the engine when the clocks of this computer are set to another time zone, or to summer time: a process without a window does not learn of it. */
export function reportTimeZone(client: IpcClient, page: Window): void {
  const offset = () => -new Date().getTimezoneOffset() * 60;
  let known: number | undefined;
  const look = () => {
    const offsetSeconds = offset();
    if (offsetSeconds === known) return;
    known = offsetSeconds;
    drop(client.call('app.setTimeZone', { offsetSeconds }).catch(() => undefined));
  };
  page.addEventListener('focus', look);
  const timer = setInterval(look, LOOK_EVERY_MS);
  onCleanup(() => {
    page.removeEventListener('focus', look);
    clearInterval(timer);
  });
  look();
}
