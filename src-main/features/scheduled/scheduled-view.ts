import type { ScheduledQueue } from '#shared/ipc/scheduled.ts';
import type { Message, Peer, PeerId } from '#shared/model/index.ts';
import { RpcError } from '../../mtproto/index.ts';
import type { Store } from '../../store/index.ts';
import type { Clock } from '../clock.ts';
import { shownPeers } from '../messages/index.ts';
import { Coalescer } from '../window/coalescer.ts';
import { sameValue } from '../window/same-value.ts';

export interface ScheduledViewContext {
  store: Store;
  clock: Clock;
  /** What waits in a chat, by date. */
  queueOf(peerId: PeerId): Message[];
  /** Has the queue read again; rejects when that fails. */
  refresh(peerId: PeerId): Promise<void>;
  explain(error: unknown): string;
  peerNews(ids: Iterable<PeerId>): Peer[];
}

/** What one window is told of a chat's scheduled messages. */
export class ScheduledView {
  readonly peerId: PeerId;
  readonly #context: ScheduledViewContext;
  readonly #emit: (event: ScheduledQueue) => void;
  readonly #run: Coalescer;
  readonly #unsubscribe: () => void;
  #loading = false;
  #problem: string | undefined;
  #last: Omit<ScheduledQueue, 'peers'> | undefined;
  #disposed = false;

  constructor(context: ScheduledViewContext, peerId: PeerId, emit: (event: ScheduledQueue) => void) {
    this.#context = context;
    this.peerId = peerId;
    this.#emit = emit;
    this.#run = new Coalescer(context.clock, 0, () => this.#tell());
    this.#unsubscribe = context.store.onChange((changes) => {
      if (changes.scheduled.has(peerId)) this.#run.request();
    });
    this.begin();
    this.#tell();
  }

  /** Reads the queue again. */
  begin(): void {
    this.#loading = true;
    this.#context.refresh(this.peerId).then(
      () => this.#ended(undefined),
      // Without a connection what is known is shown, and the connection says why.
      (error: unknown) => this.#ended(error instanceof RpcError ? this.#context.explain(error) : undefined),
    );
  }

  dispose(): void {
    this.#disposed = true;
    this.#unsubscribe();
    this.#run.dispose();
  }

  #ended(problem: string | undefined): void {
    if (this.#disposed) return;
    this.#loading = false;
    this.#problem = problem;
    this.#run.request();
  }

  #tell(): void {
    if (this.#disposed) return;
    const messages = this.#context.queueOf(this.peerId);
    const problem = this.#problem === undefined ? {} : { problem: this.#problem };
    const next = { messages, loading: this.#loading && messages.length === 0, ...problem };
    if (this.#last !== undefined && sameValue(this.#last, next)) return;
    this.#last = next;
    this.#emit({ ...next, peers: this.#context.peerNews(shownPeers(this.peerId, messages)) });
  }
}
