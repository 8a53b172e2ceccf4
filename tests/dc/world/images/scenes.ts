import { mix32, Random } from '../random.ts';
import { blend, fillEllipse, fillRect, noise1, noise2, over, ramp, rgb, ridge, shadeAll, smooth, type Rgb } from './paint.ts';
import { enlarge, fit, type Raster } from './raster.ts';

/** Pictures that people might send: painted from a seed at any size, the same every time. */

export type SceneKind = 'hills' | 'sea' | 'mountains' | 'city' | 'forest' | 'abstract' | 'chart' | 'coffee' | 'night' | 'field';

export const SCENE_KINDS: readonly SceneKind[] = [
  'hills',
  'sea',
  'mountains',
  'city',
  'forest',
  'abstract',
  'coffee',
  'night',
  'field',
];

type Painter = (seed: number, w: number, h: number) => Raster;

const SKIES: Rgb[][] = [
  [rgb(0x2e5fa8), rgb(0x7fb2e5), rgb(0xf6e3c5)],
  [rgb(0x3b2a5c), rgb(0xc8536c), rgb(0xffb86b)],
  [rgb(0x4a90d9), rgb(0xa9d3f5), rgb(0xeaf6ff)],
  [rgb(0x1f3b57), rgb(0x5b8fa8), rgb(0xf2c9a1)],
  [rgb(0x59407d), rgb(0xe08aa0), rgb(0xffe0b5)],
];

function skyOf(seed: number): Rgb[] {
  return SKIES[mix32(seed) % SKIES.length] as Rgb[];
}

/** Values that depend on x alone, computed once per column. */
function perColumn(w: number, value: (x: number) => number): (x: number) => number {
  const values = Float32Array.from({ length: w }, (_, column) => value((column + 0.5) / w));
  return (x) => values[Math.floor(x * w)] as number;
}

function layers(count: number, w: number, value: (layer: number, x: number) => number): ((x: number) => number)[] {
  return Array.from({ length: count }, (_, layer) => perColumn(w, (x) => value(layer, x)));
}

function withSun(sky: Rgb, x: number, y: number, ratio: number, sun: { x: number; y: number; r: number }): Rgb {
  const distance = Math.hypot((x - sun.x) * ratio, y - sun.y);
  const glow = Math.exp(-distance * 5) * 0.6;
  const disc = 1 - smooth(sun.r * 0.93, sun.r * 1.05, distance);
  return blend(blend(sky, [255, 226, 170], glow), [255, 246, 222], disc);
}

const hills: Painter = (seed, w, h) => {
  const sky = skyOf(seed);
  const sun = { x: 0.2 + noise1(seed, 3) * 0.6, y: 0.22 + noise1(seed, 7) * 0.2, r: 0.055 };
  const greens = [rgb(0x8fb6a8), rgb(0x6f9f7c), rgb(0x4d8455), rgb(0x2f6640), rgb(0x1e4a30)];
  const lines = layers(
    5,
    w,
    (layer, x) => 0.46 + layer * 0.11 - ridge(seed + layer * 17, x * (1.6 + layer * 0.5) + layer * 9, 3) * (0.2 - layer * 0.02),
  );
  return shadeAll(w, h, (x, y) => {
    let color = y > 0.6 ? (greens[0] as Rgb) : withSun(ramp(sky, y * 1.5), x, y, w / h, sun);
    for (let layer = 0; layer < 5; layer++) {
      const line = (lines[layer] as (x: number) => number)(x);
      const inside = smooth(line - 1.5 / h, line + 1.5 / h, y);
      if (inside === 0) continue;
      const base = greens[layer] as Rgb;
      const shade = blend(base, [255, 244, 214], (1 - (y - line) * 3) * 0.16);
      color = blend(color, shade, inside);
    }
    return color;
  });
};

