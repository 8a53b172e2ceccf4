import type { tl } from '#tl';
import type { ChatPowers, FullInfo } from '#shared/model/index.ts';
import type { PeerRecord } from '../../store/index.ts';

export const NO_POWERS: ChatPowers = {
  editInfo: false, addMembers: false, banMembers: false, addAdmins: false, inviteLink: false, setUsername: false,
};
const ALL_POWERS: ChatPowers = { editInfo: true, addMembers: true, banMembers: true, addAdmins: true, inviteLink: true, setUsername: true };

/** What this account may do to a chat (core.telegram.org/api/rights). Nothing for people and for chats that it is not in. */
export function powersOf(record: PeerRecord | undefined, full: FullInfo | undefined): ChatPowers {
  if (record?._ !== 'chat' && record?._ !== 'channel') return NO_POWERS;
  if (record.left === true || (record._ === 'chat' && record.deactivated === true)) return NO_POWERS;
  // A public name of a basic group makes another chat of it.
  const setUsername = record._ === 'channel' && full?.canSetUsername === true;
  if (record.creator === true) return { ...ALL_POWERS, setUsername };
  const admin = record.adminRights;
  const forbidden = record.defaultBannedRights;
  if (record._ === 'channel' && record.megagroup !== true && record.gigagroup !== true) return { ...byRights(admin), setUsername };
  if (admin !== undefined) {
    const own = byRights(admin);
    return {
      ...own,
      editInfo: own.editInfo || forbidden?.changeInfo !== true,
      addMembers: own.addMembers || forbidden?.inviteUsers !== true,
      setUsername,
    };
  }
  const banned = record._ === 'channel' ? record.bannedRights : undefined;
  const may = (right: 'changeInfo' | 'inviteUsers'): boolean => forbidden?.[right] !== true && banned?.[right] !== true;
  return { ...NO_POWERS, editInfo: may('changeInfo'), addMembers: may('inviteUsers') };
}

function byRights(rights: tl.ChatAdminRights | undefined): ChatPowers {
  return {
    editInfo: rights?.changeInfo === true,
    addMembers: rights?.inviteUsers === true,
    banMembers: rights?.banUsers === true,
    addAdmins: rights?.addAdmins === true,
    inviteLink: rights?.inviteUsers === true,
    setUsername: false,
  };
}

/** Whether this account may be told who is in a chat: `hidden` where only administrators are. */
export function membersOf(record: PeerRecord | undefined, full: FullInfo | undefined): 'shown' | 'hidden' | 'none' {
  if (record === undefined || record._ === 'user' || record._ === 'channelForbidden' || record._ === 'chatForbidden') return 'none';
  if (record._ === 'chat') return record.left === true || record.deactivated === true ? 'none' : 'shown';
  const isAdmin = record.creator === true || record.adminRights !== undefined;
  if (record.megagroup !== true && record.gigagroup !== true) return isAdmin ? 'shown' : 'none';
  if (isAdmin) return 'shown';
  return full?.membersHidden === true || (full !== undefined && full.canViewMembers !== true) ? 'hidden' : 'shown';
}
