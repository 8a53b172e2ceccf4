import type { JpegFacts } from './jpeg.ts';

/** The longer side of a photo, px: what the server makes of larger ones anyway, and what it keeps at best. */
export const PHOTO_SIDE = 1280;
export const PHOTO_SIDE_HIGH = 2560;
export const PHOTO_QUALITY = 0.87;
const MOST_RATIO = 20;
const MOST_SIDES = 10_000;
/** A JPEG that takes more than this for a pixel is made anew. */
const MOST_BITS = 4;

/** Whether Telegram takes a picture of this size as a photo (core.telegram.org/method/messages.sendMedia, PHOTO_INVALID_DIMENSIONS). */
export function canBePhoto(width: number, height: number): boolean {
  return width > 0 && height > 0 && Math.max(width, height) <= MOST_RATIO * Math.min(width, height) && width + height <= MOST_SIDES;
}

/** The size of a picture that is made to fit `side`; small ones stay as they are. */
export function fitInto(width: number, height: number, side: number): { width: number; height: number } {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** A JPEG whose pixels can go as they are: small enough, upright, in the colours that everybody expects. */
export function mayKeepPixels(jpeg: JpegFacts, byteSize: number, side: number): boolean {
  const { width, height, components, orientation, otherProfile } = jpeg;
  const isSmall = Math.max(width, height) <= side && byteSize * 8 <= MOST_BITS * width * height;
  return isSmall && components <= 3 && orientation === 1 && !otherProfile;
}

/** A picture that moves: as a photo it would stand still. */
export function isAnimated(bytes: Uint8Array): boolean {
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, 65_536));
  if (text.startsWith('GIF8')) return true;
  if (text.slice(1, 4) === 'PNG') return text.includes('acTL');
  return text.startsWith('RIFF') && text.slice(8, 16) === 'WEBPVP8X' && ((bytes[20] ?? 0) & 2) !== 0;
}
