/** A pending timer. */
export interface Timer {
  cancel(): void;
}

/** Time and timers, injected so that tests decide what time it is. */
export interface Clock {
  /** Wall clock, unix milliseconds; jumps when the person sets the clock. */
  wall(): number;
  /** Milliseconds that only ever grow; may stand still while the machine sleeps. */
  monotonic(): number;
  /** Runs `action` after `ms`. */
  after(ms: number, action: () => void): Timer;
  /** Runs `action` once everything that is due now has run, so that the calls of one tick travel together. */
  soon(action: () => void): Timer;
}

/** The machine's clock. */
export const systemClock: Clock = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, action) => {
    const handle = setTimeout(action, ms);
    return { cancel: () => clearTimeout(handle) };
  },
  soon: (action) => {
    const handle = setImmediate(action);
    return { cancel: () => clearImmediate(handle) };
  },
};
