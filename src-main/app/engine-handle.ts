import type { IpcPort } from '#shared/ipc/wire.ts';
import type { MediaPath } from '#shared/media-path.ts';

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

/** One engine as a host sees it, wherever it runs. */
export interface EngineHandle {
  /** Opens a connection for one window; what is returned is the window's end. It closes when the engine ends or restarts. */
  connect(): IpcPort;
  /** Rejects only when `signal` aborts. */
  readMedia(path: MediaPath, range: RangeSpec | undefined, signal: AbortSignal): Promise<MediaAnswer>;
  /** Network or machine came back: tries to connect at once. */
  retryNow(): void;
  /** Ends in order: what is pending is written, the database closed. Never rejects; takes 5 s at most. */
  close(): Promise<void>;
}
