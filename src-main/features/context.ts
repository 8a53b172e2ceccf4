import type { AppErrorData } from '#shared/model/index.ts';
import type { Attachments, UploadManager } from '../files/index.ts';
import type { Logger, MtprotoClient } from '../mtproto/index.ts';
import type { Store } from '../store/index.ts';
import type { UpdatesManager } from '../updates/index.ts';
import type { Clock } from './clock.ts';
import type { Limits } from './configuration/index.ts';

/** What the chat features ask of the update machinery. Everything that an answer brings goes through it. */
export type UpdatesPort = Pick<
  UpdatesManager,
  | 'applyDialogs'
  | 'askAgain'
  | 'catchUpChannel'
  | 'deleteLocally'
  | 'dialogsMoment'
  | 'feed'
  | 'feedAffected'
  | 'feedSent'
  | 'feedUnknownEffect'
  | 'onEvent'
  | 'openChannel'
  | 'ready'
  | 'repairDialogs'
  | 'requestDifference'
  | 'rowChanged'
>;

/** What the chat features use of the engine. */
export interface ChatContext {
  store: Store;
  client: Pick<MtprotoClient, 'call' | 'serverTime'>;
  updates: UpdatesPort;
  uploads: Pick<UploadManager, 'send'>;
  /** Files that wait to be sent. */
  attachments: Pick<Attachments, 'becomes' | 'remove' | 'sizeOf' | 'source' | 'tidy'>;
  clock: Clock;
  log: Logger;
  limits(): Limits;
  /** A number among the server's wishes for clients, by its name there; the fallback as long as it says nothing. */
  appNumber(name: string, fallback: number): number;
  /** The same for texts, and for lists of them. */
  appText(name: string, fallback: string): string;
  appTexts(name: string, fallback: readonly string[]): readonly string[];
  /** The table of errors: what a failed call means, as a sentence. */
  explain(error: unknown): AppErrorData;
}
