import type { Clock, Timer } from '../clock.ts';
import type { DialTarget } from './dialer.ts';
import type { Line } from './line.ts';

/** A line that nobody needs within this time is closed, milliseconds. */
const keepFor = 10_000;

/** Lines that were opened and checked, but came second. */
export class Spares {
  readonly #clock: Clock;
  #kept: { target: DialTarget; line: Line; timer: Timer }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  keep(target: DialTarget, line: Line): void {
    const timer = this.#clock.after(keepFor, () => line.close());
    this.#kept.push({ target, line, timer });
    // Unasked words on it are a reason not to use it.
    line.listen({ onFrame: () => line.close(), onClose: () => undefined });
  }

  take({ dcId, use }: DialTarget): Line | undefined {
    const found = this.#kept.find(({ target }) => target.dcId === dcId && target.use === use);
    if (found !== undefined) this.forget(found.line);
    return found?.line;
  }

  /** It is in use, or over. */
  forget(line: Line): void {
    for (const kept of this.#kept) if (kept.line === line) kept.timer.cancel();
    this.#kept = this.#kept.filter((kept) => kept.line !== line);
  }

  clear(): void {
    for (const { line } of [...this.#kept]) line.close();
  }
}
