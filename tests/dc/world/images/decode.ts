import { decodeJpeg, jpegSize } from './jpeg-decode.ts';
import { decodePng } from './png-decode.ts';
import type { Raster } from './raster.ts';

/** Recognises uploaded pictures by their first bytes and decodes those that the server can scale. */

export interface ImageHeader {
  kind: 'jpeg' | 'png' | 'gif' | 'webp';
  w: number;
  h: number;
}

/** Kind and size of a picture file, or nothing when it is none. */
export function readHeader(bytes: Uint8Array): ImageHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 12) return undefined;
  if (view.getUint32(0) === 0x89504e47 && bytes.length >= 24)
    return { kind: 'png', w: view.getUint32(16), h: view.getUint32(20) };
  if (view.getUint16(0) === 0xffd8) {
    const size = jpegSize(bytes);
    return size ? { kind: 'jpeg', ...size } : undefined;
  }
  if (view.getUint32(0) === 0x47494638) return { kind: 'gif', w: view.getUint16(6, true), h: view.getUint16(8, true) };
  if (view.getUint32(0) === 0x52494646 && view.getUint32(8) === 0x57454250) return webpHeader(bytes, view);
  return undefined;
}

function webpHeader(bytes: Uint8Array, view: DataView): ImageHeader | undefined {
  if (bytes.length < 30) return undefined;
  const chunk = String.fromCharCode(...bytes.subarray(12, 16));
  if (chunk === 'VP8 ') return { kind: 'webp', w: view.getUint16(26, true) & 0x3fff, h: view.getUint16(28, true) & 0x3fff };
  if (chunk === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { kind: 'webp', w: (bits & 0x3fff) + 1, h: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (chunk === 'VP8X') {
    const w = view.getUint16(24, true) | ((bytes[26] ?? 0) << 16);
    const h = view.getUint16(27, true) | ((bytes[29] ?? 0) << 16);
    return { kind: 'webp', w: w + 1, h: h + 1 };
  }
  return undefined;
}

/** The pixels of a baseline JPEG or an 8-bit PNG; nothing for other kinds and for damaged files. */
export function decodeImage(bytes: Uint8Array, header: ImageHeader): Raster | undefined {
  if (header.w * header.h > 40_000_000) return undefined;
  try {
    if (header.kind === 'jpeg') return decodeJpeg(bytes);
    if (header.kind === 'png') return decodePng(bytes);
  } catch {
    return undefined;
  }
  return undefined;
}
