import { drop } from '#shared/assert.ts';
import type { HistoryWindow } from '#shared/ipc/messages.ts';
import type { IpcConnection, ValidTopicInput } from '#shared/ipc/handlers.ts';
import { inSection, sectionKey } from '#shared/model/index.ts';
import type { Message, MessageId, Peer, PeerId } from '#shared/model/index.ts';
import type { Changes, MessagesAround, Store } from '../../store/index.ts';
import type { Clock } from '../clock.ts';
import { Coalescer } from '../window/coalescer.ts';
import { RowLedger } from '../window/row-ledger.ts';
import { sameValue } from '../window/same-value.ts';
import { readMarks, resolveAnchor } from './history-anchor.ts';
import type { HistoryPlace } from './history-anchor.ts';
import type { HistoryNeed } from './history-page.ts';
import { shownPeers } from './shown-peers.ts';

export interface HistoryViewContext {
  store: Store;
  clock: Clock;
  load(place: HistoryPlace, need: HistoryNeed, priority: 'high' | 'low'): Promise<void>;
  /** Fills the reply bar of a message. */
  withReply(message: Message): Message;
  /** Peers that the connection does not have yet. */
  peerNews(connection: IpcConnection, ids: Iterable<PeerId>): Peer[];
  /** A failed load as a sentence. */
  explain(error: unknown): string;
}

export type HistoryInput = ValidTopicInput<'messages.window'>;

/** Stored messages beyond the window that are looked for, so that the next page is there before it is scrolled to. */
const AHEAD = 40;
/** Messages that one re-reading of an unverified stretch covers. */
const VERIFIED_AT_ONCE = 40;

type Meta = Omit<HistoryWindow, 'order' | 'upsert' | 'peers'>;

/** One subscriber's window into the history of a chat, or of a part of it: shows at once what is stored, has holes filled, and sends what changed. */
export class HistoryView {
  readonly #context: HistoryViewContext;
  readonly #connection: IpcConnection;
  readonly #emit: (event: HistoryWindow) => void;
  readonly #refresh: Coalescer;
  readonly #unsubscribe: () => void;
  #input: HistoryInput;
  #ledger = newLedger();
  #meta: Meta | undefined;
  /** The place that is shown, and for which anchor it was found. */
  #place: { target: MessageId | 'end'; anchor: HistoryInput['anchor'] } | undefined;
  #loading = new Map<string, { kind: HistoryNeed['kind']; visible: boolean }>();
  /** Parts that were fetched for the present parameters: a server that sends nothing new is not asked again. */
  #fetched = new Set<string>();
  #problem: string | undefined;
  #wasLive = false;
  #wasNamed = false;
  #shown = new Set<PeerId>();
  #disposed = false;

  constructor(context: HistoryViewContext, connection: IpcConnection, input: HistoryInput, emit: (event: HistoryWindow) => void) {
    this.#context = context;
    this.#connection = connection;
    this.#input = input;
    this.#emit = emit;
    this.#refresh = new Coalescer(context.clock, 0, () => this.#run());
    this.#unsubscribe = context.store.onChange((changes) => this.#changed(changes));
    this.#run();
  }

  get peerId(): PeerId {
    return this.#input.peerId;
  }

  retune(input: HistoryInput): void {
    if (input.peerId !== this.#input.peerId || sectionKey(input.section) !== this.#scope) {
      this.#ledger = newLedger();
      this.#meta = undefined;
      this.#place = undefined;
      this.#shown = new Set();
    }
    this.#input = input;
    this.tryAgain();
  }

  get #scope(): string {
    return sectionKey(this.#input.section);
  }

  /** Looks again, also for what could not be loaded. */
  tryAgain(): void {
    this.#problem = undefined;
    this.#fetched.clear();
    this.#refresh.flush();
  }

  /** Something that is not in the store has changed. */
  touch(): void {
    this.#refresh.request();
  }

  dispose(): void {
    this.#disposed = true;
    this.#unsubscribe();
    this.#refresh.dispose();
  }

