import type { IpcPort } from '#shared/ipc/wire.ts';
import type { MediaPath } from '#shared/media-path.ts';
import type { AttachmentAnswer } from '../files/index.ts';
import type { MediaAnswer, RangeSpec } from '../files/types.ts';

export type { AttachmentAnswer } from '../files/index.ts';
export type { MediaAnswer, RangeSpec } from '../files/types.ts';

/** One engine as a host sees it, wherever it runs. */
export interface EngineHandle {
  /** Opens a connection for one window; what is returned is the window's end. It closes when the engine ends or restarts. */
  connect(): IpcPort;
  /** Rejects only when `signal` aborts. */
  readMedia(path: MediaPath, range: RangeSpec | undefined, signal: AbortSignal): Promise<MediaAnswer>;
  /** Takes a piece of a file that a window attaches: 32 hexadecimal digits that the window chose, and where the piece begins. Never rejects. */
  writeAttachment(id: string, offset: number, bytes: Uint8Array): Promise<AttachmentAnswer>;
  /** A link to Telegram was opened outside the app. */
  openLink(link: string): void;
  /** Network or machine came back: tries to connect at once. */
  retryNow(): void;
  /** Ends in order: what is pending is written, the database closed. Never rejects; takes 5 s at most. */
  close(): Promise<void>;
}
