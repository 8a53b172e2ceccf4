import type { tl } from '#tl';
import type { Logger, MtprotoClient } from '../mtproto/index.ts';
import type { Store } from '../store/index.ts';

/** A range as HTTP names it: from a byte to another (inclusive, the end when absent), or the last `suffix` bytes. */
export type RangeSpec = { start: number; end?: number } | { suffix: number };

/**
 * The answer to a request for a file. `start` and `end` (inclusive) are the bytes that `body` brings; a file of no bytes has
 * `end` −1. Cancelling `body` stops the download as far as nobody else waits for it.
 */
export type MediaAnswer =
  | { ok: true; size: number; start: number; end: number; partial: boolean; mimeType: string; body: ReadableStream<Uint8Array> }
  /** 404: there is no such file; 416: the range lies outside (`size` says of what); 503: it cannot be had now. */
  | { ok: false; status: 404 | 416 | 503; reason: string; size?: number };

/** All that the files may touch. */
export interface FilesContext {
  client: Pick<MtprotoClient, 'call'>;
  store: Pick<Store, 'files' | 'mediaCache' | 'peers' | 'messages' | 'transaction'>;
  /** Folder of the encrypted cache. */
  cacheDir: string;
  /** Bytes that the cache may hold. */
  cacheLimit: number;
  /** How long a part may take before the file counts as not to be had now, ms. */
  partTimeoutMs: number;
  log: Logger;
  now(): number;
  /** The disk has no room for the cache. */
  onDiskFull(): void;
}

/** Where a file is on the servers, and what is known of it. */
export interface FileSource {
  dcId: number;
  location: tl.InputFileLocation;
  /** Bytes, when known beforehand. */
  size: number | undefined;
  /** When known beforehand; pictures say it in the first part. */
  mimeType: string | undefined;
  priority: 'high' | 'normal';
}

/** Why a file cannot be had: for good (404) or now (503). */
export class FileUnavailable extends Error {
  override readonly name = 'FileUnavailable';
  readonly status: 404 | 503;

  constructor(status: 404 | 503, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.status = status;
  }
}
