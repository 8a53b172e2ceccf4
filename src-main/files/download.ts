import { drop } from '#shared/assert.ts';
import type { CacheFile } from './cache-file.ts';
import type { LoadedPart } from './part-loader.ts';
import { FileCorrupted, FileUnavailable } from './types.ts';

/** Parts that are asked for ahead of each reader. */
const AHEAD = 8;
/** So many bytes come before the whole part when somebody begins to read in the middle of a large one. */
const EARLY = 64 * 1024;
const EARLY_UNIT = 1024;

export interface DownloadOptions {
  file: CacheFile;
  /** Bytes, when known beforehand. */
  size: number | undefined;
  /** About how many there are, when not; 0 when nobody knows. */
  sizeHint: number;
  mimeType: string | undefined;
  load(offset: number, limit: number, signal: AbortSignal): Promise<LoadedPart>;
  /** Bytes from a multiple of 1 KiB on, not over the end of a part; absent when parts are small enough to be waited for. */
  loadEarly?(offset: number, limit: number, signal: AbortSignal): Promise<LoadedPart>;
  /** Size and kind became known, or every part is there. */
  onProgress(state: { size: number; mimeType: string; complete: boolean }): void;
  /** Something else than the file came: nothing of it may be kept. */
  onCorrupted(): void;
  /** Nobody waits any more, or nothing is left to do. */
  onIdle(): void;
}

/** Somebody who wants the parts from `next` to `last`. */
interface Reader {
  next: number;
  last: number;
}

/**
 * A file on its way into the cache. Readers say which parts they want next; those are loaded, a few ahead of each, and what nobody
 * wants any more is cancelled.
 */
export class Download {
  readonly #options: DownloadOptions;
  readonly #readers = new Set<Reader>();
  readonly #inFlight = new Map<number, AbortController>();
  readonly #waiters = new Set<{ check: () => boolean; resolve: () => void; reject: (error: unknown) => void }>();
  /** Settles when every part that has come is written. */
  #storing: Promise<void> = Promise.resolve();
  #size: number | undefined;
  /** Parts that the file has at most, as long as its size is unknown. */
  #partsAtMost = Infinity;
  #mimeType: string | undefined;
  #complete = false;
  /** Size and kind were told once; the next time is when every part is there. */
  #announced = false;
  /** What came was not the file: whoever still reads this download learns of it, also if nobody waited for the part just then. */
  #corrupted: FileCorrupted | undefined;
  #disposed = false;

  constructor(options: DownloadOptions) {
    this.#options = options;
    this.#size = options.size;
    this.#mimeType = options.mimeType;
  }

