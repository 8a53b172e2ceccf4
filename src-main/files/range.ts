import type { RangeSpec } from './types.ts';

/** Bytes `start` to `end`, both included. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * The bytes that a range names in a file of `size` bytes: the whole without one, `undefined` when it lies outside (RFC 9110 §14.1.2,
 * which answers 416 then).
 */
export function resolveRange(spec: RangeSpec | undefined, size: number): ByteRange | undefined {
  if (spec === undefined) return { start: 0, end: size - 1 };
  if ('suffix' in spec) {
    return spec.suffix === 0 || size === 0 ? undefined : { start: Math.max(0, size - spec.suffix), end: size - 1 };
  }
  if (spec.start >= size) return undefined;
  return { start: spec.start, end: Math.min(spec.end ?? size - 1, size - 1) };
}
