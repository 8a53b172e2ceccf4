import type { JoinRequest, WorldInvite } from './invites.ts';
import type { tl } from '#tl';
import type { StoredDocument, StoredPhoto } from './files.ts';
import type { PeerKey } from './peers.ts';
import type { WorldPoll } from './polls.ts';
import type { GivenReaction } from './reactions.ts';
import type { WorldTodo } from './todos.ts';

/** What the world knows about people, groups, channels and messages. Nothing here depends on who looks at it. */

export type Presence =
  { kind: 'online'; until: number } | { kind: 'offline'; at: number } | { kind: 'recently' | 'lastWeek' | 'lastMonth' | 'never' };

export interface BotProfile {
  description: string;
  commands: { command: string; description: string }[];
  infoVersion: number;
  /** The bot sees every group message, not only commands and replies. */
  readsAll?: boolean;
  inlinePlaceholder?: string;
}

export interface WorldUser {
  id: number;
  firstName: string;
  lastName: string;
  /** Digits only; absent for bots and deleted accounts. */
  phone?: string;
  usernames: string[];
  bio: string;
  /** Newest first: the first one is shown. */
  photos: StoredPhoto[];
  presence: Presence;
  bot?: BotProfile;
  deleted?: boolean;
  verified?: boolean;
  premium?: boolean;
  support?: boolean;
  scam?: boolean;
  /** Index of the name colour, 0–6 as in core.telegram.org/api/colors. */
  color?: number;
  emojiStatus?: bigint;
  birthday?: tl.Birthday;
}

export type Role = 'creator' | 'admin' | 'member' | 'banned' | 'left';

export interface Member {
  userId: number;
  role: Role;
  date: number;
  inviterId: number;
  adminRights?: tl.ChatAdminRights;
  bannedRights?: tl.ChatBannedRights;
  rank?: string;
}

export interface WorldGroup {
  kind: 'group';
  id: number;
  title: string;
  about: string;
  date: number;
  version: number;
  photo?: StoredPhoto;
  members: Map<number, Member>;
  defaultBannedRights: tl.ChatBannedRights;
  deactivated?: boolean;
  noforwards?: boolean;
  /** Everything when absent. */
  reactions?: tl.ChatReactions;
  reactionsLimit?: number;
  inviteHash: string;
  /** How many came by the primary link. */
  joinedByPrimary?: number;
  /** Links beside the primary one, and those that are revoked. */
  invites?: WorldInvite[];
  /** Who waits to be let in. */
  requests?: JoinRequest[];
  ttlPeriod?: number;
}

export interface WorldChannel {
  kind: 'channel';
  id: number;
  title: string;
  about: string;
  date: number;
  /** Supergroup, otherwise broadcast. */
  megagroup: boolean;
  username?: string;
  photo?: StoredPhoto;
  members: Map<number, Member>;
  /** People who are counted but not simulated one by one. */
  extraMembers: number;
  defaultBannedRights: tl.ChatBannedRights;
  signatures?: boolean;
  verified?: boolean;
  noforwards?: boolean;
  /** Everything when absent. */
  reactions?: tl.ChatReactions;
  reactionsLimit?: number;
  slowmodeSeconds?: number;
  /** Admins decide who joins. */
  joinRequest?: boolean;
  color?: number;
  linkedChatId?: number;
  /** Comments are for members of the discussion group alone. */
  joinToSend?: boolean;
  inviteHash: string;
  /** How many came by the primary link. */
  joinedByPrimary?: number;
  /** Links beside the primary one, and those that are revoked. */
  invites?: WorldInvite[];
  /** Who waits to be let in. */
  requests?: JoinRequest[];
  ttlPeriod?: number;
  /** The history before one's joining is hidden. */
  hiddenPrehistory?: boolean;
  /** Only administrators are shown who the members are. */
  participantsHidden?: boolean;
}

export type WorldChat = WorldGroup | WorldChannel;

export interface WorldWebPage {
  id: bigint;
  url: string;
  displayUrl: string;
  siteName: string;
  title: string;
  description: string;
  photo?: StoredPhoto;
  /** It is still being made, presumably until then (unix seconds). */
  pendingUntil?: number;
}

export type Media =
  | { kind: 'photo'; photo: StoredPhoto; spoiler?: boolean; ttlSeconds?: number }
  | { kind: 'document'; document: StoredDocument; spoiler?: boolean; ttlSeconds?: number }
  | { kind: 'webpage'; page: WorldWebPage; manual?: boolean; large?: boolean; small?: boolean }
  | { kind: 'poll'; poll: WorldPoll }
  | { kind: 'todo'; todo: WorldTodo }
  | { kind: 'plain'; media: tl.MessageMedia };

export type ServiceAction = { kind: 'plain'; action: tl.MessageAction } | { kind: 'photo'; photo: StoredPhoto };