  /** Bytes of the whole file and its kind, as soon as they are known: at the latest with the first part. */
  async head(signal: AbortSignal): Promise<{ size: number; mimeType: string }> {
    const known = (): boolean => this.#size !== undefined && this.#mimeType !== undefined;
    if (this.#isWhole() && !this.#complete) {
      // It was cut off between its last part and the note that it is complete.
      this.#mimeType ??= 'image/jpeg';
      await this.#finish();
      this.#announce();
    }
    if (!known()) {
      // Pictures of unknown size are read to their end: their last part tells it.
      const reader = this.#addReader(0, this.#size === undefined ? Number.MAX_SAFE_INTEGER : 0);
      try {
        this.#pump();
        await this.#until(known, signal);
      } finally {
        this.#removeReader(reader);
      }
    }
    return { size: this.#size ?? 0, mimeType: this.#mimeType ?? 'application/octet-stream' };
  }

  /** The bytes from `start` to `end` (both included), piece by piece; what is not there yet is waited for. */
  async *read(start: number, end: number, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    const { partSize } = this.#options.file.parts;
    const reader = this.#addReader(Math.floor(start / partSize), Math.floor(end / partSize));
    try {
      for (let offset = start; offset <= end; ) {
        const part = Math.floor(offset / partSize);
        reader.next = part;
        const early = this.#early(part, offset, end, signal);
        this.#pump();
        const bytesBefore = await early;
        if (bytesBefore !== undefined) {
          offset += bytesBefore.length;
          yield bytesBefore;
          continue;
        }
        await this.#until(() => this.#options.file.parts.has(part), signal);
        const length = Math.min((part + 1) * partSize, end + 1) - offset;
        const bytes = await this.#options.file.read(offset, length);
        signal.throwIfAborted();
        if (bytes.length === 0) throw new FileUnavailable(503, 'The file ended too early.');
        offset += bytes.length;
        yield bytes;
      }
    } finally {
      this.#removeReader(reader);
    }
  }

  /** The first bytes of a read in the middle of a part that is not there, when they are quicker than the part. */
  async #early(part: number, offset: number, end: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const { file, loadEarly } = this.#options;
    const { partSize } = file.parts;
    if (loadEarly === undefined || file.parts.has(part) || this.#size === undefined || offset % partSize < EARLY) return undefined;
    const from = offset - (offset % EARLY_UNIT);
    const limit = Math.min(EARLY, (part + 1) * partSize - from);
    const stop = new AbortController();
    const whole = this.#until(() => file.parts.has(part), signal).then(() => undefined);
    const piece = loadEarly(from, limit, AbortSignal.any([signal, stop.signal])).catch(() => undefined);
    try {
      const first = await Promise.race([whole, piece]);
      const bytes = first?.bytes.subarray(offset - from, Math.min(end + 1, this.#size) - from);
      return bytes !== undefined && bytes.length > 0 ? bytes : await whole;
    } finally {
      stop.abort(new DOMException('The part is there', 'AbortError'));
      whole.catch(() => undefined);
    }
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#fail(new FileUnavailable(503, 'Petrel is closing.'));
    await this.#storing;
    await this.#options.file.close();
  }

  get isDisposed(): boolean {
    return this.#disposed;
  }

  get hasReaders(): boolean {
    return this.#readers.size > 0;
  }

  #addReader(next: number, last: number): Reader {
    const reader = { next, last };
    this.#readers.add(reader);
    return reader;
  }

  #removeReader(reader: Reader): void {
    this.#readers.delete(reader);
    this.#pump();
    if (this.#readers.size === 0) this.#options.onIdle();
  }

  #wanted(): Set<number> {
    const parts = new Set<number>();
    const lastPart =
      this.#size === undefined ? this.#partsAtMost - 1 : Math.ceil(this.#size / this.#options.file.parts.partSize) - 1;
    for (const { next, last } of this.#readers) {
      // While the size is unknown, the next part tells whether there is another one.
      const hinted = Math.min(next + AHEAD, Math.ceil(this.#options.sizeHint / this.#options.file.parts.partSize));
      const ahead = this.#size === undefined ? Math.max(this.#firstMissing(next) + 1, hinted) : next + AHEAD;
      for (let part = next; part <= Math.min(last, lastPart, ahead - 1); part++) parts.add(part);
    }
    return parts;
  }

  /** Every part is there, counting `coming`. */
  #isWhole(coming?: number): boolean {
    const { parts } = this.#options.file;
    if (this.#size === undefined) return false;
    const count = Math.ceil(this.#size / parts.partSize);
    for (let part = 0; part < count; part++) if (part !== coming && !parts.has(part)) return false;
    return true;
  }

  #firstMissing(from: number): number {
    let part = from;
    while (this.#options.file.parts.has(part)) part++;
    return part;
  }

  #pump(): void {
    if (this.#disposed || this.#corrupted !== undefined) return;
    const wanted = this.#wanted();
    for (const [part, controller] of this.#inFlight) {
      if (wanted.has(part)) continue;
      this.#inFlight.delete(part);
      controller.abort(new DOMException('Nobody waits for this part', 'AbortError'));
    }
    for (const part of wanted) {
      if (this.#options.file.parts.has(part) || this.#inFlight.has(part)) continue;
      const controller = new AbortController();
      this.#inFlight.set(part, controller);
      drop(this.#load(part, controller));
    }
  }

  async #load(part: number, controller: AbortController): Promise<void> {
    const { file } = this.#options;
    const { partSize } = file.parts;
    try {
      const { bytes, mimeType, size } = await this.#options.load(part * partSize, partSize, controller.signal);
      if (controller.signal.aborted || this.#disposed) return;
      this.#mimeType ??= mimeType ?? 'application/octet-stream';
      this.#size ??= size;
      const known = this.#size;
      if (known !== undefined && bytes.length < Math.min(partSize, known - part * partSize)) {
        throw new FileUnavailable(503, 'The server sent less of the file than it has.');
      }
      const kept = known === undefined ? bytes : bytes.subarray(0, known - part * partSize);
      const storing = this.#storing.then(() => this.#keep(part, kept));
      this.#storing = storing.catch(() => undefined);
      await storing;
    } catch (error) {
      if (controller.signal.aborted) return;
      this.#inFlight.delete(part);
      if (error instanceof FileCorrupted) {
        this.#corrupted = error;
        this.#options.onCorrupted();
      }
      this.#fail(error);
    }
  }

  /** One part after the other, and each to its end even if nobody waits for it any more. */
  async #keep(part: number, bytes: Uint8Array): Promise<void> {
    const { file } = this.#options;
    await file.write(part, bytes);
    this.#learnSize(part, bytes.length);
    // Whoever has read the last part may count on the file being complete.
    if (this.#isWhole(part)) await this.#finish();
    if (bytes.length > 0) file.parts.add(part);
    this.#inFlight.delete(part);
    if (this.#complete || !this.#announced) this.#announce();
    this.#pump();
    for (const waiter of [...this.#waiters]) {
      if (!waiter.check()) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
    if (!this.#complete) file.noteParts();
  }

  /** A part that is not full ends the file, and so does the last full one before an empty one. */
  #learnSize(part: number, length: number): void {
    if (this.#size !== undefined) return;
    const { parts } = this.#options.file;
    const { partSize } = parts;
    if (length > 0 && length < partSize) this.#size = part * partSize + length;
    if (length === 0) this.#partsAtMost = Math.min(this.#partsAtMost, part);
    if (this.#size !== undefined || this.#partsAtMost === Infinity) return;
    const last = this.#partsAtMost - 1;
    if (last < 0 || parts.has(last) || (part === last && length === partSize)) this.#size = this.#partsAtMost * partSize;
  }

  async #finish(): Promise<void> {
    await this.#options.file.finish();
    this.#complete = true;
  }

  #announce(): void {
    if (this.#size === undefined) return;
    this.#announced = true;
    this.#options.onProgress({
      size: this.#size,
      mimeType: this.#mimeType ?? 'application/octet-stream',
      complete: this.#complete,
    });
  }

  #fail(error: unknown): void {
    for (const controller of this.#inFlight.values()) controller.abort(new DOMException('The download failed', 'AbortError'));
    this.#inFlight.clear();
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const waiter of waiters) waiter.reject(error);
  }

  #until(check: () => boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      if (this.#corrupted !== undefined) return reject(this.#corrupted);
      if (this.#disposed) return reject(new FileUnavailable(503, 'Petrel is closing.'));
      if (check()) return resolve();
      const settle = (): void => signal.removeEventListener('abort', abort);
      const waiter = {
        check,
        resolve: () => {
          settle();
          resolve();
        },
        reject: (error: unknown) => {
          settle();
          reject(error as Error);
        },
      };
      const abort = (): void => {
        this.#waiters.delete(waiter);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#waiters.add(waiter);
    });
  }
}
