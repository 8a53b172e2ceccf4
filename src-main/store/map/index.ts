/** From wire objects to the model and the records of the store. */
export { mapDraft, mapFolder, mapMuteUntil } from './dialog.ts';
export { mapEntities } from './entities.ts';
export { mapEntityId, mapPeerId, peerIdOfInput } from './ids.ts';
export { inputBans, mapAdminRights, mapBans, mapChannelParticipant, mapChatInfo, mapChatParticipant, mapRequests, mapUserInfo } from './info.ts';
export { mapPaidUpdate } from './cards.ts';
export type { MappedMessage } from './mapped.ts';
export { mapMedia, mapWebPageUpdate } from './media.ts';
export { expandShort, mapMessage, mapReplies, messageKey, namedPeers } from './message.ts';
export { mapDocument, mapPhoto } from './pictures.ts';
export { mapPollUpdate, optionBytes, optionName } from './poll.ts';
export { mapPeer, mapStatus, mapUsernames } from './peer.ts';
export type { PeerRecord } from './peer.ts';
export { hasUnreadReactions, inputReaction, keepChosen, mapReaction, mapReactions } from './reactions.ts';
export { sentence } from './sentence.ts';
export type { MapContext, Piece } from './sentence.ts';
export { mapService } from './service.ts';
export { inflateStripped } from './stripped.ts';
