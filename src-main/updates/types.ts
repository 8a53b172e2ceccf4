import type { tl } from '#tl';
import type { FormattedText, MessageId, PeerId } from '#shared/model/index.ts';
import type { Logger, MtprotoClient } from '../mtproto/index.ts';
import type { Store } from '../store/index.ts';

/** Timers, injected so that tests own the time. */
export interface Timers {
  /** Calls `work` once after `milliseconds`; returns how to prevent that. */
  after(milliseconds: number, work: () => void): () => void;
  /** Unix milliseconds of this machine. */
  now(): number;
  /** From 0 to 1, for the jitter of retries. */
  random(): number;
}

/** All that the update machinery may touch. */
export interface UpdatesContext {
  client: Pick<MtprotoClient, 'call' | 'onUpdates' | 'onUpdatesLost' | 'serverTime'>;
  store: Store;
  log: Logger;
  /** The real clock when absent. */
  timers?: Timers;
  /** Says no while a draft of the server must not replace what is being written here. Yes when absent. */
  acceptsDraft?(peerId: PeerId, date: number, threadId?: MessageId): boolean;
}

/** `updating` while a difference of the common box is under way or known to be needed. */
export type UpdatesStatus = 'updating' | 'ready';

/** What happened that the store does not hold, told after the transaction that it belongs to. */
export type UpdatesEvent =
  /** Somebody types, records, uploads …; a cancel action ends it. */
  | { kind: 'typing'; peerId: PeerId; userId: PeerId; action: tl.SendMessageAction; topMessageId?: MessageId }
  /** A message that came as an update, once: `live` when it was pushed, not when it was caught up with. */
  | { kind: 'message'; peerId: PeerId; id: MessageId; fromId?: PeerId; threadId?: MessageId; out: boolean; live: boolean }
  | { kind: 'notice'; text: FormattedText; popup: boolean; type: string }
  /** `updateConfig`, `updateDcOptions`: `help.getConfig` has news. */
  | { kind: 'configChanged'; dcOptions?: tl.DcOption[] }
  /** The texts of a language of the interface have changed. */
  | { kind: 'languageChanged'; update: tl.updateLangPack | tl.updateLangPackTooLong }
  | { kind: 'loginToken' }
  /** The history of the common box was cut, or a first login ended: the chat lists have to be loaded again. */
  | { kind: 'dialogsOutdated' }
  /** Updates that have no number may have been missed (pins, marks, drafts, who read what in channels): no difference brings them. */
  | { kind: 'unnumberedMissed' }
  /** The pinned chats of a folder have to be asked for again. */
  | { kind: 'pinnedOutdated'; folder: 'main' | 'archive' }
  /** The server says that something about a user or chat changed that no update tells: its full form is out of date. */
  | { kind: 'peerOutdated'; peerId: PeerId }
  /** A part of what is known of Saved Messages has to be asked for again: tags, pinned sources, or one source. */
  | { kind: 'savedOutdated'; part: 'tags' | 'pins' | PeerId }
  /** A channel refuses access. */
  | { kind: 'inaccessible'; peerId: PeerId }
  /** The reactions to a message changed, and whether this account has chosen another one elsewhere is not said. */
  | { kind: 'reactionUncertain'; peerId: PeerId; id: MessageId }
  /** The store refused to keep what came; it is asked for again. */
  | { kind: 'storeFailed'; error: unknown }
  /** An update that other features may handle (calls, secret chats, stories …). */
  | { kind: 'other'; update: tl.Update };
