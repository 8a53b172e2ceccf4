import type { tl } from '#tl';
import { formatMediaPath } from '#shared/media-path.ts';
import type { MediaPath } from '#shared/media-path.ts';
import { CallFailure, RpcError } from '../mtproto/index.ts';
import type { CallOptions } from '../mtproto/index.ts';
import { CdnFile, CdnTokenGone } from './cdn/cdn-file.ts';
import { Lanes } from './lanes.ts';
import { PartDeadline } from './part-deadline.ts';
import type { ReferenceRefresher } from './reference-refresher.ts';
import { findSource } from './source.ts';
import type { SpeedNotice } from './speed-notice.ts';
import { mimeTypeOf } from './storage-type.ts';
import { FileCorrupted, FileUnavailable, priorities } from './types.ts';
import type { FilesContext, FileSource } from './types.ts';

const MIB = 1_048_576;
/** Bytes asked of one data center at a time, and of all together (core.telegram.org/api/files). */
const WINDOW = 2 * MIB;
const PREMIUM_WINDOW = 16 * MIB;
const TOTAL_WINDOWS = 3;
/** The same for pictures and small files, which have room of their own. */
const SMALL_WINDOW = MIB;
/** How often a file is looked for at a CDN under another token. */
const TOKENS = 3;

export interface PartRequest {
  path: MediaPath;
  /** A range that the server takes. */
  offset: number;
  limit: number;
  /** Units of 1 KiB: for the first bytes of a stream in the middle of a file. */
  precise?: boolean;
  /** The download: those of one urgency share the room. */
  owner: object;
  signal: AbortSignal;
}

export interface LoadedPart {
  bytes: Uint8Array;
  mimeType: string | undefined;
  /** Of the whole file, when the answer says it. */
  size?: number;
}

/** Loads single parts of files: finds the place, keeps to the limits, follows redirects to CDNs, renews references once. */
export class PartLoader {
  readonly #context: FilesContext;
  readonly #refresher: ReferenceRefresher;
  readonly #onWait: NonNullable<CallOptions['onWait']>;
  readonly #films: Lanes;
  readonly #pictures = new Lanes({ window: () => SMALL_WINDOW, total: () => TOTAL_WINDOWS * SMALL_WINDOW });
  /** Files that a CDN serves, by their media paths. */
  readonly #cdn = new Map<string, CdnFile>();
  /** Files that a CDN has changed: they come from their own data center alone. */
  readonly #withoutCdn = new Set<string>();

  constructor(context: FilesContext, refresher: ReferenceRefresher, notice: SpeedNotice) {
    this.#context = context;
    this.#refresher = refresher;
    this.#onWait = notice.listener('download');
    const window = (): number => (context.limits().premium ? PREMIUM_WINDOW : WINDOW);
    this.#films = new Lanes({ window, total: () => TOTAL_WINDOWS * window() });
  }

  /**
   * Bytes `offset` to `offset + limit` of a file, fewer at its end.
   * @throws FileUnavailable, FileCorrupted when a CDN changed them, the signal's reason
   */
  async load(request: PartRequest): Promise<LoadedPart> {
    const { path, signal } = request;
    let refreshed = false;
    let tokens = 0;
    for (;;) {
      const source = findSource(this.#context, path);
      if (source === undefined) throw new FileUnavailable(404, 'Nothing is known of this file.');
      try {
        return await this.#admitted(source, request, tokens < TOKENS);
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof CdnTokenGone) {
          tokens++;
          continue;
        }
        if (!refreshed && isStale(error) && (await this.#renew(source))) {
          refreshed = true;
          continue;
        }
        throw unavailable(error);
      }
    }
  }

  async #admitted(source: FileSource, request: PartRequest, cdn: boolean): Promise<LoadedPart> {
    const { limit, owner, signal } = request;
    const lanes = source.small ? this.#pictures : this.#films;
    const priority = source.small ? priorities.visible : priorities.streaming;
    const release = await lanes.enter({ lane: source.dcId, bytes: limit, priority, owner }, signal);
    const { clock, partTimeoutMs } = this.#context;
    const deadline = new PartDeadline(clock, partTimeoutMs, signal);
    const options: CallOptions = {
      dcId: source.dcId,
      kind: source.small ? 'downloadSmall' : 'download',
      signal: deadline.signal,
      priority: source.small ? 'high' : 'normal',
      idempotent: true,
      onWait: (wait) => {
        deadline.extend(wait.seconds * 1000);
        this.#onWait(wait);
      },
    };
    try {
      return await this.#request(source, request, cdn, options);
    } finally {
      deadline.end();
      release();
    }
  }

