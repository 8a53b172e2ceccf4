import type { tl } from '#tl';
import type { MediaPath } from '#shared/media-path.ts';
import { CallFailure, RpcError } from '../mtproto/index.ts';
import type { Lanes } from './lanes.ts';
import type { ReferenceRefresher } from './reference-refresher.ts';
import { findSource } from './source.ts';
import { FileUnavailable } from './types.ts';
import type { FilesContext, FileSource } from './types.ts';

export interface LoadedPart {
  bytes: Uint8Array;
  mimeType: string | undefined;
}

/** Loads single parts of files: finds the place, keeps to the limits, renews references once. */
export class PartLoader {
  readonly #context: FilesContext;
  readonly #lanes: Lanes;
  readonly #refresher: ReferenceRefresher;

  constructor(context: FilesContext, lanes: Lanes, refresher: ReferenceRefresher) {
    this.#context = context;
    this.#lanes = lanes;
    this.#refresher = refresher;
  }

  /**
   * Bytes `offset` to `offset + limit` of a file, fewer at its end. `offset` is a multiple of `limit`, and `limit` divides 1 MiB, so
   * that no request crosses such a boundary. Throws `FileUnavailable`, or the signal's reason.
   */
  async load(path: MediaPath, offset: number, limit: number, signal: AbortSignal): Promise<LoadedPart> {
    let refreshed = false;
    for (;;) {
      const source = findSource(this.#context.store, path);
      if (source === undefined) throw new FileUnavailable(404, 'Nothing is known of this file.');
      try {
        return await this.#request(source, offset, limit, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (!refreshed && isStale(error) && (await this.#renew(source.location))) {
          refreshed = true;
          continue;
        }
        throw unavailable(error);
      }
    }
  }

  async #request(source: FileSource, offset: number, limit: number, signal: AbortSignal): Promise<LoadedPart> {
    const release = await this.#lanes.enter(
      { lane: source.dcId, bytes: limit, priority: source.priority === 'high' ? 32 : 16, owner: this },
      signal,
    );
    try {
      const answer = await this.#context.client.call(
        { _: 'upload.getFile', location: source.location, offset, limit },
        {
          dcId: source.dcId,
          kind: 'download',
          signal,
          timeoutMs: this.#context.partTimeoutMs,
          priority: source.priority,
          idempotent: true,
        },
      );
      // CDN downloads are not asked for (`cdnSupported` is absent), so a redirect has no business here.
      if (answer._ !== 'upload.file') throw new FileUnavailable(503, 'The server sent the file elsewhere.');
      if (answer.bytes.length > limit) throw new FileUnavailable(503, 'The server sent more than was asked for.');
      return { bytes: answer.bytes, mimeType: mimeTypeOf(answer.type) };
    } finally {
      release();
    }
  }

  #renew(location: tl.InputFileLocation): Promise<boolean> {
    if (location._ === 'inputPhotoFileLocation') return this.#refresher.refresh('photo', location.id, location.fileReference);
    if (location._ === 'inputDocumentFileLocation') {
      return this.#refresher.refresh('document', location.id, location.fileReference);
    }
    return Promise.resolve(false);
  }
}

/** Errors that reading the owner of the file again may cure. */
function isStale(error: unknown): boolean {
  return (
    error instanceof RpcError &&
    (error.type.startsWith('FILE_REFERENCE_') || /^(FILEREF_UPGRADE_NEEDED|LOCATION_INVALID|FILE_ID_INVALID)$/.test(error.type))
  );
}

function unavailable(error: unknown): unknown {
  if (error instanceof RpcError) {
    return error.code === 400 || error.code === 403 || error.code === 406
      ? new FileUnavailable(404, 'This file is not available any more.', { cause: error })
      : new FileUnavailable(503, 'The server cannot send this file now.', { cause: error });
  }
  if (error instanceof CallFailure) return new FileUnavailable(503, 'There is no connection to Telegram.', { cause: error });
  return error;
}

function mimeTypeOf(type: tl.storage.FileType): string | undefined {
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
