import type { tl } from '#tl';
import { formatMediaPath } from '#shared/media-path.ts';
import type { Document, Media, Message, Photo, PhotoSize, WebPage } from '#shared/model/index.ts';
import type { FileRecord } from '../files.ts';
import { readAttributes } from './attributes.ts';
import { inflateStripped } from './stripped.ts';

/** What a message shows beside its text, with the files that it needs. */
export interface MappedMedia {
  media?: Media;
  files: FileRecord[];
  webPageId?: bigint;
  /** How a preview that is still being made is wanted. */
  awaited?: NonNullable<Message['awaitedPreview']>;
}

const nothing: MappedMedia = { files: [] };
const other = (label: string, files: FileRecord[] = []): MappedMedia => ({ media: { kind: 'other', label }, files });

export function mapMedia(media: tl.MessageMedia | undefined): MappedMedia {
  switch (media?._) {
    case undefined:
    case 'messageMediaEmpty':
      return nothing;
    case 'messageMediaPhoto':
      return mapPhotoMedia(media);
    case 'messageMediaDocument':
      return mapDocumentMedia(media);
    case 'messageMediaWebPage':
      return mapWebPageMedia(media.webpage, media);
    case 'messageMediaGeo':
      return other('Location');
    case 'messageMediaGeoLive':
      return other('Live location');
    case 'messageMediaVenue':
      return other(media.title === '' ? 'Venue' : `Venue: ${media.title}`);
    case 'messageMediaContact':
      return other(`Contact: ${[media.firstName, media.lastName].filter((part) => part !== '').join(' ')}`.replace(/: $/, ''));
    case 'messageMediaPoll':
      return other(`Poll: ${media.poll.question.text}`);
    case 'messageMediaDice':
      return other(media.emoticon);
    case 'messageMediaGame':
      return other(`Game: ${media.game.title}`, gameFiles(media.game));
    case 'messageMediaInvoice':
      return other(`Invoice: ${media.title}`);
    case 'messageMediaStory':
      return other('Story');
    case 'messageMediaGiveaway':
      return other('Giveaway');
    case 'messageMediaGiveawayResults':
      return other('Giveaway results');
    case 'messageMediaPaidMedia':
      return other('Paid media');
    case 'messageMediaToDo':
      return other(`Checklist: ${media.todo.title.text}`);
    case 'messageMediaVideoStream':
      return other('Video stream');
    default:
      return other('Unsupported message');
  }
}

function mapPhotoMedia(media: tl.messageMediaPhoto): MappedMedia {
  if (media.photo?._ === 'photo' && media.ttlSeconds !== undefined) return other('Self-destructing photo');
  if (media.photo?._ !== 'photo') return other(media.ttlSeconds === undefined ? 'Photo' : 'Expired photo');
  return {
    media: { kind: 'photo', photo: mapPhoto(media.photo), ...(media.spoiler === true ? { spoiler: true } : {}) },
    files: [photoFile(media.photo), ...(media.video?._ === 'document' ? [documentFile(media.video)] : [])],
  };
}

function mapDocumentMedia(media: tl.messageMediaDocument): MappedMedia {
  const { document } = media;
  // What vanishes after it was looked at must not be kept or looked at twice.
  if (document?._ === 'document' && media.ttlSeconds !== undefined) return other(`Self-destructing ${lostKind(media)}`);
  if (document?._ !== 'document') {
    const what = lostKind(media);
    return other(media.ttlSeconds === undefined ? what.charAt(0).toUpperCase() + what.slice(1) : `Expired ${what}`);
  }
  const files = [documentFile(document)];
  for (const alternative of media.altDocuments ?? []) if (alternative._ === 'document') files.push(documentFile(alternative));
  if (media.videoCover?._ === 'photo') files.push(photoFile(media.videoCover));
  return {
    media: { kind: 'document', document: mapDocument(document), ...(media.spoiler === true ? { spoiler: true } : {}) },
    files,
  };
}

/** What a document was whose content is gone. */
function lostKind(media: tl.messageMediaDocument): string {
  if (media.voice === true) return 'voice message';
  if (media.round === true) return 'video message';
  return media.video === true ? 'video' : 'file';
}

function mapWebPageMedia(page: tl.WebPage, shown: ShownPage): MappedMedia {
  // A preview that is still being made is shown when `updateWebPage` brings it.
  if (page._ === 'webPagePending') return { files: [], webPageId: page.id, awaited: awaitedPreview(shown) };
  if (page._ !== 'webPage') return nothing;
  const files: FileRecord[] = [];
  if (page.photo?._ === 'photo') files.push(photoFile(page.photo));
  if (page.document?._ === 'document') files.push(documentFile(page.document));
  return { media: { kind: 'webPage', page: mapWebPage(page, shown) }, files, webPageId: page.id };
}

/** The preview of a link, with the files it shows; `message` is what has shown, or waited for, it until now. */
export function mapWebPageUpdate(page: tl.WebPage, message?: Pick<Message, 'awaitedPreview' | 'media'>): MappedMedia {
  const before = message?.media?.kind === 'webPage' ? message.media.page : undefined;
  const size = before === undefined ? message?.awaitedPreview?.size : before.sizeChosen === true ? before.size : undefined;
  return mapWebPageMedia(page, {
    ...((before ?? message?.awaitedPreview)?.manual === true ? { manual: true } : {}),
    ...(size === 'large' ? { forceLargeMedia: true } : size === 'small' ? { forceSmallMedia: true } : {}),
  });
}

