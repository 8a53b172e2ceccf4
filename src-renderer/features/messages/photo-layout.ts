import type { PhotoSize } from '#shared/model/index.ts';

export interface Box {
  width: number;
  height: number;
}

const MOST_WIDTH = 420;
const MOST_HEIGHT = 420;
const LEAST = 120;

/** The size, in px, at which a single photo is shown: its own proportions, neither tiny nor larger than the bubble. */
export function photoBox({ width, height }: Box): Box {
  if (width <= 0 || height <= 0) return { width: 240, height: 180 };
  const scale = Math.min(MOST_WIDTH / width, MOST_HEIGHT / height, 1);
  return { width: Math.round(Math.max(LEAST, width * scale)), height: Math.round(Math.max(LEAST, height * scale)) };
}

/** The smallest size that fills `box` on a screen of `density`, or the largest there is. */
export function bestSize({ sizes }: { sizes: readonly PhotoSize[] }, box: Box, density: number): PhotoSize | undefined {
  return sizes.find((size) => size.width >= box.width * density && size.height >= box.height * density) ?? sizes.at(-1);
}

/** How the photos of an album share its box: rows of one to three pictures, wide ones alone. */
export function albumRows(photos: readonly unknown[]): number[] {
  const rows: number[] = [];
  let left = photos.length;
  while (left > 0) {
    const take = left === 4 ? 2 : left === 1 ? 1 : left % 3 === 1 && left > 4 ? 2 : left === 2 ? 2 : 3;
    rows.push(take);
    left -= take;
  }
  return rows;
}
