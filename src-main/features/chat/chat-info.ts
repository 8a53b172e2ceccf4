import { drop } from '#shared/assert.ts';
import type { ChatInfo } from '#shared/ipc/chat.ts';
import type { IpcConnection, TopicHandlers } from '#shared/ipc/handlers.ts';
import type { Draft, Peer, PeerId } from '#shared/model/index.ts';
import type { Changes } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { FullInfos } from '../info/index.ts';
import { Coalescer } from '../window/coalescer.ts';
import type { PeerBook } from '../window/peer-book.ts';
import { sameValue } from '../window/same-value.ts';
import type { ActionBars } from './action-bar.ts';
import type { Joining } from './joining.ts';
import type { SlowMode } from './slow-mode.ts';
import { writingBar } from './writing.ts';

/** How often the number of members that are online is asked for while a group is open. */
const ONLINES_PERIOD_MS = 60_000;
const FARTHEST_MS = 14 * 86_400_000;

/** What open chats have to do with drafts. */
export interface OpenChatDrafts {
  get(peerId: PeerId): Draft | undefined;
  /** A chat was closed or exchanged for another one. */
  left(): void;
}

/** What the composer of an open chat depends on. */
export interface WritingParts {
  joining: Joining;
  slowMode: SlowMode;
  /** Has the queue of scheduled messages read; rejects without a connection. */
  refreshScheduled(peerId: PeerId): Promise<void>;
}

/** What the header and composer of open chats need; also what an open chat sets going (`chat.info`). */
export class OpenChats {
  readonly #context: ChatContext;
  readonly #peerBook: PeerBook;
  readonly #bars: ActionBars;
  readonly #full: FullInfos;
  readonly #views = new Set<ChatView>();
  readonly #writing: WritingParts;
  readonly #drafts: OpenChatDrafts;

  constructor(context: ChatContext, peerBook: PeerBook, bars: ActionBars, full: FullInfos, writing: WritingParts, drafts: OpenChatDrafts) {
    this.#context = context;
    this.#full = full;
    this.#writing = writing;
    this.#peerBook = peerBook;
    this.#bars = bars;
    this.#drafts = drafts;
  }

