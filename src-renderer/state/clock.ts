import { createSignal, onCleanup, type Accessor } from 'solid-js';

const TICK_MS = 20_000;

/** The present (unix ms) as a signal that moves every 20 s while the page is visible: for times that depend on today. */
export function createClock(page: Document): Accessor<number> {
  const [now, setNow] = createSignal(Date.now());
  const tick = () => {
    if (!page.hidden) setNow(Date.now());
  };
  const timer = setInterval(tick, TICK_MS);
  page.addEventListener('visibilitychange', tick);
  onCleanup(() => {
    clearInterval(timer);
    page.removeEventListener('visibilitychange', tick);
  });
  return now;
}