  async #request({ location, dcId }: FileSource, request: PartRequest, mayUseCdn: boolean, options: CallOptions): Promise<LoadedPart> {
    const { path, offset, limit, precise = false } = request;
    const { client } = this.#context;
    if (location.kind === 'web') {
      const { bytes, mimeType, size } = await client.call({ _: 'upload.getWebFile', location: location.at, offset, limit }, options);
      return { bytes: checked(bytes, limit), mimeType: mimeType === '' ? undefined : mimeType, ...(size > 0 ? { size } : {}) };
    }
    const key = formatMediaPath(path);
    const cdnSupported = mayUseCdn && !precise && !this.#withoutCdn.has(key);
    const cdn = cdnSupported ? this.#cdn.get(key) : undefined;
    if (cdn !== undefined) return this.#fromCdn(key, cdn, request, options);
    const flags = { ...(precise ? { precise: true } : {}), ...(cdnSupported ? { cdnSupported: true } : {}) };
    const answer = await client.call({ _: 'upload.getFile', location: location.at, offset, limit, ...flags }, options);
    if (answer._ === 'upload.file') return { bytes: checked(answer.bytes, limit), mimeType: mimeTypeOf(answer.type) };
    if (!cdnSupported) throw new FileUnavailable(503, 'The server sent the file elsewhere.');
    return this.#fromCdn(key, this.#redirected(key, answer, dcId), request, options);
  }

  /** Several parts may be sent to the CDN at once; with another token, what was asked for under the old one is dropped. */
  #redirected(key: string, redirect: tl.upload.fileCdnRedirect, originDcId: number): CdnFile {
    const present = this.#cdn.get(key);
    if (present?.hasToken(redirect.fileToken) === true) {
      present.addHashes(redirect.fileHashes);
      return present;
    }
    const cdn = new CdnFile({ client: this.#context.client, redirect, originDcId });
    this.#cdn.set(key, cdn);
    return cdn;
  }

  async #fromCdn(key: string, cdn: CdnFile, { offset, limit }: PartRequest, options: CallOptions): Promise<LoadedPart> {
    try {
      const bytes = await cdn.load(offset, limit, options);
      if (this.#cdn.get(key) !== cdn) throw new CdnTokenGone('The token was replaced');
      return { bytes, mimeType: undefined };
    } catch (error) {
      if (error instanceof CdnTokenGone && this.#cdn.get(key) === cdn) this.#cdn.delete(key);
      if (error instanceof CallFailure && error.reason === 'unknownDc') {
        // Nobody knows the way to this CDN: the file's own data center has the file too.
        this.#withoutCdn.add(key);
        throw new CdnTokenGone(error.message, { cause: error });
      }
      if (error instanceof FileCorrupted) {
        this.#cdn.delete(key);
        this.#withoutCdn.add(key);
        this.#context.log.error('a CDN sent something else than the file', { dc: cdn.dcId });
      }
      throw error;
    }
  }

  #renew({ location: { at } }: FileSource): Promise<boolean> {
    if (at._ === 'inputPhotoFileLocation') return this.#refresher.refresh('photo', at.id, at.fileReference);
    if (at._ === 'inputDocumentFileLocation') return this.#refresher.refresh('document', at.id, at.fileReference);
    if (at._ === 'inputWebFileAudioAlbumThumbLocation' && at.document?._ === 'inputDocument') {
      return this.#refresher.refresh('document', at.document.id, at.document.fileReference);
    }
    return Promise.resolve(false);
  }
}

function checked(bytes: Uint8Array, limit: number): Uint8Array {
  if (bytes.length > limit) throw new FileUnavailable(503, 'The server sent more than was asked for.');
  return bytes;
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
