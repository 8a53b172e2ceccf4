import type { tl } from '#tl';
import { formatMediaPath } from '#shared/media-path.ts';
import { channelPeerId, messageId, userPeerId } from '#shared/model/index.ts';
import type { Giveaway, GiveawayResults, PaidItem, Photo } from '#shared/model/index.ts';
import type { FileRecord } from '../files.ts';
import { webFileId } from '../web-files.ts';
import { mapPeerId } from './ids.ts';
import type { MappedMedia } from './mapped.ts';
import { documentFile, mapDocument, mapPhoto, photoFile } from './pictures.ts';
import { inflateStripped } from './stripped.ts';

/* Media that a message shows as a card: games, invoices, stories, giveaways, paid media. */

export function mapGame(game: tl.Game): MappedMedia {
  const files: FileRecord[] = [];
  if (game.photo._ === 'photo') files.push(photoFile(game.photo));
  if (game.document?._ === 'document') files.push(documentFile(game.document));
  const photo = game.photo._ === 'photo' ? { photo: mapPhoto(game.photo) } : {};
  return { media: { kind: 'game', game: { title: game.title, description: game.description, ...photo } }, files };
}

export function mapInvoice(media: tl.messageMediaInvoice): MappedMedia {
  // A picture without a hash would have to be fetched from whoever offers the thing: they need not know who looks.
  const picture = media.photo?._ === 'webDocument' && media.photo.mimeType.startsWith('image/') ? media.photo : undefined;
  return {
    media: {
      kind: 'invoice',
      invoice: {
        title: media.title,
        description: media.description,
        ...(picture === undefined ? {} : { picture: formatMediaPath({ kind: 'webFile', id: webFileId(picture.url) }) }),
        amount: media.totalAmount.toString(),
        currency: media.currency,
        ...(media.test === true ? { isTest: true } : {}),
        ...(media.receiptMsgId === undefined ? {} : { receiptId: messageId(media.receiptMsgId) }),
      },
    },
    files: [],
    ...(picture === undefined ? {} : { webFiles: [{ url: picture.url, accessHash: picture.accessHash, byteSize: picture.size, mimeType: picture.mimeType }] }),
  };
}

export function mapStory({ peer, id, viaMention, story }: tl.messageMediaStory): MappedMedia {
  const { picture, files } = story?._ === 'storyItem' ? storyPicture(story.media) : { picture: undefined, files: [] };
  return {
    media: {
      kind: 'story',
      story: {
        peerId: mapPeerId(peer),
        id,
        ...(viaMention === true ? { mentionsMe: true } : {}),
        ...(story?._ === 'storyItemDeleted' ? { expired: true } : {}),
        ...(picture === undefined ? {} : { photo: picture }),
        ...(story?._ === 'storyItem' && story.caption !== undefined ? { caption: story.caption } : {}),
      },
    },
    files,
  };
}

function storyPicture(media: tl.MessageMedia): { picture: Photo | undefined; files: FileRecord[] } {
  if (media._ === 'messageMediaPhoto' && media.photo?._ === 'photo') return { picture: mapPhoto(media.photo), files: [photoFile(media.photo)] };
  if (media._ === 'messageMediaDocument' && media.document?._ === 'document') {
    return { picture: mapDocument(media.document).thumbnail, files: [documentFile(media.document)] };
  }
  return { picture: undefined, files: [] };
}

export function mapGiveaway(media: tl.messageMediaGiveaway): Giveaway {
  return {
    channelIds: media.channels.map(channelPeerId),
    countries: media.countriesIso2 ?? [],
    quantity: media.quantity,
    ...prizeOf(media),
    ...(media.onlyNewSubscribers === true ? { onlyNew: true } : {}),
    ...(media.winnersAreVisible === true ? { winnersAreShown: true } : {}),
    until: media.untilDate,
  };
}

export function mapGiveawayResults(media: tl.messageMediaGiveawayResults): GiveawayResults {
  return {
    channelId: channelPeerId(Number(media.channelId)),
    launchId: messageId(media.launchMsgId),
    winners: media.winners.map((id) => userPeerId(Number(id))),
    winnersCount: media.winnersCount,
    unclaimedCount: media.unclaimedCount,
    ...prizeOf(media),
    ...(media.refunded === true ? { refunded: true } : {}),
    until: media.untilDate,
  };
}

function prizeOf({ months, stars, prizeDescription }: { months?: number; stars?: bigint; prizeDescription?: string }): Pick<Giveaway, 'months' | 'stars' | 'prize'> {
  return {
    ...(months === undefined ? {} : { months }),
    ...(stars === undefined ? {} : { stars: stars.toString() }),
    ...(prizeDescription === undefined || prizeDescription === '' ? {} : { prize: prizeDescription }),
  };
}

export function mapPaidMedia({ starsAmount, extendedMedia }: Pick<tl.messageMediaPaidMedia, 'starsAmount' | 'extendedMedia'>): MappedMedia {
  const files: FileRecord[] = [];
  const items = extendedMedia.flatMap((item) => paidItem(item, files));
  return { media: { kind: 'paidMedia', paid: { stars: starsAmount.toString(), items } }, files };
}

/** The items of paid media after somebody has bought them (core.telegram.org/constructor/updateMessageExtendedMedia). */
export const mapPaidUpdate = (stars: string, extendedMedia: tl.MessageExtendedMedia[]): MappedMedia => mapPaidMedia({ starsAmount: BigInt(stars), extendedMedia });

function paidItem(item: tl.MessageExtendedMedia, files: FileRecord[]): PaidItem[] {
  if (item._ === 'messageExtendedMediaPreview') {
    const preview = item.thumb?._ === 'photoStrippedSize' ? inflateStripped(item.thumb.bytes) : undefined;
    return [
      {
        kind: 'locked',
        width: item.w ?? 0,
        height: item.h ?? 0,
        ...(preview === undefined ? {} : { preview }),
        ...(item.videoDuration === undefined ? {} : { duration: item.videoDuration }),
      },
    ];
  }
  const { media } = item;
  if (media._ === 'messageMediaPhoto' && media.photo?._ === 'photo') {
    files.push(photoFile(media.photo));
    return [{ kind: 'photo', photo: mapPhoto(media.photo) }];
  }
  if (media._ === 'messageMediaDocument' && media.document?._ === 'document') {
    files.push(documentFile(media.document));
    return [{ kind: 'video', document: mapDocument(media.document) }];
  }
  return [];
}
