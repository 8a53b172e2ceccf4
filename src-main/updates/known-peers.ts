import type { tl } from '#tl';
import { peerIdKind } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';
import { mapPeerId, namedPeers } from '../store/index.ts';
import type { Store } from '../store/index.ts';

/** Why a pushed message cannot be taken as it is. */
export type Unknown = 'chat' | 'sender';

/**
 * Everyone whom a pushed message names must be known in full, or a difference has to bring them
 * (core.telegram.org/api/updates, Update handling). Undefined when all are.
 */
export function unknownPeer(store: Store, message: tl.Message): Unknown | undefined {
  const self = store.meta.selfId();
  const chat = message.peerId === undefined ? undefined : mapPeerId(message.peerId);
  for (const peerId of namedPeers(message)) {
    if (peerId === self || store.peers.isFull(peerId)) continue;
    return peerId === chat ? 'chat' : 'sender';
  }
  return undefined;
}

/** The same for the short forms, which bring no peers at all. */
export function knowsAll(store: Store, peerIds: readonly PeerId[]): boolean {
  const self = store.meta.selfId();
  return peerIds.every((peerId) => peerId === self || store.peers.isFull(peerId));
}

/** The message that an update brings or changes. */
export function messageOf(update: tl.Update): tl.Message | undefined {
  switch (update._) {
    case 'updateNewMessage':
    case 'updateEditMessage':
    case 'updateNewChannelMessage':
    case 'updateEditChannelMessage':
      return update.message;
    default:
      return undefined;
  }
}

/** A channel of which only a reduced view is known has no box to ask. */
export function hasOwnBox(store: Store, peerId: PeerId): boolean {
  return peerIdKind(peerId) === 'channel' && store.peers.inputChannel(peerId) !== undefined && store.peers.isFull(peerId);
}