const sea: Painter = (seed, w, h) => {
  const sky = skyOf(seed + 1);
  const horizon = 0.52 + noise1(seed, 5) * 0.08;
  const sun = { x: 0.3 + noise1(seed, 9) * 0.4, y: horizon - 0.07 - noise1(seed, 4) * 0.1, r: 0.07 };
  const deep = rgb(0x12324f);
  return shadeAll(w, h, (x, y) => {
    if (y < horizon) return withSun(ramp(sky, y / horizon), x, y, w / h, sun);
    const depth = (y - horizon) / (1 - horizon);
    const wave = noise2(seed, x * 26 * (1 - depth * 0.6), depth * 60 * (1.2 - depth)) - 0.5;
    const mirrored = ramp(sky, 1 - depth * 0.8);
    const path = Math.exp(-Math.abs(x - sun.x + wave * 0.05) * (9 - depth * 5)) * (0.5 + wave);
    return blend(
      blend(blend(mirrored, deep, 0.35 + depth * 0.5), [255, 255, 255], Math.max(0, wave) * 0.12),
      [255, 220, 160],
      Math.max(0, path) * 0.8,
    );
  });
};

const mountains: Painter = (seed, w, h) => {
  const sky = skyOf(seed + 2);
  const lines = layers(
    3,
    w,
    (layer, x) => 0.12 + layer * 0.2 + (1 - ridge(seed + layer * 31, x * (2.6 - layer * 0.3) + layer * 5, 5)) * 0.42,
  );
  return shadeAll(w, h, (x, y) => {
    let color = ramp(sky, y * 1.3);
    for (let layer = 0; layer < 3; layer++) {
      const line = (lines[layer] as (x: number) => number)(x);
      if (layer < 2 && y > (lines[layer + 1] as (x: number) => number)(x) + 0.01) continue;
      const inside = smooth(line - 1.5 / h, line + 1.5 / h, y);
      if (inside === 0) continue;
      const side = noise2(seed + layer, x * 40, y * 22);
      const rock = blend(rgb([0x8092ab, 0x556a86, 0x33475f][layer] as number), rgb(0x23303f), side * 0.45);
      const snow = smooth(0.16, 0.02, y - line) * smooth(0.35, 0.62, side + (0.5 - layer * 0.22));
      color = blend(color, blend(rock, [244, 248, 252], snow), inside);
    }
    return color;
  });
};

const forest: Painter = (seed, w, h) => {
  const mist = [rgb(0xcfdcd8), rgb(0xa7bdb5), rgb(0x7f9d92), rgb(0x4f7468), rgb(0x27473d)];
  const cellOf = (layer: number, x: number): number => Math.floor(x * (26 - layer * 4) + layer * 0.37);
  const chance = layers(5, w, (layer, x) => mix32(seed + cellOf(layer, x) * 71 + layer * 977) / 0xffffffff);
  const grounds = layers(5, w, (layer, x) => 0.55 + layer * 0.11 + noise1(seed + layer, x * 5) * 0.05);
  return shadeAll(w, h, (x, y) => {
    let color = blend(rgb(0xe9efe9), rgb(0xc3d3cd), y);
    for (let layer = 0; layer < 5; layer++) {
      const count = 26 - layer * 4;
      const random = (chance[layer] as (x: number) => number)(x);
      const center = (cellOf(layer, x) + 0.5 - layer * 0.37 + (random - 0.5) * 0.5) / count;
      const top = 0.2 + layer * 0.12 + random * 0.16;
      const half = ((y - top) * (0.28 + 0.1 * Math.abs(((y * 26) % 1) - 0.5))) / (count / 9);
      const tree = y > top && Math.abs(x - center) < half;
      if (tree || y > (grounds[layer] as (x: number) => number)(x))
        color = blend(mist[layer] as Rgb, rgb(0xe9efe9), Math.max(0, 0.25 - (y - top) * 0.4));
    }
    return color;
  });
};

const field: Painter = (seed, w, h) => {
  const sky = skyOf(seed + 2);
  const horizon = 0.42;
  const crop =
    mix32(seed) % 2 === 0 ? [rgb(0xf2c230), rgb(0xd99a1c), rgb(0x6d7f2a)] : [rgb(0x9a7bc9), rgb(0x6f4fa3), rgb(0x3f5a2c)];
  return shadeAll(w, h, (x, y) => {
    if (y < horizon) {
      const cloud = smooth(0.5, 0.85, noise2(seed, x * 5, y * 9) * 0.7 + noise2(seed + 5, x * 13, y * 22) * 0.3);
      return blend(ramp(sky, (y / horizon) * 0.9), [255, 255, 255], cloud * 0.85);
    }
    const depth = (y - horizon) / (1 - horizon);
    const row = Math.sin(((x - 0.5) / (0.06 + depth)) * 14) * 0.5 + 0.5;
    const grain = noise2(seed, x * 160 * (1.2 - depth), y * 120);
    return blend(blend(ramp(crop, 1 - row), crop[0] as Rgb, grain * 0.5), rgb(0x24301a), (1 - row) * 0.25 + depth * 0.12);
  });
};

