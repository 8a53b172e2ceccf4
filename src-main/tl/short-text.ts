/** Longest string that `shortAscii` takes. */
export const shortTextLength = 12;

const make = String.fromCharCode;

/**
 * The ASCII string of 1 to 12 bytes at `at`, or undefined when a byte is not ASCII. Spelled out because a call out of the engine
 * or a string grown letter by letter takes two to four times as long, and most strings on the wire are this short.
 */
export function shortAscii(data: Uint8Array, at: number, length: number): string | undefined {
  const a = data[at];
  if (length === 1) return a > 127 ? undefined : make(a);
  const b = data[at + 1];
  if (length === 2) return (a | b) > 127 ? undefined : make(a, b);
  const c = data[at + 2];
  if (length === 3) return (a | b | c) > 127 ? undefined : make(a, b, c);
  const d = data[at + 3];
  const abcd = a | b | c | d;
  if (abcd > 127) return undefined;
  if (length === 4) return make(a, b, c, d);
  const e = data[at + 4];
  if (length === 5) return e > 127 ? undefined : make(a, b, c, d, e);
  const f = data[at + 5];
  if (length === 6) return (e | f) > 127 ? undefined : make(a, b, c, d, e, f);
  const g = data[at + 6];
  if (length === 7) return (e | f | g) > 127 ? undefined : make(a, b, c, d, e, f, g);
  const h = data[at + 7];
  if ((e | f | g | h) > 127) return undefined;
  if (length === 8) return make(a, b, c, d, e, f, g, h);
  const i = data[at + 8];
  if (length === 9) return i > 127 ? undefined : make(a, b, c, d, e, f, g, h, i);
  const j = data[at + 9];
  if (length === 10) return (i | j) > 127 ? undefined : make(a, b, c, d, e, f, g, h, i, j);
  const k = data[at + 10];
  if (length === 11) return (i | j | k) > 127 ? undefined : make(a, b, c, d, e, f, g, h, i, j, k);
  const l = data[at + 11];
  return (i | j | k | l) > 127 ? undefined : make(a, b, c, d, e, f, g, h, i, j, k, l);
}
