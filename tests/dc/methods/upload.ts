import { createHash } from 'node:crypto';
import type { tl } from '#tl';
import { hashes } from '../world/cdn-files.ts';
import { badRequest, migrate } from '../world/errors.ts';
import { fileAccessHash, storageType, type Rendition, type StoredDocument } from '../world/files.ts';
import type { StoredPhoto } from '../world/files.ts';
import { channelKey, groupKey, type PeerKey } from '../world/peers.ts';
import { renderDocument } from '../world/render-messages.ts';
import type { WebFile } from '../world/web-files.ts';
import type { Call, HandlerTable } from './call.ts';
import { config } from './help.ts';
import { findDocument } from './media.ts';

/** core.telegram.org/api/files: parts up, ranges down, rules enforced. */

const MIB = 1_048_576;
const HASHES_AT_ONCE = 10;

interface Source {
  dcId: number;
  mimeType: string;
  date: number;
  size: number;
  read(offset: number, limit: number): Uint8Array;
}

function ofRendition(photo: { dcId: number; date: number }, one: Rendition): Source {
  return {
    dcId: photo.dcId,
    mimeType: 'image/jpeg',
    date: photo.date,
    size: one.size,
    read: (offset, limit) => one.bytes().subarray(offset, offset + limit),
  };
}

function locate(call: Call, location: tl.InputFileLocation): Source {
  const { files } = call.state;
  switch (location._) {
    case 'inputPhotoFileLocation': {
      const photo = files.photos.get(location.id);
      if (!photo || location.accessHash !== fileAccessHash(call.auth.salt, photo.id)) throw badRequest('FILE_ID_INVALID');
      files.checkReference(photo.id, location.fileReference);
      const one = photo.renditions.find((size) => size.type === location.thumbSize);
      if (!one) throw badRequest('LOCATION_INVALID');
      return ofRendition(photo, one);
    }
    case 'inputDocumentFileLocation': {
      const document = files.documents.get(location.id);
      if (!document || location.accessHash !== fileAccessHash(call.auth.salt, document.id)) throw badRequest('FILE_ID_INVALID');
      files.checkReference(document.id, location.fileReference);
      return ofDocument(document, location.thumbSize);
    }
    case 'inputPeerPhotoFileLocation': {
      const photo = peerPhoto(call, location.peer, location.photoId);
      const sizes = [...photo.renditions].sort((a, b) => a.w - b.w);
      const one = location.big ? sizes[sizes.length - 1] : sizes[0];
      if (!one) throw badRequest('LOCATION_INVALID');
      return ofRendition(photo, one);
    }
    default:
      throw badRequest('LOCATION_INVALID');
  }
}

function ofDocument(document: StoredDocument, thumbSize: string): Source {
  if (thumbSize === '') return document;
  const one = document.thumbs.find((size) => size.type === thumbSize);
  if (!one) throw badRequest('LOCATION_INVALID');
  return ofRendition(document, one);
}

/** An avatar; a `min` hash and membership of the past suffice here. */
function peerPhoto(call: Call, peer: tl.InputPeer, photoId: bigint): StoredPhoto {
  const { state, auth, account } = call;
  const fits = (key: PeerKey, hash: bigint): boolean =>
    key === account.id || hash === auth.accessHash(key) || hash === auth.minAccessHash(key);
  let photos: readonly (StoredPhoto | undefined)[] = [];
  switch (peer._) {
    case 'inputPeerSelf':
      photos = account.user.photos;
      break;
    case 'inputPeerUser':
      if (!fits(peer.userId, peer.accessHash)) throw badRequest('PEER_ID_INVALID');
      photos = state.users.get(peer.userId)?.photos ?? [];
      break;
    case 'inputPeerChat':
      if (!state.groups.get(peer.chatId)?.members.has(account.id)) throw badRequest('PEER_ID_INVALID');
      photos = [state.chat(groupKey(peer.chatId))?.photo];
      break;
    case 'inputPeerChannel':
      if (!fits(channelKey(peer.channelId), peer.accessHash)) throw badRequest('CHANNEL_INVALID');
      photos = [state.channels.get(peer.channelId)?.photo];
      break;
    case 'inputPeerUserFromMessage':
      photos = state.users.get(peer.userId)?.photos ?? [];
      break;
    case 'inputPeerChannelFromMessage':
      photos = [state.channels.get(peer.channelId)?.photo];
      break;
    case 'inputPeerEmpty':
      throw badRequest('PEER_ID_INVALID');
  }
  const found = photos.find((photo) => photo?.id === photoId);
  if (!found) throw badRequest('LOCATION_INVALID');
  return found;
}

