import { mix32, Random } from '../random.ts';
import { blend, fillEllipse, fillRect, noise2, rgb, shadeAll, type Rgb } from './paint.ts';
import type { Raster } from './raster.ts';

/** Profile pictures: simple portraits for people, emblems for groups, channels and bots. */

const BACKGROUNDS: [number, number][] = [
  [0x8ec5fc, 0xe0c3fc],
  [0xfbc2eb, 0xa6c1ee],
  [0xffecd2, 0xfcb69f],
  [0x84fab0, 0x8fd3f4],
  [0xa1c4fd, 0xc2e9fb],
  [0xf6d365, 0xfda085],
  [0xd4fc79, 0x96e6a1],
  [0xcfd9df, 0xa7b6c2],
  [0xfddb92, 0xd1fdff],
  [0x667eea, 0x764ba2],
];
const SKINS = [0xf6d3b8, 0xe8b894, 0xd29a6e, 0xa8714a, 0x7d4f32, 0xfbe0cc];
const HAIRS = [0x2b1d14, 0x4a2f1d, 0x7a4b25, 0xb07a3b, 0xd9b36a, 0x1b1b1f, 0x8c8c8c, 0x9c3d22];
const CLOTHES = [0x34495e, 0xc0392b, 0x27ae60, 0x2980b9, 0x8e44ad, 0xf39c12, 0x16a085, 0xecf0f1, 0x2c3e50];

function background(seed: number, size: number): Raster {
  const [a, b] = BACKGROUNDS[mix32(seed) % BACKGROUNDS.length] as [number, number];
  const from = rgb(a);
  const to = rgb(b);
  return shadeAll(size, size, (x, y) => blend(from, to, (x * 0.4 + y * 0.6) * 1.1 + (noise2(seed, x * 2, y * 2) - 0.5) * 0.25));
}

export function paintPortrait(seed: number, size: number): Raster {
  const random = new Random(seed);
  const raster = background(seed, size);
  const skin = rgb(random.pick(SKINS));
  const hair = rgb(random.pick(HAIRS));
  const cloth = rgb(random.pick(CLOTHES));
  const long = random.chance(0.45);
  const bun = random.chance(0.2);
  const glasses = random.chance(0.28);
  const beard = !long && random.chance(0.3);
  const dark = blend(skin, [60, 20, 10], 0.22);
  if (long) {
    fillEllipse(raster, 0.5, 0.5, 0.24, 0.29, hair);
    fillRect(raster, 0.27, 0.5, 0.73, 0.74, hair);
  }
  if (bun) fillEllipse(raster, 0.5, 0.17, 0.08, 0.08, hair);
  fillEllipse(raster, 0.5, 1.08, 0.37, 0.36, cloth);
  fillEllipse(raster, 0.5, 0.7, 0.085, 0.13, dark);
  fillEllipse(raster, 0.5, 0.76, 0.115, 0.05, skin);
  fillEllipse(raster, 0.32, 0.49, 0.03, 0.05, dark);
  fillEllipse(raster, 0.68, 0.49, 0.03, 0.05, dark);
  fillEllipse(raster, 0.5, 0.47, 0.185, 0.235, skin);
  if (beard) {
    fillEllipse(raster, 0.5, 0.6, 0.165, 0.13, hair);
    fillEllipse(raster, 0.5, 0.51, 0.155, 0.12, skin);
  }
  fillEllipse(raster, 0.5, 0.31, 0.2, 0.115, hair);
  if (random.chance(0.6)) fillEllipse(raster, 0.4 + random.float() * 0.2, 0.37, 0.13, 0.05, hair);
  for (const side of [-1, 1]) {
    fillEllipse(raster, 0.5 + side * 0.075, 0.475, 0.023, 0.017, [252, 252, 252]);
    fillEllipse(raster, 0.5 + side * 0.075, 0.475, 0.012, 0.015, rgb(0x33261d));
    fillEllipse(raster, 0.5 + side * 0.075, 0.432, 0.034, 0.009, blend(hair, [30, 20, 15], 0.3));
    fillEllipse(raster, 0.5 + side * 0.11, 0.55, 0.03, 0.02, [236, 120, 110], 0.28);
    if (glasses) ring(raster, 0.5 + side * 0.078, 0.477, 0.052, rgb(0x2b2b33));
  }
  if (glasses) fillRect(raster, 0.475, 0.468, 0.525, 0.479, rgb(0x2b2b33));
  fillEllipse(raster, 0.5, 0.53, 0.016, 0.03, dark, 0.7);
  fillEllipse(raster, 0.5, 0.602, 0.055, 0.022, rgb(0xb4544c));
  fillEllipse(raster, 0.5, 0.593, 0.058, 0.018, beard ? blend(hair, skin, 0.2) : skin);
  return raster;
}

function ring(raster: Raster, cx: number, cy: number, r: number, color: Rgb): void {
  for (let angle = 0; angle < Math.PI * 2; angle += 0.06)
    fillEllipse(raster, cx + Math.cos(angle) * r, cy + Math.sin(angle) * r, 0.008, 0.008, color);
}

export type Emblem = 'rings' | 'mountain' | 'wave' | 'leaf' | 'bolt' | 'book' | 'robot' | 'sun' | 'house';

