import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { drop } from '#shared/assert.ts';
import { safeFileName } from '#shared/file-name.ts';
import { formatMediaPath } from '#shared/media-path.ts';
import type { MediaPath } from '#shared/media-path.ts';
import type { CachedFile, FileOrigin } from '../store/index.ts';
import { StoreError } from '../store/index.ts';
import { CacheFile, readSealed } from './cache-file.ts';
import { CacheRoom } from './cache-room.ts';
import { Download } from './download.ts';
import { newFileKey } from './file-cipher.ts';
import { isLocalCopy } from './local-copy.ts';
import { PartLoader } from './part-loader.ts';
import type { LoadedPart } from './part-loader.ts';
import { resolveRange } from './range.ts';
import { ReferenceRefresher } from './reference-refresher.ts';
import { saveCopy } from './save-copy.ts';
import { findSource } from './source.ts';
import { SpeedNotice } from './speed-notice.ts';
import { FileUnavailable } from './types.ts';
import type { FilesContext, MediaAnswer, RangeSpec } from './types.ts';

const SMALL_PART = 128 * 1024;
const BIG_PART = 512 * 1024;
const BIG_FILE = 64 * 1024 * 1024;
/** Bytes read from the disk at a time. */
const READ_CHUNK = 256 * 1024;

export interface SaveTarget {
  folder: string;
  /** As others chose it. */
  name: string;
  onProgress?(bytes: number, total: number): void;
}

export interface FileManagerOptions extends FilesContext {
  /** Reads a message from the server again and stores it with its files. */
  refetch(origin: FileOrigin): Promise<void>;
}

/**
 * Files by their media paths: from the encrypted cache, or downloaded into it while they are read
 * (core.telegram.org/api/files, Downloading files). Several readers of a file share one download.
 */
export class FileManager {
  readonly #options: FileManagerOptions;
  readonly #loader: PartLoader;
  readonly #downloads = new Map<string, Promise<Download>>();
  /** Keys of the downloads that have begun, to tell one from a later one of the same file. */
  readonly #keys = new Map<Download, string>();
  readonly #room: CacheRoom;
  #disposed = false;

