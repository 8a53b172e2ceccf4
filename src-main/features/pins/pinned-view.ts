import { drop } from '#shared/assert.ts';
import type { PinnedMessages } from '#shared/ipc/message-tools.ts';
import type { Peer, PeerId } from '#shared/model/index.ts';
import type { Store } from '../../store/index.ts';
import type { Clock } from '../clock.ts';
import { shownPeers } from '../messages/index.ts';
import { Coalescer } from '../window/coalescer.ts';
import { sameValue } from '../window/same-value.ts';

export interface PinnedViewContext {
  store: Store;
  clock: Clock;
  /** Up to which message the bar was closed. */
  hiddenUpTo(peerId: PeerId): number;
  /** Has what is pinned stored; rejects without a connection. */
  fetch(peerId: PeerId): Promise<void>;
  peerNews(ids: Iterable<PeerId>): Peer[];
}

/** Messages that one window is told of. */
const MOST = 100;

/** What one window is told of a chat's pinned messages. */
export class PinnedView {
  readonly peerId: PeerId;
  readonly #context: PinnedViewContext;
  readonly #emit: (event: PinnedMessages) => void;
  readonly #refresh: Coalescer;
  readonly #unsubscribe: () => void;
  #last: Omit<PinnedMessages, 'peers'> | undefined;

  constructor(context: PinnedViewContext, peerId: PeerId, emit: (event: PinnedMessages) => void) {
    this.#context = context;
    this.peerId = peerId;
    this.#emit = emit;
    this.#refresh = new Coalescer(context.clock, 0, () => this.#run());
    this.#unsubscribe = context.store.onChange((changes) => {
      if (changes.messages.has(peerId)) this.#refresh.request();
    });
    this.#run();
    this.begin();
  }

  begin(): void {
    drop(this.#context.fetch(this.peerId).catch(() => undefined));
  }

  touch(): void {
    this.#refresh.request();
  }

  dispose(): void {
    this.#unsubscribe();
    this.#refresh.dispose();
  }

  #run(): void {
    const messages = this.#context.store.messages.pinned(this.peerId, MOST);
    const newest = messages[0]?.id ?? 0;
    const next = { messages, hidden: newest > 0 && newest <= this.#context.hiddenUpTo(this.peerId) };
    if (this.#last !== undefined && sameValue(this.#last, next)) return;
    this.#last = next;
    this.#emit({ ...next, peers: this.#context.peerNews(shownPeers(this.peerId, messages)) });
  }
}
