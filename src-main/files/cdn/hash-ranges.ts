import { createHash } from 'node:crypto';
import type { tl } from '#tl';

const HASH_LENGTH = 32;
const MIB = 1_048_576;

/** The digest of a stretch of a file, as the file's own data center says it. */
export interface HashRange {
  start: number;
  /** The first byte after it. */
  end: number;
  /** SHA-256. */
  hash: Uint8Array;
}

/** Digests of the stretches of one file (core.telegram.org/constructor/fileHash). */
export class HashRanges {
  readonly #byStart = new Map<number, HashRange>();

  /** Takes over what makes sense; says whether anything new was among it. */
  add(hashes: readonly tl.fileHash[]): boolean {
    let news = false;
    for (const { offset, limit, hash } of hashes) {
      if (offset < 0 || limit <= 0 || limit > MIB || hash.length !== HASH_LENGTH) continue;
      news ||= !this.#byStart.has(offset);
      this.#byStart.set(offset, { start: offset, end: offset + limit, hash });
    }
    return news;
  }

  /** The stretches over `start` to `end` without a gap, or the first byte of which no digest is known. */
  cover(start: number, end: number): { ranges: HashRange[] } | { missing: number } {
    const ranges: HashRange[] = [];
    for (let at = start; at < end; ) {
      const range = this.at(at);
      if (range === undefined) return { missing: at };
      ranges.push(range);
      at = range.end;
    }
    return { ranges };
  }

  /** The stretch with this byte. */
  at(position: number): HashRange | undefined {
    const exact = this.#byStart.get(position);
    if (exact !== undefined) return exact;
    for (const range of this.#byStart.values()) if (range.start <= position && position < range.end) return range;
    return undefined;
  }
}

/** Whether bytes that begin at `offset` have, in this stretch, the digest that they should have. All of it must be there. */
export function matches(range: HashRange, bytes: Uint8Array, offset: number): boolean {
  const from = range.start - offset;
  const to = range.end - offset;
  if (from < 0 || to > bytes.length) return false;
  return createHash('sha256').update(bytes.subarray(from, to)).digest().equals(range.hash);
}
