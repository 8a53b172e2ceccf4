import type { tl } from '#tl';
import type { MapView, MediaPath } from '#shared/media-path.ts';
import type { FileRecord } from '../store/index.ts';
import type { FilesContext, FileSource } from './types.ts';

/** Documents below this size go with the pictures. */
const SMALL_FILE = 20 * 1024;

export interface SourceContext {
  store: Pick<FilesContext['store'], 'files' | 'peers' | 'webFiles'>;
  limits: FilesContext['limits'];
}

/**
 * Finds where a file is from what the store knows now; undefined when it knows nothing. The reference is read each time: it may have
 * been renewed meanwhile.
 */
export function findSource({ store, limits }: SourceContext, path: MediaPath): FileSource | undefined {
  // What is said of the sizes of pictures is not always true: their last part tells.
  const picture = { size: undefined, mimeType: undefined, small: true } as const;
  const web = (at: tl.InputWebFileLocation, sizeHint = 0): FileSource => ({
    dcId: limits().webFileDcId,
    location: { kind: 'web', at },
    sizeHint,
    ...picture,
  });
  switch (path.kind) {
    case 'photo': {
      const record = store.files.get('photo', BigInt(path.id));
      const size = record?.sizes.find((entry) => entry.type === path.size);
      if (record === undefined || size === undefined) return undefined;
      const { id, accessHash, reference, dcId } = record;
      const at: tl.InputFileLocation = { _: 'inputPhotoFileLocation', id, accessHash, fileReference: reference, thumbSize: path.size };
      return { dcId, location: { kind: 'file', at }, sizeHint: size.byteSize, ...picture };
    }
    case 'document':
      return document(store.files.get('document', BigInt(path.id)));
    case 'documentThumbnail': {
      const record = store.files.get('document', BigInt(path.id));
      const size = record?.sizes.find((entry) => entry.type === path.size);
      if (record === undefined || size === undefined) return undefined;
      const at = documentLocation(record, path.size);
      return { dcId: record.dcId, location: { kind: 'file', at }, sizeHint: size.byteSize, ...picture };
    }
    case 'avatar':
    case 'portrait': {
      const photo = store.peers.photoLocation(path.peerId);
      if (photo === undefined) return undefined;
      const big = path.kind === 'portrait' ? { big: true } : {};
      const at: tl.InputFileLocation = { _: 'inputPeerPhotoFileLocation', peer: photo.peer, photoId: BigInt(path.photoId), ...big };
      return { dcId: photo.dcId, location: { kind: 'file', at }, sizeHint: 0, ...picture };
    }
    case 'webFile': {
      const record = store.webFiles.get(path.id);
      if (record === undefined) return undefined;
      const { url, accessHash, byteSize } = record;
      return web({ _: 'inputWebFileLocation', url, accessHash }, byteSize);
    }
    case 'map':
      return web(mapLocation(path));
    case 'attachment':
      // It has never been on a server.
      return undefined;
    case 'albumCover': {
      const record = store.files.get('document', BigInt(path.documentId));
      if (record === undefined) return undefined;
      const { id, accessHash, reference } = record;
      return web({
        _: 'inputWebFileAudioAlbumThumbLocation',
        document: { _: 'inputDocument', id, accessHash, fileReference: reference },
        ...(path.small ? { small: true } : {}),
      });
    }
  }
}

function document(record: FileRecord | undefined): FileSource | undefined {
  if (record === undefined) return undefined;
  return {
    dcId: record.dcId,
    location: { kind: 'file', at: documentLocation(record, '') },
    size: record.byteSize,
    sizeHint: record.byteSize,
    mimeType: record.mimeType,
    small: record.byteSize < SMALL_FILE,
  };
}

function documentLocation({ id, accessHash, reference }: FileRecord, thumbSize: string): tl.InputFileLocation {
  return { _: 'inputDocumentFileLocation', id, accessHash, fileReference: reference, thumbSize };
}

function mapLocation({ latitude, longitude, accessHash, width, height, zoom, scale }: MapView): tl.InputWebFileLocation {
  return {
    _: 'inputWebFileGeoPointLocation',
    geoPoint: { _: 'inputGeoPoint', lat: latitude, long: longitude },
    accessHash: BigInt(accessHash),
    w: width,
    h: height,
    zoom,
    scale,
  };
}
