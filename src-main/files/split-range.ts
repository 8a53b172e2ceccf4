const MIB = 1_048_576;
const UNIT = 4096;
const PRECISE_UNIT = 1024;

/** `offset` and `limit` of one request for bytes. */
export interface LegalRange {
  offset: number;
  limit: number;
}

/**
 * Cuts any stretch of a file into requests that the server takes (core.telegram.org/api/files, Downloading files): together they cover
 * it, and begin less than a unit (4 KiB, with `precise` 1 KiB) before it. None crosses a multiple of 1 MiB or is longer than `most`,
 * a power of two from 4 KiB to 1 MiB.
 */
export function splitRange(offset: number, length: number, precise: boolean, most = MIB): LegalRange[] {
  const unit = precise ? PRECISE_UNIT : UNIT;
  if (length <= 0) return [];
  const end = offset + length;
  const requests: LegalRange[] = [];
  for (let at = Math.floor(offset / unit) * unit; at < end; ) {
    const room = Math.min(most, MIB - (at % MIB));
    const wanted = Math.ceil((end - at) / unit) * unit;
    const limit = precise ? Math.min(room, wanted) : divisorOf(room, wanted);
    requests.push({ offset: at, limit });
    at += limit;
  }
  return requests;
}

/** A length that divides 1 MiB: the shortest with all that is wanted, or the longest that there is room for. */
function divisorOf(room: number, wanted: number): number {
  let limit = UNIT;
  while (limit < wanted && limit * 2 <= room) limit *= 2;
  return limit;
}
