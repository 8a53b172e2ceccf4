import type { tl } from '#tl';
import { assertNever } from '#shared/assert.ts';
import { channelPeerId, groupPeerId, userPeerId } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';

export function mapPeerId(peer: tl.Peer): PeerId {
  switch (peer._) {
    case 'peerUser':
      return userPeerId(peer.userId);
    case 'peerChat':
      return groupPeerId(peer.chatId);
    case 'peerChannel':
      return channelPeerId(peer.channelId);
    default:
      return assertNever(peer, 'peer');
  }
}

/** The key of a user or chat object of any form. */
export function mapEntityId(entity: tl.User | tl.Chat): PeerId {
  switch (entity._) {
    case 'user':
    case 'userEmpty':
      return userPeerId(entity.id);
    case 'chat':
    case 'chatEmpty':
    case 'chatForbidden':
      return groupPeerId(entity.id);
    case 'channel':
    case 'channelForbidden':
      return channelPeerId(entity.id);
    default:
      return assertNever(entity, 'entity');
  }
}
