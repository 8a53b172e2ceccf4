import type { tl } from '#tl';
import type { PeerId } from '#shared/model/index.ts';
import type { Logger } from '../mtproto/index.ts';
import type { ApplyContext, Arrival } from './appliers/context.ts';
import type { Commits } from './commits.ts';
import type { Timers, UpdatesContext } from './types.ts';

/** What the boxes share. */
export interface BoxContext {
  client: Pick<UpdatesContext['client'], 'call'>;
  apply: ApplyContext;
  commits: Commits;
  timers: Timers;
  log: Logger;
  isDisposed(): boolean;
  /** Applies one update, so that a defect in one does not take the others with it. */
  applyOne(update: tl.Update, arrival: Arrival): void;
  /** The same for the new messages of a difference, in their order. */
  applyNew(messages: readonly tl.Message[], arrival: Arrival): void;
  /** Starts a difference of the common box. */
  requestCommon(reason: string): void;
  /** An update of a difference that belongs to a channel, or tells of one. */
  routeToChannel(update: tl.Update, arrival: Arrival): boolean;
  /** Counts changes of the rows of the chat list; and whether a row has changed since. */
  rowMoment(): number;
  isRowChanged(peerId: PeerId, since: number): boolean;
  /** Asks for dialogs and waits for the answer to be stored; false when it could not be had. */
  fetchDialogs(peerIds: readonly PeerId[]): Promise<boolean>;
}

/** Resolves after some time, or at once when `isDisposed` says so at the end. */
export function pause(timers: Timers, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    timers.after(milliseconds, resolve);
  });
}
