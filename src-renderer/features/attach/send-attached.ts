import type { AttachedFile, OutgoingFile } from './attached-file.ts';
import { attachBytes } from './attach-bytes.ts';
import type { PhotoMaker } from './photo-maker.ts';
import { canBePhoto, PHOTO_SIDE, PHOTO_SIDE_HIGH } from './photo-rules.ts';

export interface SendOptions {
  /** As they are, nothing is made of them. */
  asFiles: boolean;
  highQuality: boolean;
}

/** Makes files ready and hands them to the engine, one after the other. Throws `AppError`, or the signal's reason. */
export async function attachAll(
  attached: readonly AttachedFile[], options: SendOptions, photos: PhotoMaker, signal: AbortSignal,
): Promise<OutgoingFile[]> {
  const ready: OutgoingFile[] = [];
  for (const each of attached) {
    signal.throwIfAborted();
    ready.push(await attachOne(each, options, photos, signal));
  }
  return ready;
}

async function attachOne(
  { file, kind, width, height, duration }: AttachedFile, options: SendOptions, photos: PhotoMaker, signal: AbortSignal,
): Promise<OutgoingFile> {
  const size = width === undefined || height === undefined ? {} : { width, height };
  const name = file.name === '' ? 'file' : file.name;
  if (kind === 'photo' && !options.asFiles) {
    const photo = await photos.make(file, options.highQuality ? PHOTO_SIDE_HIGH : PHOTO_SIDE);
    if (photo !== undefined && canBePhoto(photo.width, photo.height)) {
      const attachment = await attachBytes(photo.blob, signal);
      return { attachment, as: 'photo', name: `${name.replace(/\.\w+$/, '')}.jpg`, mimeType: 'image/jpeg', width: photo.width, height: photo.height };
    }
  }
  const as = kind === 'photo' || options.asFiles ? 'file' : kind;
  const attachment = await attachBytes(file, signal);
  const length = duration === undefined ? {} : { duration };
  return { attachment, as, name, mimeType: mimeTypeOf(file), ...size, ...(as === 'file' ? {} : length) };
}

/** Browsers leave the type empty, or add parameters that no attribute takes. */
function mimeTypeOf(file: File): string {
  const type = file.type.split(';')[0]?.trim() ?? '';
  return /^[\w.+-]{1,60}\/[\w.+-]{1,80}$/.test(type) ? type : 'application/octet-stream';
}
