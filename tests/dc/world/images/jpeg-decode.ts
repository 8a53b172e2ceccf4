import { ZIGZAG } from './jpeg-tables.ts';
import { createRaster, type Raster } from './raster.ts';

/** A small decoder for baseline JPEG (ITU-T T.81), enough to scale what people upload. Progressive files are left alone. */

interface Component {
  id: number;
  h: number;
  v: number;
  quant: number;
  dc: number;
  ac: number;
  previous: number;
  /** Samples of the whole component, padded to full blocks. */
  samples: Uint8Array;
  stride: number;
}

interface HuffmanTable {
  /** For each code length: first code, first position in `values`, and count. */
  first: Int32Array;
  position: Int32Array;
  count: Int32Array;
  values: Uint8Array;
}

/** Width and height from the frame header. */
export function jpegSize(bytes: Uint8Array): { w: number; h: number } | undefined {
  for (const segment of segments(bytes)) {
    const sof = segment.marker >= 0xc0 && segment.marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(segment.marker);
    if (sof) return { h: word(bytes, segment.at + 1), w: word(bytes, segment.at + 3) };
  }
  return undefined;
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** Marker segments up to the first scan. `at` is the first byte after the length. */
function* segments(bytes: Uint8Array): Generator<{ marker: number; at: number; length: number }> {
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = word(bytes, at + 2);
    if (length < 2) return;
    yield { marker, at: at + 4, length: length - 2 };
    if (marker === 0xda) return;
    at += 2 + length;
  }
}

/** The pixels, or nothing for a form that is not baseline with 1 or 3 components. */
export function decodeJpeg(bytes: Uint8Array): Raster | undefined {
  const quant = new Map<number, Uint16Array>();
  const huffman = new Map<number, HuffmanTable>();
  let frame: { w: number; h: number; components: Component[] } | undefined;
  let restart = 0;
  for (const { marker, at, length } of segments(bytes)) {
    if (marker === 0xdb) readQuant(bytes.subarray(at, at + length), quant);
    else if (marker === 0xc4) readHuffman(bytes.subarray(at, at + length), huffman);
    else if (marker === 0xdd) restart = word(bytes, at);
    else if (marker === 0xc0 || marker === 0xc1) frame = readFrame(bytes, at);
    else if (marker === 0xda) {
      if (!frame || (frame.components.length !== 1 && frame.components.length !== 3)) return undefined;
      readScanHeader(bytes, at, frame.components);
      decodeScan(bytes, at + length, frame, quant, huffman, restart);
      return toRgb(frame);
    } else if (marker >= 0xc2 && marker <= 0xcf && marker !== 0xc8 && marker !== 0xcc) return undefined;
  }
  return undefined;
}

function readQuant(body: Uint8Array, into: Map<number, Uint16Array>): void {
  for (let at = 0; at < body.length;) {
    const info = body[at++] ?? 0;
    const wide = info >> 4 !== 0;
    const table = new Uint16Array(64);
    for (let i = 0; i < 64; i++) {
      table[ZIGZAG[i] as number] = wide ? word(body, at) : (body[at] ?? 0);
      at += wide ? 2 : 1;
    }
    into.set(info & 15, table);
  }
}

function readHuffman(body: Uint8Array, into: Map<number, HuffmanTable>): void {
  for (let at = 0; at + 17 <= body.length;) {
    const id = body[at] ?? 0;
    const table: HuffmanTable = {
      first: new Int32Array(17),
      position: new Int32Array(17),
      count: new Int32Array(17),
      values: new Uint8Array(0),
    };
    let code = 0;
    let total = 0;
    for (let bits = 1; bits <= 16; bits++) {
      const count = body[at + bits] ?? 0;
      table.first[bits] = code;
      table.position[bits] = total;
      table.count[bits] = count;
      code = (code + count) << 1;
      total += count;
    }
    table.values = body.slice(at + 17, at + 17 + total);
    into.set(id, table);
    at += 17 + total;
  }
}

function readFrame(bytes: Uint8Array, at: number): { w: number; h: number; components: Component[] } {
  const h = word(bytes, at + 1);
  const w = word(bytes, at + 3);
  const components: Component[] = [];
  for (let i = 0; i < (bytes[at + 5] ?? 0); i++) {
    const from = at + 6 + i * 3;
    const sampling = bytes[from + 1] ?? 0x11;
    components.push({
      id: bytes[from] ?? 0,
      h: sampling >> 4,
      v: sampling & 15,
      quant: bytes[from + 2] ?? 0,
      dc: 0,
      ac: 0,
      previous: 0,
      samples: new Uint8Array(0),
      stride: 0,
    });
  }
  return { w, h, components };
}

function readScanHeader(bytes: Uint8Array, at: number, components: readonly Component[]): void {
  for (let i = 0; i < (bytes[at] ?? 0); i++) {
    const component = components.find((one) => one.id === bytes[at + 1 + i * 2]);
    const tables = bytes[at + 2 + i * 2] ?? 0;
    if (component) Object.assign(component, { dc: tables >> 4, ac: tables & 15 });
  }
}

class BitReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #buffer = 0;
  #bits = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  bit(): number {
    if (this.#bits === 0) {
      const byte = this.#bytes[this.#at] ?? 0;
      if (byte === 0xff && this.#bytes[this.#at + 1] !== 0) this.#buffer = 0;
      else {
        this.#buffer = byte;
        this.#at += byte === 0xff ? 2 : 1;
      }
      this.#bits = 8;
    }
    this.#bits--;
    return (this.#buffer >> this.#bits) & 1;
  }

  value(table: HuffmanTable): number {
    let code = 0;
    for (let bits = 1; bits <= 16; bits++) {
      code = (code << 1) | this.bit();
      const offset = code - (table.first[bits] as number);
      if (offset >= 0 && offset < (table.count[bits] as number))
        return table.values[(table.position[bits] as number) + offset] ?? 0;
    }
    throw new RangeError('Bad Huffman code');
  }

  signed(size: number): number {
    let value = 0;
    for (let i = 0; i < size; i++) value = (value << 1) | this.bit();
    return size > 0 && value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
  }

  restart(): void {
    this.#bits = 0;
    while (
      this.#at + 1 < this.#bytes.length &&
      !(this.#bytes[this.#at] === 0xff && ((this.#bytes[this.#at + 1] ?? 0) & 0xf8) === 0xd0)
    )
      this.#at++;
    this.#at += 2;
  }
}

function decodeScan(
  bytes: Uint8Array,
  at: number,
  frame: { w: number; h: number; components: Component[] },
  quant: ReadonlyMap<number, Uint16Array>,
  huffman: ReadonlyMap<number, HuffmanTable>,
  restart: number,
): void {
  const maxH = Math.max(...frame.components.map((one) => one.h));
  const maxV = Math.max(...frame.components.map((one) => one.v));
  const across = Math.ceil(frame.w / (8 * maxH));
  const down = Math.ceil(frame.h / (8 * maxV));
  for (const component of frame.components) {
    component.stride = across * component.h * 8;
    component.samples = new Uint8Array(component.stride * down * component.v * 8);
  }
  const reader = new BitReader(bytes, at);
  const block = new Float32Array(64);
  for (let unit = 0; unit < across * down; unit++) {
    if (restart > 0 && unit > 0 && unit % restart === 0) {
      reader.restart();
      for (const component of frame.components) component.previous = 0;
    }
    for (const component of frame.components) {
      const table = quant.get(component.quant);
      const dc = huffman.get(component.dc);
      const ac = huffman.get(0x10 | component.ac);
      if (!table || !dc || !ac) throw new RangeError('Missing table');
      for (let v = 0; v < component.v; v++) {
        for (let h = 0; h < component.h; h++) {
          readBlock(reader, block, component, table, dc, ac);
          const x = ((unit % across) * component.h + h) * 8;
          const y = (Math.floor(unit / across) * component.v + v) * 8;
          inverse(block, component.samples, y * component.stride + x, component.stride);
        }
      }
    }
  }
}

function readBlock(
  reader: BitReader,
  block: Float32Array,
  component: Component,
  quant: Uint16Array,
  dc: HuffmanTable,
  ac: HuffmanTable,
): void {
  block.fill(0);
  component.previous += reader.signed(reader.value(dc));
  block[0] = component.previous * (quant[0] as number);
  for (let i = 1; i < 64; i++) {
    const symbol = reader.value(ac);
    const size = symbol & 15;
    const zeros = symbol >> 4;
    if (size === 0) {
      if (zeros < 15) break;
      i += 15;
      continue;
    }
    i += zeros;
    const to = ZIGZAG[i];
    if (to === undefined) throw new RangeError('Bad run');
    block[to] = reader.signed(size) * (quant[to] as number);
  }
}

const COSINES = Float32Array.from({ length: 64 }, (_, i) => {
  const x = i >> 3;
  const u = i & 7;
  return (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16);
});
const ROWS = new Float32Array(64);

function inverse(block: Float32Array, out: Uint8Array, at: number, stride: number): void {
  for (let row = 0; row < 8; row++) {
    for (let x = 0; x < 8; x++) {
      let sum = 0;
      for (let u = 0; u < 8; u++) sum += (block[row * 8 + u] as number) * (COSINES[x * 8 + u] as number);
      ROWS[row * 8 + x] = sum;
    }
  }
  for (let x = 0; x < 8; x++) {
    for (let y = 0; y < 8; y++) {
      let sum = 0;
      for (let v = 0; v < 8; v++) sum += (ROWS[v * 8 + x] as number) * (COSINES[y * 8 + v] as number);
      out[at + y * stride + x] = Math.max(0, Math.min(255, Math.round(sum + 128)));
    }
  }
}

function toRgb(frame: { w: number; h: number; components: Component[] }): Raster {
  const raster = createRaster(frame.w, frame.h);
  const maxH = Math.max(...frame.components.map((one) => one.h));
  const maxV = Math.max(...frame.components.map((one) => one.v));
  const sample = (component: Component, x: number, y: number): number =>
    component.samples[Math.floor((y * component.v) / maxV) * component.stride + Math.floor((x * component.h) / maxH)] ?? 0;
  const [luma, blue, red] = frame.components;
  if (!luma) return raster;
  for (let y = 0; y < frame.h; y++) {
    for (let x = 0; x < frame.w; x++) {
      const to = (y * frame.w + x) * 3;
      const l = sample(luma, x, y);
      const cb = blue ? sample(blue, x, y) - 128 : 0;
      const cr = red ? sample(red, x, y) - 128 : 0;
      raster.rgb[to] = clamp(l + 1.402 * cr);
      raster.rgb[to + 1] = clamp(l - 0.344136 * cb - 0.714136 * cr);
      raster.rgb[to + 2] = clamp(l + 1.772 * cb);
    }
  }
  return raster;
}

function clamp(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}
