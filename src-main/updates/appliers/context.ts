import type { MessageId, PeerId } from '#shared/model/index.ts';
import type { Store } from '../../store/index.ts';
import type { EarlyReads } from './early-reads.ts';
import type { UpdatesEvent } from '../types.ts';

/** What the appliers may touch. They run inside a transaction; events and repairs wait for its commit. */
export interface ApplyContext {
  store: Store;
  emit(event: UpdatesEvent): void;
  /** Asks the server for dialogs whose row can no longer be told from updates alone. */
  repair(peerIds: readonly PeerId[]): void;
  /** An update told something of a chat that is not listed: a row of it that is on its way may not know that yet. */
  unlisted(peerId: PeerId): void;
  /** This came after an answer with rows that may be newer than it: only the server can tell which holds. */
  isLate(arrival: Arrival): boolean;
  /** These messages were deleted before anything was known of them: an answer that is on its way may still bring them. */
  deletedUnseen(ids: readonly number[], channel?: PeerId): void;
  earlyReads: EarlyReads;
  /** Unix seconds. */
  serverTime(): number;
  acceptsDraft(peerId: PeerId, date: number, threadId?: MessageId): boolean;
}

/** How an update came: pushed (`live`), or inside a difference, which may tell of things long past. */
export interface Arrival {
  live: boolean;
  /** Unix seconds of the container, when it says. */
  date?: number;
}
