/** What the segments of a JPEG say (ITU-T T.81, Exif 2.32, ICC.1 annex B). */
export interface JpegFacts {
  width: number;
  height: number;
  components: number;
  /** 1 to 8, as Exif counts; 1 is upright. */
  orientation: number;
  /** A colour profile other than sRGB. */
  otherProfile: boolean;
}

interface Segment {
  marker: number;
  /** Where the marker begins, and where the next segment does. */
  start: number;
  end: number;
}

const SOS = 0xda;
const EOI = 0xd9;
/** JFIF and Adobe say how the colours are coded; every other application segment may say who, when and where. */
const KEPT_APPS = new Set([0xe0, 0xee]);
const isMetadata = (marker: number): boolean => marker === 0xfe || (marker >= 0xe0 && marker <= 0xef && !KEPT_APPS.has(marker));
/** Start of frame, the lossy Huffman kinds that pages show. */
const isFrame = (marker: number): boolean => marker === 0xc0 || marker === 0xc1 || marker === 0xc2;

/** Reads what a picture says of itself; undefined for what is no JPEG, or a broken one. */
export function readJpeg(bytes: Uint8Array): JpegFacts | undefined {
  const segments = segmentsOf(bytes);
  const frame = segments?.find(({ marker }) => isFrame(marker));
  if (segments === undefined || frame === undefined || frame.end - frame.start < 10) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const facts: JpegFacts = {
    height: view.getUint16(frame.start + 5),
    width: view.getUint16(frame.start + 7),
    components: view.getUint8(frame.start + 9),
    orientation: 1,
    otherProfile: false,
  };
  for (const { marker, start, end } of segments) {
    const payload = bytes.subarray(start + 4, end);
    if (marker === 0xe1 && startsWith(payload, 'Exif\0\0')) facts.orientation = orientationOf(payload.subarray(6));
    if (marker === 0xe2 && startsWith(payload, 'ICC_PROFILE\0') && !says(payload, 'sRGB')) facts.otherProfile = true;
  }
  return facts;
}

/** The same picture, pixel for pixel, without a word about it: no Exif, no place, no comment, no other picture behind it. */
export function stripJpeg(bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const segments = segmentsOf(bytes);
  if (segments === undefined) return undefined;
  const parts = segments.filter(({ marker }) => !isMetadata(marker)).map(({ start, end }) => bytes.subarray(start, end));
  const length = parts.reduce((sum, part) => sum + part.length, 2);
  const stripped = new Uint8Array(length);
  stripped.set([0xff, 0xd8]);
  let at = 2;
  for (const part of parts) {
    stripped.set(part, at);
    at += part.length;
  }
  return stripped;
}

/** Everything from the first segment to the end of the picture; undefined when it does not come to an end. */
function segmentsOf(bytes: Uint8Array): Segment[] | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  const segments: Segment[] = [];
  let at = 2;
  while (at + 2 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    // Any number of fill bytes may stand before a marker.
    while (bytes[at + 1] === 0xff) at += 1;
    const marker = bytes[at + 1] ?? 0;
    if (marker === EOI) {
      segments.push({ marker, start: at, end: at + 2 });
      return segments;
    }
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    let end = at + 2 + length;
    if (length < 2 || end > bytes.length) return undefined;
    if (marker === SOS) end = endOfScan(bytes, end);
    segments.push({ marker, start: at, end });
    at = end;
  }
  return undefined;
}

/** Coded data go on until a marker that is neither a stuffed byte nor a restart. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 1 < bytes.length; at += 1) {
    const next = bytes[at + 1] ?? 0;
    if (bytes[at] === 0xff && next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.length;
}

/** The orientation that the first directory of a TIFF structure names. */
function orientationOf(tiff: Uint8Array): number {
  if (tiff.length < 14) return 1;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.length);
  const little = view.getUint16(0) === 0x4949;
  const directory = view.getUint32(4, little);
  if (directory + 2 > tiff.length) return 1;
  const count = view.getUint16(directory, little);
  for (let index = 0; index < count; index += 1) {
    const entry = directory + 2 + index * 12;
    if (entry + 12 > tiff.length) return 1;
    if (view.getUint16(entry, little) !== 0x0112) continue;
    const value = view.getUint16(entry + 8, little);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

const startsWith = (bytes: Uint8Array, text: string): boolean => [...text].every((sign, index) => bytes[index] === sign.charCodeAt(0));

/** Whether a profile names itself so, in one byte for a sign or in two. */
function says(bytes: Uint8Array, text: string): boolean {
  const plain = new TextDecoder('latin1').decode(bytes);
  return plain.includes(text) || plain.includes([...text].join('\0'));
}
