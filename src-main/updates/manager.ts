import type { tl } from '#tl';
import { drop } from '#shared/assert.ts';
import { channelPeerId, messageId } from '#shared/model/index.ts';
import type { MessageId, PeerId } from '#shared/model/index.ts';
import { mapEntities, mapMedia, StoreError } from '../store/index.ts';
import type { MappedMessage } from '../store/index.ts';
import type { ApplyContext, Arrival } from './appliers/context.ts';
import type { AppliedDialogs, DialogsAnswer } from './appliers/dialogs.ts';
import { EarlyReads } from './appliers/early-reads.ts';
import { applyUpdate } from './appliers/index.ts';
import { deleteIn } from './appliers/messages.ts';
import { applyMessageId, applyNewMapped, applyNewMessages } from './appliers/new-message.ts';
import { applyReadInbox } from './appliers/reads.ts';
import type { BoxContext } from './box-context.ts';
import { ChannelBoxes } from './channel-boxes.ts';
import { beforeAuthorization, goesFirst, placeOf } from './classify.ts';
import { Commits } from './commits.ts';
import { CommonBox } from './common-box.ts';
import { openContainer } from './container.ts';
import type { Container } from './container.ts';
import { DialogRepair } from './dialog-repair.ts';
import { hasOwnBox, messageOf, unknownPeer } from './known-peers.ts';
import { realTimers } from './timers.ts';
import type { Timers, UpdatesContext, UpdatesEvent, UpdatesStatus } from './types.ts';

/** Without any update for so long, something may be wrong with the connection's pushes. */
const SILENCE = 15 * 60_000;

/** Which box an affected-result belongs to: the account's, or that of a channel. */
export type BoxName = 'common' | PeerId;

/**
 * Everything that tells this account what happened goes through here, in order and once: pushed containers, updates inside
 * answers, and the differences that fill gaps (core.telegram.org/api/updates). What it changes is in the store with the counter
 * that says so, in one transaction; the rest is told as events.
 */
export class UpdatesManager {
  readonly #context: UpdatesContext;
  readonly #timers: Timers;
  readonly #commits: Commits;
  readonly #apply: ApplyContext;
  readonly #common: CommonBox;
  readonly #channels: ChannelBoxes;
  readonly #repair: DialogRepair;
  readonly #eventListeners = new Set<(event: UpdatesEvent) => void>();
  readonly #statusListeners = new Set<(status: UpdatesStatus) => void>();
  readonly #unsubscribe: (() => void)[];
  #status: UpdatesStatus = 'updating';
  #started = false;
  #disposed = false;
  #stopSilence: (() => void) | undefined;
  #defects = 0;

