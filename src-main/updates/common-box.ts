import type { tl } from '#tl';
import { drop, invariant } from '#shared/assert.ts';
import type { CommonState } from '../store/index.ts';
import type { BoxContext } from './box-context.ts';
import { pause } from './box-context.ts';
import { goesFirst, placeOf } from './classify.ts';
import { describe, isFinal, needsReset } from './failures.ts';
import { backoff, ptsVerdict, qtsVerdict, seqVerdict } from './rules.ts';
import { Sequence } from './sequence.ts';
import type { MissingReason, SequenceItem } from './sequence.ts';

export interface PtsItem extends SequenceItem {
  count: number;
}

interface SeqItem extends SequenceItem {
  seq: number;
  date: number;
}

export interface CommonBoxOptions {
  context: BoxContext;
  onRunning(running: boolean): void;
  /** Chat lists no longer follow from updates. */
  onDialogsOutdated(): void;
  /** Updates without a number may be missing: no difference brings them. */
  onUnnumberedMissed(): void;
}

/** Why a difference is asked for when more may be missing than what has numbers. */
const connectionReasons: ReadonlySet<string> = new Set(['start', 'newSession', 'silence', 'undecodable', 'updatesTooLong', 'recover']);

/** Where the database says that the chat lists have to be loaded again. */
const OUTDATED = 'dialogsOutdated';

/** The forms of updates.Difference that bring something. */
type DifferencePage = tl.updates.difference | tl.updates.differenceSlice;

/**
 * The sequences that all private chats and basic groups share: pts, qts, and the seq of containers, with updates.getDifference to
 * fill their gaps (core.telegram.org/api/updates, Recovering gaps). The counters live in the store; seq is trusted only within
 * one connection to the server.
 */
export class CommonBox {
  readonly #options: CommonBoxOptions;
  readonly #context: BoxContext;
  readonly #pts: Sequence<PtsItem>;
  readonly #qts: Sequence<SequenceItem>;
  readonly #seq: Sequence<SeqItem>;
  #seqIsKnown = false;
  #running = false;
  /** The call of the running difference is made once its transaction is committed. */
  #started = false;
  #unnumberedMissed = false;
  #calling = false;
  /** The stored counters mean nothing to the server: its present state is asked for before anything else. */
  #stateIsWorthless = false;
  #again = false;
  /** The last difference has not closed every gap: the next one is the last attempt. */
  #lastAttempt = false;
  #idleWaiters: (() => void)[] = [];

