import { readJpeg, stripJpeg } from './jpeg.ts';
import { fitInto, isAnimated, mayKeepPixels, PHOTO_QUALITY } from './photo-rules.ts';

/** What the worker is asked: to look at a picture, or to make a photo of it that fits `side`. */
export type PhotoWish = { id: number; file: Blob; side?: number };
/** `blob` is absent when it was only looked at. */
export type PhotoMade =
  | { id: number; ok: true; width: number; height: number; animated: boolean; blob?: Blob }
  | { id: number; ok: false };

/** The page's types know no workers: what this thread is, is said here. */
const answer = (made: PhotoMade): void => (self as unknown as { postMessage(message: PhotoMade): void }).postMessage(made);

self.addEventListener('message', ({ data }: MessageEvent<PhotoWish>) => {
  make(data).then(
    (made) => answer({ id: data.id, ok: true, ...made }),
    // Not a picture that this browser can read.
    () => answer({ id: data.id, ok: false }),
  );
});

async function make({ file, side }: PhotoWish): Promise<{ width: number; height: number; animated: boolean; blob?: Blob }> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const animated = isAnimated(bytes);
  const jpeg = readJpeg(bytes);
  if (side !== undefined && jpeg !== undefined && mayKeepPixels(jpeg, bytes.length, side)) {
    const kept = stripJpeg(bytes);
    if (kept !== undefined) return { width: jpeg.width, height: jpeg.height, animated, blob: jpegOf(kept) };
  }
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    if (side === undefined) return { width: bitmap.width, height: bitmap.height, animated };
    const { width, height } = fitInto(bitmap.width, bitmap.height, side);
    return { width, height, animated, blob: await encode(bitmap, width, height) };
  } finally {
    bitmap.close();
  }
}

async function encode(bitmap: ImageBitmap, width: number, height: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false, colorSpace: 'srgb' });
  if (context === null) throw new Error('There is nothing to draw on');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: PHOTO_QUALITY });
  const plain = stripJpeg(new Uint8Array(await blob.arrayBuffer()));
  return plain === undefined ? blob : jpegOf(plain);
}

const jpegOf = (bytes: Uint8Array<ArrayBuffer>): Blob => new Blob([bytes], { type: 'image/jpeg' });
