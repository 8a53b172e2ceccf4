import type { tl } from '#tl';
import type { Authorization } from '../world/account.ts';
import { badRequest } from '../world/errors.ts';
import { type BoxMessage, type WorldChannel, type WorldChat, type WorldGroup, type WorldUser } from '../world/model.ts';
import { bareId, channelKey, groupKey, isGroupKey, isUserKey, type PeerKey } from '../world/peers.ts';
import { mentionedPeers } from '../world/render-messages.ts';
import { HIDDEN_AUTHOR_ID } from '../world/saved.ts';
import { SERVICE_USER_ID } from '../world/state.ts';
import type { Call } from './call.ts';

/** From the peers that a client names to those that exist. Access hashes belong to one login and are checked. */

/** A user; 400 USER_ID_INVALID for a wrong id or hash. */
export function resolveUser(call: Call, input: tl.InputUser): WorldUser {
  const user = findUser(call, input);
  if (!user) throw badRequest('USER_ID_INVALID');
  return user;
}

export function findUser(call: Call, input: tl.InputUser): WorldUser | undefined {
  switch (input._) {
    case 'inputUserSelf':
      return call.account.user;
    case 'inputUser':
      return byHash(call, input.userId, input.accessHash);
    case 'inputUserFromMessage':
      return fromMessage(call, input.peer, input.msgId, input.userId);
    case 'inputUserEmpty':
      return undefined;
  }
}

function byHash(call: Call, userId: number, accessHash: bigint): WorldUser | undefined {
  const known = userId === call.account.id || userId === SERVICE_USER_ID || accessHash === call.auth.accessHash(userId);
  return known ? call.state.users.get(userId) : undefined;
}

/** A `…FromMessage` reference holds while the message names the peer. */
function fromMessage(call: Call, peer: tl.InputPeer, msgId: number, userId: number): WorldUser | undefined {
  const message = messageOf(call, resolvePeer(call, peer), msgId);
  if (!message) throw badRequest('MSG_ID_INVALID');
  const named = mentionedPeers(message.content).includes(userId) || message.content.authorId === userId;
  return named ? call.state.users.get(userId) : undefined;
}

export function messageOf(call: Call, peer: PeerKey, id: number): BoxMessage | undefined {
  return call.state.message(call.account, peer, id);
}

/** A chat to read from: exists, hash right, and visible to the account. */
export function resolvePeer(call: Call, input: tl.InputPeer): PeerKey {
  switch (input._) {
    case 'inputPeerSelf':
      return call.account.id;
    case 'inputPeerUser': {
      const user = byHash(call, input.userId, input.accessHash);
      if (!user) throw badRequest('PEER_ID_INVALID');
      return user.id;
    }
    case 'inputPeerUserFromMessage': {
      const user = fromMessage(call, input.peer, input.msgId, input.userId);
      if (!user) throw badRequest('PEER_ID_INVALID');
      return user.id;
    }
    case 'inputPeerChat':
      return groupKey(resolveGroup(call, input.chatId).id);
    case 'inputPeerChannel':
      return channelKey(resolveChannel(call, { _: 'inputChannel', channelId: input.channelId, accessHash: input.accessHash }).id);
    case 'inputPeerChannelFromMessage':
      return channelKey(resolveChannel(call, { ...input, _: 'inputChannelFromMessage' }).id);
    case 'inputPeerEmpty':
      throw badRequest('PEER_ID_INVALID');
  }
}

/** A basic group that the account is or was in; CHAT_ID_INVALID otherwise. */
export function resolveGroup(call: Call, chatId: number): WorldGroup {
  const group = call.state.groups.get(chatId);
  const member = group?.members.get(call.account.id);
  if (!group || !member || member.role === 'banned') throw badRequest('CHAT_ID_INVALID');
  return group;
}

/** A channel that exists, with the right hash; CHANNEL_INVALID otherwise. Visibility is not checked. */
export function findChannel(call: Call, input: tl.InputChannel): WorldChannel {
  switch (input._) {
    case 'inputChannel': {
      const channel = call.state.channels.get(input.channelId);
      if (!channel || input.accessHash !== call.auth.accessHash(channelKey(channel.id))) throw badRequest('CHANNEL_INVALID');
      return channel;
    }
    case 'inputChannelFromMessage': {
      const message = messageOf(call, resolvePeer(call, input.peer), input.msgId);
      if (!message) throw badRequest('MSG_ID_INVALID');
      const channel = call.state.channels.get(input.channelId);
      if (!channel || !mentionedPeers(message.content).includes(channelKey(channel.id))) throw badRequest('CHANNEL_INVALID');
      return channel;
    }
    case 'inputChannelEmpty':
      throw badRequest('CHANNEL_INVALID');
  }
}

/** A channel that the account may look into: member, or public and not banned; CHANNEL_PRIVATE otherwise. */
export function resolveChannel(call: Call, input: tl.InputChannel): WorldChannel {
  const channel = findChannel(call, input);
  if (!call.state.mayLook(call.account.id, channel)) throw badRequest('CHANNEL_PRIVATE');
  return channel;
}

/** A source of Saved Messages: nobody can look up who hides, so every hash is right for it. */
export function resolveSource(call: Call, input: tl.InputPeer): PeerKey {
  if (input._ === 'inputPeerUser' && input.userId === HIDDEN_AUTHOR_ID) return HIDDEN_AUTHOR_ID;
  return resolvePeer(call, input);
}

/** The same as an object: a group or channel, for methods that do not take users. */
export function resolveChat(call: Call, input: tl.InputPeer): WorldChat {
  const chat = call.state.chat(resolvePeer(call, input));
  if (!chat) throw badRequest('PEER_ID_INVALID');
  return chat;
}

/** A chat that stands in lists, from an `inputDialogPeer`; the archive row is answered as undefined. */
export function resolveDialogPeer(call: Call, input: tl.InputDialogPeer): PeerKey | undefined {
  if (input._ === 'inputDialogPeerFolder') {
    if (input.folderId !== 1) throw badRequest('FOLDER_ID_INVALID');
    return undefined;
  }
  return resolvePeer(call, input.peer);
}

/** The input form of a peer for a login. */
export function inputPeerFor(auth: Authorization, key: PeerKey): tl.InputPeer {
  if (key === auth.account.id) return { _: 'inputPeerSelf' };
  if (isUserKey(key)) return { _: 'inputPeerUser', userId: key, accessHash: auth.accessHash(key) };
  if (isGroupKey(key)) return { _: 'inputPeerChat', chatId: -key };
  return { _: 'inputPeerChannel', channelId: bareId(key), accessHash: auth.accessHash(key) };
}
