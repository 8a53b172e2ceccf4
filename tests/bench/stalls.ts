/** Times in which nothing was answered although calls were made all along, and what was the matter then. */

/** Shorter breaks are no stalls, milliseconds. */
const shortest = 1_000;
/** What a log line of the engine says about why nothing comes; the first that a stall has counts. */
const causes = [
  { of: 'connections frozen', line: /^Connection is silent/, note: 'each is given up after the 5 s that the keep-alive rule gives a link' },
  { of: 'servers down', line: /ECONNREFUSED/, note: 'and up to the next attempt' },
  { of: 'packets forged', line: /Wrong message key|Replayed|Unknown key/, note: 'several in a row put the next attempt off, on purpose' },
  { of: 'connections cut', line: /^Connection lost/, note: '' },
] as const;
const other = 'packets and answers lost or delayed';

export interface Stall {
  from: number;
  to: number;
  cause: string;
}

/** Follows answers and the engine's log; all times are `performance.now()`. */
export class Stalls {
  readonly #log: { at: number; line: string }[] = [];
  #answered: number[] = [];

  /** A logger for the client. */
  readonly log = {
    debug: (): void => undefined,
    info: (message: string, fields?: Record<string, unknown>): void => this.#note(message, fields),
    warn: (message: string, fields?: Record<string, unknown>): void => this.#note(message, fields),
    error: (message: string, fields?: Record<string, unknown>): void => this.#note(message, fields),
  };

  answered(): void {
    this.#answered.push(performance.now());
  }

  list(): Stall[] {
    return this.#answered.flatMap((to, index) => {
      const from = this.#answered[index - 1] ?? to;
      return to - from < shortest ? [] : [{ from, to, cause: this.#causeOf(from, to) }];
    });
  }

  /** Of these calls, the waits of those that no stall was in. */
  outside(waits: readonly { from: number; ms: number }[]): number[] {
    const stalls = this.list();
    return waits.filter(({ from, ms }) => !stalls.some((stall) => from < stall.to && from + ms > stall.from + 1)).map(({ ms }) => ms);
  }

  /** The stalls by cause: how many, how long together and at most. */
  describe(): string {
    const all = this.list();
    return [...causes.map(({ of, note }) => ({ of, note })), { of: other, note: '' }]
      .flatMap(({ of, note }) => {
        const lengths = all.filter(({ cause }) => cause === of).map(({ from, to }) => (to - from) / 1000);
        if (lengths.length === 0) return [];
        const total = lengths.reduce((sum, length) => sum + length, 0);
        return [`${of}: ${lengths.length}, together ${total.toFixed(0)} s, ${Math.max(...lengths).toFixed(1)} s at most${note === '' ? '' : ` (${note})`}`];
      })
      .join('; ');
  }

  #note(message: string, fields: Record<string, unknown> = {}): void {
    this.#log.push({ at: performance.now(), line: `${message} ${String(fields['reason'] ?? '')}` });
  }

  #causeOf(from: number, to: number): string {
    const lines = this.#log.filter(({ at }) => at >= from - 100 && at <= to);
    return causes.find(({ line }) => lines.some((entry) => line.test(entry.line)))?.of ?? other;
  }
}