/** The rules for ranges (spec 10, §16): alignment, and no range over a 1 MiB boundary. */
export function checkRange(offset: number, limit: number, precise: boolean): void {
  const unit = precise ? 1024 : 4096;
  if (offset < 0 || offset % unit !== 0) throw badRequest('OFFSET_INVALID');
  if (limit <= 0 || limit % unit !== 0 || limit > MIB) throw badRequest('LIMIT_INVALID');
  if (!precise && MIB % limit !== 0) throw badRequest('LIMIT_INVALID');
  if (Math.floor(offset / MIB) !== Math.floor((offset + limit - 1) / MIB)) throw badRequest('LIMIT_INVALID');
}

function locateOnWeb(call: Call, location: tl.InputWebFileLocation): WebFile {
  const { files } = call.state;
  switch (location._) {
    case 'inputWebFileLocation':
      return files.web.document(location.url, location.accessHash);
    case 'inputWebFileGeoPointLocation':
      return files.web.map(location);
    case 'inputWebFileAudioAlbumThumbLocation': {
      if (location.document === undefined) throw badRequest('LOCATION_INVALID');
      const document = findDocument(call, location.document);
      if (!document.attributes.some((one) => one._ === 'documentAttributeAudio')) throw badRequest('LOCATION_INVALID');
      return files.web.cover(document.id, location.small === true);
    }
  }
}

/** SHA-256 of a document's content, hex, read in pieces. */
function digestOf(document: StoredDocument): string {
  const hash = createHash('sha256');
  for (let offset = 0; offset < document.size; offset += MIB) hash.update(document.read(offset, MIB));
  return hash.digest('hex');
}

function sourceHere(call: Call, location: tl.InputFileLocation): Source {
  const source = locate(call, location);
  if (source.dcId !== call.context.dcId) throw migrate('FILE', source.dcId);
  return source;
}

export const uploadMethods: HandlerTable = {
  'upload.saveFilePart': (call, query) => {
    call.world.uploads.save(call.uploader, query.fileId, query.filePart, query.bytes);
    return true;
  },

  'upload.saveBigFilePart': (call, query) => {
    call.world.uploads.saveBig(
      call.uploader,
      query.fileId,
      query.filePart,
      query.fileTotalParts,
      query.bytes,
      call.account.user.premium === true,
    );
    return true;
  },

  'upload.getFile': (call, query) => {
    checkRange(query.offset, query.limit, query.precise === true);
    const source = sourceHere(call, query.location);
    const cdnDcId = call.world.cdn?.dcId;
    if (query.cdnSupported && cdnDcId !== undefined && query.location._ === 'inputDocumentFileLocation' && query.location.thumbSize === '') {
      const redirect = call.state.files.cdn.redirect(query.location.id, cdnDcId);
      if (redirect !== undefined) return redirect;
    }
    return {
      _: 'upload.file',
      type: storageType(source.mimeType),
      mtime: source.date,
      bytes: source.read(query.offset, query.limit),
    };
  },

  'upload.getFileHashes': (call, query) => {
    const source = sourceHere(call, query.location);
    return hashes(source, query.offset, HASHES_AT_ONCE);
  },

  'upload.getCdnFile': (call, query) => {
    if (call.context.dcId !== call.world.cdn?.dcId) throw badRequest('METHOD_INVALID');
    checkRange(query.offset, query.limit, false);
    return call.state.files.cdn.serve(query.fileToken, query.offset, query.limit);
  },

  'upload.reuploadCdnFile': (call, query) => call.state.files.cdn.reupload(call.context.dcId, query.fileToken, query.requestToken),

  'upload.getCdnFileHashes': (call, query) => call.state.files.cdn.hashes(call.context.dcId, query.fileToken, query.offset),

  'upload.getWebFile': (call, { location, offset, limit }) => {
    checkRange(offset, limit, false);
    if (call.context.dcId !== config(call).webfileDcId) throw badRequest('LOCATION_INVALID');
    const { bytes, mimeType } = locateOnWeb(call, location);
    return {
      _: 'upload.webFile',
      size: bytes.length,
      mimeType,
      fileType: storageType(mimeType),
      mtime: call.now(),
      bytes: bytes.subarray(offset, offset + limit),
    };
  },

  'messages.getDocumentByHash': (call, query) => {
    if (query.sha256.length !== 32) throw badRequest('SHA256_HASH_INVALID');
    const wanted = Buffer.from(query.sha256).toString('hex');
    for (const document of call.state.files.documents.values()) {
      if (document.size !== query.size || document.mimeType !== query.mimeType) continue;
      if (digestOf(document) === wanted) return renderDocument(call.view(), document);
    }
    return { _: 'documentEmpty', id: 0n };
  },
};
