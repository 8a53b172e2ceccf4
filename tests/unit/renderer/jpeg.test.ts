import { describe, expect, it } from 'vitest';
import { readJpeg, stripJpeg } from '../../../src-renderer/features/attach/jpeg.ts';
import { canBePhoto, fitInto, isAnimated, mayKeepPixels } from '../../../src-renderer/features/attach/photo-rules.ts';
import { encodeJpeg } from '../../dc/world/images/jpeg-encode.ts';
import { paintScene } from '../../dc/world/images/scenes.ts';
import { cameraJpeg } from '../../e2e/support/camera.ts';

const plain = encodeJpeg(paintScene('hills', 1, 320, 200), 75);
const upright = { width: 320, height: 200, components: 3, orientation: 1, otherProfile: false };
const icc = (description: string): Uint8Array => {
  const payload = Buffer.from(`ICC_PROFILE\0\x01\x01${description}`, 'latin1');
  const head = Buffer.from([0xff, 0xe2, 0, payload.length + 2]);
  return Buffer.concat([plain.subarray(0, 2), head, payload, plain.subarray(2)]);
};

describe('a JPEG', () => {
  it('says its size, orientation and profile', () => {
    expect(readJpeg(plain)).toEqual(upright);
    expect(readJpeg(cameraJpeg(320, 200, 6))).toEqual({ ...upright, orientation: 6 });
    expect(readJpeg(icc('sRGB IEC61966-2.1'))?.otherProfile).toBe(false);
    expect(readJpeg(icc('s\0R\0G\0B'))?.otherProfile).toBe(false);
    expect(readJpeg(icc('Display P3'))?.otherProfile).toBe(true);
  });

  it('loses everything but its pixels', () => {
    const told = Buffer.concat([cameraJpeg(320, 200, 1), Buffer.from('another picture with a place behind it')]);
    const stripped = stripJpeg(told)!;
    const bare = stripJpeg(encodeJpeg(paintScene('sea', 3, 320, 200), 80))!;
    expect(Buffer.from(stripped).equals(bare)).toBe(true);
    expect(Buffer.from(stripped).toString('latin1')).not.toMatch(/Exif|taken at home|another picture/);
    expect(Buffer.from(bare).equals(encodeJpeg(paintScene('sea', 3, 320, 200), 80))).toBe(true);
  });

  it('is none when it is cut off, or is something else', () => {
    for (const length of [0, 1, 2, 3, 20, 200, plain.length - 2]) {
      expect(stripJpeg(plain.subarray(0, length))).toBeUndefined();
      expect(readJpeg(plain.subarray(0, length))).toBeUndefined();
    }
    expect(readJpeg(Buffer.from('GIF89a and so on'))).toBeUndefined();
  });
});

describe('photos', () => {
  it('are made to fit, never enlarged', () => {
    expect(fitInto(4000, 3000, 1280)).toEqual({ width: 1280, height: 960 });
    expect(fitInto(3000, 4000, 2560)).toEqual({ width: 1920, height: 2560 });
    expect(fitInto(100, 50, 1280)).toEqual({ width: 100, height: 50 });
    expect(fitInto(10_000, 1, 1280)).toEqual({ width: 1280, height: 1 });
  });

  it('keep their pixels only when nothing about them has to change', () => {
    const size = (320 * 200 * 4) / 8;
    expect(mayKeepPixels(upright, size, 1280)).toBe(true);
    expect(mayKeepPixels(upright, size + 1, 1280)).toBe(false);
    expect(mayKeepPixels(upright, size, 300)).toBe(false);
    expect(mayKeepPixels({ ...upright, orientation: 6 }, size, 1280)).toBe(false);
    expect(mayKeepPixels({ ...upright, otherProfile: true }, size, 1280)).toBe(false);
    expect(mayKeepPixels({ ...upright, components: 4 }, size, 1280)).toBe(false);
  });

  it('are not what is too long, too large, or moves', () => {
    expect([canBePhoto(2000, 100), canBePhoto(2001, 100), canBePhoto(5000, 5000), canBePhoto(5001, 5000), canBePhoto(0, 1)]).toEqual(
      [true, false, true, false, false],
    );
    const webp = (flags: number) => Buffer.concat([Buffer.from('RIFF0000WEBPVP8X0000', 'latin1'), Buffer.from([flags])]);
    expect([isAnimated(Buffer.from('GIF89a')), isAnimated(webp(2)), isAnimated(webp(16)), isAnimated(plain)]).toEqual([true, true, false, false]);
    expect(isAnimated(Buffer.from('\x89PNG....acTL....', 'latin1'))).toBe(true);
  });
});
