import type { RangeSpec } from '../app/engine-handle.ts';

/**
 * Reads a `Range` header: one range of bytes. Anything else (several ranges, other units, nonsense) means "the whole", as RFC 9110
 * §14.2 allows.
 */
export function parseRange(header: string | null | undefined): RangeSpec | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  if (match === null) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '') return last === '' ? undefined : { suffix: Number(last) };
  if (last === '') return { start: Number(first) };
  return Number(last) < Number(first) ? undefined : { start: Number(first), end: Number(last) };
}