function awaitedPreview(shown: ShownPage): NonNullable<Message['awaitedPreview']> {
  return {
    ...(shown.manual === true ? { manual: true } : {}),
    ...(shown.forceLargeMedia === true ? { size: 'large' } : shown.forceSmallMedia === true ? { size: 'small' } : {}),
  };
}

/** How a message wants the preview of its link. */
type ShownPage = Pick<tl.messageMediaWebPage, 'forceLargeMedia' | 'forceSmallMedia' | 'manual'>;

/** Pages that are about a picture show it large; others have it small beside their text. */
function pageSize(page: tl.webPage, shown: ShownPage): WebPage['size'] {
  if (shown.forceLargeMedia === true) return 'large';
  if (shown.forceSmallMedia === true) return 'small';
  if (page.document?._ === 'document') return 'large';
  return page.type === 'photo' || page.type === 'video' || page.type === 'gif' || page.hasLargeMedia === true ? 'large' : 'small';
}

function mapWebPage(page: tl.webPage, shown: ShownPage): WebPage {
  return {
    url: page.url,
    displayUrl: page.displayUrl,
    ...(page.siteName === undefined ? {} : { siteName: page.siteName }),
    ...(page.title === undefined ? {} : { title: page.title }),
    ...(page.description === undefined ? {} : { description: page.description }),
    ...(page.author === undefined ? {} : { author: page.author }),
    ...(page.type === undefined ? {} : { type: page.type }),
    ...(page.photo?._ === 'photo' ? { photo: mapPhoto(page.photo) } : {}),
    ...(page.document?._ === 'document' ? { document: mapDocument(page.document) } : {}),
    ...(page.duration === undefined ? {} : { duration: page.duration }),
    size: pageSize(page, shown),
    ...(shown.forceLargeMedia === true || shown.forceSmallMedia === true ? { sizeChosen: true } : {}),
    ...(shown.manual === true ? { manual: true } : {}),
  };
}

export function mapPhoto(photo: tl.photo): Photo {
  const id = photo.id.toString();
  return withStripped({ id, sizes: mapSizes(photo.sizes, (size) => formatMediaPath({ kind: 'photo', id, size })) }, photo.sizes);
}

export function mapDocument(document: tl.document): Document {
  const id = document.id.toString();
  const facts = readAttributes(document);
  const thumbs = document.thumbs ?? [];
  const thumbnail = withStripped(
    { id, sizes: mapSizes(thumbs, (size) => formatMediaPath({ kind: 'documentThumbnail', id, size })) },
    thumbs,
  );
  return {
    id,
    ...facts,
    mimeType: document.mimeType,
    byteSize: document.size,
    url: formatMediaPath({ kind: 'document', id }),
    ...(thumbnail.sizes.length > 0 || thumbnail.stripped !== undefined ? { thumbnail } : {}),
  };
}

export function photoFile(photo: tl.photo): FileRecord {
  return {
    kind: 'photo',
    id: photo.id,
    accessHash: photo.accessHash,
    dcId: photo.dcId,
    reference: photo.fileReference,
    byteSize: 0,
    mimeType: 'image/jpeg',
    fileName: '',
    sizes: mapSizes(photo.sizes, () => '').map(({ type, byteSize }) => ({ type, byteSize })),
  };
}

export function documentFile(document: tl.document): FileRecord {
  return {
    kind: 'document',
    id: document.id,
    accessHash: document.accessHash,
    dcId: document.dcId,
    reference: document.fileReference,
    byteSize: document.size,
    mimeType: document.mimeType,
    fileName: readAttributes(document).fileName,
    sizes: mapSizes(document.thumbs ?? [], () => '').map(({ type, byteSize }) => ({ type, byteSize })),
  };
}

/** The sizes that can be downloaded, smallest first. */
function mapSizes(sizes: readonly tl.PhotoSize[], url: (type: string) => string): PhotoSize[] {
  const result: PhotoSize[] = [];
  for (const size of sizes) {
    if (!('type' in size) || !/^[a-z]$/.test(size.type)) continue;
    if (size._ !== 'photoSize' && size._ !== 'photoSizeProgressive' && size._ !== 'photoCachedSize') continue;
    const byteSize =
      size._ === 'photoSize' ? size.size : size._ === 'photoCachedSize' ? size.bytes.length : Math.max(0, ...size.sizes);
    result.push({ type: size.type, width: size.w, height: size.h, byteSize, url: url(size.type) });
  }
  return result.sort((a, b) => a.width * a.height - b.width * b.height);
}

function withStripped(photo: Photo, sizes: readonly tl.PhotoSize[]): Photo {
  for (const size of sizes) {
    if (size._ !== 'photoStrippedSize') continue;
    const stripped = inflateStripped(size.bytes);
    if (stripped !== undefined) return { ...photo, stripped };
  }
  return photo;
}

function gameFiles(game: tl.Game): FileRecord[] {
  const files: FileRecord[] = [];
  if (game.photo._ === 'photo') files.push(photoFile(game.photo));
  if (game.document?._ === 'document') files.push(documentFile(game.document));
  return files;
}