export interface ForwardOrigin {
  fromKey?: PeerKey;
  fromName?: string;
  date: number;
  channelPost?: number;
  postAuthor?: string;
  /** Where it was forwarded from, kept in Saved Messages. */
  savedFromKey?: PeerKey;
  savedFromMsgId?: number;
}

export interface ReplyTarget {
  /** What is answered; its id depends on the box that shows it. */
  content: Content;
  /** The chat of the target when it is another one. */
  fromOtherChat?: PeerKey;
  quoteText?: string;
  quoteEntities?: tl.MessageEntity[];
  quoteOffset?: number;
}

/** What a message says; every copy in every box shares it, so an edit is made once. */
export interface Content {
  /** Who really wrote it. */
  authorId: number;
  /** Who is shown as the sender: a user, or a channel; absent for posts of a broadcast channel. */
  fromKey?: PeerKey;
  date: number;
  editDate?: number;
  text: string;
  entities: tl.MessageEntity[];
  media?: Media;
  action?: ServiceAction;
  forward?: ForwardOrigin;
  reply?: ReplyTarget;
  viaBotId?: number;
  groupedId?: bigint;
  postAuthor?: string;
  post?: boolean;
  silent?: boolean;
  noforwards?: boolean;
  invertMedia?: boolean;
  noWebpage?: boolean;
  /** The copy of a post in the discussion group. */
  autoForward?: boolean;
  fromScheduled?: boolean;
  effect?: bigint;
  replyMarkup?: tl.ReplyMarkup;
  views?: number;
  forwards?: number;
  ttlPeriod?: number;
  /** Oldest first. */
  reactions?: GivenReaction[];
  /** Users who are mentioned by name, or whose message is answered. */
  mentions?: Set<number>;
  /** When who has read it, unix seconds; of those who read since the world began. */
  readAt?: Map<number, number>;
  copies: BoxMessage[];
}

/** A message as it lies in one box. */
export interface BoxMessage {
  id: number;
  /** The chat, from the box owner's side. */
  peer: PeerKey;
  /** The user whose box it is; 0 in a channel's box. */
  ownerId: number;
  content: Content;
  out: boolean;
  pinned?: boolean;
  deleted?: boolean;
  /** Voice or round video that was not played yet. */
  mediaUnread?: boolean;
  /** Id, in the same box, of the message that this one answers. */
  replyToId?: number;
  /** The message on top of the thread that it is in. */
  topId?: number;
  /** Set in the box of the sender (or the channel's), to answer repeated sends. */
  randomId?: bigint;
}

export interface NotifySettings {
  showPreviews?: boolean;
  silent?: boolean;
  muteUntil?: number;
  sound?: tl.NotificationSound;
  storiesMuted?: boolean;
}

export interface Draft {
  message: string;
  entities: tl.MessageEntity[];
  noWebpage?: boolean;
  invertMedia?: boolean;
  replyTo?: tl.InputReplyTo;
  media?: tl.inputMediaWebPage;
  date: number;
  /** Cleared: kept so that its date is known. */
  empty?: boolean;
}

export interface Dialog {
  peer: PeerKey;
  folderId: 0 | 1;
  unreadMark: boolean;
  readInboxMaxId: number;
  /** In a common box: up to where the other side read. Channels compute theirs. */
  readOutboxMaxId: number;
  unreadMentions: Set<number>;
  /** Own messages with reactions that were not seen. */
  unreadReactions: Set<number>;
  /** Own polls with votes that were not seen. */
  unreadPollVotes: Set<number>;
  notify: NotifySettings;
  draft?: Draft;
  /** Shown in the list even without a message (just joined, created). */
  since?: number;
  /** Messages with ids up to this one are hidden from this account (cleared channel history). */
  availableMinId: number;
  hidePeerSettings?: boolean;
  /** It went into the archive because nobody knows who writes. */
  autoarchived?: boolean;
}

export const FULL_ADMIN: tl.ChatAdminRights = {
  _: 'chatAdminRights',
  changeInfo: true,
  postMessages: true,
  editMessages: true,
  deleteMessages: true,
  banUsers: true,
  inviteUsers: true,
  pinMessages: true,
  addAdmins: true,
  manageCall: true,
  other: true,
};

export const NO_BANS: tl.ChatBannedRights = { _: 'chatBannedRights', untilDate: 0 };

/** What a fresh group allows its members: everything but changing the group and pinning. */
export const GROUP_DEFAULT_BANS: tl.ChatBannedRights = {
  _: 'chatBannedRights',
  changeInfo: true,
  pinMessages: true,
  untilDate: 0,
};

export function isActive(member: Member | undefined): member is Member {
  return member !== undefined && member.role !== 'banned' && member.role !== 'left';
}

export function isAdmin(member: Member | undefined): boolean {
  return member !== undefined && (member.role === 'creator' || member.role === 'admin');
}