const city: Painter = (seed, w, h) => {
  const random = new Random(seed);
  const dusk = [rgb(0x141b3c), rgb(0x45356b), rgb(0xc96a6f), rgb(0xf7b57a)];
  const raster = shadeAll(w, h, (_x, y) => ramp(dusk, y * 1.15));
  for (let layer = 0; layer < 3; layer++) {
    const tone = [rgb(0x3b3560), rgb(0x27264a), rgb(0x15162e)][layer] as Rgb;
    for (let x = -0.02; x < 1;) {
      const width = 0.035 + random.float() * 0.06;
      const top = 0.3 + layer * 0.13 + random.float() * 0.24;
      fillRect(raster, x, top, x + width, 1, tone);
      if (random.chance(0.25)) fillRect(raster, x + width * 0.45, top - 0.05, x + width * 0.52, top, tone);
      const columns = Math.floor(width / 0.011);
      for (let column = 0; column < columns; column++) {
        for (let row = 0; row * 0.026 < 0.98 - top; row++) {
          if (!random.chance(0.34 + layer * 0.08)) continue;
          const wx = x + 0.004 + column * 0.011;
          const wy = top + 0.014 + row * 0.026;
          fillRect(
            raster,
            wx,
            wy,
            wx + 0.0055,
            wy + 0.012,
            random.chance(0.8) ? rgb(0xffd98a) : rgb(0xbfe3ff),
            0.55 + layer * 0.15,
          );
        }
      }
      x += width + random.float() * 0.006;
    }
  }
  return raster;
};

const night: Painter = (seed, w, h) => {
  const random = new Random(seed);
  const line = perColumn(w, (x) => 0.82 - ridge(seed, x * 3, 4) * 0.16);
  const tones = [rgb(0x050a1c), rgb(0x0f1f3f), rgb(0x27466b)];
  const raster = shadeAll(w, h, (x, y) => {
    const base = ramp(tones, y);
    const band = Math.exp(-((y - 0.35 - (x - 0.5) * 0.4) ** 2) * 40) * (0.35 + noise2(seed, x * 9, y * 9) * 0.65);
    return y > line(x) ? [6, 12, 20] : blend(base, [196, 178, 214], band * 0.42);
  });
  for (let i = 0; i < 420; i++) {
    const x = Math.floor(random.float() * w);
    const y = Math.floor(random.float() * h * 0.68);
    const size = random.chance(0.06) ? 2 : 1;
    for (let dy = 0; dy < size; dy++)
      for (let dx = 0; dx < size; dx++)
        if (x + dx < w) over(raster, x + dx, y + dy, [255, 250, 235], 0.35 + random.float() * 0.65);
  }
  fillEllipse(raster, 0.78, 0.2, 0.06, 0.06, [250, 244, 226]);
  return raster;
};

const abstract: Painter = (seed, w, h) => {
  const random = new Random(seed);
  const palettes = [
    [0xff6b6b, 0xfeca57, 0x48dbfb, 0x5f27cd],
    [0x0abde3, 0x10ac84, 0xf9f7d9, 0x222f3e],
    [0xf368e0, 0xff9f43, 0x54a0ff, 0xfff6e9],
    [0x1dd1a1, 0x576574, 0xfeca57, 0xee5253],
  ];
  const palette = (palettes[mix32(seed) % palettes.length] as number[]).map(rgb);
  const raster = shadeAll(w, h, (x, y) =>
    blend(palette[0] as Rgb, palette[1] as Rgb, (x + y) / 2 + (noise2(seed, x * 3, y * 3) - 0.5) * 0.5),
  );
  for (let i = 0; i < 14; i++) {
    const r = 0.05 + random.float() * 0.22;
    fillEllipse(raster, random.float(), random.float(), r, r, palette[random.int(1, 3)] as Rgb, 0.28 + random.float() * 0.5);
  }
  return raster;
};

