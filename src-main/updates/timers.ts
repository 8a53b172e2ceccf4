import type { Timers } from './types.ts';

/** The real clock. Its timers do not keep a process alive. */
export const realTimers: Timers = {
  after(milliseconds, work) {
    const timer = setTimeout(work, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
  now: () => Date.now(),
  random: () => Math.random(),
};
