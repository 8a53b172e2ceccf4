/** The features' only source of time and timers, so that tests can move it. */
export interface Clock {
  /** Unix milliseconds of this machine's clock. */
  now(): number;
  /** Calls `run` once, after `delayMs`; the returned function takes it back. Very long delays are allowed. */
  schedule(delayMs: number, run: () => void): () => void;
}

/** Longest delay that `setTimeout` keeps; anything above fires at once. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** The machine's clock. Its timers do not keep the process alive. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    schedule(delayMs, run) {
      let timer: NodeJS.Timeout;
      const arm = (left: number): void => {
        const step = Math.min(left, MAX_TIMEOUT_MS);
        timer = setTimeout(() => (left > step ? arm(left - step) : run()), Math.max(0, step));
        timer.unref();
      };
      arm(delayMs);
      return () => clearTimeout(timer);
    },
  };
}
