import type { tl } from '#tl';
import { formatMediaPath } from '#shared/media-path.ts';
import type { MediaPath } from '#shared/media-path.ts';
import type { DocumentKind, Media, Message } from '#shared/model/index.ts';
import type { OutgoingFile } from './outbox-params.ts';

/** Most items of one album (core.telegram.org/method/messages.sendMultiMedia). */
const ALBUM = 10;

/** What `messages.uploadMedia` is told of a file whose parts are on the server. */
export function uploadRequestMedia(input: tl.InputFile, file: OutgoingFile): tl.InputMedia {
  if (file.as === 'photo') return { _: 'inputMediaUploadedPhoto', file: input };
  return {
    _: 'inputMediaUploadedDocument',
    file: input,
    mimeType: file.mimeType,
    attributes: attributesOf(file),
    // A film without sound would come back as a GIF, which no album takes.
    ...(file.as === 'video' ? { nosoundVideo: true } : {}),
    ...(file.as === 'file' ? { forceFile: true } : {}),
  };
}

function attributesOf({ as, name, width, height, duration = 0 }: OutgoingFile): tl.DocumentAttribute[] {
  const attributes: tl.DocumentAttribute[] = [{ _: 'documentAttributeFilename', fileName: name }];
  const hasSize = width !== undefined && height !== undefined;
  if (as === 'video') {
    attributes.push({ _: 'documentAttributeVideo', supportsStreaming: true, duration, w: width ?? 0, h: height ?? 0 });
  } else if (as === 'audio') attributes.push({ _: 'documentAttributeAudio', duration: Math.round(duration) });
  else if (hasSize) attributes.push({ _: 'documentAttributeImageSize', w: width, h: height });
  return attributes;
}

const documentKinds: Record<Exclude<OutgoingFile['as'], 'photo'>, DocumentKind> = { video: 'video', audio: 'audio', file: 'file' };

/** What the message shows until the server's copy comes: the file as it lies here. */
export function localMedia(file: OutgoingFile, byteSize: number): Media {
  const { attachment: id, as, name, mimeType, width = 0, height = 0, duration } = file;
  const url = formatMediaPath({ kind: 'attachment', id });
  const spoiler = file.spoiler === true ? { spoiler: true } : {};
  if (as === 'photo') return { kind: 'photo', photo: { id, sizes: [{ type: 'w', width, height, byteSize, url }] }, ...spoiler };
  return {
    kind: 'document',
    document: {
      id,
      kind: documentKinds[as],
      fileName: name,
      mimeType,
      byteSize,
      url,
      ...(width > 0 && height > 0 ? { width, height } : {}),
      ...(duration === undefined ? {} : { duration }),
    },
    ...spoiler,
  };
}

/** Cuts what is sent together into albums: neighbours whose kinds go together, at most ten each. */
export function inAlbums(files: readonly OutgoingFile[]): OutgoingFile[][] {
  const albums: OutgoingFile[][] = [];
  for (const file of files) {
    const album = albums.at(-1);
    const first = album?.[0];
    if (album !== undefined && first !== undefined && album.length < ALBUM && albumKind(first) === albumKind(file)) album.push(file);
    else albums.push([file]);
  }
  return albums;
}

const albumKind = ({ as }: OutgoingFile): string => (as === 'photo' || as === 'video' ? 'visual' : as);

/** The file of the server that a sent message shows; undefined when it shows none. */
export function sentPath({ media }: Message): MediaPath | undefined {
  if (media?.kind === 'document') return { kind: 'document', id: media.document.id };
  const size = media?.kind === 'photo' ? media.photo.sizes.at(-1) : undefined;
  return media?.kind === 'photo' && size !== undefined ? { kind: 'photo', id: media.photo.id, size: size.type } : undefined;
}

/** Whether the server kept the local file as it is; otherwise it made another one of it. */
export function isKeptAsIs({ media }: Message, file: OutgoingFile, byteSize: number | undefined): boolean {
  if (media?.kind === 'document') return media.document.byteSize === byteSize;
  const size = media?.kind === 'photo' && file.as === 'photo' ? media.photo.sizes.at(-1) : undefined;
  return size !== undefined && size.width === file.width && size.height === file.height;
}
