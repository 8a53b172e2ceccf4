import {
  AC_CHROMINANCE,
  AC_LUMINANCE,
  CHROMINANCE,
  DC_CHROMINANCE,
  DC_LUMINANCE,
  LUMINANCE,
  quantTable,
  ZIGZAG,
  type HuffmanSpec,
} from './jpeg-tables.ts';
import type { Raster } from './raster.ts';

/** A baseline JPEG encoder: YCbCr 4:2:0, standard Huffman tables. */

interface Codes {
  code: Uint16Array;
  length: Uint8Array;
}

function codesOf(spec: HuffmanSpec): Codes {
  const code = new Uint16Array(256);
  const length = new Uint8Array(256);
  let next = 0;
  let at = 0;
  for (let bits = 1; bits <= 16; bits++) {
    for (let i = 0; i < (spec.counts[bits - 1] ?? 0); i++) {
      const value = spec.values[at++] ?? 0;
      code[value] = next++;
      length[value] = bits;
    }
    next <<= 1;
  }
  return { code, length };
}

const DC_Y = codesOf(DC_LUMINANCE);
const AC_Y = codesOf(AC_LUMINANCE);
const DC_C = codesOf(DC_CHROMINANCE);
const AC_C = codesOf(AC_CHROMINANCE);
const AAN = [1, 1.387039845, 1.306562965, 1.175875602, 1, 0.785694958, 0.5411961, 0.275899379];

/** Entropy-coded bits with byte stuffing. */
class BitWriter {
  bytes: Uint8Array;
  length = 0;
  #buffer = 0;
  #bits = 0;

  constructor(estimate: number) {
    this.bytes = new Uint8Array(Math.max(256, estimate));
  }

