import type { tl } from '#tl';
import { drop } from '#shared/assert.ts';
import type { PeerId } from '#shared/model/index.ts';
import { RpcError } from '../mtproto/index.ts';
import { applyDialogs } from './appliers/dialogs.ts';
import { applyReadInbox } from './appliers/reads.ts';
import { pause } from './box-context.ts';
import type { BoxContext } from './box-context.ts';
import type { PtsItem } from './common-box.ts';
import { describe, isFinal, needsReset } from './failures.ts';
import type { Limiter } from './limiter.ts';
import { backoff, ptsVerdict } from './rules.ts';
import { Sequence } from './sequence.ts';

/** Messages of one answer, as the API allows users. */
const LIMIT = 100;
/** Seconds after which a channel's counters are asked for again instead of being followed. */
const LONG_AGO = 2 * 86_400;

interface WaitingRead {
  maxId: number;
  /** Absent when a difference told of it: then the count may be of another moment. */
  stillUnread?: number;
  pts: number;
}

/** The sequence of one channel or supergroup, with updates.getChannelDifference to fill its gaps. */
export class ChannelBox {
  readonly #peerId: PeerId;
  readonly #context: BoxContext;
  readonly #limiter: Limiter;
  readonly #sequence: Sequence<PtsItem>;
  #running = false;
  #started = false;
  #again = false;
  /** How far a gap that showed up during the running difference is known to reach. */
  #wantedPts = 0;
  #viewers = 0;
  #stopPolling: (() => void) | undefined;
  #reads: WaitingRead[] = [];
  #idleWaiters: (() => void)[] = [];
  #disposed = false;

