/** Bits of one value: 0 to 31. */
const BITS = 5;
/** What a message holds at most. */
const MOST = 100;

/**
 * The values of a waveform, 0 to 31 each, packed five bits after five bits from the lowest bit of the first byte on
 * (core.telegram.org/constructor/documentAttributeAudio). What is longer than 100 values is cut.
 */
export function decodeWaveform(bytes: Uint8Array): number[] {
  const count = Math.min(MOST, Math.floor((bytes.length * 8) / BITS));
  return Array.from({ length: count }, (_value, index) => {
    const bit = index * BITS;
    const at = bit >> 3;
    return (((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)) >> (bit & 7)) & 31;
  });
}

/** Heights of `count` bars, 0 to 1, of which the loudest is 1; flat where nothing is known. */
export function waveformBars(values: readonly number[], count: number): number[] {
  const loudest = Math.max(0, ...values);
  return Array.from({ length: count }, (_bar, index) => {
    if (loudest === 0) return 0;
    const from = Math.floor((index * values.length) / count);
    const to = Math.max(from + 1, Math.ceil(((index + 1) * values.length) / count));
    return Math.max(...values.slice(from, to)) / loudest;
  });
}
