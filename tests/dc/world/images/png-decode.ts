import { inflateSync } from 'node:zlib';
import { createRaster, type Raster } from './raster.ts';

const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Decodes non-interlaced PNG with 8 bits per channel; nothing for other forms. Transparency is laid over white. */
export function decodePng(bytes: Uint8Array): Raster | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const w = view.getUint32(16);
  const h = view.getUint32(20);
  const channels = CHANNELS[bytes[25] ?? -1];
  if (bytes[24] !== 8 || bytes[28] !== 0 || channels === undefined) return undefined;
  const data: Uint8Array[] = [];
  let palette: Uint8Array | undefined;
  for (let at = 8; at + 8 <= bytes.length;) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (type === 'IDAT') data.push(body);
    if (type === 'PLTE') palette = body;
    if (type === 'IEND') break;
    at += length + 12;
  }
  const raw = inflateSync(Buffer.concat(data));
  const stride = w * channels;
  if (raw.length < (stride + 1) * h) return undefined;
  const pixels = unfilter(raw, stride, h, channels);
  return toRaster(pixels, w, h, channels, palette);
}

function unfilter(raw: Uint8Array, stride: number, h: number, step: number): Uint8Array {
  const out = new Uint8Array(stride * h);
  for (let y = 0; y < h; y++) {
    const filter = raw[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const value = raw[y * (stride + 1) + 1 + x] ?? 0;
      const left = x >= step ? (out[y * stride + x - step] ?? 0) : 0;
      const up = y > 0 ? (out[(y - 1) * stride + x] ?? 0) : 0;
      const corner = y > 0 && x >= step ? (out[(y - 1) * stride + x - step] ?? 0) : 0;
      out[y * stride + x] = value + predict(filter, left, up, corner);
    }
  }
  return out;
}

function predict(filter: number | undefined, left: number, up: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4: {
      const p = left + up - corner;
      const a = Math.abs(p - left);
      const b = Math.abs(p - up);
      const c = Math.abs(p - corner);
      return a <= b && a <= c ? left : b <= c ? up : corner;
    }
    default:
      return 0;
  }
}

function toRaster(pixels: Uint8Array, w: number, h: number, channels: number, palette: Uint8Array | undefined): Raster {
  const raster = createRaster(w, h);
  for (let i = 0; i < w * h; i++) {
    const at = i * channels;
    const first = pixels[at] ?? 0;
    let rgb: [number, number, number] = [first, first, first];
    let alpha = 255;
    if (palette) rgb = [palette[first * 3] ?? 0, palette[first * 3 + 1] ?? 0, palette[first * 3 + 2] ?? 0];
    else if (channels >= 3) rgb = [first, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0];
    if (channels === 4) alpha = pixels[at + 3] ?? 255;
    if (channels === 2) alpha = pixels[at + 1] ?? 255;
    for (let c = 0; c < 3; c++) raster.rgb[i * 3 + c] = ((rgb[c] ?? 0) * alpha + 255 * (255 - alpha)) / 255;
  }
  return raster;
}
