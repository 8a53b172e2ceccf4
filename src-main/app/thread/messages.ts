import type { MessagePort } from 'node:worker_threads';
import type { MediaPath } from '#shared/media-path.ts';
import type { RangeSpec } from '../engine-handle.ts';
import type { EngineOptions } from '../engine-options.ts';
import type { SystemProxyAnswer } from '../system-proxy/index.ts';

/** What the engine's thread is made with. */
export interface EngineThreadData {
  /** Where it keeps its compiled code; nowhere when absent. */
  compileCache?: string;
}

/** What the main thread tells the engine's thread. Keys travel here, never in arguments or the environment. */
export type ToEngine =
  | { t: 'start'; options: EngineOptions }
  | { t: 'connect'; port: MessagePort }
  /** A file is asked for; everything about it goes over its own port. */
  | { t: 'media'; port: MessagePort; path: MediaPath; range: RangeSpec | undefined }
  /** A piece of a file that a window attaches; the answer comes over the port. */
  | { t: 'attach'; port: MessagePort; id: string; offset: number; bytes: Uint8Array }
  | { t: 'openLink'; link: string }
  | { t: 'retryNow' }
  | { t: 'systemProxy'; question: number; answer: SystemProxyAnswer }
  | { t: 'close' };

/** What the engine's thread tells the main thread. */
export type FromEngine = { t: 'closed' } | { t: 'systemProxy'; question: number; url: string };

/** Over the port of one file: the reader pulls each chunk, so that a slow window holds back the disk and not the memory. */
export type MediaToEngine = { t: 'pull' } | { t: 'cancel' };
export type MediaFromEngine =
  | { t: 'head'; size: number; start: number; end: number; partial: boolean; mimeType: string }
  | { t: 'refused'; status: 404 | 416 | 503; reason: string; size?: number }
  | { t: 'chunk'; bytes: Uint8Array }
  | { t: 'end' }
  | { t: 'failed' };
