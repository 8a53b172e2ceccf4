/** Codewords of error correction in each block, and blocks, for versions 1 to 40 at level M (ISO/IEC 18004, table 9). */
const correction = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28];
const blocks = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49];

/** What a code of a version holds, in codewords of eight modules. */
export interface Capacity {
  blocks: number;
  /** In each block. */
  correction: number;
  /** Of the whole code, those of correction included. */
  total: number;
}

export const latestVersion = 40;

export const sideOf = (version: number): number => version * 4 + 17;

export function capacityOf(version: number): Capacity {
  const perSide = alignmentPlaces(version).length;
  // Everything but the three finders with their surroundings, the timing lines and the two copies of the format.
  let modules = sideOf(version) ** 2 - 3 * 64 - 31 - 2 * (sideOf(version) - 16);
  // Two rows of alignment patterns lie on the timing lines, which were counted already.
  if (perSide > 0) modules -= (perSide ** 2 - 3) * 25 - (perSide - 2) * 10;
  if (version >= 7) modules -= 36;
  return { blocks: blocks[version - 1] ?? 1, correction: correction[version - 1] ?? 0, total: modules >> 3 };
}

/** Rows, and columns, of the centers of the alignment patterns. */
export function alignmentPlaces(version: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = version === 32 ? 26 : Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  const last = sideOf(version) - 7;
  return [6, ...Array.from({ length: count - 1 }, (_, index) => last - step * (count - 2 - index))];
}
