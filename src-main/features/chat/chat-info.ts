import { drop } from '#shared/assert.ts';
import type { ChatInfo } from '#shared/ipc/contract.ts';
import type { IpcConnection, TopicHandlers } from '#shared/ipc/handlers.ts';
import { peerIdKind } from '#shared/model/index.ts';
import type { Draft, Peer, PeerId } from '#shared/model/index.ts';
import type { Changes } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { FullInfos } from '../info/index.ts';
import { withPeerFlight } from '../presence/index.ts';
import { Coalescer } from '../window/coalescer.ts';
import type { PeerBook } from '../window/peer-book.ts';
import { sameValue } from '../window/same-value.ts';
import type { ActionBars } from './action-bar.ts';

/** How often the number of members that are online is asked for while a group is open. */
const ONLINES_PERIOD_MS = 60_000;

/** What open chats have to do with drafts. */
export interface OpenChatDrafts {
  get(peerId: PeerId): Draft | undefined;
  /** A chat was closed or exchanged for another one. */
  left(): void;
}

/** What the header and composer of open chats need; also what an open chat sets going (`chat.info`). */
export class OpenChats {
  readonly #context: ChatContext;
  readonly #peerBook: PeerBook;
  readonly #bars: ActionBars;
  readonly #full: FullInfos;
  readonly #views = new Set<ChatView>();
  readonly #drafts: OpenChatDrafts;

  constructor(context: ChatContext, peerBook: PeerBook, bars: ActionBars, full: FullInfos, drafts: OpenChatDrafts) {
    this.#context = context;
    this.#full = full;
    this.#peerBook = peerBook;
    this.#bars = bars;
    this.#drafts = drafts;
  }

  topics(): Pick<TopicHandlers, 'chat.info'> {
    return {
      'chat.info': (input, emit, connection) => {
        const open = (peerId: PeerId): ChatView => {
          const view = new ChatView(this.#context, this.#peerBook, this.#bars, this.#full, connection, this.#drafts, peerId, emit);
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
  readonly #connection: IpcConnection;
  readonly #drafts: OpenChatDrafts;
  readonly #emit: (event: ChatInfo) => void;
  readonly #refresh: Coalescer;
  readonly #unsubscribe: (() => void)[];
  #onlineCount: number | undefined;
  #last: ChatInfo | undefined;
  #cancelTimer: (() => void) | undefined;
  #closeChannel: (() => void) | undefined;
  #wasKnown = false;
  #disposed = false;

  constructor(
    context: ChatContext,
    peerBook: PeerBook,
    bars: ActionBars,
    full: FullInfos,
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
    this.#connection = connection;
    this.#emit = emit;
    this.#refresh = new Coalescer(context.clock, 0, () => this.#run());
    this.#unsubscribe = [
      context.store.onChange((changes) => this.#changed(changes)),
      bars.onChange((id) => {
        if (id === peerId) this.#refresh.request();
      }),
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
    this.#closeChannel?.();
  }

  #changed(changes: Changes): void {
    const { peerId } = this;
    // The chat was opened before the list that brings it was loaded.
    if (!this.#wasKnown && changes.peers.has(peerId)) this.begin();
    if (changes.peers.has(peerId) || changes.dialogs.has(peerId) || changes.drafts.has(peerId) || changes.notifyDefaults) {
      this.#refresh.request();
    }
  }

  #run(): void {
    const { store, client } = this.#context;
    const peer = store.peers.get(this.peerId);
    if (peer === undefined || this.#disposed) return;
    this.#peerBook.news(this.#connection, [this.peerId]);
    const dialog = store.dialogs.get(this.peerId);
    const draft = this.#drafts.get(this.peerId);
    const bar = this.#bars.of(this.peerId);
    const info: ChatInfo = {
      peer,
      ...(this.#onlineCount === undefined ? {} : { onlineCount: this.#onlineCount }),
      muted: dialog !== undefined && dialog.muteUntil > client.serverTime(),
      ...(draft === undefined ? {} : { draft }),
      ...(bar === undefined ? {} : { actionBar: bar }),
    };
    if (sameValue(this.#last, info)) return;
    this.#last = info;
    this.#emit(info);
  }

  /** Asks for what only the full form of a chat tells: the number of members, rights that changed while nobody looked. */
  async #fetchFull(): Promise<void> {
    const { store, log } = this.#context;
    const peer = store.peers.get(this.peerId);
    if (peer === undefined || peer.isLeft === true) return;
    try {
      if (peerIdKind(this.peerId) !== 'user') {
        await this.#full.fetch(this.peerId);
        this.#setOnlines(this.#full.get(this.peerId)?.info.onlineCount);
      } else {
        await this.#fetchUser();
      }
    } catch (error) {
      log.debug('The full form of a chat could not be fetched', { error: error instanceof Error ? error.name : 'unknown' });
    }
  }

  /** A person's status may have changed while this machine was away. */
  async #fetchUser(): Promise<void> {
    const { store, client } = this.#context;
    const user = store.peers.inputUser(this.peerId);
    if (user === undefined || user._ === 'inputUserSelf') return;
    const { answer, changed } = await withPeerFlight(store, () =>
      client.call({ _: 'users.getUsers', id: [user] }, { timeoutMs: 30_000, priority: 'low' }),
    );
    if (!this.#disposed && !changed.has(this.peerId)) store.peers.apply(answer, []);
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
