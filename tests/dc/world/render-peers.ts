import type { tl } from '#tl';
import { fileAccessHash } from './files.ts';
import { FULL_ADMIN, isActive, type Presence, type WorldChannel, type WorldGroup, type WorldUser } from './model.ts';
import { channelKey, isGroupKey, bareId, type PeerKey } from './peers.ts';
import { allowedBy } from './privacy.ts';
import type { StoredPhoto } from './files.ts';
import type { View } from './view.ts';

/** People, groups and channels as one login sees them. */

/** The user's status; a finished online period reads as offline. */
export function renderStatus(presence: Presence, now: number): tl.UserStatus {
  switch (presence.kind) {
    case 'online':
      return presence.until > now
        ? { _: 'userStatusOnline', expires: presence.until }
        : { _: 'userStatusOffline', wasOnline: presence.until };
    case 'offline':
      return { _: 'userStatusOffline', wasOnline: presence.at };
    case 'recently':
      return { _: 'userStatusRecently' };
    case 'lastWeek':
      return { _: 'userStatusLastWeek' };
    case 'lastMonth':
      return { _: 'userStatusLastMonth' };
    case 'never':
      return { _: 'userStatusEmpty' };
  }
}

export function visibleStatus(view: View, user: WorldUser): tl.UserStatus {
  if (user.id === view.account.id || allowedBy(view.state, user.id, 'privacyKeyStatusTimestamp', view.account.id)) {
    return renderStatus(user.presence, view.state.now());
  }
  return user.deleted ? { _: 'userStatusEmpty' } : { _: 'userStatusRecently' };
}

function profilePhoto(photo: StoredPhoto): tl.UserProfilePhoto {
  const stripped = photo.stripped?.();
  return { _: 'userProfilePhoto', photoId: photo.id, dcId: photo.dcId, ...(stripped ? { strippedThumb: stripped } : {}) };
}

export function chatPhoto(photo: StoredPhoto | undefined): tl.ChatPhoto {
  if (!photo) return { _: 'chatPhotoEmpty' };
  const stripped = photo.stripped?.();
  return { _: 'chatPhoto', photoId: photo.id, dcId: photo.dcId, ...(stripped ? { strippedThumb: stripped } : {}) };
}

/** The `user` object, or nothing for an id that does not exist. */
export function renderUser(view: View, userId: number, options: { min?: boolean } = {}): tl.User | undefined {
  const user = view.state.users.get(userId);
  if (!user) return undefined;
  const { auth, account } = view;
  const self = user.id === account.id;
  if (user.deleted && !self) {
    return { _: 'user', id: user.id, deleted: true, accessHash: auth.accessHash(user.id) };
  }
  const contact = account.contacts.get(user.id);
  const min = options.min === true;
  const out: tl.user = { _: 'user', id: user.id, accessHash: min ? auth.minAccessHash(user.id) : auth.accessHash(user.id) };
  if (min) out.min = true;
  if (self) out.self = true;
  const firstName = contact?.firstName ?? user.firstName;
  const lastName = contact ? contact.lastName : user.lastName;
  if (firstName) out.firstName = firstName;
  if (lastName) out.lastName = lastName;
  const [username] = user.usernames;
  if (user.usernames.length > 1) {
    out.usernames = user.usernames.map((name, at) => ({
      _: 'username',
      username: name,
      active: true,
      ...(at === 0 ? { editable: true as const } : {}),
    }));
  } else if (username) {
    out.username = username;
  }
  if (user.bot) {
    out.bot = true;
    out.botInfoVersion = user.bot.infoVersion;
    if (user.bot.readsAll) out.botChatHistory = true;
    if (user.bot.inlinePlaceholder !== undefined) out.botInlinePlaceholder = user.bot.inlinePlaceholder;
  }
  if (user.verified) out.verified = true;
  if (user.premium) out.premium = true;
  if (user.support) out.support = true;
  if (user.scam) out.scam = true;
  if (user.color !== undefined) out.color = { _: 'peerColor', color: user.color };
  if (user.emojiStatus !== undefined) out.emojiStatus = { _: 'emojiStatus', documentId: user.emojiStatus };
  const photo = user.photos[0];
  if (photo && (self || allowedBy(view.state, user.id, 'privacyKeyProfilePhoto', account.id))) {
    out.photo = profilePhoto(photo);
    if (min) out.applyMinPhoto = true;
  }
  if (min) return out;
  if (contact) {
    out.contact = true;
    if (view.state.accounts.get(user.id)?.contacts.has(account.id) ?? true) out.mutualContact = true;
  }
  const phone = phoneFor(view, user);
  if (phone) out.phone = phone;
  if (!user.bot) out.status = visibleStatus(view, user);
  return out;
}

