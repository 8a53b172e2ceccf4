import type { tl } from '#tl';

/** The kind that `upload.file.type` names; undefined when it names none. */
export function mimeTypeOf(type: tl.storage.FileType): string | undefined {
  switch (type._) {
    case 'storage.fileJpeg':
      return 'image/jpeg';
    case 'storage.filePng':
      return 'image/png';
    case 'storage.fileGif':
      return 'image/gif';
    case 'storage.fileWebp':
      return 'image/webp';
    case 'storage.fileMp4':
      return 'video/mp4';
    case 'storage.fileMov':
      return 'video/quicktime';
    case 'storage.fileMp3':
      return 'audio/mpeg';
    case 'storage.filePdf':
      return 'application/pdf';
    default:
      return undefined;
  }
}
