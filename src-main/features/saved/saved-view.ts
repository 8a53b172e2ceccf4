import { drop } from '#shared/assert.ts';
import type { SavedRow, SavedWindow } from '#shared/ipc/saved.ts';
import type { Peer, PeerId } from '#shared/model/index.ts';
import type { Changes } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import { shownPeers } from '../messages/index.ts';
import { Coalescer } from '../window/coalescer.ts';
import { RowLedger } from '../window/row-ledger.ts';
import { sameValue } from '../window/same-value.ts';
import type { SavedList } from './saved-list.ts';

export interface SavedViewContext extends Pick<ChatContext, 'store' | 'clock' | 'explain'> {
  list: SavedList;
  peerNews(ids: Iterable<PeerId>): Peer[];
}

/** One subscriber's list of sources: what is stored at once, more of it as it is wanted. */
export class SavedView {
  readonly #context: SavedViewContext;
  readonly #emit: (event: SavedWindow) => void;
  readonly #ledger = new RowLedger<PeerId, SavedRow>((row) => row.peerId);
  readonly #refresh: Coalescer;
  readonly #unsubscribe: () => void;
  #count: number;
  #problem: string | undefined;
  #meta: Pick<SavedWindow, 'hasMore' | 'loading' | 'problem'> | undefined;
  #disposed = false;

  constructor(context: SavedViewContext, count: number, emit: (event: SavedWindow) => void) {
    this.#context = context;
    this.#count = count;
    this.#emit = emit;
    this.#refresh = new Coalescer(context.clock, 0, () => this.#run());
    this.#unsubscribe = context.store.onChange((changes) => this.#changed(changes));
    this.#run();
  }

  /** Wants so many rows, and tries again what failed. */
  retune(count: number): void {
    this.#count = count;
    this.#problem = undefined;
    this.#refresh.flush();
  }

  touch(): void {
    this.#refresh.request();
  }

  dispose(): void {
    this.#disposed = true;
    this.#unsubscribe();
    this.#refresh.dispose();
  }

  #changed(changes: Changes): void {
    const self = this.#context.store.meta.selfId();
    if (changes.saved || changes.peers.size > 0 || (self !== undefined && changes.messages.has(self))) this.#refresh.request();
  }

  #run(): void {
    if (this.#disposed) return;
    const { store, list } = this.#context;
    const all = store.saved.list();
    const isShort = all.length < this.#count && !list.isWhole;
    if ((isShort || !list.wasRead) && !list.isLoading && this.#problem === undefined) this.#load();
    const self = store.meta.selfId();
    const rows = all.slice(0, this.#count).map((record): SavedRow => {
      const topMessage = self === undefined ? undefined : store.messages.get(self, record.topMessageId);
      return { peerId: record.peerId, pinned: record.pinned !== undefined, ...(topMessage === undefined ? {} : { topMessage }) };
    });
    const { changed, ...diff } = this.#ledger.next(rows);
    const named = new Set(rows.map((row) => row.peerId));
    for (const { topMessage } of rows) if (topMessage !== undefined) for (const id of shownPeers(topMessage.peerId, [topMessage])) named.add(id);
    const peers = this.#context.peerNews(named);
    const meta = {
      hasMore: all.length > this.#count || !list.isWhole,
      loading: list.isLoading,
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    };
    if (!changed && peers.length === 0 && this.#meta !== undefined && sameValue(this.#meta, meta)) return;
    this.#meta = meta;
    this.#emit({ ...diff, peers, ...meta });
  }

  #load(): void {
    drop(this.#context.list.more().then(
      () => this.touch(),
      (error: unknown) => {
        this.#problem = this.#context.explain(error).message;
        this.touch();
      },
    ));
  }
}
