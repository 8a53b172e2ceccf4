import type { MemberRow } from '#shared/ipc/info.ts';
import type { ChatMember, ChatPowers, PeerId } from '#shared/model/index.ts';
import type { PeerRecord } from '../../store/index.ts';

/** A member with what this account may do about them (core.telegram.org/api/rights): nobody touches the owner, and administrators only those that they made. */
export function memberRow(member: ChatMember, record: PeerRecord | undefined, powers: ChatPowers, selfId: PeerId | undefined): MemberRow {
  if (member.peerId === selfId || member.role === 'owner') return member;
  if (record?._ === 'chat') {
    const isOwner = record.creator === true;
    const mayRemove = isOwner || (record.adminRights !== undefined && member.role === 'member') || member.inviterId === selfId;
    return { ...member, ...(mayRemove ? { mayRemove } : {}), ...(isOwner ? { mayPromote: true } : {}) };
  }
  if (record?._ !== 'channel') return member;
  const isMine = member.role !== 'admin' || record.creator === true || member.canEdit === true;
  const bans = powers.banMembers && isMine;
  const isGroup = record.megagroup === true || record.gigagroup === true;
  return {
    ...member,
    ...(bans ? { mayRemove: true } : {}),
    ...(bans && isGroup && member.role !== 'admin' ? { mayRestrict: true } : {}),
    ...(powers.addAdmins && isMine ? { mayPromote: true } : {}),
  };
}
