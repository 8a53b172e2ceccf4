import { drop } from '#shared/assert.ts';
import { peerIdKind } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';
import type { tl } from '#tl';
import { RpcError } from '../mtproto/index.ts';
import { applyDialogs } from './appliers/dialogs.ts';
import type { AppliedDialogs, DialogsAnswer } from './appliers/dialogs.ts';
import { pause } from './box-context.ts';
import type { BoxContext } from './box-context.ts';
import { describe } from './failures.ts';
import { backoff } from './rules.ts';

/** Chats of one call of messages.getPeerDialogs. */
const BATCH = 100;
const ATTEMPTS = 5;
/** Codes of answers that are the same however often one asks. */
const REFUSED: ReadonlySet<number> = new Set([400, 403, 406]);
/** An answer about a chat in which something happens all the time is taken after so many that were overtaken. */
const PATIENCE = 3;
/** Where the database names the rows that have to be asked for. */
const NOTED = 'rowsToRepair';
/** Messages that changed, or were deleted unseen, are remembered for answers that are on their way, so many at most. */
const MESSAGES = 10_000;

export interface DialogRepairOptions {
  context: BoxContext;
  /** Resolves when no difference of the common box is under way. */
  idle(): Promise<void>;
  isIdle(): boolean;
  /** These channels' boxes are behind their dialogs. */
  onBehind(peerIds: readonly PeerId[]): void;
}

/** Asks the server for rows of the chat list that updates alone cannot tell (messages.getPeerDialogs), in batches. */
export class DialogRepair {
  readonly #options: DialogRepairOptions;
  readonly #wanted = new Set<PeerId>();
  /** When each chat's row changed last, in `#moment`s. */
  readonly #changedAt = new Map<PeerId, number>();
  readonly #overtaken = new Map<PeerId, number>();
  /** Messages that were deleted unseen, the last ones last. */
  #deleted: { id: number; channel: PeerId | undefined; at: number }[] = [];
  /** When stored messages changed, by chat and id. */
  readonly #messageChangedAt = new Map<string, number>();
  /** Rows that wait for the server to hear of what was done here. */
  readonly #held = new Set<PeerId>();
  #moment = 0;
  #toldUntil = 0;
  #working = false;

  constructor(options: DialogRepairOptions) {
    this.#options = options;
  }

  /** Counts changes of rows: what is asked for now is judged against it when it comes. */
  get moment(): number {
    return this.#moment;
  }

  /** Unix seconds by which the newest answer with rows was made, at the latest. */
  get toldUntil(): number {
    return this.#toldUntil;
  }

  /** These rows changed. */
  changed(peerIds: Iterable<PeerId>): void {
    this.#moment += 1;
    for (const peerId of peerIds) this.#changedAt.set(peerId, this.#moment);
  }

