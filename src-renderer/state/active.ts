import { createSignal, onCleanup, type Accessor } from 'solid-js';
import { drop } from '#shared/assert.ts';
import type { IpcClient } from '../ipc/client.ts';

const IDLE_MS = 60_000;
const signs = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

/** Whether a person is looking: the window has focus, is visible and was used within the last minute. Tells the engine, too. */
export function createActive(client: IpcClient, page: Window): Accessor<boolean> {
  const document = page.document;
  const [active, setActive] = createSignal(document.hasFocus() && !document.hidden);
  let idle: ReturnType<typeof setTimeout> | undefined;

  const set = (next: boolean) => {
    if (next === active()) return;
    setActive(next);
    report();
  };
  const report = () => drop(client.call('app.setActive', { active: active() }).catch(() => undefined));
  const look = () => {
    clearTimeout(idle);
    const here = document.hasFocus() && !document.hidden;
    set(here);
    if (here) idle = setTimeout(() => set(false), IDLE_MS);
  };

  for (const sign of signs) page.addEventListener(sign, look, { passive: true, capture: true });
  page.addEventListener('focus', look);
  page.addEventListener('blur', look);
  document.addEventListener('visibilitychange', look);
  onCleanup(() => {
    clearTimeout(idle);
    for (const sign of signs) page.removeEventListener(sign, look, { capture: true });
    page.removeEventListener('focus', look);
    page.removeEventListener('blur', look);
    document.removeEventListener('visibilitychange', look);
  });
  look();
  report();
  return active;
}
