import type { tl } from '#tl';
import type { AppErrorData, PeerId } from '#shared/model/index.ts';
import type { Logger, MtprotoClient } from '../mtproto/index.ts';
import type { OutboxRow, Store } from '../store/index.ts';
import type { UpdatesEvent } from '../updates/types.ts';
import type { Clock } from './clock.ts';
import type { Limits } from './limits.ts';

/** What the chat features ask of the update machinery. Everything that an answer brings goes through its queues. */
export interface UpdatesPort {
  /** Applies the `Updates` that a call was answered with. */
  apply(updates: tl.Updates): Promise<void>;
  /** Applies the answer to sending this row, which may be the short form that leaves out what was sent. */
  applySent(row: OutboxRow, updates: tl.Updates): Promise<void>;
  /** Counts the events of an answer like `messages.affectedMessages`; those of a channel's box when `channel` is given. */
  applyAffected(affected: tl.messages.affectedMessages, channel?: PeerId): Promise<void>;
  /** Takes over rows of the chat list, when no difference is under way. Returns its chats in the order of the answer. */
  applyDialogs(answer: DialogsAnswer): Promise<PeerId[]>;
  /** Asks the server for the rows of these chats anew. */
  repairDialogs(peerIds: readonly PeerId[]): void;
  /** Asks the server for whatever was missed; resolves when it has been applied. */
  catchUp(): Promise<void>;
  /** The same for the box of one channel. */
  catchUpChannel(peerId: PeerId): Promise<void>;
  /** A channel is on screen, so that its updates are wanted even without membership. */
  openChannel(peerId: PeerId): void;
  closeChannel(peerId: PeerId): void;
  onEvent(listener: (event: UpdatesEvent) => void): () => void;
}

/** Any answer that brings rows of the chat list. */
export interface DialogsAnswer {
  dialogs: readonly tl.Dialog[];
  messages: readonly tl.Message[];
  chats: readonly tl.Chat[];
  users: readonly tl.User[];
}

/** What the chat features use of the engine. */
export interface ChatContext {
  store: Store;
  client: Pick<MtprotoClient, 'call' | 'serverTime'>;
  updates: UpdatesPort;
  clock: Clock;
  log: Logger;
  limits(): Limits;
  /** The table of errors: what a failed call means, as a sentence. */
  explain(error: unknown): AppErrorData;
}
