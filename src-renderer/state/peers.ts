import { onCleanup } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import type { Peer, PeerId } from '#shared/model/index.ts';
import type { IpcClient } from '../ipc/client.ts';

export interface Peers {
  /** A peer that some window named; undefined when it is not known here (yet). Follows the fields that are read. */
  get(id: PeerId): Peer | undefined;
  put(peers: readonly Peer[]): void;
}

/** All peers that this window was told of, each once: rows, bubbles and headers read them here. */
export function createPeers(client: IpcClient): Peers {
  const [peers, setPeers] = createStore<Record<number, Peer>>({});
  const put = (changed: readonly Peer[]) => {
    for (const peer of changed) setPeers(peer.id, reconcile(peer));
  };
  const listening = client.listen('peers.changed', {}, put);
  onCleanup(() => listening.dispose());
  return { get: (id) => peers[id], put };
}
