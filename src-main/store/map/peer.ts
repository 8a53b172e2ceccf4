import type { tl } from '#tl';
import { assertNever } from '#shared/assert.ts';
import { formatMediaPath } from '#shared/media-path.ts';
import type { Peer, PeerId, PeerPhoto, PeerRights, SendKind, UserStatus } from '#shared/model/index.ts';
import { mapEntityId } from './ids.ts';
import { inflateStripped } from './stripped.ts';

/** A user with what is told by their full form alone: nothing may leave the private chat with them (core.telegram.org/api/content-protection). */
export type UserRecord = tl.user & { noForwards?: true };
/** What the store keeps of a peer: everything but the "this id is unknown" forms. */
export type PeerRecord = UserRecord | tl.chat | tl.chatForbidden | tl.channel | tl.channelForbidden;

const COLOR_COUNT = 7;

export function mapPeer(record: PeerRecord): Peer {
  return record._ === 'user' ? mapUser(record) : mapChat(record);
}

export function mapStatus(status: tl.UserStatus | undefined): UserStatus {
  switch (status?._) {
    case 'userStatusOnline':
      return { kind: 'online', expires: status.expires };
    case 'userStatusOffline':
      return { kind: 'offline', wasOnline: status.wasOnline };
    case 'userStatusRecently':
      return { kind: 'recently' };
    case 'userStatusLastWeek':
      return { kind: 'lastWeek' };
    case 'userStatusLastMonth':
      return { kind: 'lastMonth' };
    case 'userStatusEmpty':
    case undefined:
      return { kind: 'unknown' };
    default:
      return assertNever(status, 'user status');
  }
}

/** The active usernames of a user or channel, the main one first. */
export function mapUsernames(entity: { username?: string; usernames?: tl.Username[] }): string[] {
  const many = (entity.usernames ?? []).filter((item) => item.active === true).map((item) => item.username);
  if (many.length > 0) return many;
  return entity.username === undefined || entity.username === '' ? [] : [entity.username];
}

function mapUser(user: UserRecord): Peer {
  const id = mapEntityId(user);
  const name = [user.firstName, user.lastName].filter((part) => part !== undefined && part !== '').join(' ');
  const photo = mapPhoto(id, user.photo);
  return {
    id,
    kind: user.bot === true ? 'bot' : 'user',
    title: user.deleted === true ? 'Deleted account' : name === '' ? 'Unnamed' : name,
    ...(user.firstName === undefined ? {} : { firstName: user.firstName }),
    ...(user.lastName === undefined ? {} : { lastName: user.lastName }),
    usernames: mapUsernames(user),
    ...(user.phone === undefined || user.phone === '' ? {} : { phone: user.phone }),
    ...flag('isSelf', user.self),
    ...flag('isContact', user.contact),
    ...flag('isVerified', user.verified),
    ...flag('isPremium', user.premium),
    ...flag('isScam', user.scam),
    ...flag('isFake', user.fake),
    ...flag('isSupport', user.support),
    ...flag('isDeleted', user.deleted),
    ...flag('noForwards', user.noForwards),
    color: mapColor(user.color, user.id),
    ...(photo === undefined ? {} : { photo }),
    ...(user.bot === true ? {} : { status: mapStatus(user.status) }),
    rights: userRights(user),
  };
}

function userRights(user: tl.user): PeerRights {
  if (user.deleted === true) {
    return { send: false, sendMedia: false, pin: false, deleteOthers: false, sendBlockedReason: 'This account was deleted.' };
  }
  return { send: true, sendMedia: true, pin: true, deleteOthers: true };
}

function mapChat(chat: Exclude<PeerRecord, tl.user>): Peer {
  const id = mapEntityId(chat);
  const base = { id, title: chat.title === '' ? 'Unnamed' : chat.title, usernames: [] as string[], color: paletteIndex(chat.id) };
  switch (chat._) {
    case 'chat': {
      const photo = mapPhoto(id, chat.photo);
      return {
        ...base,
        kind: 'group',
        ...(photo === undefined ? {} : { photo }),
        memberCount: chat.participantsCount,
        ...flag('isLeft', chat.left === true || chat.deactivated === true),
        ...flag('noForwards', chat.noforwards),
        rights: groupRights(chat),
      };
    }
    case 'chatForbidden':
      return { ...base, kind: 'group', isLeft: true, rights: noRights('You are no longer a member of this group.') };
    case 'channel': {
      const photo = mapPhoto(id, chat.photo);
      return {
        ...base,
        kind: chat.megagroup === true || chat.gigagroup === true ? 'supergroup' : 'channel',
        usernames: mapUsernames(chat),
        color: mapColor(chat.color, chat.id),
        ...flag('isVerified', chat.verified),
        ...flag('isScam', chat.scam),
        ...flag('isFake', chat.fake),
        ...flag('isForum', chat.forum),
        ...(photo === undefined ? {} : { photo }),
        ...(chat.participantsCount === undefined ? {} : { memberCount: chat.participantsCount }),
        ...flag('isLeft', chat.left),
        ...flag('noForwards', chat.noforwards),
        rights: channelRights(chat),
      };
    }
    case 'channelForbidden': {
      const kind = chat.megagroup === true ? 'supergroup' : 'channel';
      const reason = kind === 'channel' ? 'You have no access to this channel.' : 'You have no access to this group.';
      return { ...base, kind, isLeft: true, rights: noRights(reason) };
    }
    default:
      return assertNever(chat, 'chat');
  }
}

