/** One measured quantity, beside the same quantity of peers where they can do it. */
export interface BenchRow {
  name: string;
  unit: string;
  ours: number;
  mtcute?: number;
  gramjs?: number;
  higherIsBetter: boolean;
  note?: string;
}
