import type { tl } from '#tl';
import type { Account } from './account.ts';
import { badRequest, forbidden } from './errors.ts';
import { isActive, isAdmin, type Media, type Member, type WorldChannel, type WorldChat } from './model.ts';
import { isUserKey, type PeerKey } from './peers.ts';
import type { WorldState } from './state.ts';

/** Who may do what where (core.telegram.org/api/rights). */

type BanName = Exclude<keyof tl.chatBannedRights, '_' | 'untilDate'>;
type AdminName = Exclude<keyof tl.chatAdminRights, '_'>;

export function hasAdminRight(member: Member | undefined, right: AdminName): boolean {
  if (!isActive(member)) return false;
  if (member.role === 'creator') return true;
  return member.role === 'admin' && (member.adminRights?.[right] ?? true) === true;
}

/** Whether the chat's defaults or a personal restriction forbid it. Admins are exempt. */
export function isBanned(chat: WorldChat, member: Member | undefined, right: BanName, now: number): boolean {
  if (isAdmin(member)) return false;
  const personal = member?.bannedRights;
  const inForce = personal !== undefined && (personal.untilDate === 0 || personal.untilDate > now);
  return chat.defaultBannedRights[right] === true || (inForce && personal[right] === true);
}

/** Whether nothing may leave the chat (core.telegram.org/api/content-protection): in private, when either side wants it so. */
export function isProtected(state: WorldState, account: Account, peer: PeerKey): boolean {
  if (!isUserKey(peer)) return state.chat(peer)?.noforwards === true;
  return account.protectedWith.has(peer) || state.accounts.get(peer)?.protectedWith.has(account.id) === true;
}

/** Throws unless the account may send this kind of message to the chat. */
export function checkSend(state: WorldState, account: Account, peer: PeerKey, media: Media | undefined): void {
  if (isUserKey(peer)) {
    checkPrivate(state, account, peer);
    return;
  }
  const chat = state.chat(peer);
  if (!chat) throw badRequest('PEER_ID_INVALID');
  const member = chat.members.get(account.id);
  if (chat.kind === 'group') {
    if (chat.deactivated) throw badRequest('CHAT_RESTRICTED');
    if (!isActive(member)) throw forbidden('CHAT_WRITE_FORBIDDEN');
  } else {
    checkChannelMember(chat, member);
  }
  checkKind(state, chat, member, media);
}

function checkPrivate(state: WorldState, account: Account, peer: PeerKey): void {
  const user = state.user(peer);
  if (user.deleted) throw badRequest('INPUT_USER_DEACTIVATED');
  if (account.blocked.has(peer)) throw badRequest('YOU_BLOCKED_USER');
  if (state.accounts.get(peer)?.blocked.has(account.id)) throw forbidden('USER_IS_BLOCKED');
}

function checkChannelMember(channel: WorldChannel, member: Member | undefined): void {
  if (member?.role === 'banned') throw badRequest('USER_BANNED_IN_CHANNEL');
  if (!channel.megagroup) {
    if (!hasAdminRight(member, 'postMessages')) throw forbidden('CHAT_WRITE_FORBIDDEN');
    return;
  }
  // Whoever may read the comments to a channel may write some, unless one has to join first.
  const isOpen = channel.linkedChatId !== undefined && channel.joinToSend !== true;
  if (!isActive(member) && !isOpen) throw forbidden('CHAT_GUEST_SEND_FORBIDDEN');
}

function checkKind(state: WorldState, chat: WorldChat, member: Member | undefined, media: Media | undefined): void {
  const now = state.now();
  if (isBanned(chat, member, 'sendMessages', now)) throw forbidden('CHAT_WRITE_FORBIDDEN');
  if (!media || media.kind === 'webpage') {
    if (isBanned(chat, member, 'sendPlain', now)) throw forbidden('CHAT_SEND_PLAIN_FORBIDDEN');
    return;
  }
  if (isBanned(chat, member, 'sendMedia', now)) throw forbidden('CHAT_SEND_MEDIA_FORBIDDEN');
  const [right, error] = kindOf(media);
  if (isBanned(chat, member, right, now)) throw forbidden(error);
}

function kindOf(media: Media): [BanName, string] {
  if (media.kind === 'photo') return ['sendPhotos', 'CHAT_SEND_PHOTOS_FORBIDDEN'];
  if (media.kind === 'poll') return ['sendPolls', 'CHAT_SEND_POLL_FORBIDDEN'];
  if (media.kind !== 'document') return ['sendMedia', 'CHAT_SEND_MEDIA_FORBIDDEN'];
  for (const attribute of media.document.attributes) {
    if (attribute._ === 'documentAttributeSticker') return ['sendStickers', 'CHAT_SEND_STICKERS_FORBIDDEN'];
    if (attribute._ === 'documentAttributeAnimated') return ['sendGifs', 'CHAT_SEND_GIFS_FORBIDDEN'];
    if (attribute._ === 'documentAttributeVideo') {
      return attribute.roundMessage
        ? ['sendRoundvideos', 'CHAT_SEND_ROUNDVIDEOS_FORBIDDEN']
        : ['sendVideos', 'CHAT_SEND_VIDEOS_FORBIDDEN'];
    }
    if (attribute._ === 'documentAttributeAudio') {
      return attribute.voice ? ['sendVoices', 'CHAT_SEND_VOICES_FORBIDDEN'] : ['sendAudios', 'CHAT_SEND_AUDIOS_FORBIDDEN'];
    }
  }
  return ['sendDocs', 'CHAT_SEND_DOCS_FORBIDDEN'];
}

/** Throws unless the account may pin in the chat. */
export function checkPin(state: WorldState, account: Account, peer: PeerKey): void {
  const chat = state.chat(peer);
  if (!chat) return;
  const member = chat.members.get(account.id);
  if (!isActive(member)) throw forbidden('CHAT_WRITE_FORBIDDEN');
  const allowed =
    chat.kind === 'channel' && !chat.megagroup
      ? hasAdminRight(member, 'editMessages')
      : hasAdminRight(member, 'pinMessages') || !isBanned(chat, member, 'pinMessages', state.now());
  if (!allowed) throw badRequest('CHAT_ADMIN_REQUIRED');
}

/** Throws unless the account may change title, photo or about. */
export function checkChangeInfo(state: WorldState, account: Account, chat: WorldChat): void {
  const member = chat.members.get(account.id);
  if (!isActive(member)) throw badRequest(chat.kind === 'group' ? 'CHAT_ID_INVALID' : 'CHANNEL_PRIVATE');
  const allowed =
    hasAdminRight(member, 'changeInfo') ||
    (!isBanned(chat, member, 'changeInfo', state.now()) && !(chat.kind === 'channel' && !chat.megagroup));
  if (!allowed) throw badRequest('CHAT_ADMIN_REQUIRED');
}