  constructor(options: CommonBoxOptions) {
    this.#options = options;
    this.#context = options.context;
    const { timers } = options.context;
    const onMissing = (reason: MissingReason) => this.request(reason);
    const onContainerMissing = (reason: MissingReason): void => {
      this.#unnumberedMissed = true;
      this.request(reason);
    };
    this.#pts = new Sequence({
      timers,
      onMissing,
      judge: (item) => ptsVerdict(this.#state().pts, item.at, item.count),
      advance: (item) => this.#patch({ pts: Math.max(item.at, this.#state().pts) }),
    });
    this.#qts = new Sequence({
      timers,
      onMissing,
      judge: (item) => qtsVerdict(this.#state().qts, item.at),
      advance: (item) => this.#patch({ qts: item.at }),
    });
    this.#seq = new Sequence({
      timers,
      onMissing: onContainerMissing,
      // The state that a difference ends with counts containers whose unnumbered updates it does not bring.
      onOutrun: () => {
        this.#unnumberedMissed = true;
      },
      judge: (item) => seqVerdict(this.#seqIsKnown ? this.#state().seq : undefined, item.at),
      // The date only grows: it decides which channels a later difference names.
      advance: (item) => this.#patch({ seq: item.seq, date: Math.max(item.date, this.#state().date) }),
    });
  }

  get isRunning(): boolean {
    return this.#running;
  }

  /** Resolves when no difference is under way. */
  idle(): Promise<void> {
    if (!this.#running) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  /** Would this update change nothing any more? */
  isOld(pts: number, count: number): boolean {
    return !this.#running && ptsVerdict(this.#state().pts, pts, count) === 'old';
  }

  offer(item: PtsItem): void {
    this.#pts.offer(item);
  }

  offerQts(qts: number, apply: () => void): void {
    this.#qts.offer({ at: qts, apply });
  }

  /** The unnumbered updates of a container; `seqStart` 0 stands outside the sequence. */
  offerContainer(container: { seqStart: number; seq: number; date: number }, apply: () => void): void {
    if (container.seqStart === 0) apply();
    else this.#seq.offer({ at: container.seqStart, seq: container.seq, date: container.date, apply });
  }

  /** A new session: the numbers of containers start anew, and updates may have gone to the old one. */
  startSession(): void {
    this.#seqIsKnown = false;
    this.#unnumberedMissed = true;
    // The answer to a call that is under way is made in the new session, after all that the old one missed.
    if (!this.#calling) this.request('newSession');
  }

  /** Asks for what is missing; while that runs, it is noted that more is missing. */
  request(reason: string): void {
    if (this.#context.isDisposed()) return;
    if (connectionReasons.has(reason)) this.#unnumberedMissed = true;
    if (this.#running) {
      // What is only late is judged again when the running difference ends.
      if (reason !== 'late') this.#again = true;
      return;
    }
    this.#running = true;
    this.#context.log.info('difference starts', { reason });
    for (const sequence of [this.#pts, this.#qts, this.#seq]) sequence.pause();
    this.#context.commits.after(() => this.#start());
  }

  /** A transaction was undone: what waits in memory no longer fits what is stored. */
  recover(): void {
    this.clear();
    if (this.#running && !this.#started) this.#start();
    else this.request('recover');
  }

  #start(): void {
    this.#started = true;
    this.#options.onRunning(true);
    drop(this.#run());
  }

  /** The state is worthless (updatePtsChanged): it is asked for anew and everything counts as missed. */
  reset(): void {
    this.#stateIsWorthless = true;
    this.request('reset');
  }

  dispose(): void {
    for (const sequence of [this.#pts, this.#qts, this.#seq]) sequence.dispose();
    this.#wake();
  }

  /** Gives up on all that waits. */
  clear(): void {
    for (const sequence of [this.#pts, this.#qts, this.#seq]) sequence.clear();
  }

  async #run(): Promise<void> {
    const context = this.#context;
    let failures = 0;
    while (!context.isDisposed()) {
      try {
        this.#calling = true;
        const page = await this.#round().finally(() => (this.#calling = false));
        failures = 0;
        if (page === 'again' || context.isDisposed()) continue;
        if (this.#again) {
          this.#again = false;
          continue;
        }
        if (this.#finish()) return;
        // What still does not fit may be on its way: it gets one more chance.
        await pause(context.timers, backoff(1, context.timers.random()));
        if (this.#waiting() === 0) break;
        for (const sequence of [this.#pts, this.#qts, this.#seq]) sequence.pause();
      } catch (error) {
        if (isFinal(error)) break;
        failures += 1;
        context.log.warn('difference failed', { failures, error: describe(error) });
        if (needsReset(error)) {
          this.#stateIsWorthless = true;
          if (failures <= 1) continue;
        }
        await pause(context.timers, backoff(failures, context.timers.random()));
      }
    }
    this.#end();
  }

  /** One call. Returns whether another one follows at once. */
  async #round(): Promise<'again' | 'final'> {
    const context = this.#context;
    const { store } = context.apply;
    const state = store.meta.commonState();
    if (state === undefined || this.#stateIsWorthless) {
      await this.#adoptState();
      return 'again';
    }
    const { pts, date, qts } = state;
    const difference = await context.client.call({ _: 'updates.getDifference', pts, date, qts });
    if (context.isDisposed()) return 'final';
    switch (difference._) {
      case 'updates.differenceEmpty':
        context.commits.run(() => this.#patch({ date: Math.max(difference.date, state.date), seq: difference.seq }));
        this.#seqIsKnown = true;
        return 'final';
      case 'updates.difference':
        this.#applyPage(difference, difference.state);
        this.#seqIsKnown = true;
        return 'final';
      case 'updates.differenceSlice':
        this.#applyPage(difference, difference.intermediateState);
        return 'again';
      case 'updates.differenceTooLong':
        context.commits.run(() => {
          this.#patch({ pts: difference.pts });
          this.#cut();
        });
        return 'again';
    }
  }

  /** Without a state, or with a worthless one: the server's present state is the new base, what was before it is not known. */
  async #adoptState(): Promise<void> {
    const context = this.#context;
    const state = await context.client.call({ _: 'updates.getState' });
    if (context.isDisposed()) return;
    context.commits.run(() => {
      context.apply.store.meta.setCommonState({ pts: state.pts, qts: state.qts, date: state.date, seq: state.seq });
      this.#cut();
    });
    this.#stateIsWorthless = false;
    this.#seqIsKnown = true;
  }

  #cut(): void {
    this.#context.apply.store.ranges.cutCommon();
    // Written with the state that skips what was lost: nothing else would tell the next run.
    this.#context.apply.store.meta.set(OUTDATED, true);
  }

  /** A page and the state after it are one transaction. */
  #applyPage(page: DifferencePage, state: tl.updates.state): void {
    const { apply, commits, applyNew, applyOne, routeToChannel } = this.#context;
    const arrival = { live: false };
    commits.run(() => {
      apply.store.peers.apply(page.users, page.chats);
      const first = page.otherUpdates.filter((update) => goesFirst(update) || update._ === 'updateFolderPeers');
      for (const update of first) applyOne(update, arrival);
      applyNew(page.newMessages, arrival);
      for (const message of page.newEncryptedMessages) applyOne({ _: 'updateNewEncryptedMessage', message, qts: 0 }, arrival);
      for (const update of page.otherUpdates) {
        if (first.includes(update) || carriedByVectors(update)) continue;
        if (routeToChannel(update, arrival)) continue;
        invariant(placeOf(update).box !== 'channel', 'updates of channels go to their boxes');
        applyOne(update, arrival);
      }
      const date = Math.max(state.date, apply.store.meta.commonState()?.date ?? 0);
      apply.store.meta.setCommonState({ pts: state.pts, qts: state.qts, date, seq: state.seq });
    });
  }

  /** The final page is in. Returns false when updates that waited still do not fit and another attempt is due. */
  #finish(): boolean {
    const sequences = [this.#pts, this.#qts, this.#seq];
    this.#context.commits.run(() => {
      for (const sequence of sequences) sequence.resume();
    });
    const leftOver = this.#waiting();
    if (leftOver > 0 && !this.#lastAttempt) {
      this.#lastAttempt = true;
      return false;
    }
    if (leftOver > 0) {
      this.#context.log.warn('updates that fit nowhere are dropped', { count: leftOver });
      this.clear();
    }
    this.#end();
    return true;
  }

  #waiting(): number {
    return this.#pts.waiting + this.#qts.waiting + this.#seq.waiting;
  }

  #end(): void {
    this.#lastAttempt = false;
    this.#running = false;
    this.#started = false;
    const again = this.#again;
    this.#again = false;
    if (again) {
      this.request('again');
      return;
    }
    this.#options.onRunning(false);
    // Lists that are loaded anew bring the rest as well.
    const unnumberedMissed = this.#unnumberedMissed;
    this.#unnumberedMissed = false;
    // With everything else the store has ended; the next run finds what is noted there.
    if (this.#context.isDisposed()) {
      this.#wake();
      return;
    }
    const { meta } = this.#context.apply.store;
    const isOutdated = meta.get(OUTDATED) === true;
    if (isOutdated) this.#options.onDialogsOutdated();
    else if (unnumberedMissed) this.#options.onUnnumberedMissed();
    this.#wake();
    if (isOutdated) meta.set(OUTDATED, undefined);
  }

  #wake(): void {
    const waiters = this.#idleWaiters;
    this.#idleWaiters = [];
    for (const resolve of waiters) resolve();
  }

  #state(): CommonState {
    return this.#context.apply.store.meta.commonState() ?? { pts: 0, qts: 0, date: 0, seq: 0 };
  }

  #patch(patch: Partial<CommonState>): void {
    this.#context.apply.store.meta.setCommonState({ ...this.#state(), ...patch });
  }
}

/** What the vectors beside a difference have told already, joins and leaves included. */
function carriedByVectors(update: tl.Update): boolean {
  return ['updateUser', 'updateChat', 'updateChannel', 'updatePtsChanged'].includes(update._);
}