function noRights(sendBlockedReason: string): PeerRights {
  return { send: false, sendMedia: false, pin: false, deleteOthers: false, sendBlockedReason };
}

function groupRights(chat: tl.chat): PeerRights {
  if (chat.left === true) return noRights('You are no longer a member of this group.');
  if (chat.deactivated === true) return noRights('This group was moved to a new one.');
  return memberRights(chat.creator === true, chat.adminRights, undefined, chat.defaultBannedRights);
}

function channelRights(chat: tl.channel): PeerRights {
  const admin = chat.adminRights;
  if (chat.megagroup === true || chat.gigagroup === true || chat.monoforum === true) {
    if (chat.bannedRights?.viewMessages === true) return noRights('You were removed from this group.');
    if (chat.gigagroup === true && chat.creator !== true && admin === undefined) {
      return noRights('Only admins can write in this group.');
    }
    // Whoever is no member may only comment in the group of a channel.
    const isOpen = (chat.hasLink === true && chat.joinToSend !== true) || chat.monoforum === true;
    if (chat.left === true && !isOpen) {
      return noRights('Join this group to write here.');
    }
    return memberRights(chat.creator === true, admin, chat.bannedRights, chat.defaultBannedRights);
  }
  const post = chat.creator === true || admin?.postMessages === true;
  return {
    send: post,
    sendMedia: post,
    pin: chat.creator === true || admin?.pinMessages === true || admin?.editMessages === true,
    deleteOthers: chat.creator === true || admin?.deleteMessages === true,
    ...(post ? {} : { sendBlockedReason: 'Only admins can post in this channel.' }),
  };
}

function memberRights(
  creator: boolean,
  admin: tl.ChatAdminRights | undefined,
  banned: tl.ChatBannedRights | undefined,
  defaults: tl.ChatBannedRights | undefined,
): PeerRights {
  if (creator) return { send: true, sendMedia: true, pin: true, deleteOthers: true };
  if (admin !== undefined) {
    // The defaults do not bind admins, save for what the admin's own rights name.
    return {
      send: true,
      sendMedia: true,
      pin: admin.pinMessages === true || defaults?.pinMessages !== true,
      deleteOthers: admin.deleteMessages === true,
    };
  }
  const noText = (rights: tl.ChatBannedRights | undefined) => rights?.sendMessages === true || rights?.sendPlain === true;
  const isOff = (right: (typeof kindRights)[SendKind] | 'sendMessages' | 'sendMedia') => banned?.[right] === true || defaults?.[right] === true;
  const noKinds = (Object.keys(kindRights) as SendKind[]).filter((kind) => isOff(kindRights[kind]));
  const sendMedia = !isOff('sendMessages') && !isOff('sendMedia') && noKinds.length < 4;
  const send = !noText(banned) && !noText(defaults);
  const until = noText(banned) && !noText(defaults) ? (banned?.untilDate ?? 0) : 0;
  const reason = noText(banned) ? 'The admins of this group do not let you write.' : 'Writing is not allowed in this group.';
  return {
    send,
    sendMedia,
    ...(sendMedia && noKinds.length > 0 ? { noKinds } : {}),
    pin: banned?.pinMessages !== true && defaults !== undefined && defaults.pinMessages !== true,
    deleteOthers: false,
    ...(send ? {} : { sendBlockedReason: reason }),
    ...(!send && until > 0 && until < FOREVER ? { blockedUntil: until } : {}),
  };
}

/** The right that each kind of file needs. */
const kindRights = { photo: 'sendPhotos', video: 'sendVideos', audio: 'sendAudios', file: 'sendDocs' } as const;
/** A restriction without an end. */
const FOREVER = 2 ** 31 - 1;

function mapColor(color: tl.PeerColor | undefined, id: number): number {
  const index = color?._ === 'peerColor' && color.color !== undefined ? color.color : id;
  return paletteIndex(index);
}

/** Collectible and later palettes have more colours than the interface: they share its seven. */
function paletteIndex(value: number): number {
  return Math.abs(Math.trunc(value)) % COLOR_COUNT;
}

function mapPhoto(peerId: PeerId, photo: tl.UserProfilePhoto | tl.ChatPhoto | undefined): PeerPhoto | undefined {
  if (photo === undefined || photo._ === 'userProfilePhotoEmpty' || photo._ === 'chatPhotoEmpty') return undefined;
  const id = photo.photoId.toString();
  const stripped = photo.strippedThumb === undefined ? undefined : inflateStripped(photo.strippedThumb);
  return {
    id,
    ...(stripped === undefined ? {} : { stripped }),
    url: formatMediaPath({ kind: 'avatar', peerId, photoId: id }),
  };
}

function flag<Name extends string>(name: Name, value: boolean | undefined): Partial<Record<Name, true>> {
  return value === true ? ({ [name]: true } as Record<Name, true>) : {};
}
