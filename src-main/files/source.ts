import type { MediaPath } from '#shared/media-path.ts';
import type { FilesContext, FileSource } from './types.ts';

const BIG = 1024 * 1024;

/**
 * Finds where a file is from what the store knows now; undefined when it knows nothing. The reference is read each time: it may have
 * been renewed meanwhile.
 */
export function findSource(store: Pick<FilesContext['store'], 'files' | 'peers'>, path: MediaPath): FileSource | undefined {
  switch (path.kind) {
    case 'photo': {
      const record = store.files.get('photo', BigInt(path.id));
      const size = record?.sizes.find((entry) => entry.type === path.size);
      if (record === undefined || size === undefined) return undefined;
      const { id, accessHash, reference, dcId } = record;
      return {
        dcId,
        location: { _: 'inputPhotoFileLocation', id, accessHash, fileReference: reference, thumbSize: path.size },
        size: size.byteSize > 0 ? size.byteSize : undefined,
        mimeType: undefined,
        priority: 'high',
      };
    }
    case 'document':
    case 'documentThumbnail': {
      const record = store.files.get('document', BigInt(path.id));
      if (record === undefined) return undefined;
      const { id, accessHash, reference, dcId } = record;
      const thumbSize = path.kind === 'documentThumbnail' ? path.size : '';
      const thumbnail = record.sizes.find((entry) => entry.type === thumbSize);
      if (path.kind === 'documentThumbnail' && thumbnail === undefined) return undefined;
      const size = thumbnail?.byteSize ?? record.byteSize;
      return {
        dcId,
        location: { _: 'inputDocumentFileLocation', id, accessHash, fileReference: reference, thumbSize },
        size: thumbnail !== undefined && size === 0 ? undefined : size,
        mimeType: thumbnail === undefined ? record.mimeType : undefined,
        priority: thumbnail !== undefined || size < BIG ? 'high' : 'normal',
      };
    }
    case 'avatar': {
      const photo = store.peers.photoLocation(path.peerId);
      if (photo === undefined) return undefined;
      return {
        dcId: photo.dcId,
        location: { _: 'inputPeerPhotoFileLocation', peer: photo.peer, photoId: BigInt(path.photoId) },
        size: undefined,
        mimeType: undefined,
        priority: 'high',
      };
    }
  }
}