  #changed(changes: Changes): void {
    const { peerId } = this.#input;
    for (const sent of changes.sent) {
      if (sent.peerId === peerId && this.#input.anchor === sent.localId) this.#input = { ...this.#input, anchor: sent.id };
    }
    const concerned =
      changes.messages.has(peerId) ||
      changes.histories.has(peerId) ||
      changes.dialogs.has(peerId) ||
      changes.threads.has(peerId) ||
      [...changes.peers].some((id) => this.#shown.has(id));
    if (concerned) this.#refresh.request();
  }

  #run(): void {
    if (this.#disposed) return;
    const live = this.#context.store.ranges.live(this.#input.peerId, this.#scope) !== undefined;
    const named = this.#context.store.peers.inputPeer(this.#input.peerId) !== undefined;
    // The history was cut: what was fetched before says nothing about it now.
    if (this.#wasLive && !live) this.#fetched.clear();
    // The chat was opened before the list that brings it was loaded.
    if (!this.#wasNamed && named) {
      this.#problem = undefined;
      this.#fetched.clear();
    }
    this.#wasLive = live;
    this.#wasNamed = named;
    const missing = this.#locate();
    const found = this.#read();
    this.#send(found, missing);
  }

  /**
   * Finds the place of the anchor, or has it fetched; the former place is shown until then. Returns whether there is no such
   * message.
   */
  #locate(): boolean {
    const { store } = this.#context;
    const { anchor, peerId } = this.#input;
    const place = this.#place;
    const stillThere =
      place?.target === 'end' || (place !== undefined && store.ranges.around(peerId, place.target, this.#scope) !== undefined);
    if (place?.anchor === anchor && stillThere) return false;
    const result = resolveAnchor(store, this.#input, anchor);
    switch (result.kind) {
      case 'found':
        this.#place = { target: result.target, anchor };
        return false;
      case 'missing':
        this.#place ??= anchor === 'end' || anchor === 'firstUnread' ? { target: 'end', anchor } : {
          target: anchor,
          anchor: 'end',
        };
        return true;
      case 'unknown':
      case 'unknownAfter': {
        const need: HistoryNeed =
          result.kind === 'unknown' ? { kind: 'around', id: result.around } : { kind: 'newer', id: result.id };
        if (this.#fetched.has(keyOf(need))) {
          // The server knows nothing there either.
          this.#place ??= { target: 'end', anchor: anchor === 'firstUnread' ? anchor : 'end' };
          return anchor !== 'firstUnread';
        }
        this.#load(need, 'around');
        // Without a connection the end is better than nothing.
        if (this.#problem !== undefined) this.#place ??= { target: 'end', anchor: 'end' };
        return false;
      }
    }
  }

  #read(): { rows: Message[]; atStart: boolean; atEnd: boolean } {
    const place = this.#place;
    if (place === undefined) return { rows: [], atStart: false, atEnd: false };
    const { peerId, section, older } = this.#input;
    const atEndAnchor = place.target === 'end';
    const newer = atEndAnchor ? 0 : this.#input.newer + 1;
    const around = this.#context.store.messages.around(
      peerId, place.target, older + AHEAD, newer + (atEndAnchor ? 0 : AHEAD), section,
    );
    const confirmed = around.messages.filter((message) => message.id > 0);
    const pending = this.#pending();
    const pivot =
      place.target === 'end' ? confirmed.length : confirmed.findIndex((message) => message.id >= Number(place.target));
    const middle = pivot === -1 ? confirmed.length : pivot;
    const from = Math.max(0, middle - older);
    const to = Math.min(confirmed.length, middle + newer);
    const reachesEnd = to === confirmed.length && around.newer === 'end';
    // What is being sent is seen at the end, also while it is not known whether something lies between.
    const rows = [...confirmed.slice(from, to), ...(reachesEnd || atEndAnchor ? pending : [])];
    this.#fill(around, confirmed, { olderShort: middle < older, newerShort: confirmed.length - middle < newer });
    return { rows, atStart: from === 0 && around.older === 'start', atEnd: reachesEnd && around.range !== undefined };
  }

  #pending(): Message[] {
    const { peerId, section } = this.#input;
    return this.#context.store.outbox.ofPeer(peerId).map((row) => row.message).filter((message) => inSection(message, section));
  }

  /** Has fetched what is missing in and near the window. */
  #fill(around: MessagesAround, confirmed: readonly Message[], short: { olderShort: boolean; newerShort: boolean }): void {
    const { range } = around;
    if (this.#place?.target === 'end' && range?.live !== true) this.#load({ kind: 'newest' }, 'newer');
    if (range === undefined) return;
    if (around.older === 'hole') {
      this.#load({ kind: 'older', id: Math.max(1, range.lo) as MessageId }, short.olderShort ? 'older' : undefined);
    }
    const last = confirmed.at(-1);
    if (this.#place?.target !== 'end' && around.newer === 'hole') {
      this.#load(
        last === undefined ? { kind: 'around', id: range.hi as MessageId } : { kind: 'newer', id: last.id },
        short.newerShort ? 'newer' : undefined,
      );
    }
    // The newest messages are being read again as it is.
    if (range.unverified && !this.#loading.has('newest')) this.#verify(confirmed);
  }

  /**
   * Edits and deletes of what is shown may have been missed: reads those parts of it again, once. In a channel
   * updates.getChannelDifference with a channelMessagesFilter could bring only what changed, but an empty answer does not tell "nothing
   * changed" from "too long ago for the log of events"; messages.getHistory is one call as well and says what there is.
   */
  #verify(confirmed: readonly Message[]): void {
    const open = this.#context.store.ranges.unverifiedOf(this.#input.peerId, confirmed.map((message) => message.id), this.#scope);
    for (let index = 0; index < open.length; index += VERIFIED_AT_ONCE) {
      const middle = open[Math.min(index + VERIFIED_AT_ONCE / 2, open.length - 1)];
      if (middle !== undefined) this.#load({ kind: 'around', id: middle }, undefined);
    }
  }