export const EMBLEMS: readonly Emblem[] = ['rings', 'mountain', 'wave', 'leaf', 'bolt', 'book', 'sun', 'house'];

export function paintEmblem(kind: Emblem, seed: number, size: number): Raster {
  const raster = background(seed + 3, size);
  const white: Rgb = [255, 255, 255];
  const ink = rgb(0x2d3a4f);
  switch (kind) {
    case 'rings':
      for (let i = 0; i < 4; i++) fillEllipse(raster, 0.5, 0.5, 0.36 - i * 0.09, 0.36 - i * 0.09, i % 2 === 0 ? white : ink, 0.9);
      break;
    case 'mountain':
      fillEllipse(raster, 0.68, 0.3, 0.09, 0.09, rgb(0xfff3c4));
      triangle(raster, 0.36, 0.24, 0.36, 0.78, rgb(0x41597c));
      triangle(raster, 0.64, 0.4, 0.28, 0.78, rgb(0x5b7aa5));
      triangle(raster, 0.36, 0.24, 0.11, 0.405, white);
      break;
    case 'wave':
      for (let i = 0; i < 4; i++) {
        const color = blend(rgb(0x1b4f8f), white, i * 0.22);
        for (let x = 0; x < 1; x += 0.004) {
          const y = 0.38 + i * 0.12 + Math.sin(x * 9 + i) * 0.05;
          fillRect(raster, x, y, x + 0.005, i === 3 ? 1 : y + 0.13, color);
        }
      }
      break;
    case 'leaf':
      for (let t = 0; t < 1; t += 0.004)
        fillEllipse(
          raster,
          0.3 + t * 0.4,
          0.72 - t * 0.46,
          0.17 * Math.sin(Math.PI * t) + 0.004,
          0.17 * Math.sin(Math.PI * t) + 0.004,
          rgb(0x2f8f5b),
        );
      for (let t = -0.15; t < 0.9; t += 0.004) fillEllipse(raster, 0.3 + t * 0.4, 0.72 - t * 0.46, 0.01, 0.01, rgb(0xdff5e6));
      break;
    case 'bolt':
      fillEllipse(raster, 0.5, 0.5, 0.36, 0.36, ink);
      for (let t = 0; t < 1; t += 0.005) {
        const x = t < 0.5 ? 0.6 - t * 0.4 : 0.62 - (t - 0.5) * 0.5;
        fillRect(raster, x - 0.05, 0.2 + t * 0.6, x + 0.05, 0.21 + t * 0.6, rgb(0xffd34d));
      }
      break;
    case 'book':
      fillRect(raster, 0.2, 0.3, 0.49, 0.72, white);
      fillRect(raster, 0.51, 0.3, 0.8, 0.72, rgb(0xf3efe4));
      for (let i = 0; i < 5; i++) {
        fillRect(raster, 0.25, 0.37 + i * 0.065, 0.44, 0.385 + i * 0.065, rgb(0x8fa3bf));
        fillRect(raster, 0.56, 0.37 + i * 0.065, 0.75, 0.385 + i * 0.065, rgb(0x8fa3bf));
      }
      break;
    case 'robot':
      fillRect(raster, 0.49, 0.18, 0.51, 0.3, ink);
      fillEllipse(raster, 0.5, 0.17, 0.035, 0.035, rgb(0xff6b6b));
      fillRect(raster, 0.26, 0.3, 0.74, 0.7, white);
      fillEllipse(raster, 0.39, 0.45, 0.055, 0.055, rgb(0x3aa0ff));
      fillEllipse(raster, 0.61, 0.45, 0.055, 0.055, rgb(0x3aa0ff));
      fillRect(raster, 0.38, 0.58, 0.62, 0.61, ink);
      fillRect(raster, 0.2, 0.42, 0.25, 0.56, ink);
      fillRect(raster, 0.75, 0.42, 0.8, 0.56, ink);
      break;
    case 'sun':
      for (let i = 0; i < 12; i++) {
        const angle = (i * Math.PI) / 6;
        for (let r = 0.26; r < 0.38; r += 0.01)
          fillEllipse(raster, 0.5 + Math.cos(angle) * r, 0.5 + Math.sin(angle) * r, 0.018, 0.018, rgb(0xff9f43));
      }
      fillEllipse(raster, 0.5, 0.5, 0.2, 0.2, rgb(0xfeca57));
      break;
    case 'house':
      triangle(raster, 0.5, 0.2, 0.34, 0.48, rgb(0xc0563f));
      fillRect(raster, 0.25, 0.47, 0.75, 0.78, white);
      fillRect(raster, 0.45, 0.58, 0.56, 0.78, rgb(0x7a5237));
      fillRect(raster, 0.31, 0.54, 0.4, 0.63, rgb(0x8fd3f4));
      fillRect(raster, 0.61, 0.54, 0.7, 0.63, rgb(0x8fd3f4));
      break;
  }
  return raster;
}

/** An upright triangle from its tip down to `bottom`, `half` wide on each side there. */
function triangle(raster: Raster, tipX: number, tipY: number, half: number, bottom: number, color: Rgb): void {
  const rows = Math.ceil((bottom - tipY) * raster.h);
  for (let row = 0; row < rows; row++) {
    const y = tipY + row / raster.h;
    const width = (half * row) / rows;
    fillRect(raster, tipX - width, y, tipX + width, y + 1 / raster.h, color);
  }
}
