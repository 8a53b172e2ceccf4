import { mediaPeers } from '#shared/model/index.ts';
import type { Message, PeerId } from '#shared/model/index.ts';

/** Everyone whom a window of messages shows: the chat, senders, origins, mentions. */
export function shownPeers(chat: PeerId, messages: readonly Message[]): Set<PeerId> {
  const ids = new Set<PeerId>([chat]);
  const add = (id: PeerId | undefined): void => {
    if (id !== undefined) ids.add(id);
  };
  for (const message of messages) {
    add(message.fromId);
    add(message.viaBotId);
    add(message.forward?.fromId);
    add(message.forward?.savedFromPeerId);
    for (const { peerId } of message.reactions?.recent ?? []) add(peerId);
    for (const peerId of message.replies?.recentRepliers ?? []) add(peerId);
    add(message.savedPeerId);
    for (const peerId of mediaPeers(message.media)) add(peerId);
    add(message.replyTo?.peerId);
    add(message.replyTo?.preview?.senderId);
    for (const entity of message.entities) if (entity.type === 'mentionName') add(entity.userId);
    for (const mention of message.service?.mentions ?? []) add(mention.peerId);
  }
  return ids;
}
