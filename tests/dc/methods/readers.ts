import { invariant } from '../assert.ts';
import { badRequest, forbidden } from '../world/errors.ts';
import { isActive, type BoxMessage } from '../world/model.ts';
import { bareId, isUserKey, type PeerKey } from '../world/peers.ts';
import { allowedBy } from '../world/privacy.ts';
import type { Call, HandlerTable } from './call.ts';
import { messageOf, resolvePeer } from './resolve.ts';

/** Who has read what, and when. */

/** Whether `owner` keeps from `asker` when they read: the setting holds for those who may not see when they were online either. */
export function hidesReadTimes(call: Call, owner: number, asker: number): boolean {
  const hides = call.state.accounts.get(owner)?.globalPrivacy.hideReadMarks === true;
  return hides && !allowedBy(call.state, owner, 'privacyKeyStatusTimestamp', asker);
}

/** Ids of members who have read the message, and when (unix seconds). */
function readersOf(call: Call, message: BoxMessage): Map<number, number> {
  const { state } = call;
  const { content } = message;
  const readers = new Map(content.readAt);
  // Marks that stood when the world began have no time of their own.
  const before = (userId: number): void => {
    if (!readers.has(userId) && userId !== content.authorId) readers.set(userId, content.date + 30);
  };
  for (const account of state.accountsIn(message.peer)) {
    const mark = account.dialogs.get(message.peer)?.readInboxMaxId ?? 0;
    const own = message.ownerId === 0 ? message : content.copies.find((copy) => copy.ownerId === account.id);
    if (own && own.id <= mark) before(account.id);
  }
  if (message.ownerId === 0) {
    for (const [userId, mark] of state.puppetReads.get(bareId(message.peer)) ?? []) if (mark >= message.id) before(userId);
  }
  for (const userId of readers.keys()) if (!state.isMember(userId, message.peer)) readers.delete(userId);
  readers.delete(call.account.id);
  return readers;
}

function isGroup(call: Call, peer: PeerKey): boolean {
  const chat = call.state.chat(peer);
  return chat !== undefined && (chat.kind === 'group' || chat.megagroup);
}

function setting(call: Call, name: string): number {
  const value = call.world.appConfig[name];
  invariant(typeof value === 'number', `${name} is a number`);
  return value;
}

export const readerMethods: HandlerTable = {
  'messages.getOutboxReadDate': (call, query) => {
    const peer = resolvePeer(call, query.peer);
    if (!isUserKey(peer) || peer === call.account.id || call.state.user(peer).bot) throw badRequest('PEER_ID_INVALID');
    const message = messageOf(call, peer, query.msgId);
    if (!message || !message.out) throw badRequest('MESSAGE_ID_INVALID');
    if (message.content.date < call.now() - setting(call, 'pm_read_date_expire_period')) throw badRequest('MESSAGE_TOO_OLD');
    if (!call.account.user.premium && hidesReadTimes(call, call.account.id, peer)) throw forbidden('YOUR_PRIVACY_RESTRICTED');
    if (hidesReadTimes(call, peer, call.account.id)) throw forbidden('USER_PRIVACY_RESTRICTED');
    if (message.id > call.state.readOutboxMaxId(call.account, peer)) throw badRequest('MESSAGE_NOT_READ_YET');
    return { _: 'outboxReadDate', date: message.content.readAt?.get(peer) ?? Math.min(call.now(), message.content.date + 60) };
  },

  'messages.getMessageReadParticipants': (call, query) => {
    const peer = resolvePeer(call, query.peer);
    if (!isGroup(call, peer)) throw badRequest('PEER_ID_INVALID');
    const message = messageOf(call, peer, query.msgId);
    if (!message) throw badRequest('MSG_ID_INVALID');
    const members = [...(call.state.chat(peer)?.members.values() ?? [])].filter(isActive).length;
    if (members > setting(call, 'chat_read_mark_size_threshold')) throw badRequest('CHAT_TOO_BIG');
    if (message.content.date < call.now() - setting(call, 'chat_read_mark_expire_period')) throw badRequest('MSG_TOO_OLD');
    return [...readersOf(call, message)].map(([userId, date]) => ({ _: 'readParticipantDate', userId, date }));
  },
};