  topics(): Pick<TopicHandlers, 'chat.info'> {
    return {
      'chat.info': (input, emit, connection) => {
        const open = (peerId: PeerId): ChatView => {
          const view = new ChatView(this.#context, this.#peerBook, this.#bars, this.#full, this.#writing, connection, this.#drafts, peerId, emit);
          this.#views.add(view);
          return view;
        };
        const close = (view: ChatView): void => {
          this.#views.delete(view);
          view.dispose();
          this.#drafts.left();
        };
        let current = open(input.peerId);
        return {
          retune: (next) => {
            if (next.peerId === current.peerId) return;
            close(current);
            current = open(next.peerId);
          },
          dispose: () => close(current),
        };
      },
    };
  }

  /** Something that is not in the store has changed (a mute ended). */
  touch(): void {
    for (const view of this.#views) view.touch();
  }

  /** Updates are being followed from now on: channels that are open already are followed as open ones. */
  start(): void {
    for (const view of this.#views) view.begin();
  }

  dispose(): void {
    for (const view of this.#views) view.dispose();
    this.#views.clear();
  }
}

class ChatView {
  readonly peerId: PeerId;
  readonly #context: ChatContext;
  readonly #peerBook: PeerBook;
  readonly #bars: ActionBars;
  readonly #full: FullInfos;
  readonly #writing: WritingParts;
  readonly #connection: IpcConnection;
  readonly #drafts: OpenChatDrafts;
  readonly #emit: (event: ChatInfo) => void;
  readonly #refresh: Coalescer;
  readonly #unsubscribe: (() => void)[];
  #onlineCount: number | undefined;
  #last: ChatInfo | undefined;
  #cancelTimer: (() => void) | undefined;
  #cancelWake: (() => void) | undefined;
  #closeChannel: (() => void) | undefined;
  #wasKnown = false;
  #disposed = false;

  constructor(
    context: ChatContext,
    peerBook: PeerBook,
    bars: ActionBars,
    full: FullInfos,
    writing: WritingParts,
    connection: IpcConnection,
    drafts: OpenChatDrafts,
    peerId: PeerId,
    emit: (event: ChatInfo) => void,
  ) {
    this.#drafts = drafts;
    this.peerId = peerId;
    this.#context = context;
    this.#peerBook = peerBook;
    this.#bars = bars;
    this.#full = full;
    this.#writing = writing;
    this.#connection = connection;
    this.#emit = emit;
    this.#refresh = new Coalescer(context.clock, 0, () => this.#run());
    this.#unsubscribe = [
      context.store.onChange((changes) => this.#changed(changes)),
      ...[bars, writing.slowMode, writing.joining].map((part) =>
        part.onChange((id) => {
          if (id === peerId) this.#refresh.request();
        }),
      ),
      full.look(peerId),
    ];
    this.#run();
    this.begin();
  }

  /** What an open chat asks the server for; again after a connection was made. */
  begin(): void {
    this.#wasKnown = this.#context.store.peers.get(this.peerId) !== undefined;
    this.#closeChannel?.();
    this.#closeChannel = this.#context.updates.openChannel(this.peerId);
    this.#cancelTimer?.();
    drop(this.#fetchFull());
    drop(this.#bars.fetch(this.peerId).catch(() => undefined));
    drop(this.#watchOnlines());
  }

  touch(): void {
    this.#refresh.request();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#refresh.dispose();
    this.#cancelTimer?.();
    this.#cancelWake?.();
    this.#closeChannel?.();
  }

  #changed(changes: Changes): void {
    const { peerId } = this;
    // The chat was opened before the list that brings it was loaded.
    if (!this.#wasKnown && changes.peers.has(peerId)) this.begin();
    const sets = [changes.peers, changes.dialogs, changes.drafts, changes.infos, changes.scheduled];
    if (changes.notifyDefaults || sets.some((set) => set.has(peerId))) this.#refresh.request();
  }

  #run(): void {
    const { store, client } = this.#context;
    const peer = store.peers.get(this.peerId);
    if (peer === undefined || this.#disposed) return;
    this.#peerBook.news(this.#connection, [this.peerId]);
    const dialog = store.dialogs.get(this.peerId);
    const draft = this.#drafts.get(this.peerId);
    const bar = this.#bars.of(this.peerId);
    this.#wakeWhenItChanges(peer);
    const info: ChatInfo = {
      peer,
      ...(this.#onlineCount === undefined ? {} : { onlineCount: this.#onlineCount }),
      muted: dialog !== undefined && dialog.muteUntil > client.serverTime(),
      ...(draft === undefined ? {} : { draft }),
      ...(bar === undefined ? {} : { actionBar: bar }),
      ...this.#writingInfo(peer),
    };
    if (sameValue(this.#last, info)) return;
    this.#last = info;
    this.#emit(info);
  }

  #writingInfo(peer: Peer): Pick<ChatInfo, 'writing' | 'slowMode' | 'scheduled'> {
    const { peerId } = this;
    const { store } = this.#context;
    const { joining, slowMode } = this.#writing;
    const record = store.peers.record(peerId);
    const isEmpty = (store.dialogs.get(peerId)?.topMessageId ?? 0) === 0 && store.outbox.ofPeer(peerId).length === 0;
    const isBlocked = this.#full.get(peerId)?.info.isBlocked === true;
    const writing = record === undefined ? undefined : writingBar({ peer, record, isBlocked, isRequested: joining.isRequested(peerId), isEmpty });
    const seconds = slowMode.seconds(peerId);
    const until = slowMode.until(peerId);
    const queue = store.scheduled.of(peerId);
    const failed = queue.filter((message) => message.sending?.state === 'failed').length;
    return {
      ...(writing === undefined ? {} : { writing }),
      ...(seconds === undefined ? {} : { slowMode: { seconds, ...(until === undefined ? {} : { until }) } }),
      ...(queue.length === 0 ? {} : { scheduled: { count: queue.length, failed } }),
    };
  }

  /** Some things end by themselves: the wait of slow mode, a restriction. */
  #wakeWhenItChanges(peer: Peer): void {
    const { clock, client } = this.#context;
    const { blockedUntil } = peer.rights;
    const restricted = blockedUntil === undefined ? Infinity : clock.now() + (blockedUntil - client.serverTime()) * 1000;
    const next = Math.min(this.#writing.slowMode.until(this.peerId) ?? Infinity, restricted);
    this.#cancelWake?.();
    this.#cancelWake = undefined;
    // Timers of the platform do not reach further than some weeks.
    if (next <= clock.now() || next > clock.now() + FARTHEST_MS) return;
    this.#cancelWake = clock.schedule(next - clock.now() + 500, () => {
      if (next === restricted) drop(this.#fetchFull());
      this.#refresh.request();
    });
  }

  /** Asks for what only the full form of a chat tells: the number of members, rights that changed while nobody looked. */
  async #fetchFull(): Promise<void> {
    const { store, log } = this.#context;
    const peer = store.peers.get(this.peerId);
    if (peer === undefined || peer.isLeft === true) return;
    try {
      await this.#full.fetch(this.peerId);
      const info = this.#full.get(this.peerId)?.info;
      this.#setOnlines(info?.onlineCount);
      if (info?.hasScheduled === true || store.scheduled.of(this.peerId).length > 0) await this.#writing.refreshScheduled(this.peerId);
    } catch (error) {
      log.debug('The full form of a chat could not be fetched', { error: error instanceof Error ? error.name : 'unknown' });
    }
  }

  async #watchOnlines(): Promise<void> {
    const peer = this.#context.store.peers.get(this.peerId);
    const inputPeer = this.#context.store.peers.inputPeer(this.peerId);
    if (this.#disposed || inputPeer === undefined || !isCounted(peer)) return;
    try {
      const answer =
        await this.#context.client.call({ _: 'messages.getOnlines', peer: inputPeer }, { timeoutMs: 30_000, priority: 'low' });
      this.#setOnlines(answer.onlines);
    } catch {
      // The header just does not show the number.
    }
    if (this.#disposed) return;
    this.#cancelTimer?.();
    this.#cancelTimer = this.#context.clock.schedule(ONLINES_PERIOD_MS, () => drop(this.#watchOnlines()));
  }

  #setOnlines(count: number | undefined): void {
    if (this.#disposed || count === undefined) return;
    this.#onlineCount = count;
    this.#refresh.request();
  }
}

function isCounted(peer: Peer | undefined): boolean {
  return (peer?.kind === 'group' || peer?.kind === 'supergroup') && peer.isLeft !== true;
}
