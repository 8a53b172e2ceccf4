import { badRequest } from '../errors.ts';
import { rendition, type Rendition } from '../files.ts';
import { encodeJpeg } from './jpeg-encode.ts';
import { decodeImage, readHeader } from './decode.ts';
import { fit, scale, type Raster } from './raster.ts';
import { strippedThumb } from './stripped.ts';

/** What the server makes of an uploaded picture: box sizes m (320), x (800), y (1280) and a stripped thumbnail. */

export interface TakenPhoto {
  renditions: Rendition[];
  stripped?: () => Uint8Array | undefined;
}

const BOXES: [string, number][] = [
  ['m', 320],
  ['x', 800],
  ['y', 1280],
  ['w', 2560],
];

/** Throws IMAGE_PROCESS_FAILED for what is no picture, PHOTO_INVALID_DIMENSIONS for impossible shapes. */
export function photoFromBytes(bytes: Uint8Array): TakenPhoto {
  const header = readHeader(bytes);
  if (!header) throw badRequest('IMAGE_PROCESS_FAILED');
  const { w, h, kind } = header;
  if (w < 1 || h < 1 || w + h > 10_000 || Math.max(w, h) / Math.min(w, h) > 20) throw badRequest('PHOTO_INVALID_DIMENSIONS');
  const raster = decodeImage(bytes, header);
  if (!raster) return { renditions: [rendition(boxOf(w, h), w, h, bytes)] };
  return { renditions: renditionsOf(raster, kind === 'jpeg' ? bytes : undefined), stripped: once(() => strippedThumb(raster)) };
}

function boxOf(w: number, h: number): string {
  return BOXES.find(([, side]) => Math.max(w, h) <= side)?.[0] ?? 'w';
}

/** The original JPEG serves as the largest size when it fits the largest box; everything else is made anew. */
function renditionsOf(raster: Raster, original: Uint8Array | undefined): Rendition[] {
  const longest = Math.max(raster.w, raster.h);
  const out: Rendition[] = [];
  for (const [type, side] of BOXES) {
    if (type === 'w') break;
    const last = longest <= side || type === 'y';
    if (last && original && longest <= side) out.push(rendition(type, raster.w, raster.h, original));
    else {
      const size = fit(raster.w, raster.h, side);
      out.push(rendition(type, size.w, size.h, encodeJpeg(scale(raster, size.w, size.h), 87)));
    }
    if (last) break;
  }
  return out;
}

function once(make: () => Uint8Array): () => Uint8Array {
  let made: Uint8Array | undefined;
  return () => (made ??= make());
}
