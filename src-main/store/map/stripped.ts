/*
 * `photoStrippedSize` holds a JPEG of at most 40 pixels without its constant parts
 * (core.telegram.org/api/files, Stripped thumbnails): byte 0 is 1, byte 1 the height, byte 2 the width, the rest the
 * scan data. The constant part is a JFIF header, two quantization tables, the frame header and the standard Huffman tables
 * of ITU T.81 Annex K.3, built here from their definition.
 */

// ITU T.81, tables K.1 and K.2, in zigzag order, scaled to quality 20.
const luminance = [
  40, 28, 30, 35, 30, 25, 40, 35, 33, 35, 45, 43, 40, 48, 60, 100,
  65, 60, 55, 55, 60, 123, 88, 93, 73, 100, 145, 128, 153, 150, 143, 128,
  140, 138, 160, 180, 230, 195, 160, 170, 218, 173, 138, 140, 200, 255, 203, 218,
  238, 245, 255, 255, 255, 155, 193, 255, 255, 255, 250, 255, 230, 253, 255, 248,
];
const chrominance = [
  43, 45, 45, 60, 53, 60, 118, 65, 65, 118, 248, 165, 140, 165, 248, 248,
  248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248,
  248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248,
  248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248,
];

const dcCounts = {
  luminance: [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
  chrominance: [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0],
};
const dcValues = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const acLuminanceCounts = [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7d];
const acChrominanceCounts = [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 0x77];
const acLuminanceValues =
  '01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a34353637' +
  '38393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3' +
  'a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa';
const acChrominanceValues =
  '000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a262728292a3536' +
  '3738393a434445464748494a535455565758595a636465666768696a737475767778797a82838485868788898a92939495969798999a' +
  'a2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa';

function segment(marker: number, body: readonly number[]): number[] {
  const length = body.length + 2;
  return [0xff, marker, length >> 8, length & 0xff, ...body];
}

function hex(text: string): number[] {
  return [...Buffer.from(text, 'hex')];
}

function header(height: number, width: number): number[] {
  return [
    0xff,
    0xd8,
    ...segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    ...segment(0xdb, [0, ...luminance]),
    ...segment(0xdb, [1, ...chrominance]),
    ...segment(0xc0, [8, 0, height, 0, width, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]),
    ...segment(0xc4, [0x00, ...dcCounts.luminance, ...dcValues]),
    ...segment(0xc4, [0x10, ...acLuminanceCounts, ...hex(acLuminanceValues)]),
    ...segment(0xc4, [0x01, ...dcCounts.chrominance, ...dcValues]),
    ...segment(0xc4, [0x11, ...acChrominanceCounts, ...hex(acChrominanceValues)]),
    ...segment(0xda, [3, 1, 0, 2, 0x11, 3, 0x11, 0, 0x3f, 0]),
  ];
}

/** A stripped thumbnail as a `data:image/jpeg` URL; undefined for bytes that are none. */
export function inflateStripped(bytes: Uint8Array): string | undefined {
  const [version, height, width] = bytes;
  if (version !== 1 || height === undefined || width === undefined || bytes.length < 4) return undefined;
  const jpeg = Buffer.concat([Buffer.from(header(height, width)), bytes.subarray(3), Buffer.from([0xff, 0xd9])]);
  return `data:image/jpeg;base64,${jpeg.toString('base64')}`;
}
