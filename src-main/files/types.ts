import type { tl } from '#tl';
import type { BulkCipher } from '../crypto/index.ts';
import type { Clock, Logger, MtprotoClient } from '../mtproto/index.ts';
import type { Store } from '../store/index.ts';
import type { TransferLimits } from './limits.ts';
import type { TransferDirection } from './speed-notice.ts';

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
  store: Pick<Store, 'files' | 'mediaCache' | 'peers' | 'messages' | 'transaction' | 'webFiles'>;
  clock: Clock;
  /** Folder of the encrypted cache. */
  cacheDir: string;
  /** Bytes that the cache may hold. */
  cacheLimit: number;
  /** For how long a file that nobody uses stays in the cache, ms. */
  cacheAgeMs: number;
  /** How long a part may take before the file counts as not to be had now, ms. */
  partTimeoutMs: number;
  log: Logger;
  /** Encrypts what goes to the disk away from this thread; on it when absent. */
  bulk?: BulkCipher;
  limits(): TransferLimits;
  /** The disk has no room for the cache. */
  onDiskFull(): void;
  /** The server slows transfers down for who does not pay; once per direction and period. */
  onSpeedLimited(direction: TransferDirection): void;
}

/** How urgent a part is, 1 to 32. */
export const priorities = { visible: 32, streaming: 24, user: 16, prefetch: 8 } as const;

/** Where a file is on the servers, and what is known of it. */
export interface FileSource {
  dcId: number;
  location: { kind: 'file'; at: tl.InputFileLocation } | { kind: 'web'; at: tl.InputWebFileLocation };
  /** Bytes, when known beforehand. */
  size: number | undefined;
  /** About how many bytes there are, 0 when nobody knows: so many are asked for at once. */
  sizeHint: number;
  /** When known beforehand; pictures say it in the first part. */
  mimeType: string | undefined;
  /** Pictures and small files have sessions of their own, so that they never wait behind a film. */
  small: boolean;
}

/** Why a file cannot be had: for good (404) or now (503). */
export class FileUnavailable extends Error {
  override readonly name: string = 'FileUnavailable';
  readonly status: 404 | 503;

  constructor(status: 404 | 503, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.status = status;
  }
}

/** What came is not what the file's data center says it is: nothing of it may be kept. */
export class FileCorrupted extends FileUnavailable {
  override readonly name = 'FileCorrupted';

  constructor() {
    super(503, 'This file was changed on its way and was thrown away. Try again.');
  }
}
