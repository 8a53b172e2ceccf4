import { median, processorMs, takeTurns } from './turns.ts';
import type { BenchRow } from './row.ts';

/** Milliseconds by the clock. */
export async function timed(action: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}

/** One round of both clients. */
export interface Both {
  clock: Record<'ours' | 'mtcute', number>;
  processor: Record<'ours' | 'mtcute', number>;
  clockRatio: number;
  processorRatio: number;
}

/** Milliseconds of one round by the clock, and of processor time in this process: what the clients cost without the server. */
export async function clockAndProcessor(counts: { rounds: number; warmUp: number }, tasks: Record<'ours' | 'mtcute', () => Promise<unknown>>): Promise<Both> {
  const processor = { ours: [] as number[], mtcute: [] as number[] };
  const run = (name: 'ours' | 'mtcute') => async (): Promise<number> => {
    const start = processorMs();
    const ms = await timed(tasks[name]);
    processor[name].push(processorMs() - start);
    return ms;
  };
  const turns = await takeTurns(counts, { ours: run('ours'), mtcute: run('mtcute') });
  const ours = processor.ours.slice(counts.warmUp);
  const mtcute = processor.mtcute.slice(counts.warmUp);
  return {
    clock: turns.median,
    processor: { ours: median(ours), mtcute: median(mtcute) },
    clockRatio: turns.ratio('mtcute', 'ours'),
    processorRatio: median(mtcute.map((ms, round) => ms / ours[round])),
  };
}

/** Who waits for whom. */
export function serverNote({ clock, processor }: Both): string {
  const share = Math.round((processor.ours / clock.ours) * 100);
  return share >= 90 ? 'our client is the bound' : `our client is busy for ${share}% of the time, else it waits for the local DC`;
}

/** The row about the processor time of as many rounds. */
export function processorRow(name: string, { processor, processorRatio }: Both, rounds: number): BenchRow {
  const { ours, mtcute } = processor;
  return { name, unit: 'ms', ours: ours * rounds, mtcute: mtcute * rounds, higherIsBetter: false, ratio: processorRatio };
}
