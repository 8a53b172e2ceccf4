import { drop } from '#shared/assert.ts';
import type { ThreadInfo, ThreadPlace } from '#shared/ipc/threads.ts';
import { AppError } from '#shared/model/index.ts';
import type { Draft, Peer, PeerId } from '#shared/model/index.ts';
import type { Changes } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { DraftPlace } from '../drafts/index.ts';
import { Coalescer } from '../window/coalescer.ts';
import { sameValue } from '../window/same-value.ts';

export interface ThreadViewContext extends Pick<ChatContext, 'store' | 'clock' | 'updates'> {
  draftOf(place: DraftPlace): Draft | undefined;
  /** Asks the server how the thread stands; rejects with NOT_FOUND when it is gone. */
  refresh(): Promise<void>;
  peerNews(ids: readonly PeerId[]): Peer[];
}

/** One open thread: what its head and its composer show. While it is open, the group is followed, also by those who are not in it. */
export class ThreadView {
  readonly #context: ThreadViewContext;
  readonly #place: ThreadPlace;
  readonly #emit: (event: ThreadInfo) => void;
  readonly #refresh: Coalescer;
  readonly #unsubscribe: () => void;
  readonly #closeChannel: () => void;
  #isGone = false;
  #last: Omit<ThreadInfo, 'peers'> | undefined;
  #disposed = false;

  constructor(context: ThreadViewContext, place: ThreadPlace, emit: (event: ThreadInfo) => void) {
    this.#context = context;
    this.#place = place;
    this.#emit = emit;
    this.#refresh = new Coalescer(context.clock, 0, () => this.#run());
    this.#unsubscribe = context.store.onChange((changes) => this.#changed(changes));
    this.#closeChannel = context.updates.openChannel(place.peerId);
    this.#run();
    drop(context.refresh().catch((error: unknown) => {
      this.#isGone = error instanceof AppError && error.code === 'NOT_FOUND';
      this.#refresh.request();
    }));
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#unsubscribe();
    this.#refresh.dispose();
    this.#closeChannel();
  }

  #changed(changes: Changes): void {
    const { peerId } = this.#place;
    const isConcerned = [changes.threads, changes.drafts, changes.peers, changes.scheduled].some((ids) => ids.has(peerId));
    if (isConcerned || changes.messages.has(peerId)) this.#refresh.request();
  }

  #run(): void {
    if (this.#disposed) return;
    const { store, draftOf } = this.#context;
    const { peerId, rootId } = this.#place;
    const thread = store.threads.get(peerId, rootId);
    const root = store.messages.get(peerId, rootId);
    const draft = draftOf({ peerId, threadId: rootId });
    const closed = this.#isGone || (this.#last !== undefined && this.#last.roots.length > 0 && thread === undefined);
    const queue = store.scheduled.of(peerId).filter((message) => message.threadId === rootId);
    const failed = queue.filter((message) => message.sending?.state === 'failed').length;
    // A closed thread still tells what it was about.
    const post = thread?.post ?? this.#last?.post;
    const info: Omit<ThreadInfo, 'peers'> = {
      count: root?.replies?.count ?? (closed ? this.#last?.count : undefined) ?? 0,
      roots: thread?.roots ?? this.#last?.roots ?? [],
      ...(post === undefined ? {} : { post }),
      ...(draft === undefined ? {} : { draft }),
      ...(closed ? { closed } : {}),
      ...(queue.length === 0 ? {} : { scheduled: { count: queue.length, failed } }),
    };
    const peers = this.#context.peerNews([peerId, ...(post === undefined ? [] : [post.peerId])]);
    if (peers.length === 0 && sameValue(this.#last, info)) return;
    this.#last = info;
    this.#emit({ ...info, peers });
  }
}
