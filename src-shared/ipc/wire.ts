import type { AppErrorData } from '../model/index.ts';

/**
 * What travels between renderer and main, over a message port (Electron) or a WebSocket (browser host). Everything is plain
 * JSON: 64-bit ids are strings, bytes travel by the media path. A subscription may be retuned with new parameters without
 * losing what it has already sent.
 */
export type ClientMessage =
  | { t: 'call'; id: number; method: string; input: unknown }
  | { t: 'cancel'; id: number }
  | { t: 'listen'; id: number; topic: string; input: unknown }
  | { t: 'retune'; id: number; input: unknown }
  | { t: 'dispose'; id: number };

export type ServerMessage =
  | { t: 'result'; id: number; value: unknown }
  | { t: 'error'; id: number; error: AppErrorData }
  /** Events of subscriptions, gathered for at most one frame (16 ms). */
  | { t: 'events'; batch: { id: number; event: unknown }[] };

/** One end of a connection, whatever carries it. */
export interface IpcPort {
  send(message: ClientMessage | ServerMessage): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}
