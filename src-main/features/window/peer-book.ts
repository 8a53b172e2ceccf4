import type { IpcConnection, Subscription } from '#shared/ipc/handlers.ts';
import type { Peer, PeerId } from '#shared/model/index.ts';
import type { Changes } from '../../store/index.ts';
import { sameValue } from './same-value.ts';

export interface PeerBookContext {
  peers: { get(id: PeerId): Peer | undefined };
  onChange(listener: (changes: Changes) => void): () => void;
}

/**
 * Which peers each renderer window has been told of, and in which form: windows of messages bring along only those that are
 * new, and `peers.changed` brings later changes of exactly those.
 */
export class PeerBook {
  readonly #context: PeerBookContext;
  readonly #told = new WeakMap<IpcConnection, Map<PeerId, Peer>>();
  readonly #listeners = new Map<IpcConnection, Set<(peers: Peer[]) => void>>();
  readonly #stop: () => void;

  constructor(context: PeerBookContext) {
    this.#context = context;
    this.#stop = context.onChange((changes) => this.#changed(changes.peers));
  }

  /** Those of `ids` that this connection does not have in their present form; they count as told. */
  news(connection: IpcConnection, ids: Iterable<PeerId>): Peer[] {
    const told = this.#toldTo(connection);
    const news: Peer[] = [];
    for (const id of new Set(ids)) {
      // What was told stays up to date by `peers.changed`, as long as somebody listens.
      if (told.has(id) && this.#listeners.has(connection)) continue;
      const peer = this.#context.peers.get(id);
      if (peer === undefined || sameValue(told.get(id), peer)) continue;
      told.set(id, peer);
      news.push(peer);
    }
    return news;
  }

  /** Serves `peers.changed`. */
  listen(connection: IpcConnection, emit: (peers: Peer[]) => void): Subscription<unknown> {
    const listeners = this.#listeners.get(connection) ?? new Set();
    this.#listeners.set(connection, listeners.add(emit));
    // Whatever changed while nobody listened.
    const missed = this.#stale(connection, this.#toldTo(connection).keys());
    if (missed.length > 0) emit(missed);
    return {
      retune: () => undefined,
      dispose: () => {
        listeners.delete(emit);
        if (listeners.size === 0) this.#listeners.delete(connection);
      },
    };
  }

  dispose(): void {
    this.#stop();
    this.#listeners.clear();
  }

  #changed(ids: ReadonlySet<PeerId>): void {
    if (ids.size === 0) return;
    for (const [connection, listeners] of this.#listeners) {
      const peers = this.#stale(connection, ids);
      if (peers.length > 0) for (const emit of [...listeners]) emit(peers);
    }
  }

  #stale(connection: IpcConnection, ids: Iterable<PeerId>): Peer[] {
    const told = this.#toldTo(connection);
    const stale: Peer[] = [];
    for (const id of [...ids]) {
      const before = told.get(id);
      if (before === undefined) continue;
      const peer = this.#context.peers.get(id);
      if (peer === undefined || sameValue(before, peer)) continue;
      told.set(id, peer);
      stale.push(peer);
    }
    return stale;
  }

  #toldTo(connection: IpcConnection): Map<PeerId, Peer> {
    const told = this.#told.get(connection) ?? new Map<PeerId, Peer>();
    this.#told.set(connection, told);
    return told;
  }
}