const chart: Painter = (seed, w, h) => {
  const random = new Random(seed);
  const raster = shadeAll(w, h, () => [250, 251, 253]);
  for (let line = 0; line < 6; line++)
    fillRect(raster, 0.08, 0.12 + line * 0.14, 0.95, 0.12 + line * 0.14 + 1.2 / h, [222, 227, 235]);
  const bars = 9;
  const values = Array.from({ length: bars }, (_, i) => 0.18 + (i / bars) * 0.38 + random.float() * 0.2);
  for (const [i, value] of values.entries()) {
    const x = 0.1 + (i * 0.84) / bars;
    fillRect(raster, x, 0.82 - value, x + 0.05, 0.82, i === bars - 1 ? rgb(0x2f80ed) : rgb(0x9cc3f5));
  }
  const points = values.map((value, i) => ({ x: 0.125 + (i * 0.84) / bars, y: 0.74 - value }));
  for (let i = 1; i < points.length; i++) {
    const a = points[i - 1] as { x: number; y: number };
    const b = points[i] as { x: number; y: number };
    for (let t = 0; t <= 1; t += 0.01)
      fillEllipse(raster, a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t, 0.006, 0.006, rgb(0xeb5757));
  }
  for (const point of points) fillEllipse(raster, point.x, point.y, 0.014, 0.014, rgb(0xeb5757));
  fillRect(raster, 0.08, 0.05, 0.42, 0.08, rgb(0x3c4658));
  fillRect(raster, 0.08, 0.88, 0.3, 0.9, rgb(0xa3acba));
  return raster;
};

const coffee: Painter = (seed, w, h) => {
  const woods = [rgb(0xb98a5b), rgb(0x8a5f3a), rgb(0xd9b384)];
  const wood = woods[mix32(seed) % 3] as Rgb;
  const raster = shadeAll(w, h, (x, y) => {
    const grain = noise2(seed, x * 3, y * 60) * 0.5 + noise2(seed + 3, x * 9, y * 160) * 0.5;
    const plank = Math.abs(((y * 5) % 1) - 0.5) > 0.485 ? 0.35 : 0;
    return blend(blend(wood, rgb(0x4b3018), grain * 0.5), [20, 10, 4], plank);
  });
  const cx = 0.5 + (noise1(seed, 2) - 0.5) * 0.2;
  const cy = 0.52;
  fillEllipse(raster, cx + 0.02, cy + 0.04, 0.35, 0.35, [20, 10, 5], 0.35);
  fillEllipse(raster, cx, cy, 0.34, 0.34, rgb(0xf4efe6));
  fillEllipse(raster, cx, cy, 0.31, 0.31, rgb(0xe8e0d2));
  fillEllipse(raster, cx, cy, 0.22, 0.22, rgb(0xfbf8f2));
  fillEllipse(raster, cx, cy, 0.19, 0.19, rgb(0x7a4a22));
  for (let ring = 0; ring < 4; ring++) {
    fillEllipse(
      raster,
      cx,
      cy + 0.015 * ring,
      0.12 - ring * 0.028,
      0.11 - ring * 0.026,
      ring % 2 === 0 ? rgb(0xf0dcc0) : rgb(0x9a6434),
    );
  }
  return raster;
};

const PAINTERS: Record<SceneKind, Painter> = { hills, sea, mountains, city, forest, abstract, chart, coffee, night, field };

/** Soft pictures lose nothing when they are enlarged, and painting is the slow part. */
const SOFT = new Set<SceneKind>(['hills', 'sea', 'mountains', 'forest', 'field', 'abstract', 'coffee']);
const SOFT_SIDE = 800;

/** Paints the scene at this size. */
export function paintScene(kind: SceneKind, seed: number, w: number, h: number): Raster {
  if (!SOFT.has(kind) || Math.max(w, h) <= SOFT_SIDE) return PAINTERS[kind](seed, w, h);
  const small = fit(w, h, SOFT_SIDE);
  return enlarge(PAINTERS[kind](seed, small.w, small.h), w, h);
}
