/** One measured quantity, beside the same quantity of peers where they can do it. */
export interface BenchRow {
  name: string;
  unit: string;
  ours: number;
  mtcute?: number;
  gramjs?: number;
  higherIsBetter: boolean;
  /** How many times better than mtcute, by the rounds in which both were measured; else from the two numbers. */
  ratio?: number;
  note?: string;
}

const show = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(2));

/** A quantity at several sizes: the value of the largest, and in the note how it grew. */
export function growthRow(
  name: string, unit: string, all: readonly { count: number; value: number }[], { higherIsBetter = false, note = '' } = {},
): BenchRow {
  const growth = all.map(({ count, value }) => `${count.toLocaleString('en-US')}: ${show(value)}`).join(', ');
  return { name, unit, ours: all.at(-1)?.value ?? Number.NaN, higherIsBetter, note: [note, growth].filter(Boolean).join('; ') };
}
