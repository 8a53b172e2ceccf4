import type { PeerId } from './ids.ts';

/** Whether this machine keeps what it is told to. `full`: no room on the disk; `failing`: it refuses for another reason. */
export interface StorageState {
  kind: 'fine' | 'full' | 'failing';
}

/** How much of the media cache is kept. */
export interface StorageLimits {
  /** Files that nobody has used for so many days go; null: they stay. */
  maxAgeDays: number | null;
  maxBytes: number;
}

export const storedMediaKinds = ['photo', 'video', 'audio', 'file', 'other'] as const;
export type StoredMediaKind = (typeof storedMediaKinds)[number];

/** What Petrel takes on this machine, in bytes. */
export interface StorageUsage {
  /** Cached media; all of it can be loaded from Telegram again. */
  media: { kind: StoredMediaKind; bytes: number; count: number }[];
  /** The chats with the most cached media and messages, largest first. `bytes` counts the media. */
  chats: { peerId: PeerId; title: string; bytes: number; messages: number }[];
  /** Messages, names, what is searched through, and everything else. */
  databaseBytes: number;
  messageCount: number;
  limits: StorageLimits;
}
