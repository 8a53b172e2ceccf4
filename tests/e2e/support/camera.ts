import { encodeJpeg } from '../../dc/world/images/jpeg-encode.ts';
import { paintScene } from '../../dc/world/images/scenes.ts';

/** A photo as a camera makes it: lying on its side, with the place where it was taken. `orientation` is Exif's. */
export function cameraJpeg(width: number, height: number, orientation: number): Uint8Array {
  const plain = encodeJpeg(paintScene('sea', 3, width, height), 80);
  return Buffer.concat([plain.subarray(0, 2), exif(orientation), comment('taken at home'), plain.subarray(2)]);
}

/** Exif with two entries: the orientation, and a pointer to where the GPS data would be. */
function exif(orientation: number): Uint8Array {
  const tiff = Buffer.alloc(8 + 2 + 2 * 12 + 4);
  tiff.write('MM', 0, 'latin1');
  tiff.writeUInt16BE(42, 2);
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(2, 8);
  tiff.writeUInt16BE(0x0112, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  tiff.writeUInt16BE(0x8825, 22);
  tiff.writeUInt16BE(4, 24);
  tiff.writeUInt32BE(1, 26);
  return segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]));
}

const comment = (text: string): Uint8Array => segment(0xfe, Buffer.from(text));

function segment(marker: number, payload: Uint8Array): Uint8Array {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(payload.length + 2, 2);
  return Buffer.concat([head, payload]);
}
