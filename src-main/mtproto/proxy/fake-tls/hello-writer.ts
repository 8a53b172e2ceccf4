import { concat, type RandomBytes } from '../../../crypto/index.ts';

/** Big-endian 16-bit numbers. */
export function u16(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [value >>> 8, value & 0xff]));
}

/** Data behind its length in one, two or three bytes. */
export function prefixed(lengthBytes: 1 | 2 | 3, ...parts: readonly Uint8Array[]): Uint8Array {
  const data = concat(...parts);
  const length = Uint8Array.from({ length: lengthBytes }, (_, index) => (data.length >>> (8 * (lengthBytes - 1 - index))) & 0xff);
  return concat(length, data);
}

export function extension(type: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return concat(u16(type), prefixed(2, ...parts));
}

/** A number below `limit` (at most 65536), each equally likely. */
export function drawBelow(random: RandomBytes, limit: number): number {
  const usable = 65_536 - (65_536 % limit);
  for (;;) {
    const [high = 0, low = 0] = random(2);
    const value = (high << 8) | low;
    if (value < usable) return value % limit;
  }
}

export function shuffled<T>(items: readonly T[], random: RandomBytes): T[] {
  const out = [...items];
  for (let last = out.length - 1; last > 0; last--) {
    const other = drawBelow(random, last + 1);
    [out[last], out[other]] = [out[other] as T, out[last] as T];
  }
  return out;
}

/** One of the sixteen values that clients sprinkle in so that servers stay tolerant (RFC 8701), other than `unlike`. */
export function grease(random: RandomBytes, unlike?: number): number {
  for (;;) {
    const nibble = (random(1)[0] ?? 0) >>> 4;
    const value = (nibble << 12) | 0x0a00 | (nibble << 4) | 0x0a;
    if (value !== unlike) return value;
  }
}
