import type { tl } from '#tl';
import type { AppErrorData, PeerId } from '#shared/model/index.ts';
import type { Logger, MtprotoClient } from '../mtproto/index.ts';
import type { Store } from '../store/index.ts';
import type { Clock } from './clock.ts';
import type { Limits } from './limits.ts';

/** What the chat features use of the engine. */
export interface ChatContext {
  store: Store;
  client: Pick<MtprotoClient, 'call' | 'serverTime'>;
  clock: Clock;
  log: Logger;
  limits(): Limits;
  /** The table of errors: what a failed call means, as a sentence. */
  explain(error: unknown): AppErrorData;
}

/** What the chat features ask of the update machinery. Everything that an answer brings goes through its queue. */
export interface UpdatesPort {
  /** Applies the `Updates` that a call was answered with. */
  apply(updates: tl.Updates): Promise<void>;
  /** Counts the events of an answer like `messages.affectedMessages`; of a channel's box when `channel` is given. */
  applyAffected(affected: { pts: number; ptsCount: number }, channel?: PeerId): Promise<void>;
  /** Asks the server for whatever was missed; resolves when it has been applied. */
  catchUp(): Promise<void>;
}
