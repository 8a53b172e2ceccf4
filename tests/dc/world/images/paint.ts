import { mix32 } from '../random.ts';
import { createRaster, type Raster } from './raster.ts';

/** Small drawing tools for the pictures that the seed makes by itself. Coordinates run from 0 to 1 in both directions. */

export type Rgb = readonly [number, number, number];

export function rgb(hex: number): Rgb {
  return [(hex >> 16) & 255, (hex >> 8) & 255, hex & 255];
}

export function blend(a: Rgb, b: Rgb, t: number): Rgb {
  const k = t < 0 ? 0 : t > 1 ? 1 : t;
  return [a[0] + (b[0] - a[0]) * k, a[1] + (b[1] - a[1]) * k, a[2] + (b[2] - a[2]) * k];
}

/** 0 below `from`, 1 above `to`, smooth between. */
export function smooth(from: number, to: number, x: number): number {
  const t = Math.max(0, Math.min(1, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

/** A colour along several stops, evenly spaced. */
export function ramp(stops: readonly Rgb[], t: number): Rgb {
  const last = stops.length - 1;
  const at = Math.max(0, Math.min(0.999999, t)) * last;
  const index = Math.floor(at);
  return blend(stops[index] as Rgb, stops[index + 1] ?? (stops[index] as Rgb), at - index);
}

/** Smooth noise over a line, 0 to 1. */
export function noise1(seed: number, x: number): number {
  const i = Math.floor(x);
  const f = x - i;
  const a = mix32(seed ^ Math.imul(i, 0x9e3779b1)) / 0xffffffff;
  const b = mix32(seed ^ Math.imul(i + 1, 0x9e3779b1)) / 0xffffffff;
  return a + (b - a) * f * f * (3 - 2 * f);
}

/** Several octaves of it, still 0 to 1. */
export function ridge(seed: number, x: number, octaves: number): number {
  let sum = 0;
  let weight = 0;
  for (let i = 0; i < octaves; i++) {
    const part = 1 / (1 << i);
    sum += noise1(seed + i * 101, x * (1 << i)) * part;
    weight += part;
  }
  return sum / weight;
}

/** Smooth noise over a plane, 0 to 1. */
export function noise2(seed: number, x: number, y: number): number {
  const xi = Math.floor(x);
  const yi = Math.floor(y);
  const fx = x - xi;
  const fy = y - yi;
  const u = fx * fx * (3 - 2 * fx);
  const v = fy * fy * (3 - 2 * fy);
  const corner = (dx: number, dy: number): number =>
    mix32(seed ^ Math.imul(xi + dx, 0x9e3779b1) ^ Math.imul(yi + dy, 0x85ebca6b)) / 0xffffffff;
  const top = corner(0, 0) + (corner(1, 0) - corner(0, 0)) * u;
  const bottom = corner(0, 1) + (corner(1, 1) - corner(0, 1)) * u;
  return top + (bottom - top) * v;
}

/** Colours every pixel by `shade(x, y)`. */
export function shadeAll(w: number, h: number, shade: (x: number, y: number) => Rgb): Raster {
  const raster = createRaster(w, h);
  let at = 0;
  for (let row = 0; row < h; row++) {
    const y = (row + 0.5) / h;
    for (let column = 0; column < w; column++) {
      const color = shade((column + 0.5) / w, y);
      raster.rgb[at++] = color[0];
      raster.rgb[at++] = color[1];
      raster.rgb[at++] = color[2];
    }
  }
  return raster;
}

/** Lays a colour over a rectangle of pixels (fractions of the picture), clipped. */
export function fillRect(raster: Raster, x0: number, y0: number, x1: number, y1: number, color: Rgb, alpha = 1): void {
  const left = Math.max(0, Math.round(x0 * raster.w));
  const right = Math.min(raster.w, Math.round(x1 * raster.w));
  const top = Math.max(0, Math.round(y0 * raster.h));
  const bottom = Math.min(raster.h, Math.round(y1 * raster.h));
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) over(raster, x, y, color, alpha);
}

export function over(raster: Raster, x: number, y: number, color: Rgb, alpha: number): void {
  const at = (y * raster.w + x) * 3;
  for (let c = 0; c < 3; c++) {
    const before = raster.rgb[at + c] as number;
    raster.rgb[at + c] = before + ((color[c] as number) - before) * alpha;
  }
}

/** A soft-edged ellipse; radii are fractions of the picture's height. */
export function fillEllipse(raster: Raster, cx: number, cy: number, rx: number, ry: number, color: Rgb, alpha = 1): void {
  const { w, h } = raster;
  const px = cx * w;
  const py = cy * h;
  const ax = rx * h;
  const ay = ry * h;
  const edge = 1.2 / Math.min(ax, ay);
  for (let y = Math.max(0, Math.floor(py - ay - 1)); y < Math.min(h, Math.ceil(py + ay + 1)); y++) {
    for (let x = Math.max(0, Math.floor(px - ax - 1)); x < Math.min(w, Math.ceil(px + ax + 1)); x++) {
      const distance = Math.hypot((x + 0.5 - px) / ax, (y + 0.5 - py) / ay);
      const cover = 1 - smooth(1 - edge, 1 + edge * 0.2, distance);
      if (cover > 0) over(raster, x, y, color, cover * alpha);
    }
  }
}
