import type { tl } from '#tl';
import { badRequest } from '../world/errors.ts';
import { fileAccessHash, type StoredDocument, type StoredPhoto } from '../world/files.ts';
import { photoFromBytes } from '../world/images/intake.ts';
import type { Media } from '../world/model.ts';
import type { Call } from './call.ts';
import { acceptPoll } from './polls.ts';
import { acceptTodo } from './todos.ts';

/** From the media that a client sends to the stored kind. Errors as in `messages.sendMedia`. */

/** `isBroadcast`: it goes to a channel in which only admins post. */
export function acceptMedia(call: Call, input: tl.InputMedia, isBroadcast: boolean): Media | undefined {
  switch (input._) {
    case 'inputMediaEmpty':
      return undefined;
    case 'inputMediaUploadedPhoto': {
      const file = call.world.uploads.take(call.uploader, input.file);
      const photo = storePhoto(call, file.read(0, file.size));
      return { kind: 'photo', photo, ...flags(input) };
    }
    case 'inputMediaPhoto':
      return { kind: 'photo', photo: findPhoto(call, input.id), ...flags(input) };
    case 'inputMediaUploadedDocument':
      return { kind: 'document', document: storeDocument(call, input), ...flags(input) };
    case 'inputMediaDocument':
      return { kind: 'document', document: findDocument(call, input.id), ...flags(input) };
    case 'inputMediaGeoPoint':
      return { kind: 'plain', media: { _: 'messageMediaGeo', geo: geoPoint(input.geoPoint) } };
    case 'inputMediaVenue': {
      const { title, address, provider, venueId, venueType } = input;
      return {
        kind: 'plain',
        media: { _: 'messageMediaVenue', geo: geoPoint(input.geoPoint), title, address, provider, venueId, venueType },
      };
    }
    case 'inputMediaContact': {
      const userId = call.state.phones.get(input.phoneNumber.replace(/\D/g, '')) ?? 0;
      const { phoneNumber, firstName, lastName, vcard } = input;
      return { kind: 'plain', media: { _: 'messageMediaContact', phoneNumber, firstName, lastName, vcard, userId } };
    }
    case 'inputMediaPoll':
      return { kind: 'poll', poll: acceptPoll(call, input, isBroadcast) };
    case 'inputMediaTodo':
      return { kind: 'todo', todo: acceptTodo(call, input, isBroadcast) };
    case 'inputMediaDice':
      return {
        kind: 'plain',
        media: { _: 'messageMediaDice', emoticon: input.emoticon, value: call.state.random.int(1, diceFaces(input.emoticon)) },
      };
    case 'inputMediaWebPage': {
      if (input.forceLargeMedia && input.forceSmallMedia) throw badRequest('MEDIA_INVALID');
      const page = call.world.pages.preview(input.url);
      if (!page) {
        if (input.optional) return undefined;
        throw badRequest('WEBPAGE_NOT_FOUND');
      }
      return {
        kind: 'webpage',
        page,
        manual: true,
        ...(input.forceLargeMedia ? { large: true } : {}),
        ...(input.forceSmallMedia ? { small: true } : {}),
      };
    }
    default:
      throw badRequest('MEDIA_INVALID');
  }
}

function flags(input: { spoiler?: boolean; ttlSeconds?: number }): { spoiler?: boolean; ttlSeconds?: number } {
  return { ...(input.spoiler ? { spoiler: true } : {}), ...(input.ttlSeconds ? { ttlSeconds: input.ttlSeconds } : {}) };
}

function diceFaces(emoticon: string): number {
  const faces: Record<string, number> = { '🎲': 6, '🎯': 6, '🎳': 6, '🏀': 5, '⚽': 5, '⚽️': 5, '🎰': 64 };
  const found = faces[emoticon];
  if (found === undefined) throw badRequest('EMOTICON_INVALID');
  return found;
}

function geoPoint(input: tl.InputGeoPoint): tl.GeoPoint {
  if (input._ === 'inputGeoPointEmpty') throw badRequest('MEDIA_EMPTY');
  if (Math.abs(input.lat) > 90 || Math.abs(input.long) > 180) throw badRequest('MEDIA_INVALID');
  return {
    _: 'geoPoint',
    lat: input.lat,
    long: input.long,
    accessHash: 1n,
    ...(input.accuracyRadius ? { accuracyRadius: input.accuracyRadius } : {}),
  };
}

export function storePhoto(call: Call, bytes: Uint8Array): StoredPhoto {
  const taken = photoFromBytes(bytes);
  return call.state.files.addPhoto({ dcId: call.account.homeDc, date: call.now() }, taken.renditions, taken.stripped);
}

export function findPhoto(call: Call, input: tl.InputPhoto): StoredPhoto {
  if (input._ === 'inputPhotoEmpty') throw badRequest('MEDIA_EMPTY');
  const photo = call.state.files.photos.get(input.id);
  if (!photo || input.accessHash !== fileAccessHash(call.auth.salt, photo.id)) throw badRequest('PHOTO_INVALID');
  call.state.files.checkReference(photo.id, input.fileReference);
  return photo;
}

export function findDocument(call: Call, input: tl.InputDocument): StoredDocument {
  if (input._ === 'inputDocumentEmpty') throw badRequest('MEDIA_EMPTY');
  const document = call.state.files.documents.get(input.id);
  if (!document || input.accessHash !== fileAccessHash(call.auth.salt, document.id)) throw badRequest('DOCUMENT_INVALID');
  call.state.files.checkReference(document.id, input.fileReference);
  return document;
}

function storeDocument(call: Call, input: tl.inputMediaUploadedDocument): StoredDocument {
  const file = call.world.uploads.take(call.uploader, input.file);
  const attributes = [...input.attributes];
  if (!attributes.some((one) => one._ === 'documentAttributeFilename') && file.name !== '') {
    attributes.push({ _: 'documentAttributeFilename', fileName: file.name });
  }
  const thumb = input.thumb ? call.world.uploads.take(call.uploader, input.thumb) : undefined;
  const small = thumb ? photoFromBytes(thumb.read(0, thumb.size)) : undefined;
  const first = small?.renditions[0];
  return call.state.files.addDocument(
    { dcId: call.account.homeDc, date: call.now() },
    {
      mimeType: input.mimeType === '' ? 'application/octet-stream' : input.mimeType,
      size: file.size,
      attributes,
      thumbs: first ? [{ ...first, type: 'm' }] : [],
      read: file.read,
      ...(small?.stripped ? { stripped: small.stripped } : {}),
    },
  );
}