function phoneFor(view: View, user: WorldUser): string | undefined {
  if (!user.phone) return undefined;
  if (user.id === view.account.id) return user.phone;
  const contact = view.account.contacts.get(user.id);
  if (contact?.phone) return contact.phone;
  return allowedBy(view.state, user.id, 'privacyKeyPhoneNumber', view.account.id) ? user.phone : undefined;
}

/** `chat`, `channel` or their forbidden forms; nothing for an id that does not exist. */
export function renderChat(view: View, key: PeerKey): tl.Chat | undefined {
  const chat = view.state.chat(key);
  if (!chat) return isGroupKey(key) ? { _: 'chatEmpty', id: bareId(key) } : undefined;
  return chat.kind === 'group' ? renderGroup(view, chat) : renderChannel(view, chat);
}

function renderGroup(view: View, group: WorldGroup): tl.Chat {
  const member = group.members.get(view.account.id);
  if (!member || member.role === 'banned') return { _: 'chatForbidden', id: group.id, title: group.title };
  const active = [...group.members.values()].filter(isActive);
  const out: tl.chat = {
    _: 'chat',
    id: group.id,
    title: group.title,
    photo: chatPhoto(group.photo),
    participantsCount: active.length,
    date: group.date,
    version: group.version,
    defaultBannedRights: group.defaultBannedRights,
  };
  if (member.role === 'creator') out.creator = true;
  if (member.role === 'left') out.left = true;
  if (member.role === 'admin') out.adminRights = member.adminRights ?? FULL_ADMIN;
  if (group.deactivated) out.deactivated = true;
  if (group.noforwards) out.noforwards = true;
  return out;
}

function renderChannel(view: View, channel: WorldChannel): tl.Chat {
  const key = channelKey(channel.id);
  const accessHash = view.auth.accessHash(key);
  const member = channel.members.get(view.account.id);
  const kind = channel.megagroup ? { megagroup: true as const } : { broadcast: true as const };
  const isClosed = !view.state.mayLook(view.account.id, channel) && !view.auth.watching.has(channel.id);
  if (member?.role === 'banned' || isClosed) {
    return { _: 'channelForbidden', ...kind, id: channel.id, accessHash, title: channel.title };
  }
  const out: tl.channel = {
    _: 'channel',
    ...kind,
    id: channel.id,
    accessHash,
    title: channel.title,
    photo: chatPhoto(channel.photo),
    date: isActive(member) ? member.date : channel.date,
    defaultBannedRights: channel.defaultBannedRights,
    participantsCount: memberCount(channel),
  };
  if (channel.username) out.username = channel.username;
  if (channel.verified) out.verified = true;
  if (channel.signatures) out.signatures = true;
  if (channel.noforwards) out.noforwards = true;
  if (channel.slowmodeSeconds) out.slowmodeEnabled = true;
  if (channel.joinRequest) out.joinRequest = true;
  if (channel.linkedChatId !== undefined) out.hasLink = true;
  if (channel.joinToSend) out.joinToSend = true;
  if (channel.color !== undefined) out.color = { _: 'peerColor', color: channel.color };
  if (!isActive(member)) out.left = true;
  else if (member.role === 'creator') {
    out.creator = true;
    out.adminRights = member.adminRights ?? FULL_ADMIN;
  } else if (member.role === 'admin') out.adminRights = member.adminRights ?? FULL_ADMIN;
  if (member?.bannedRights && isActive(member)) out.bannedRights = member.bannedRights;
  return out;
}

export function memberCount(channel: WorldChannel): number {
  let count = channel.extraMembers;
  for (const member of channel.members.values()) if (isActive(member)) count++;
  return count;
}

/** A full photo object with the login's access hash and a current file reference. */
export function renderPhoto(view: View, photo: StoredPhoto): tl.photo {
  const sizes: tl.PhotoSize[] = [];
  const stripped = photo.stripped?.();
  if (stripped) sizes.push({ _: 'photoStrippedSize', type: 'i', bytes: stripped });
  for (const one of photo.renditions) sizes.push({ _: 'photoSize', type: one.type, w: one.w, h: one.h, size: one.size });
  return {
    _: 'photo',
    id: photo.id,
    accessHash: fileAccessHash(view.auth.salt, photo.id),
    fileReference: view.state.files.reference(photo.id),
    date: photo.date,
    sizes,
    dcId: photo.dcId,
  };
}
