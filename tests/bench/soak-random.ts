/** Choices that are the same for the same seed. */
export interface Picker {
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  /** One of the list; undefined when it is empty. */
  of<T>(list: readonly T[]): T | undefined;
}

/** Makes choices from a seed (mulberry32). */
export function seededPicker(seed: number): Picker {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return { between, of: (list) => list[between(0, list.length - 1)] };
}