  /** Fetches a part once. `shownAs` is how the person sees it; without it, it happens silently. */
  #load(need: HistoryNeed, shownAs: 'older' | 'newer' | 'around' | undefined): void {
    const key = keyOf(need);
    const running = this.#loading.get(key);
    if (running !== undefined) {
      running.visible ||= shownAs !== undefined;
      return;
    }
    if (this.#fetched.has(key) || this.#problem !== undefined) return;
    const entry = {
      kind: shownAs === 'older' || shownAs === 'newer' ? shownAs : ('around' as const),
      visible: shownAs !== undefined,
    };
    this.#loading.set(key, entry);
    const { peerId, section } = this.#input;
    const place = { peerId, section };
    drop(
      this.#context.load(place, need, shownAs === undefined ? 'low' : 'high').then(
        () => this.#loaded(key, place, undefined),
        (error: unknown) => this.#loaded(key, place, { error, visible: entry.visible }),
      ),
    );
  }

  #loaded(key: string, place: HistoryPlace, failure: { error: unknown; visible: boolean } | undefined): void {
    this.#loading.delete(key);
    if (this.#disposed || place.peerId !== this.#input.peerId || sectionKey(place.section) !== this.#scope) return;
    this.#fetched.add(key);
    if (failure?.visible === true) this.#problem = this.#context.explain(failure.error);
    this.#refresh.request();
  }

  #send(found: { rows: Message[]; atStart: boolean; atEnd: boolean }, missing: boolean): void {
    const rows = found.rows.map((message) => this.#context.withReply(message));
    const { changed, ...diff } = this.#ledger.next(rows);
    this.#shown = shownPeers(this.#input.peerId, rows);
    const peers = this.#context.peerNews(this.#connection, this.#shown);
    const meta = this.#metaOf(found, missing);
    if (!changed && peers.length === 0 && this.#meta !== undefined && sameValue(this.#meta, meta)) return;
    this.#meta = meta;
    this.#emit({ ...diff, peers, ...meta });
  }

  #metaOf(found: { atStart: boolean; atEnd: boolean }, missing: boolean): Meta {
    const { store } = this.#context;
    const dialog = this.#input.section === undefined ? store.dialogs.get(this.#input.peerId) : undefined;
    const visible = [...this.#loading.values()].filter((entry) => entry.visible).map((entry) => entry.kind);
    const loading = (['around', 'older', 'newer'] as const).find((kind) => visible.includes(kind));
    const settled = this.#place?.anchor === this.#input.anchor && this.#place.target !== 'end' ? this.#place.target : undefined;
    const problem = missing ? 'This message was deleted.' : this.#problem;
    const { request } = this.#input;
    return {
      ...(request === undefined ? {} : { request }),
      ...(settled === undefined ? {} : { anchorId: settled }),
      atStart: found.atStart,
      atEnd: found.atEnd,
      ...(loading === undefined ? {} : { loading }),
      ...(problem === undefined ? {} : { problem }),
      ...readMarks(store, this.#input),
      unreadMentions: dialog?.unreadMentions ?? 0,
      unreadReactions: dialog?.unreadReactions ?? 0,
      unreadPollVotes: dialog?.unreadPollVotes ?? 0,
    };
  }
}

function newLedger(): RowLedger<MessageId, Message> {
  return new RowLedger((message) => message.id);
}

function keyOf(need: HistoryNeed): string {
  return need.kind === 'newest' ? need.kind : `${need.kind} ${need.id}`;
}
