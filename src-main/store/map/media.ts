import type { tl } from '#tl';
import type { Media, Message, WebPage } from '#shared/model/index.ts';
import type { FileRecord } from '../files.ts';
import * as cards from './cards.ts';
import type { MappedMedia } from './mapped.ts';
import { documentFile, mapDocument, mapPhoto, photoFile } from './pictures.ts';
import * as places from './places.ts';
import { mapChecklist } from './checklist.ts';
import { mapPollMedia } from './poll.ts';

const nothing: MappedMedia = { files: [] };
const other = (label: string): MappedMedia => ({ media: { kind: 'other', label }, files: [] });
const plain = (media: Media): MappedMedia => ({ media, files: [] });

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
      return places.mapLocation(media);
    case 'messageMediaGeoLive':
      return plain({ kind: 'liveLocation', live: places.mapLive(media) });
    case 'messageMediaVenue':
      return plain({ kind: 'venue', venue: places.mapVenue(media) });
    case 'messageMediaContact':
      return plain({ kind: 'contact', contact: places.mapContact(media) });
    case 'messageMediaPoll':
      return mapPollMedia(media);
    case 'messageMediaToDo':
      return plain({ kind: 'checklist', checklist: mapChecklist(media) });
    case 'messageMediaDice':
      return plain({ kind: 'dice', dice: { emoji: media.emoticon, value: media.value } });
    case 'messageMediaGame':
      return cards.mapGame(media.game);
    case 'messageMediaInvoice':
      return cards.mapInvoice(media);
    case 'messageMediaStory':
      return cards.mapStory(media);
    case 'messageMediaGiveaway':
      return plain({ kind: 'giveaway', giveaway: cards.mapGiveaway(media) });
    case 'messageMediaGiveawayResults':
      return plain({ kind: 'giveawayResults', results: cards.mapGiveawayResults(media) });
    case 'messageMediaPaidMedia':
      return cards.mapPaidMedia(media);
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
