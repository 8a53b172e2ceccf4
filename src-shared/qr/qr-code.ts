import { codewordsOf } from './codewords.ts';
import { alignmentPlaces, sideOf } from './layout.ts';

/** Rows of a code; true is dark. */
export type QrCode = boolean[][];

/** The eight patterns of which one is laid over the data, so that nothing in it looks like the marks in the corners. */
const masks: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/**
 * A text as a QR code (ISO/IEC 18004), bytes with error correction of level M; undefined when it is too long.
 * @param mask one of the eight, for tests; the one that reads best when absent
 */
export function qrCode(text: string, mask?: number): QrCode | undefined {
  const made = codewordsOf(text);
  if (made === undefined) return undefined;
  const draw = (number: number): QrCode => new Drawing(made.version).finish(made.codewords, number);
  if (mask !== undefined) return draw(mask);
  const [best] = masks.map((_, number) => draw(number)).sort((a, b) => penaltyOf(a) - penaltyOf(b));
  return best;
}

class Drawing {
  readonly #side: number;
  readonly #version: number;
  readonly #dark: boolean[][];
  /** What is no data. */
  readonly #fixed: boolean[][];

  constructor(version: number) {
    this.#version = version;
    this.#side = sideOf(version);
    const empty = (): boolean[][] => Array.from({ length: this.#side }, () => new Array<boolean>(this.#side).fill(false));
    this.#dark = empty();
    this.#fixed = empty();
  }

  finish(codewords: readonly number[], mask: number): QrCode {
    this.#marks();
    this.#format(mask);
    this.#data(codewords, masks[mask] ?? (() => false));
    return this.#dark;
  }

  #set(x: number, y: number, dark: boolean): void {
    const [row, fixed] = [this.#dark[y], this.#fixed[y]];
    if (row === undefined || fixed === undefined || x < 0 || x >= this.#side) return;
    row[x] = dark;
    fixed[x] = true;
  }

  #marks(): void {
    const last = this.#side - 1;
    for (let place = 0; place < this.#side; place++) {
      this.#set(6, place, place % 2 === 0);
      this.#set(place, 6, place % 2 === 0);
    }
    for (const [x, y] of [[3, 3], [last - 3, 3], [3, last - 3]] as const) this.#rings(x, y, 4, (distance) => distance !== 2 && distance !== 4);
    const places = alignmentPlaces(this.#version);
    for (const x of places) {
      for (const y of places) {
        const corner = (x === 6 && y === 6) || (x === 6 && y === last - 6) || (x === last - 6 && y === 6);
        if (!corner) this.#rings(x, y, 2, (distance) => distance !== 1);
      }
    }
    if (this.#version < 7) return;
    const bits = (this.#version << 12) | remainder(this.#version, 12, 0x1f25);
    for (let bit = 0; bit < 18; bit++) {
      const [a, b] = [last - 10 + (bit % 3), Math.floor(bit / 3)];
      this.#set(a, b, ((bits >>> bit) & 1) === 1);
      this.#set(b, a, ((bits >>> bit) & 1) === 1);
    }
  }

  #rings(centerX: number, centerY: number, radius: number, isDark: (distance: number) => boolean): void {
    for (let dy = -radius; dy <= radius; dy++) {
      for (let dx = -radius; dx <= radius; dx++) this.#set(centerX + dx, centerY + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))));
    }
  }

  /** Level M (00) and the mask, twice. */
  #format(mask: number): void {
    const bits = ((mask << 10) | remainder(mask, 10, 0x537)) ^ 0x5412;
    const dark = (bit: number): boolean => ((bits >>> bit) & 1) === 1;
    const last = this.#side - 1;
    for (let bit = 0; bit < 15; bit++) {
      const near = bit < 6 ? bit : bit < 8 ? bit + 1 : 14 - bit;
      if (bit < 8) this.#set(8, near, dark(bit));
      else this.#set(bit === 8 ? 7 : near, 8, dark(bit));
      if (bit < 8) this.#set(last - bit, 8, dark(bit));
      else this.#set(8, last - 14 + bit, dark(bit));
    }
    this.#set(8, last - 7, true);
  }

  /** In pairs of columns from the right, up and down in turn. */
  #data(codewords: readonly number[], masked: (x: number, y: number) => boolean): void {
    let bit = 0;
    for (let right = this.#side - 1; right >= 1; right -= 2) {
      // The vertical timing line is no place of data.
      if (right === 6) right = 5;
      for (let step = 0; step < this.#side; step++) {
        const y = ((right + 1) & 2) === 0 ? this.#side - 1 - step : step;
        for (const x of [right, right - 1]) {
          if (this.#fixed[y]?.[x] !== false) continue;
          const value = (((codewords[bit >> 3] ?? 0) >>> (7 - (bit & 7))) & 1) === 1;
          bit++;
          const row = this.#dark[y];
          if (row !== undefined) row[x] = value !== masked(x, y);
        }
      }
    }
  }
}

/** The remainder of `value` · x^degree by a polynomial of that degree. */
function remainder(value: number, degree: number, polynomial: number): number {
  let rest = value << degree;
  for (let bit = 31; bit >= degree; bit--) if (((rest >>> bit) & 1) === 1) rest ^= polynomial << (bit - degree);
  return rest;
}

/** How hard a code is to read: long runs, blocks, what looks like a finder, and an excess of one color. */
function penaltyOf(code: QrCode): number {
  const side = code.length;
  const at = (x: number, y: number): boolean => code[y]?.[x] === true;
  let penalty = 0;
  let dark = 0;
  for (const line of [at, (x: number, y: number) => at(y, x)]) {
    for (let y = 0; y < side; y++) {
      const text = Array.from({ length: side }, (_, x) => (line(x, y) ? '1' : '0')).join('');
      for (const [run] of text.matchAll(/0{5,}|1{5,}/g)) penalty += run.length - 2;
      for (let from = text.indexOf('1011101'); from >= 0; from = text.indexOf('1011101', from + 1)) {
        const around = `0000${text}0000`;
        if (around.slice(from, from + 4) === '0000' || around.slice(from + 11, from + 15) === '0000') penalty += 40;
      }
    }
  }
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      if (at(x, y)) dark++;
      if (x > 0 && y > 0 && at(x, y) === at(x - 1, y) && at(x, y) === at(x, y - 1) && at(x, y) === at(x - 1, y - 1)) penalty += 3;
    }
  }
  return penalty + Math.floor(Math.abs((dark / side ** 2) * 20 - 10)) * 10;
}
