import type { tl } from '#tl';
import { assertNever } from '#shared/assert.ts';
import { adminRights, channelPeerId, memberBans, userPeerId } from '#shared/model/index.ts';
import type { AdminRight, ChatMember, FullInfo, MemberBan } from '#shared/model/index.ts';
import { mapPeerId } from './ids.ts';

/** From when on a date stands for "forever" (core.telegram.org/constructor/chatBannedRights). */
const FOREVER = 2 ** 31 - 1;

export function mapUserInfo(full: tl.userFull): FullInfo {
  const { birthday } = full;
  return {
    ...(full.about === undefined || full.about === '' ? {} : { about: full.about }),
    ...(birthday === undefined
      ? {}
      : { birthday: { day: birthday.day, month: birthday.month, ...(birthday.year === undefined ? {} : { year: birthday.year }) } }),
    ...(full.blocked === true ? { isBlocked: true } : {}),
    ...(full.hasScheduled === true ? { hasScheduled: true } : {}),
    ...(full.commonChatsCount > 0 ? { commonChats: full.commonChatsCount } : {}),
    ...(full.personalChannelId === undefined ? {} : { linkedPeerId: channelPeerId(full.personalChannelId) }),
  };
}

export function mapChatInfo(full: tl.ChatFull): FullInfo {
  const link = full.exportedInvite?._ === 'chatInviteExported' && full.exportedInvite.revoked !== true ? full.exportedInvite.link : undefined;
  const common: FullInfo = {
    ...(full.about === '' ? {} : { about: full.about }),
    ...(link === undefined ? {} : { inviteLink: link }),
    ...mapRequests(full.requestsPending, full.recentRequesters),
    ...(full.canSetUsername === true ? { canSetUsername: true } : {}),
    ...(full.hasScheduled === true ? { hasScheduled: true } : {}),
  };
  if (full._ === 'chatFull') return { ...common, canViewMembers: full.participants._ === 'chatParticipants' };
  const { boostsApplied = 0, boostsUnrestrict = 0 } = full;
  return {
    ...common,
    ...(full.onlineCount === undefined ? {} : { onlineCount: full.onlineCount }),
    ...(full.canViewParticipants === true ? { canViewMembers: true } : {}),
    ...(full.participantsHidden === true ? { membersHidden: true } : {}),
    ...(full.linkedChatId === undefined ? {} : { linkedPeerId: channelPeerId(full.linkedChatId) }),
    ...(full.slowmodeSeconds === undefined ? {} : { slowModeSeconds: full.slowmodeSeconds }),
    ...(full.slowmodeNextSendDate === undefined ? {} : { slowModeNext: full.slowmodeNextSendDate }),
    ...(boostsUnrestrict > 0 && boostsApplied >= boostsUnrestrict ? { isUnrestricted: true } : {}),
  };
}

/** Who asks to be let in; nothing when nobody does. */
export function mapRequests(count = 0, recent: readonly (number | bigint)[] = []): Pick<FullInfo, 'requests'> {
  return count === 0 ? {} : { requests: { count, recent: recent.map((id) => userPeerId(Number(id))) } };
}

/** A member of a basic group. */
export function mapChatParticipant(one: tl.ChatParticipant): ChatMember {
  const base = { peerId: userPeerId(one.userId), ...rankOf(one) };
  switch (one._) {
    case 'chatParticipantCreator':
      return { ...base, role: 'owner' };
    case 'chatParticipantAdmin':
      return { ...base, role: 'admin', inviterId: userPeerId(one.inviterId) };
    case 'chatParticipant':
      return { ...base, role: 'member', inviterId: userPeerId(one.inviterId) };
    default:
      return assertNever(one, 'chat participant');
  }
}

/** A member of a supergroup or channel; undefined for somebody who is none. */
export function mapChannelParticipant(one: tl.ChannelParticipant): ChatMember | undefined {
  switch (one._) {
    case 'channelParticipantCreator':
      return { peerId: userPeerId(one.userId), ...rankOf(one), role: 'owner', rights: mapAdminRights(one.adminRights) };
    case 'channelParticipantAdmin':
      return {
        peerId: userPeerId(one.userId),
        ...rankOf(one),
        role: 'admin',
        inviterId: userPeerId(one.promotedBy),
        rights: mapAdminRights(one.adminRights),
        ...(one.canEdit === true ? { canEdit: true } : {}),
      };
    case 'channelParticipantSelf':
      return { peerId: userPeerId(one.userId), ...rankOf(one), role: 'member', inviterId: userPeerId(one.inviterId) };
    case 'channelParticipant':
      return { peerId: userPeerId(one.userId), ...rankOf(one), role: 'member' };
    case 'channelParticipantBanned': {
      if (one.left === true || one.bannedRights.viewMessages === true) return undefined;
      const { untilDate } = one.bannedRights;
      const until = untilDate === 0 || untilDate === FOREVER ? {} : { bannedUntil: untilDate };
      return { peerId: mapPeerId(one.peer), ...rankOf(one), role: 'restricted', bans: mapBans(one.bannedRights), ...until };
    }
    case 'channelParticipantLeft':
      return undefined;
    default:
      return assertNever(one, 'channel participant');
  }
}

export const mapAdminRights = (rights: tl.ChatAdminRights): AdminRight[] => adminRights.filter((right) => rights[right] === true);

type BanFlag = Exclude<keyof tl.chatBannedRights, '_' | 'untilDate'>;

/** What each ban is made of on the wire. */
const FLAGS: Record<MemberBan, readonly BanFlag[]> = {
  sendPlain: ['sendPlain'],
  sendMedia: ['sendPhotos', 'sendVideos', 'sendRoundvideos', 'sendAudios', 'sendVoices', 'sendDocs'],
  sendStickers: ['sendStickers', 'sendGifs', 'sendGames', 'sendInline'],
  sendPolls: ['sendPolls'],
  embedLinks: ['embedLinks'],
  inviteUsers: ['inviteUsers'],
  pinMessages: ['pinMessages'],
  changeInfo: ['changeInfo'],
};
const ofMedia: readonly MemberBan[] = ['sendMedia', 'sendStickers', 'sendPolls', 'embedLinks'];

/** What somebody is kept from. The umbrellas of older clients count as all that they cover. */
export function mapBans(rights: tl.ChatBannedRights): MemberBan[] {
  return memberBans.filter((ban) => {
    if (rights.sendMessages === true && (ban === 'sendPlain' || ofMedia.includes(ban))) return true;
    if (rights.sendMedia === true && ofMedia.includes(ban)) return true;
    return FLAGS[ban].every((flag) => rights[flag] === true);
  });
}

/** The bans as they are sent. `until` in unix seconds, 0 for ever. */
export function inputBans(bans: readonly MemberBan[], until: number): tl.chatBannedRights {
  const rights: tl.chatBannedRights = { _: 'chatBannedRights', untilDate: until };
  for (const ban of bans) for (const flag of FLAGS[ban]) rights[flag] = true;
  return rights;
}

function rankOf({ rank }: { rank?: string }): { rank?: string } {
  return rank === undefined || rank === '' ? {} : { rank };
}