  /** These messages changed: rows that show an older form of them may be on their way. */
  messagesChanged(messages: ReadonlyMap<PeerId, ReadonlySet<number>>): void {
    this.#moment += 1;
    if (this.#messageChangedAt.size > MESSAGES) this.#messageChangedAt.clear();
    for (const [peerId, ids] of messages) for (const id of ids) this.#messageChangedAt.set(messageKeyOf(id, peerId), this.#moment);
  }

  isChanged(peerId: PeerId, since: number): boolean {
    return (this.#changedAt.get(peerId) ?? 0) > since;
  }

  /** These messages were deleted before anything was known of them. */
  deletedUnseen(ids: readonly number[], channel?: PeerId): void {
    this.#moment += 1;
    if (this.#deleted.length > MESSAGES) this.#deleted = [];
    for (const id of ids) this.#deleted.push({ id, channel, at: this.#moment });
  }

  /** The server has heard what was done to this chat here: answers that were asked for before may not know of it. */
  heard(peerId: PeerId): void {
    this.changed([peerId]);
    if (this.#held.delete(peerId)) this.request([peerId]);
  }

  /** Rows are wrong until they have been asked for. To be written with what made them so: a kill before the answer changes nothing then. */
  note(peerIds: readonly PeerId[]): void {
    const noted = this.#noted();
    const more = peerIds.filter((peerId) => !noted.has(peerId));
    if (more.length > 0) this.#write([...noted, ...more]);
  }

  /** Asks for what an earlier run could not any more. */
  resume(): void {
    this.request([...this.#noted()]);
  }

  /** Asks for these chats soon. */
  request(peerIds: readonly PeerId[]): void {
    this.note(peerIds);
    for (const peerId of peerIds) this.#wanted.add(peerId);
    if (this.#working || this.#wanted.size === 0) return;
    this.#working = true;
    drop(this.#work());
  }

  /** Asks now; false when the answer could not be had. */
  async fetch(peerIds: readonly PeerId[]): Promise<boolean> {
    const { context } = this.#options;
    const { store } = context.apply;
    const peers: tl.InputDialogPeer[] = [];
    for (const peerId of peerIds) {
      const peer = store.peers.inputPeer(peerId);
      if (peer !== undefined) peers.push({ _: 'inputDialogPeer', peer });
    }
    if (peers.length === 0) return false;
    const asked = this.#moment;
    const answer = await context.client.call({ _: 'messages.getPeerDialogs', peers });
    await this.apply(answer, asked);
    return true;
  }

  /**
   * Stores rows once no difference of the common box is under way, because they are of the same moment as its end. Rows that changed
   * since the answer was `asked` for may be newer than it: they are asked for again.
   */
  async apply(answer: DialogsAnswer, asked?: number): Promise<AppliedDialogs> {
    const { context, idle, isIdle, onBehind } = this.#options;
    while (!isIdle() && !context.isDisposed()) await idle();
    if (context.isDisposed()) return { peerIds: [], behind: [], overtaken: [], held: [] };
    const deleted = asked === undefined ? [] : this.#deleted.slice(1 + this.#deleted.findLastIndex(({ at }) => at <= asked));
    const isOvertaken = (peerId: PeerId, row: tl.dialog): boolean => {
      if (asked === undefined || (this.#overtaken.get(peerId) ?? 0) >= PATIENCE) return false;
      const messageAt = this.#messageChangedAt.get(messageKeyOf(row.topMessage, peerId)) ?? 0;
      return Math.max(messageAt, this.#changedAt.get(peerId) ?? 0) > asked || deleted.some((each) => mayTell(peerId, row, each));
    };
    this.#toldUntil = Math.ceil(context.apply.serverTime());
    const applied = context.commits.run(() => applyDialogs(context.apply, answer, isOvertaken));
    for (const peerId of applied.peerIds) {
      if (applied.overtaken.includes(peerId)) this.#overtaken.set(peerId, (this.#overtaken.get(peerId) ?? 0) + 1);
      else this.#overtaken.delete(peerId);
    }
    for (const peerId of applied.held) this.#held.add(peerId);
    this.request(applied.overtaken);
    if (applied.behind.length > 0) onBehind(applied.behind);
    return applied;
  }

  #noted(): Set<PeerId> {
    const value = this.#options.context.apply.store.meta.get(NOTED);
    return new Set(Array.isArray(value) ? (value as PeerId[]) : []);
  }

  #write(peerIds: readonly PeerId[]): void {
    this.#options.context.apply.store.meta.set(NOTED, peerIds.length === 0 ? undefined : peerIds);
  }

  /** The server was asked for these. */
  #settle(peerIds: readonly PeerId[]): void {
    if (this.#options.context.isDisposed()) return;
    const noted = this.#noted();
    const left = new Set(noted);
    for (const peerId of peerIds) if (!this.#wanted.has(peerId) && !this.#held.has(peerId)) left.delete(peerId);
    if (left.size < noted.size) this.#write([...left]);
  }

  async #work(): Promise<void> {
    const { context } = this.#options;
    let failures = 0;
    /** So many of the next ones are asked for one by one. */
    let alone = 0;
    // Requests of one burst of updates become one call.
    await Promise.resolve();
    while (this.#wanted.size > 0 && !context.isDisposed() && failures < ATTEMPTS) {
      const batch = [...this.#wanted].slice(0, alone > 0 ? 1 : BATCH);
      alone = Math.max(0, alone - batch.length);
      for (const peerId of batch) this.#wanted.delete(peerId);
      try {
        await this.fetch(batch);
        this.#settle(batch);
        failures = 0;
      } catch (error) {
        const isRefused = error instanceof RpcError && REFUSED.has(error.code);
        if (isRefused && batch.length === 1) {
          this.#settle(batch);
          continue;
        }
        for (const peerId of batch) this.#wanted.add(peerId);
        // One of them cannot be asked for, a channel that was left for example: which one, they tell by themselves.
        if (isRefused) {
          alone = this.#wanted.size;
          continue;
        }
        failures += 1;
        context.log.warn('dialogs could not be asked for', { failures, error: describe(error) });
        await pause(context.timers, backoff(failures, context.timers.random()));
      }
    }
    this.#wanted.clear();
    this.#working = false;
  }
}

const messageKeyOf = (id: number, peerId: PeerId): string => `${peerId}/${id}`;

/** Whether a row shows a message, or may count it as unread; messages of the common box name no chat. */
function mayTell(peerId: PeerId, row: tl.dialog, { id, channel }: { id: number; channel: PeerId | undefined }): boolean {
  if (channel !== (peerIdKind(peerId) === 'channel' ? peerId : undefined)) return false;
  return id === row.topMessage || (row.unreadCount > 0 && id > row.readInboxMaxId && id < row.topMessage);
}