  constructor(peerId: PeerId, context: BoxContext, limiter: Limiter) {
    this.#peerId = peerId;
    this.#context = context;
    this.#limiter = limiter;
    const { channels } = context.apply.store;
    this.#sequence = new Sequence({
      timers: context.timers,
      judge: (item) => {
        const local = channels.pts(peerId);
        // The first update of a channel that was just joined is the base.
        return local === undefined ? 'apply' : ptsVerdict(local, item.at, item.count);
      },
      advance: (item) => {
        const local = channels.pts(peerId);
        if (local === undefined) context.apply.repair([peerId]);
        channels.setPts(peerId, Math.max(item.at, local ?? 0));
        this.#settleReads(true);
      },
      // Known from now on, also after a crash: the common difference does not name this channel again.
      onGap: (item) => channels.setCatchUp(peerId, true, item.at),
      onClosed: () => {
        if (!this.#running && channels.get(peerId)?.catchUp === true) channels.setCatchUp(peerId, false);
      },
      onMissing: (reason) => this.request({ reason }),
    });
  }

  get isRunning(): boolean {
    return this.#running;
  }

  idle(): Promise<void> {
    if (!this.#running) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  isOld(pts: number, count: number): boolean {
    const local = this.#store.channels.pts(this.#peerId);
    return !this.#running && local !== undefined && ptsVerdict(local, pts, count) === 'old';
  }

  offer(item: PtsItem): void {
    const state = this.#store.channels.get(this.#peerId);
    if (state?.inaccessible === true) return;
    const local = state?.pts ?? 0;
    if (local > 0 && !this.#isFollowed() && ptsVerdict(local, item.at, item.count) === 'gap') return;
    this.#sequence.offer(item);
  }

  /**
   * The inbox was read up to `maxId`, at `pts` of this box (updateReadChannelInbox): the count only makes sense at that moment.
   */
  offerRead(read: WaitingRead): void {
    this.#reads.push(read);
    this.#settleReads(!this.#running);
    if (this.#reads.length > 0) this.request({ reason: 'late', expectedPts: read.pts });
  }

  /** Asks for what is missing. `expectedPts`: how far the gap is known to reach. */
  request({ reason, expectedPts = 0, force = true }: { reason: string; expectedPts?: number; force?: boolean }): void {
    const { channels } = this.#store;
    if (this.#disposed || channels.get(this.#peerId)?.inaccessible === true) return;
    if (this.#running) {
      // What reaches no further than the running difference needs no other one.
      if (expectedPts > 0) this.#wantedPts = Math.max(this.#wantedPts, expectedPts);
      else if (reason !== 'late') this.#again = true;
      return;
    }
    this.#running = true;
    this.#stopPolling?.();
    this.#sequence.pause();
    this.#context.commits.run(() => {
      if (force) channels.setCatchUp(this.#peerId, true, expectedPts);
      this.#context.commits.after(() => this.#start(force));
    });
  }

  /** A window looks at the channel: it is polled, which also makes the server push its updates to us. Returns how to end that. */
  open(): () => void {
    this.#viewers += 1;
    if (this.#viewers === 1) this.request({ reason: 'open', force: false });
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      this.#viewers -= 1;
      if (this.#viewers === 0) this.#stopPolling?.();
    };
  }

  get isOpen(): boolean {
    return this.#viewers > 0;
  }

  /** A transaction was undone: what waits in memory no longer fits what is stored. */
  recover(): void {
    this.#sequence.clear();
    this.#reads = [];
    if (this.#running && !this.#started) this.#start(true);
  }

  dispose(): void {
    this.#disposed = true;
    this.#stopPolling?.();
    this.#sequence.dispose();
    this.#wake();
  }

  get #store() {
    return this.#context.apply.store;
  }

  #isFollowed(): boolean {
    return this.#viewers > 0 || this.#store.peers.isMember(this.#peerId);
  }

  #start(force: boolean): void {
    this.#started = true;
    drop(this.#run(force));
  }

  async #run(force: boolean): Promise<void> {
    const context = this.#context;
    let failures = 0;
    let isLastAttempt = false;
    let timeout = 1;
    while (!this.#disposed) {
      try {
        const page = await this.#limiter.run(() => this.#round(force));
        failures = 0;
        if (this.#disposed) break;
        if (page === 'again') continue;
        timeout = page.timeout;
        if (this.#isMoreWanted()) continue;
        context.commits.run(() => {
          this.#sequence.resume();
          if (this.#sequence.waiting > 0) this.#store.channels.setCatchUp(this.#peerId, true);
        });
        if (this.#sequence.waiting === 0) break;
        if (isLastAttempt) {
          context.log.warn('updates of a channel that fit nowhere are dropped', { count: this.#sequence.waiting });
          this.#sequence.clear();
          break;
        }
        isLastAttempt = true;
        await pause(context.timers, backoff(1, context.timers.random()));
        if (this.#sequence.waiting === 0) break;
        this.#sequence.pause();
      } catch (error) {
        if (this.#disposed || isFinal(error)) break;
        if (isRefusal(error)) {
          this.#becomeInaccessible();
          break;
        }
        failures += 1;
        context.log.warn('channel difference failed', { failures, error: describe(error) });
        if (needsReset(error)) {
          await this.#reset().catch(() => undefined);
          if (failures === 1) break;
        }
        await pause(context.timers, backoff(failures, context.timers.random()));
      }
    }
    this.#end(timeout);
  }

  /** One call. */
  async #round(force: boolean): Promise<'again' | { timeout: number }> {
    const { client, commits } = this.#context;
    const { channels, peers } = this.#store;
    const pts = channels.pts(this.#peerId);
    if (pts === undefined) {
      // The dialog is the base; there is nothing before it to catch up with.
      await this.#adoptDialog();
      return { timeout: 1 };
    }
    const channel = peers.inputChannel(this.#peerId);
    if (channel === undefined) {
      this.#context.requestCommon('channel without hash');
      return { timeout: 1 };
    }
    const asked = this.#context.rowMoment();
    const difference = await client.call({
      _: 'updates.getChannelDifference',
      ...(force ? { force: true } : {}),
      channel,
      filter: { _: 'channelMessagesFilterEmpty' },
      pts,
      limit: LIMIT,
    });
    if (this.#disposed) return { timeout: 1 };
    const isFinal = difference.final === true || difference._ !== 'updates.channelDifference';
    let grew = true;
    commits.run(() => {
      if (difference._ === 'updates.channelDifferenceEmpty') channels.setPts(this.#peerId, difference.pts);
      else if (difference._ === 'updates.channelDifferenceTooLong') this.#applyTooLong(difference, asked);
      else {
        grew = difference.pts > pts;
        this.#applyPage(difference);
      }
      if (isFinal) {
        channels.setCatchUp(this.#peerId, false);
        this.#settleReads(false);
      }
    });
    return isFinal || !grew ? { timeout: difference.timeout ?? 1 } : 'again';
  }

  #applyPage(page: tl.updates.channelDifference): void {
    const { apply, applyNew, applyOne } = this.#context;
    const arrival = { live: false };
    apply.store.peers.apply(page.users, page.chats);
    const mappings = page.otherUpdates.filter((update) => update._ === 'updateMessageID');
    for (const update of mappings) applyOne(update, arrival);
    applyNew(page.newMessages, arrival);
    for (const update of page.otherUpdates) if (update._ !== 'updateMessageID') applyOne(update, arrival);
    apply.store.channels.setPts(this.#peerId, page.pts);
    const first = page.newMessages[0];
    if (first !== undefined && 'date' in first && first.date < apply.serverTime() - LONG_AGO) apply.repair([this.#peerId]);
  }

  /**
   * Too much was missed: the dialog is the new base, what is known of the history stays as history. Pins, mutes and drafts have no
   * numbers: when the row changed since the difference was `asked` for, they are asked for again.
   */
  #applyTooLong(difference: tl.updates.channelDifferenceTooLong, asked: number): void {
    const { apply } = this.#context;
    if (difference.dialog._ !== 'dialog') return;
    apply.store.ranges.cut(this.#peerId);
    apply.store.channels.setPts(this.#peerId, difference.dialog.pts ?? 1);
    const isOvertaken = this.#context.isRowChanged(this.#peerId, asked);
    applyDialogs(apply, { ...difference, dialogs: [difference.dialog] }, undefined, isOvertaken ? 'keep' : 'take');
    if (isOvertaken) apply.repair([this.#peerId]);
  }

  async #adoptDialog(): Promise<void> {
    const { channels, peers } = this.#store;
    if (peers.isMember(this.#peerId)) await this.#context.fetchDialogs([this.#peerId]);
    if (channels.pts(this.#peerId) !== undefined || this.#disposed) return;
    const channel = peers.inputChannel(this.#peerId);
    if (channel === undefined) return;
    const full = await this.#context.client.call({ _: 'channels.getFullChannel', channel });
    const { fullChat } = full;
    if (this.#disposed || fullChat._ !== 'channelFull') return;
    this.#context.commits.run(() => {
      peers.apply(full.users, full.chats);
      channels.setPts(this.#peerId, fullChat.pts);
    });
  }

  /** The server does not know our pts: the dialog is asked for, as after too long a gap. */
  async #reset(): Promise<void> {
    this.#context.commits.run(() => {
      this.#store.channels.forgetPts(this.#peerId);
      this.#store.ranges.cut(this.#peerId);
    });
    await this.#adoptDialog();
  }

  #becomeInaccessible(): void {
    const { apply, commits } = this.#context;
    const { channels, peers } = apply.store;
    this.#sequence.clear();
    this.#reads = [];
    commits.run(() => {
      channels.setInaccessible(this.#peerId, true);
      channels.setCatchUp(this.#peerId, false);
      const record = peers.record(this.#peerId);
      if (record?._ === 'channel' && record.accessHash !== undefined && record.min !== true) {
        peers.apply([], [
          {
            _: 'channelForbidden',
            ...(record.broadcast === true ? { broadcast: true } : {}),
            ...(record.megagroup === true ? { megagroup: true } : {}),
            id: record.id,
            accessHash: record.accessHash,
            title: record.title,
          },
        ]);
      }
      apply.emit({ kind: 'inaccessible', peerId: this.#peerId });
    });
  }

  /** Applies the reads whose moment has come; `inSequence` says that the box is exactly where its pts says. */
  #settleReads(inSequence: boolean): void {
    if (this.#reads.length === 0) return;
    const { apply } = this.#context;
    const local = apply.store.channels.pts(this.#peerId) ?? 0;
    const due = this.#reads.filter((read) => read.pts <= local);
    this.#reads = this.#reads.filter((read) => read.pts > local);
    for (const read of due) {
      const usable = read.pts === local && inSequence;
      applyReadInbox(apply, this.#peerId, read.maxId, usable ? read.stillUnread : undefined);
    }
  }

  /** Whether something showed up that the difference which has just ended did not bring. Asks once. */
  #isMoreWanted(): boolean {
    const isWanted = this.#again || this.#wantedPts > (this.#store.channels.pts(this.#peerId) ?? 0);
    this.#again = false;
    this.#wantedPts = 0;
    return isWanted;
  }

  #end(timeout: number): void {
    this.#running = false;
    this.#started = false;
    this.#wake();
    if (this.#disposed) return;
    if (this.#isMoreWanted()) {
      this.request({ reason: 'again' });
      return;
    }
    if (this.#viewers > 0) {
      this.#stopPolling = this.#context.timers.after(
        Math.max(1, timeout) * 1000,
        () => this.request({ reason: 'poll', force: false }),
      );
    }
  }

  #wake(): void {
    const waiters = this.#idleWaiters;
    this.#idleWaiters = [];
    for (const resolve of waiters) resolve();
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof RpcError && ['CHANNEL_PRIVATE', 'CHANNEL_INVALID', 'USER_BANNED_IN_CHANNEL'].includes(error.type);
}