  put(code: number, length: number): void {
    this.#buffer = (this.#buffer << length) | code;
    this.#bits += length;
    while (this.#bits >= 8) {
      this.#bits -= 8;
      const byte = (this.#buffer >>> this.#bits) & 255;
      this.#byte(byte);
      if (byte === 255) this.#byte(0);
    }
    this.#buffer &= (1 << this.#bits) - 1;
  }

  flush(): Uint8Array {
    if (this.#bits > 0) this.put((1 << (8 - this.#bits)) - 1, 8 - this.#bits);
    return this.bytes.subarray(0, this.length);
  }

  #byte(value: number): void {
    if (this.length === this.bytes.length) {
      const larger = new Uint8Array(this.bytes.length * 2);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes[this.length++] = value;
  }
}

/** Forward DCT of Arai, Agui and Nakajima on 8 values at `at`, `step` apart; the scale goes into the quantisers. */
function dct8(d: Float32Array, at: number, step: number): void {
  const d0 = d[at] as number;
  const d1 = d[at + step] as number;
  const d2 = d[at + 2 * step] as number;
  const d3 = d[at + 3 * step] as number;
  const d4 = d[at + 4 * step] as number;
  const d5 = d[at + 5 * step] as number;
  const d6 = d[at + 6 * step] as number;
  const d7 = d[at + 7 * step] as number;
  const s07 = d0 + d7;
  const t07 = d0 - d7;
  const s16 = d1 + d6;
  const t16 = d1 - d6;
  const s25 = d2 + d5;
  const t25 = d2 - d5;
  const s34 = d3 + d4;
  const t34 = d3 - d4;
  const e0 = s07 + s34;
  const e3 = s07 - s34;
  const e1 = s16 + s25;
  const e2 = s16 - s25;
  d[at] = e0 + e1;
  d[at + 4 * step] = e0 - e1;
  const z1 = (e2 + e3) * 0.707106781;
  d[at + 2 * step] = e3 + z1;
  d[at + 6 * step] = e3 - z1;
  const o0 = t34 + t25;
  const o1 = t25 + t16;
  const o2 = t16 + t07;
  const z5 = (o0 - o2) * 0.382683433;
  const z2 = 0.5411961 * o0 + z5;
  const z4 = 1.306562965 * o2 + z5;
  const z3 = o1 * 0.707106781;
  const z11 = t07 + z3;
  const z13 = t07 - z3;
  d[at + 5 * step] = z13 + z2;
  d[at + 3 * step] = z13 - z2;
  d[at + step] = z11 + z4;
  d[at + 7 * step] = z11 - z4;
}

/** Multipliers that finish the transform and quantise, in natural order. */
function divisors(quant: readonly number[]): Float32Array {
  const out = new Float32Array(64);
  for (let row = 0; row < 8; row++) {
    for (let column = 0; column < 8; column++) {
      out[row * 8 + column] = 1 / ((quant[row * 8 + column] as number) * (AAN[row] as number) * (AAN[column] as number) * 8);
    }
  }
  return out;
}

class BlockCoder {
  readonly #writer: BitWriter;
  readonly #block = new Float32Array(64);
  readonly #coefficients = new Int32Array(64);

  constructor(writer: BitWriter) {
    this.#writer = writer;
  }

  get block(): Float32Array {
    return this.#block;
  }

  /** Transforms and writes the current block; returns its DC value. */
  write(scale: Float32Array, dc: Codes, ac: Codes, previousDc: number): number {
    const block = this.#block;
    for (let row = 0; row < 8; row++) dct8(block, row * 8, 1);
    for (let column = 0; column < 8; column++) dct8(block, column, 8);
    const out = this.#coefficients;
    let last = 0;
    for (let i = 0; i < 64; i++) {
      const at = ZIGZAG[i] as number;
      const value = Math.round((block[at] as number) * (scale[at] as number));
      out[i] = value;
      if (value !== 0) last = i;
    }
    const value = out[0] as number;
    this.#magnitude(dc, 0, value - previousDc);
    let zeros = 0;
    for (let i = 1; i <= last; i++) {
      const coefficient = out[i] as number;
      if (coefficient === 0) {
        zeros++;
        continue;
      }
      while (zeros > 15) {
        this.#writer.put(ac.code[0xf0] as number, ac.length[0xf0] as number);
        zeros -= 16;
      }
      this.#magnitude(ac, zeros, coefficient);
      zeros = 0;
    }
    if (last < 63) this.#writer.put(ac.code[0] as number, ac.length[0] as number);
    return value;
  }

  #magnitude(codes: Codes, zeros: number, value: number): void {
    const size = value === 0 ? 0 : 32 - Math.clz32(Math.abs(value));
    const symbol = (zeros << 4) | size;
    this.#writer.put(codes.code[symbol] as number, codes.length[symbol] as number);
    if (size > 0) this.#writer.put(value > 0 ? value : value + (1 << size) - 1, size);
  }
}

/** The entropy-coded scan alone, without any marker. */
export function encodeScan(raster: Raster, quality: number): Uint8Array {
  const { w, h, rgb } = raster;
  const writer = new BitWriter((w * h) >> 2);
  const coder = new BlockCoder(writer);
  const scaleY = divisors(quantTable(LUMINANCE, quality));
  const scaleC = divisors(quantTable(CHROMINANCE, quality));
  const luma = new Float32Array(256);
  const cb = new Float32Array(64);
  const cr = new Float32Array(64);
  let dcY = 0;
  let dcCb = 0;
  let dcCr = 0;
  for (let top = 0; top < h; top += 16) {
    for (let left = 0; left < w; left += 16) {
      cb.fill(0);
      cr.fill(0);
      for (let y = 0; y < 16; y++) {
        const row = Math.min(h - 1, top + y) * w;
        for (let x = 0; x < 16; x++) {
          const at = (row + Math.min(w - 1, left + x)) * 3;
          const r = rgb[at] as number;
          const g = rgb[at + 1] as number;
          const b = rgb[at + 2] as number;
          luma[y * 16 + x] = 0.299 * r + 0.587 * g + 0.114 * b - 128;
          const c = (y >> 1) * 8 + (x >> 1);
          cb[c] = (cb[c] as number) + (-0.168736 * r - 0.331264 * g + 0.5 * b) / 4;
          cr[c] = (cr[c] as number) + (0.5 * r - 0.418688 * g - 0.081312 * b) / 4;
        }
      }
      for (let part = 0; part < 4; part++) {
        const from = (part >> 1) * 128 + (part & 1) * 8;
        for (let y = 0; y < 8; y++) for (let x = 0; x < 8; x++) coder.block[y * 8 + x] = luma[from + y * 16 + x] as number;
        dcY = coder.write(scaleY, DC_Y, AC_Y, dcY);
      }
      coder.block.set(cb);
      dcCb = coder.write(scaleC, DC_C, AC_C, dcCb);
      coder.block.set(cr);
      dcCr = coder.write(scaleC, DC_C, AC_C, dcCr);
    }
  }
  return writer.flush();
}

/** Everything before the scan: JFIF, tables, frame and scan headers. 623 bytes. */
export function jpegHeader(w: number, h: number, quality: number): Uint8Array {
  const out: number[] = [0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0];
  for (const [id, base] of [LUMINANCE, CHROMINANCE].entries()) {
    const table = quantTable(base, quality);
    out.push(0xff, 0xdb, 0, 67, id, ...Array.from(ZIGZAG, (at) => table[at] ?? 1));
  }
  out.push(0xff, 0xc0, 0, 17, 8, h >> 8, h & 255, w >> 8, w & 255, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1);
  const tables: [number, HuffmanSpec][] = [
    [0x00, DC_LUMINANCE],
    [0x10, AC_LUMINANCE],
    [0x01, DC_CHROMINANCE],
    [0x11, AC_CHROMINANCE],
  ];
  for (const [id, spec] of tables) {
    const length = 19 + spec.values.length;
    out.push(0xff, 0xc4, length >> 8, length & 255, id, ...spec.counts, ...spec.values);
  }
  out.push(0xff, 0xda, 0, 12, 3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0);
  return Uint8Array.from(out);
}

/** A complete JPEG file. */
export function encodeJpeg(raster: Raster, quality: number): Uint8Array {
  const header = jpegHeader(raster.w, raster.h, quality);
  const scan = encodeScan(raster, quality);
  const out = new Uint8Array(header.length + scan.length + 2);
  out.set(header);
  out.set(scan, header.length);
  out.set([0xff, 0xd9], out.length - 2);
  return out;
}

/**
 * A JPEG of exactly `size` bytes: comment segments fill up what the picture does not need, and the quality falls until it
 * fits. So a size can be told before anything is drawn.
 */
export function encodeJpegToSize(raster: Raster, size: number): Uint8Array {
  for (let quality = 86; quality >= 6; quality -= quality > 30 ? 8 : 4) {
    const jpeg = encodeJpeg(raster, quality);
    if (jpeg.length <= size) return padTo(jpeg, size);
  }
  throw new RangeError(`A ${raster.w}×${raster.h} picture does not fit ${size} bytes`);
}

function padTo(jpeg: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  out.set(jpeg.subarray(0, 20));
  let at = 20;
  let missing = size - jpeg.length;
  // Fill bytes before a marker are legal; a comment needs at least four bytes.
  while (missing >= 4) {
    const segment = Math.min(missing, 65_537);
    out.set([0xff, 0xfe, (segment - 2) >> 8, (segment - 2) & 255], at);
    at += segment;
    missing -= segment;
  }
  out.fill(0xff, at, at + missing);
  out.set(jpeg.subarray(20), at + missing);
  return out;
}
