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

/** The key of a peer that is named for a call; undefined for nobody, and for oneself before that is known. */
export function peerIdOfInput(peer: tl.InputPeer, selfId: PeerId | undefined): PeerId | undefined {
  switch (peer._) {
    case 'inputPeerSelf':
      return selfId;
    case 'inputPeerUser':
    case 'inputPeerUserFromMessage':
      return userPeerId(peer.userId);
    case 'inputPeerChat':
      return groupPeerId(peer.chatId);
    case 'inputPeerChannel':
    case 'inputPeerChannelFromMessage':
      return channelPeerId(peer.channelId);
    case 'inputPeerEmpty':
      return undefined;
    default:
      return assertNever(peer, 'input peer');
  }
}
