/** A picture in memory: RGB, 3 bytes per pixel, rows from the top. */
export interface Raster {
  w: number;
  h: number;
  rgb: Uint8Array;
}

export function createRaster(w: number, h: number): Raster {
  return { w, h, rgb: new Uint8Array(w * h * 3) };
}

/** The size inside a box of `side` pixels, never larger than the original. */
export function fit(w: number, h: number, side: number): { w: number; h: number } {
  const factor = Math.min(1, side / Math.max(w, h));
  return { w: Math.max(1, Math.round(w * factor)), h: Math.max(1, Math.round(h * factor)) };
}

/** Box-filtered scaling down (nearest when scaling up). */
export function scale(source: Raster, w: number, h: number): Raster {
  if (source.w === w && source.h === h) return source;
  const out = createRaster(w, h);
  for (let y = 0; y < h; y++) {
    const y0 = Math.floor((y * source.h) / h);
    const y1 = Math.max(y0 + 1, Math.floor(((y + 1) * source.h) / h));
    for (let x = 0; x < w; x++) {
      const x0 = Math.floor((x * source.w) / w);
      const x1 = Math.max(x0 + 1, Math.floor(((x + 1) * source.w) / w));
      let r = 0;
      let g = 0;
      let b = 0;
      for (let sy = y0; sy < y1; sy++) {
        for (let sx = x0; sx < x1; sx++) {
          const at = (sy * source.w + sx) * 3;
          r += source.rgb[at] ?? 0;
          g += source.rgb[at + 1] ?? 0;
          b += source.rgb[at + 2] ?? 0;
        }
      }
      const n = (y1 - y0) * (x1 - x0);
      const to = (y * w + x) * 3;
      out.rgb[to] = r / n;
      out.rgb[to + 1] = g / n;
      out.rgb[to + 2] = b / n;
    }
  }
  return out;
}

/** Bilinear enlargement. */
export function enlarge(source: Raster, w: number, h: number): Raster {
  const out = createRaster(w, h);
  const { rgb } = source;
  for (let y = 0; y < h; y++) {
    const sy = Math.max(0, Math.min(source.h - 1, ((y + 0.5) * source.h) / h - 0.5));
    const y0 = Math.floor(sy);
    const fy = sy - y0;
    const row0 = y0 * source.w;
    const row1 = Math.min(source.h - 1, y0 + 1) * source.w;
    for (let x = 0; x < w; x++) {
      const sx = Math.max(0, Math.min(source.w - 1, ((x + 0.5) * source.w) / w - 0.5));
      const x0 = Math.floor(sx);
      const fx = sx - x0;
      const x1 = Math.min(source.w - 1, x0 + 1);
      const to = (y * w + x) * 3;
      for (let c = 0; c < 3; c++) {
        const top = (rgb[(row0 + x0) * 3 + c] as number) * (1 - fx) + (rgb[(row0 + x1) * 3 + c] as number) * fx;
        const bottom = (rgb[(row1 + x0) * 3 + c] as number) * (1 - fx) + (rgb[(row1 + x1) * 3 + c] as number) * fx;
        out.rgb[to + c] = top + (bottom - top) * fy;
      }
    }
  }
  return out;
}
