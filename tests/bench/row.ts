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
