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

export type StoredMediaKind = 'photo' | 'video' | 'audio' | 'file' | 'other';

/** What Petrel takes on this machine, in bytes. */
export interface StorageUsage {
  /** Cached media; all of it can be loaded from Telegram again. */
  media: { kind: StoredMediaKind; bytes: number; count: number }[];
  /** The chats with the most cached media, largest first. */
  chats: { peerId: PeerId; title: string; bytes: number }[];
  /** Messages, names, what is searched through, and everything else. */
  databaseBytes: number;
  messageCount: number;
  limits: StorageLimits;
}
