import { Random } from './random.ts';

/** Landscapes drawn from a number: what the fake engine has for photos. */
export function landscape(seed: number, width: number, height: number): string {
  const random = new Random(seed * 7919 + 13);
  const hue = random.int(0, 359);
  const light = random.chance(0.7);
  const sky = `hsl(${hue} 55% ${light ? 78 : 26}%)`;
  const low = `hsl(${(hue + 40) % 360} 70% ${light ? 90 : 40}%)`;
  const hills = [0, 1, 2].map((index) => {
    const base = height * (0.55 + index * 0.15);
    const points = Array.from({ length: 7 }, (_, step) => `${(width / 6) * step},${Math.round(base - random.next() * height * 0.16)}`);
    const color = `hsl(${(hue + 150 + index * 12) % 360} ${30 + index * 6}% ${(light ? 58 : 30) - index * 12}%)`;
    return `<polygon fill="${color}" points="0,${height} ${points.join(' ')} ${width},${height}"/>`;
  });
  const sun = `<circle cx="${random.int(15, 85)}%" cy="${random.int(14, 34)}%" r="${Math.round(width / 14)}" fill="hsl(45 95% ${light ? 88 : 76}%)"/>`;
  return svg(
    width,
    height,
    `<linearGradient id="s" x2="0" y2="1"><stop stop-color="${sky}"/><stop offset="1" stop-color="${low}"/></linearGradient><rect width="100%" height="100%" fill="url(#s)"/>${sun}${hills.join('')}`,
  );
}

/** Faces made of simple shapes: what the fake engine has for profile pictures. */
export function portrait(seed: number): string {
  const random = new Random(seed * 104_729 + 7);
  const hue = random.int(0, 359);
  const skin = `hsl(${random.int(18, 34)} ${random.int(35, 60)}% ${random.int(42, 82)}%)`;
  const hair = `hsl(${random.int(12, 40)} ${random.int(10, 60)}% ${random.int(10, 52)}%)`;
  const long = random.chance(0.5);
  return svg(
    160,
    160,
    `<linearGradient id="b" x2="0" y2="1"><stop stop-color="hsl(${hue} 45% 72%)"/><stop offset="1" stop-color="hsl(${(hue + 30) % 360} 45% 52%)"/></linearGradient><rect width="160" height="160" fill="url(#b)"/>` +
      (long ? `<rect x="42" y="52" width="76" height="86" rx="32" fill="${hair}"/>` : '') +
      `<ellipse cx="80" cy="168" rx="62" ry="50" fill="hsl(${(hue + 170) % 360} 35% 38%)"/><rect x="68" y="96" width="24" height="34" rx="11" fill="${skin}"/><circle cx="80" cy="76" r="34" fill="${skin}"/><path d="M44 78c-2-34 20-46 38-46 22 0 38 14 34 46-6-16-16-24-30-24-16 0-32 4-42 24z" fill="${hair}"/>`,
  );
}

/** What the media base answers for a path of the model. */
export function pictureFor(path: string): string {
  const [kind = '', id = '', size = ''] = path.split('/');
  if (kind === 'avatar') return portrait(Math.abs(Number(id)) + Number(size));
  const seed = Number(id) || 1;
  return landscape(seed, size === 's' ? 100 : 800, size === 's' ? 75 : 600);
}

/** A preview of a few pixels, blurred by whoever shows it. */
export const strippedFor = (seed: number): string => landscape(seed, 40, 30);

const svg = (width: number, height: number, body: string): string =>
  `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${body}</svg>`)}`;