  constructor(context: UpdatesContext) {
    this.#context = context;
    this.#timers = context.timers ?? realTimers;
    this.#commits = new Commits(context.store, context.log);
    this.#apply = {
      store: context.store,
      emit: (event) => this.#emit(event),
      repair: (peerIds) => {
        this.#repair.note(peerIds);
        this.#commits.after(() => this.repairDialogs(peerIds));
      },
      unlisted: (peerId) => this.#repair.changed([peerId]),
      isLate: ({ date }) => date !== undefined && date <= this.#repair.toldUntil,
      deletedUnseen: (ids, channel) => this.#repair.deletedUnseen(ids, channel),
      earlyReads: new EarlyReads(),
      serverTime: () => context.client.serverTime(),
      acceptsDraft: (peerId, date, threadId) => context.acceptsDraft?.(peerId, date, threadId) ?? true,
    };
    const boxContext: BoxContext = {
      client: context.client,
      apply: this.#apply,
      commits: this.#commits,
      timers: this.#timers,
      log: context.log,
      isDisposed: () => this.#disposed,
      applyOne: (update, arrival) => this.#applyOne(update, arrival),
      applyNew: (messages, arrival) => this.#applyNew(messages, arrival),
      requestCommon: (reason) => this.#common.request(reason),
      routeToChannel: (update, arrival) => this.#routeToChannel(update, arrival),
      rowMoment: () => this.#repair.moment,
      isRowChanged: (peerId, since) => this.#repair.isChanged(peerId, since),
      fetchDialogs: (peerIds) => this.#repair.fetch(peerIds),
    };
    this.#common = new CommonBox({
      context: boxContext,
      onRunning: (running) => this.#setStatus(running ? 'updating' : 'ready'),
      onDialogsOutdated: () => this.#emit({ kind: 'dialogsOutdated' }),
      onUnnumberedMissed: () => this.#emit({ kind: 'unnumberedMissed' }),
    });
    this.#channels = new ChannelBoxes(boxContext);
    this.#repair = new DialogRepair({
      context: boxContext,
      idle: () => this.#common.idle(),
      isIdle: () => !this.#common.isRunning,
      onBehind: (peerIds) => {
        for (const peerId of peerIds) this.#channels.get(peerId).request({ reason: 'dialog ahead' });
      },
    });
    this.#unsubscribe = [
      context.client.onUpdates((updates) => this.#receive(updates)),
      context.client.onUpdatesLost((reason) => this.#lost(reason)),
      context.store.onChange((changes) => {
        if (changes.messages.size > 0) this.#repair.messagesChanged(changes.messages);
        if (changes.dialogs.size + changes.drafts.size > 0) this.#repair.changed([...changes.dialogs, ...changes.drafts]);
      }),
    ];
  }

  /** The account is signed in: catches up with what happened meanwhile. On a first login `dialogsOutdated` follows. */
  start(): void {
    if (this.#started || this.#disposed) return;
    this.#started = true;
    this.#common.request('start');
    this.#channels.resume();
    // What the difference brings would overtake an answer that was asked for before it.
    drop(
      this.ready().then(() => {
        if (!this.#disposed) this.#repair.resume();
      }),
    );
    this.#listenForSilence();
  }

  get status(): UpdatesStatus {
    return this.#status;
  }

  onStatus(listener: (status: UpdatesStatus) => void): () => void {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  }

  onEvent(listener: (event: UpdatesEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  /** Resolves when no difference of the common box is under way. */
  ready(): Promise<void> {
    return this.#common.idle();
  }

  /** Takes over the updates that an answer brought. Not for `updateShortSentMessage`: see `feedSent`. */
  feed(updates: tl.Updates): void {
    this.#receive(updates);
  }

  /** Takes over the short answer to a send; its text is in the outbox (core.telegram.org/constructor/updateShortSentMessage). */
  feedSent(randomId: bigint, sent: tl.updateShortSentMessage): void {
    this.#guard(() => {
      const row = this.#context.store.outbox.byRandomId(randomId);
      if (row === undefined) {
        this.#common.request('answer to an unknown send');
        return;
      }
      const id = messageId(sent.id);
      applyMessageId(this.#apply, randomId, id, false);
      const { sending: _sending, ...message } = row.message;
      const media = mapMedia(sent.media);
      const mapped: MappedMessage = {
        message: {
          ...message,
          id,
          date: sent.date,
          out: true,
          ...(sent.entities === undefined ? {} : { entities: mapEntities(sent.entities, message.text) }),
          ...(media.media === undefined ? {} : { media: media.media }),
          ...(media.awaited === undefined ? {} : { awaitedPreview: media.awaited }),
        },
        service: false,
        editDate: 0,
        fromScheduled: false,
        unreadMention: false,
        editable: message.forward === undefined,
        ...(media.webPageId === undefined ? {} : { webPageId: media.webPageId }),
        ttlPeriod: sent.ttlPeriod ?? 0,
        files: media.files,
        peerIds: [],
      };
      this.#common.offer(
        { at: sent.pts, count: sent.ptsCount, apply: () => applyNewMapped(this.#apply, mapped, { live: true }) },
      );
    });
  }

  /**
   * Takes over the `pts` of an answer like messages.affectedMessages. `effect` does locally what the call did; it runs with the
   * counter, in its turn. A count of 0 says that nothing happened.
   */
  feedAffected(box: BoxName, affected: { pts: number; ptsCount: number }, effect?: () => void): void {
    this.#guard(() => {
      if (affected.ptsCount === 0) effect?.();
      else this.#offer(box, affected.pts, affected.ptsCount, () => effect?.());
    });
  }

  /** The same for calls whose exact effect only the server knows: the box is made to fetch it. */
  feedUnknownEffect(box: BoxName, pts: number): void {
    this.#guard(() => this.#offer(box, pts, 0, () => undefined));
  }

  /** A window looks at a channel: its updates are asked for regularly. Returns how to end that. Other chats need nothing. */
  openChannel(peerId: PeerId): () => void {
    if (!this.#started || !hasOwnBox(this.#context.store, peerId)) return () => undefined;
    return this.#channels.get(peerId).open();
  }

  /**
   * An answer showed that a channel is at `pts`, ahead of what its box has brought: fetches the rest. Resolves when the box has
   * caught up, so that what the answer brought can be stored.
   */
  async catchUpChannel(peerId: PeerId, pts: number): Promise<void> {
    const local = this.#context.store.channels.pts(peerId);
    if (!this.#started || local === undefined || pts <= local) return;
    const box = this.#channels.get(peerId);
    box.request({ reason: 'answer ahead', expectedPts: pts });
    await box.idle();
  }

  /** Asks the server for rows of the chat list. */
  repairDialogs(peerIds: readonly PeerId[]): void {
    if (this.#started && !this.#disposed) this.#repair.request(peerIds);
  }

  /** The server knows now what was done to this chat here: answers that were asked for before may not. */
  rowChanged(peerId: PeerId): void {
    this.#repair.heard(peerId);
  }

  /** The same, where only the server can tell how the row is now. */
  askAgain(peerId: PeerId): void {
    this.rowChanged(peerId);
    this.repairDialogs([peerId]);
  }

  /** To be noted before dialogs are asked for, and given to `applyDialogs` with the answer. */
  dialogsMoment(): number {
    return this.#repair.moment;
  }

  /**
   * Stores an answer with dialogs when no difference is under way. Chats that changed since it was `asked` for are asked for once
   * more. Returns its chats, in order.
   */
  applyDialogs(answer: DialogsAnswer, asked?: number): Promise<AppliedDialogs> {
    return this.#repair.apply(answer, asked);
  }

  /** The local effect of deleting messages: rows, counters, the newest message. */
  deleteLocally(peerId: PeerId, ids: readonly MessageId[]): void {
    this.#guard(() => deleteIn(this.#apply, peerId, ids));
  }

  /** The local effect of reading up to `maxId`. */
  readLocally(peerId: PeerId, maxId: MessageId): void {
    this.#guard(() => applyReadInbox(this.#apply, peerId, maxId));
  }

  /** Something suggests that updates were missed. */
  requestDifference(reason: string): void {
    if (this.#started) this.#common.request(reason);
  }

  /** Ends everything; nothing is told any more. */
  dispose(): void {
    this.#disposed = true;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#stopSilence?.();
    this.#common.dispose();
    this.#channels.dispose();
    this.#eventListeners.clear();
    this.#statusListeners.clear();
  }

  #lost(reason: 'newSession' | 'undecodable'): void {
    if (!this.#started) return;
    if (reason === 'newSession') this.#common.startSession();
    else this.#common.request(reason);
  }

  #receive(updates: tl.Updates): void {
    if (this.#disposed) return;
    this.#listenForSilence();
    const container = openContainer(updates, this.#context.store.meta.selfId());
    if (!this.#started) {
      if (container !== 'tooLong') this.#takeBeforeStart(container);
      return;
    }
    if (container === 'tooLong') {
      this.#common.request(updates._);
      return;
    }
    this.#guard(() => this.#take(container));
  }

  #takeBeforeStart(container: Container): void {
    for (const update of container.updates) {
      if (beforeAuthorization(update)) this.#applyOne(update, { live: true, date: container.date });
    }
  }

  /** Runs `work` in a transaction. When the store refuses, memory is brought in line with it and the server is asked again. */
  #guard(work: () => void): void {
    try {
      this.#commits.run(work);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#context.log.error('updates could not be stored', { kind: error.kind });
      this.#emit({ kind: 'storeFailed', error });
      this.#common.recover();
      this.#channels.recover();
    }
  }

  #take(container: Container): void {
    const arrival: Arrival = { live: true, ...(container.date === 0 ? {} : { date: container.date }) };
    this.#apply.store.peers.apply(container.users, container.chats);
    const rest: tl.Update[] = [];
    const numbered: { update: tl.Update; at: number }[] = [];
    const isScheduled = bringsScheduled(container.updates);
    for (const update of container.updates) {
      const place = placeOf(update);
      if (update._ === 'updateMessageID') applyMessageId(this.#apply, update.randomId, messageId(update.id), isScheduled);
      else if (goesFirst(update)) this.#applyOne(update, arrival);
      else if (place.box === 'none') rest.push(update);
      else numbered.push({ update, at: place.box === 'qts' ? place.qts : place.pts });
    }
    numbered.sort((a, b) => a.at - b.at);
    for (const { update } of numbered) this.#offerUpdate(update, arrival);
    this.#common.offerContainer(container, () => this.#takeRest(rest, arrival));
    if (container.updates.some((update) => update._ === 'updatePtsChanged')) this.#common.reset();
  }

  #takeRest(rest: readonly tl.Update[], arrival: Arrival): void {
    for (const update of rest.filter((each) => each._ === 'updateNewScheduledMessage')) this.#applyOne(update, arrival);
    for (const update of rest) {
      if (update._ === 'updateNewScheduledMessage' || update._ === 'updatePtsChanged') continue;
      if (!this.#routeToChannel(update, arrival)) this.#applyOne(update, arrival);
    }
  }

  #offerUpdate(update: tl.Update, arrival: Arrival): void {
    const place = placeOf(update);
    if (place.box === 'qts') {
      this.#common.offerQts(place.qts, () => this.#applyOne(update, arrival));
      return;
    }
    if (place.box === 'none') return;
    const name: BoxName = place.box === 'common' ? 'common' : place.peerId;
    const message = messageOf(update);
    const box = name === 'common' ? this.#common : this.#channels.get(name);
    if (message !== undefined && !box.isOld(place.pts, place.count)) {
      const unknown = unknownPeer(this.#apply.store, message);
      if (unknown !== undefined) {
        // The update is left out: the difference brings it together with everyone whom it names.
        const ownBox = name !== 'common' && message._ === 'message' && unknown === 'sender' && hasOwnBox(this.#apply.store, name);
        if (ownBox) this.#channels.get(name).request({ reason: 'unknown peer', expectedPts: place.pts });
        else this.#common.request('unknown peer');
        return;
      }
    }
    this.#offer(name, place.pts, place.count, () => this.#applyOne(update, arrival));
  }

  #offer(box: BoxName, pts: number, count: number, apply: () => void): void {
    if (box === 'common') this.#common.offer({ at: pts, count, apply });
    else this.#channels.get(box).offer({ at: pts, count, apply });
  }

  /** Updates that belong to one channel although the sequence of the container carries them. */
  #routeToChannel(update: tl.Update, arrival: Arrival): boolean {
    const place = placeOf(update);
    if (place.box === 'channel') {
      this.#offer(place.peerId, place.pts, place.count, () => this.#applyOne(update, arrival));
      return true;
    }
    if (update._ === 'updateChannelTooLong') {
      this.#channels.tooLong(channelPeerId(update.channelId), update.pts);
      return true;
    }
    if (update._ === 'updateReadChannelInbox') {
      const peerId = channelPeerId(update.channelId);
      const { store } = this.#apply;
      // A channel that is not followed has nothing to wait for.
      if (store.channels.pts(peerId) === undefined) applyReadInbox(this.#apply, peerId, update.maxId);
      else {
        const stillUnread = arrival.live ? { stillUnread: update.stillUnreadCount } : {};
        this.#channels.get(peerId).offerRead({ maxId: update.maxId, pts: update.pts, ...stillUnread });
      }
      return true;
    }
    return false;
  }

  /** A defect in the handling of one update must not stop the others, nor make the box ask for the same one for ever. */
  #applyOne(update: tl.Update, arrival: Arrival): void {
    try {
      this.#commits.run(() => applyUpdate(this.#apply, update, arrival));
    } catch (error) {
      this.#skip(update._, error);
    }
  }

  /** All at once; when there is a defect, one by one, so that only the message with the defect is left out. */
  #applyNew(messages: readonly tl.Message[], arrival: Arrival): void {
    try {
      this.#commits.run(() => applyNewMessages(this.#apply, messages, arrival));
    } catch (error) {
      if (messages.length === 1) this.#skip('updateNewMessage', error);
      else if (error instanceof StoreError) throw error;
      else for (const message of messages) this.#applyNew([message], arrival);
    }
  }

  #skip(type: string, error: unknown): void {
    if (error instanceof StoreError) throw error;
    this.#defects += 1;
    this.#context.log.error('an update was skipped', { type, error: error instanceof Error ? error.name : 'unknown' });
  }

  /** How many updates were skipped because of a defect, for diagnostics. */
  get defects(): number {
    return this.#defects;
  }

  #emit(event: UpdatesEvent): void {
    this.#commits.after(() => {
      for (const listener of [...this.#eventListeners]) listener(event);
    });
  }

  #setStatus(status: UpdatesStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    for (const listener of [...this.#statusListeners]) listener(status);
  }

  #listenForSilence(): void {
    this.#stopSilence?.();
    if (!this.#started || this.#disposed) return;
    this.#stopSilence = this.#timers.after(SILENCE, () => {
      this.#common.request('silence');
      this.#listenForSilence();
    });
  }
}

/** Whether a container's updateMessageID names ids of a queue of scheduled messages; undefined when it brings no new message at all. */
function bringsScheduled(updates: readonly tl.Update[]): boolean | undefined {
  const has = (name: tl.Update['_']) => updates.some((update) => update._ === name);
  if (has('updateNewMessage') || has('updateNewChannelMessage')) return false;
  return has('updateNewScheduledMessage') ? true : undefined;
}
