import type { tl } from '#tl';
import { userPeerId } from '#shared/model/index.ts';
import type { ChatMember } from '#shared/model/index.ts';
import { mapChatParticipant } from '../../store/index.ts';

export interface KnownMembers {
  list: ChatMember[];
  version: number;
  total: number;
}

export type ParticipantsUpdate =
  | tl.updateChatParticipants
  | tl.updateChatParticipantAdd
  | tl.updateChatParticipantDelete
  | tl.updateChatParticipantAdmin
  | tl.updateChatParticipantRank;

/**
 * What an update makes of the members of a basic group. A change counts only on top of the version before it: an older one says nothing
 * new, and after a jump, or about somebody who is not in the list, the list has to be asked for again.
 */
export function applyParticipants(known: KnownMembers | undefined, update: ParticipantsUpdate): KnownMembers | 'nothing' | 'refetch' {
  if (update._ === 'updateChatParticipants') return wholeList(known, update.participants);
  if (known === undefined) return 'nothing';
  if (update.version <= known.version) return 'nothing';
  if (update.version !== known.version + 1) return 'refetch';
  const peerId = userPeerId(update.userId);
  const isThere = known.list.some((member) => member.peerId === peerId);
  const next = (list: ChatMember[]): KnownMembers => ({ list, version: update.version, total: list.length });
  if (update._ === 'updateChatParticipantAdd') {
    if (isThere) return 'refetch';
    return next([...known.list, { peerId, role: 'member', inviterId: userPeerId(update.inviterId) }]);
  }
  if (!isThere) return 'refetch';
  const changed = (change: (member: ChatMember) => ChatMember): KnownMembers =>
    next(known.list.map((member) => (member.peerId === peerId ? change(member) : member)));
  switch (update._) {
    case 'updateChatParticipantDelete':
      return next(known.list.filter((member) => member.peerId !== peerId));
    case 'updateChatParticipantAdmin':
      return changed((member) => ({ ...member, role: update.isAdmin ? 'admin' : 'member' }));
    case 'updateChatParticipantRank':
      return changed(({ rank: _before, ...member }) => (update.rank === '' ? member : { ...member, rank: update.rank }));
  }
}

function wholeList(known: KnownMembers | undefined, given: tl.ChatParticipants): KnownMembers | 'nothing' {
  if (given._ === 'chatParticipantsForbidden') return 'nothing';
  if (known !== undefined && given.version < known.version) return 'nothing';
  return { list: given.participants.map(mapChatParticipant), version: given.version, total: given.participants.length };
}

/** Group of a participants update. */
export const groupOf = (update: ParticipantsUpdate): number => (update._ === 'updateChatParticipants' ? update.participants.chatId : update.chatId);

export function isParticipantsUpdate(update: tl.Update): update is ParticipantsUpdate {
  switch (update._) {
    case 'updateChatParticipants':
    case 'updateChatParticipantAdd':
    case 'updateChatParticipantDelete':
    case 'updateChatParticipantAdmin':
    case 'updateChatParticipantRank':
      return true;
    default:
      return false;
  }
}
