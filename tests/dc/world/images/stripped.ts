import { encodeScan } from './jpeg-encode.ts';
import { fit, scale, type Raster } from './raster.ts';

const SIDE = 40;
const QUALITY = 20;

/**
 * The payload of `photoStrippedSize` (core.telegram.org/api/files#stripped-thumbnails): 01, height, width, then the scan of
 * a tiny JPEG whose header and end the client adds.
 */
export function strippedThumb(raster: Raster): Uint8Array {
  const size = fit(raster.w, raster.h, SIDE);
  const scan = encodeScan(scale(raster, size.w, size.h), QUALITY);
  const out = new Uint8Array(scan.length + 3);
  out.set([1, size.h, size.w]);
  out.set(scan, 3);
  return out;
}