  constructor(options: FileManagerOptions) {
    this.#options = options;
    const refresher = new ReferenceRefresher({
      files: options.store.files,
      refetch: (origin) => options.refetch(origin),
      now: () => options.clock.wall(),
    });
    this.#loader = new PartLoader(options, refresher, new SpeedNotice(options));
    this.#room = new CacheRoom(options, {
      inUse: (path) => this.#downloads.has(path),
      forgotten: (path) => this.#detach(path),
    });
  }

  /** Answers a request for a file or a part of it. Rejects only with the reason of `signal`. */
  async read(path: MediaPath, range: RangeSpec | undefined, signal: AbortSignal): Promise<MediaAnswer> {
    try {
      await this.#room.ready;
      return (await this.#readCached(path, range)) ?? (await this.#readDownload(path, range, signal));
    } catch (error) {
      signal.throwIfAborted();
      return this.#refusal(error);
    }
  }

  /**
   * Keeps a file in a folder of the person, under its own or the nearest free name; one that is there already is found and not loaded
   * again. Resolves with the path.
   * @throws FileUnavailable, or what the disk says
   */
  async save(path: MediaPath, target: SaveTarget, signal: AbortSignal): Promise<string> {
    const name = safeFileName(target.name);
    const there = join(target.folder, name);
    if (await this.#isThere(path, there, signal)) return there;
    const answer = await this.read(path, undefined, signal);
    if (!answer.ok) throw new FileUnavailable(answer.status === 404 ? 404 : 503, answer.reason);
    try {
      return await saveCopy(answer, { folder: target.folder, name }, (bytes) => target.onProgress?.(bytes, answer.size));
    } catch (error) {
      signal.throwIfAborted();
      if (isDiskFull(error)) this.#options.onDiskFull();
      throw error;
    }
  }

  /** Removes those of the cached files that are chosen and that nobody uses now. */
  async clear(isChosen: (file: CachedFile) => boolean): Promise<void> {
    await this.#room.ready;
    await this.#room.clear(isChosen);
  }

  /** The limits of the cache have changed. */
  async keepLimits(): Promise<void> {
    await this.#room.ready;
    await this.#room.keepLimits();
  }

  /** Stops all downloads; what has come of them is kept and continued the next time. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    const downloads = [...this.#downloads.values()];
    this.#downloads.clear();
    await Promise.allSettled([this.#room.dispose(), ...downloads.map(async (download) => (await download).dispose())]);
  }

  /** Whether exactly this document lies at a place of the disk. */
  async #isThere(path: MediaPath, place: string, signal: AbortSignal): Promise<boolean> {
    const source = findSource(this.#options, path);
    if (source?.location.kind !== 'file' || source.size === undefined) return false;
    const { client, partTimeoutMs } = this.#options;
    const { dcId, size, location } = source;
    try {
      return await isLocalCopy(place, size, (offset) =>
        client.call({ _: 'upload.getFileHashes', location: location.at, offset }, { dcId, kind: 'download', timeoutMs: partTimeoutMs, signal }),
      );
    } catch {
      // Whatever keeps it from being known, the file can be loaded.
      signal.throwIfAborted();
      return false;
    }
  }

  async #readCached(path: MediaPath, range: RangeSpec | undefined): Promise<MediaAnswer | undefined> {
    const key = formatMediaPath(path);
    const entry = this.#options.store.mediaCache.get(key);
    if (entry?.complete !== true) return undefined;
    const handle = await open(this.#room.pathOf(entry), 'r').catch(() => undefined);
    if (handle === undefined || (await handle.stat()).size !== entry.byteSize) {
      await handle?.close();
      await this.#room.forget(entry);
      return undefined;
    }
    const wanted = resolveRange(range, entry.byteSize);
    if (wanted === undefined) {
      await handle.close();
      return outside(entry.byteSize);
    }
    this.#options.store.mediaCache.touch(key, this.#options.clock.wall());
    let offset = wanted.start;
    const body = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        const length = Math.min(READ_CHUNK, wanted.end + 1 - offset);
        const bytes = length > 0 ? await readSealed(handle, entry.key, { offset, length }, this.#options.bulk) : new Uint8Array(0);
        offset += bytes.length;
        if (bytes.length > 0) controller.enqueue(bytes);
        if (offset <= wanted.end && bytes.length > 0) return;
        await handle.close();
        if (offset <= wanted.end) controller.error(new FileUnavailable(503, 'The file ended too early.'));
        else controller.close();
      },
      cancel: () => handle.close(),
    }, { highWaterMark: 0 });
    return { ok: true, size: entry.byteSize, ...wanted, partial: range !== undefined, mimeType: entry.mimeType, body };
  }

  async #readDownload(path: MediaPath, range: RangeSpec | undefined, signal: AbortSignal): Promise<MediaAnswer> {
    const download = await this.#download(path);
    const { size, mimeType } = await download.head(signal);
    const wanted = resolveRange(range, size);
    if (wanted === undefined) return outside(size);
    const stop = new AbortController();
    const pieces = download.read(wanted.start, wanted.end, AbortSignal.any([signal, stop.signal]));
    // The first piece is waited for: a file that cannot be had gets a proper answer instead of a broken stream.
    let first: IteratorResult<Uint8Array, void> | undefined = await pieces.next();
    const body = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        const piece = first ?? (await pieces.next());
        first = undefined;
        if (piece.done === true) controller.close();
        else controller.enqueue(piece.value);
      },
      cancel: async (reason) => {
        stop.abort(reason instanceof Error ? reason : new DOMException('Nobody reads the file any more', 'AbortError'));
        await pieces.return(undefined);
      },
    }, { highWaterMark: 0 });
    return { ok: true, size, ...wanted, partial: range !== undefined, mimeType, body };
  }

  #download(path: MediaPath): Promise<Download> {
    const key = formatMediaPath(path);
    const running = this.#downloads.get(key);
    if (running !== undefined) return running;
    if (this.#disposed) return Promise.reject(new FileUnavailable(503, 'Petrel is closing.'));
    const started = this.#start(path, key);
    this.#downloads.set(key, started);
    started.catch(() => this.#downloads.delete(key));
    return started;
  }

  async #start(path: MediaPath, key: string): Promise<Download> {
    const source = findSource(this.#options, path);
    if (source === undefined) throw new FileUnavailable(404, 'Nothing is known of this file.');
    const entry = this.#entry(key, source.size ?? 0, source.mimeType ?? '');
    const isBig = (source.size ?? 0) > BIG_FILE;
    const file = await CacheFile.open(this.#room.pathOf(entry), entry.key, isBig ? BIG_PART : SMALL_PART, this.#options);
    // Parts of one file share the room with those of others.
    const owner = {};
    const load = (offset: number, limit: number, signal: AbortSignal, precise = false): Promise<LoadedPart> =>
      this.#loader.load({ path, offset, limit, precise, owner, signal });
    const download = new Download({
      file,
      size: source.size,
      sizeHint: source.sizeHint,
      mimeType: source.mimeType ?? (entry.mimeType === '' ? undefined : entry.mimeType),
      load,
      ...(isBig ? { loadEarly: (offset: number, limit: number, signal: AbortSignal) => load(offset, limit, signal, true) } : {}),
      onProgress: ({ size, mimeType, complete }) => {
        if (this.#keys.get(download) !== key) return;
        this.#options.store.mediaCache.put({ ...entry, byteSize: size, mimeType, complete, usedAt: this.#options.clock.wall() });
        if (complete) drop(this.#room.makeRoom().catch((error: unknown) => this.#options.log.error('no room could be made', { error })));
      },
      onCorrupted: () =>
        drop(this.#discard(download, file, key).catch((error: unknown) => this.#options.log.error('a file could not be discarded', { error }))),
      onIdle: () => void setImmediate(() => this.#retire(download)),
    });
    this.#keys.set(download, key);
    return download;
  }

  /** Ends a download that nobody reads; the pause before lets those come in who were just given it. */
  #retire(download: Download): void {
    if (download.hasReaders || download.isDisposed) return;
    const key = this.#keys.get(download);
    this.#keys.delete(download);
    if (key !== undefined && key !== '') this.#downloads.delete(key);
    drop(download.dispose().catch(() => undefined));
  }

  #entry(key: string, byteSize: number, mimeType: string): CachedFile {
    const { mediaCache } = this.#options.store;
    const present = mediaCache.get(key);
    if (present !== undefined) return present;
    const entry: CachedFile = {
      path: key,
      fileName: randomBytes(16).toString('hex'),
      key: newFileKey(),
      byteSize,
      mimeType,
      complete: false,
      usedAt: this.#options.clock.wall(),
    };
    mediaCache.put(entry);
    return entry;
  }

  /** Takes what came of a file off the disk at once; the next reader begins anew. */
  async #discard(download: Download, file: CacheFile, key: string): Promise<void> {
    if (this.#keys.get(download) !== key) return;
    this.#detach(key);
    this.#options.store.mediaCache.delete(key);
    await file.discard().catch(() => undefined);
  }

  /** Whoever still reads what is forgotten keeps its open file; the next one starts anew, with another name and key. */
  #detach(path: string): void {
    this.#downloads.delete(path);
    for (const [download, key] of this.#keys) if (key === path) this.#keys.set(download, '');
  }

  #refusal(error: unknown): MediaAnswer {
    if (error instanceof FileUnavailable) return { ok: false, status: error.status, reason: error.message };
    if (isDiskFull(error)) {
      this.#options.onDiskFull();
      return { ok: false, status: 503, reason: 'The disk is full.' };
    }
    this.#options.log.error('a file could not be read', { error });
    return { ok: false, status: 503, reason: 'The file cannot be read now.' };
  }
}

const outside = (size: number): MediaAnswer => ({ ok: false, status: 416, reason: 'The range lies outside the file.', size });

function isDiskFull(error: unknown): boolean {
  if (error instanceof StoreError) return error.kind === 'diskFull';
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

