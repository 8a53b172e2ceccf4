import { AppError } from '#shared/model/index.ts';
import { t } from '../../strings/index.ts';

/** The sides of what Telegram takes as the photo of a chat, px: smaller ones are refused, larger ones are made small. */
const SMALLEST = 160;
const LARGEST = 1280;
const QUALITY = 0.9;

/** The middle of a picture as a square JPEG, upright and without metadata. Throws `AppError` for what is no picture, or too small a one. */
export async function squarePhoto(file: Blob): Promise<Blob> {
  const image = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => {
    throw new AppError({ code: 'INVALID_INPUT', message: t.info.noPicture });
  });
  try {
    const side = Math.min(image.width, image.height);
    if (side < SMALLEST) throw new AppError({ code: 'INVALID_INPUT', message: t.info.smallPicture });
    const size = Math.min(side, LARGEST);
    const canvas = new OffscreenCanvas(size, size);
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) throw new AppError({ code: 'INTERNAL', message: t.app.somethingWrong });
    context.fillStyle = 'white';
    context.fillRect(0, 0, size, size);
    context.drawImage(image, (image.width - side) / 2, (image.height - side) / 2, side, side, 0, 0, size, size);
    return await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
  } finally {
    image.close();
  }
}
