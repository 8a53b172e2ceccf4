import type { CallWait } from '../types.ts';
import type { Call } from './call.ts';

/** The calls that wait for their next attempt, because the server asked for it or failed. */
export class CallWaits {
  readonly #waits = new Map<Call, CallWait>();
  readonly #changed: (waits: readonly CallWait[]) => void;

  /** @param changed hears of the whole list whenever it changes */
  constructor(changed: (waits: readonly CallWait[]) => void) {
    this.#changed = changed;
  }

  /** @param wait `now` and `until`, the time of the next attempt, in unix milliseconds */
  begin(call: Call, wait: { reason: CallWait['reason']; now: number; until: number }): void {
    const { reason, now, until } = wait;
    const { method, priority, kind } = call;
    const since = this.#waits.get(call)?.since ?? now;
    this.#waits.set(call, { method, awaited: priority < 2 && kind === 'main', reason, since, until });
    this.#changed([...this.#waits.values()]);
  }

  /** The call is over; if it waited, it does so no more. */
  end(call: Call): void {
    if (this.#waits.delete(call)) this.#changed([...this.#waits.values()]);
  }
}
