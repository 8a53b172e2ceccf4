import type { tl } from '#tl';

/** One signed number for every kind of peer: user `+id`, basic group `-id`, channel `-(10^12 + id)`. */
export type PeerKey = number;

const CHANNEL_BASE = 1_000_000_000_000;

export function userKey(userId: number): PeerKey {
  return userId;
}

export function groupKey(groupId: number): PeerKey {
  return -groupId;
}

export function channelKey(channelId: number): PeerKey {
  return -(CHANNEL_BASE + channelId);
}

export function isUserKey(key: PeerKey): boolean {
  return key > 0;
}

export function isGroupKey(key: PeerKey): boolean {
  return key < 0 && key > -CHANNEL_BASE;
}

export function isChannelKey(key: PeerKey): boolean {
  return key < -CHANNEL_BASE;
}

/** The id inside its own kind: what `user_id`, `chat_id` or `channel_id` carry. */
export function bareId(key: PeerKey): number {
  if (isChannelKey(key)) return -key - CHANNEL_BASE;
  return Math.abs(key);
}

export function toPeer(key: PeerKey): tl.Peer {
  if (isUserKey(key)) return { _: 'peerUser', userId: key };
  if (isGroupKey(key)) return { _: 'peerChat', chatId: -key };
  return { _: 'peerChannel', channelId: bareId(key) };
}

export function fromPeer(peer: tl.Peer): PeerKey {
  switch (peer._) {
    case 'peerUser':
      return userKey(peer.userId);
    case 'peerChat':
      return groupKey(peer.chatId);
    case 'peerChannel':
      return channelKey(peer.channelId);
  }
}
