/** What taking turns gives: the median of each task's samples, and of the ratios that the samples of one round have. */
export interface Turns<K extends string> {
  median: Record<K, number>;
  /** The median over the rounds of one task's sample divided by another's. */
  ratio(over: K, under: K): number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

/**
 * Measures tasks in rounds in which they take turns, in alternating order, so that a burst of load hits all alike. The first
 * `warmUp` rounds do not count.
 */
export async function takeTurns<K extends string>(
  counts: { rounds: number; warmUp?: number },
  tasks: Record<K, () => number | Promise<number>>,
): Promise<Turns<K>> {
  const names = Object.keys(tasks) as K[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  const { rounds, warmUp = 0 } = counts;
  for (let round = 0; round < rounds + warmUp; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const value = await tasks[name]();
      if (round >= warmUp) samples[name].push(value);
    }
  }
  return {
    median: Object.fromEntries(names.map((name) => [name, median(samples[name])])) as Record<K, number>,
    ratio: (over, under) => median(samples[over].map((value, index) => value / samples[under][index])),
  };
}

/** Milliseconds of processor time that this process, with all its threads, has used. Other processes' load does not add to it. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** How often a task runs in a second of processor time, tried for about `ms`. Looks at the clock after every `group` runs. */
export function ratePerSecond(task: () => unknown, ms: number, group = 1): number {
  const start = processorMs();
  let times = 0;
  let elapsed = 0;
  for (; elapsed < ms; elapsed = processorMs() - start) for (let i = 0; i < group; i++, times++) task();
  return (times * 1000) / elapsed;
}
