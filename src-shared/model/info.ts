import type { PeerId } from './ids.ts';

/** What only the full form of a user, group or channel tells, as far as it is shown. */
export interface FullInfo {
  /** Bio of a person, description of a bot or a chat. */
  about?: string;
  /** Day and month from 1; the year only when it is told. */
  birthday?: { day: number; month: number; year?: number };
  /** This account has blocked the person. */
  isBlocked?: boolean;
  /** Groups that this account and the person are both in. */
  commonChats?: number;
  /** The channel that the person shows as their own, or the group or channel that belongs to this one. */
  linkedPeerId?: PeerId;
  onlineCount?: number;
  /** The own primary invite link, for those who may invite with one. */
  inviteLink?: string;
  /** How many ask to be let in, and who asked last, for those who decide. */
  requests?: { count: number; recent: PeerId[] };
  /** The server tells this account who the members are. */
  canViewMembers?: boolean;
  /** Members are shown to administrators alone. */
  membersHidden?: boolean;
  canSetUsername?: boolean;
  slowModeSeconds?: number;
  /** When slow mode lets this account write again, unix seconds. */
  slowModeNext?: number;
  /** This account has boosted the group enough to be free of what binds its other members. */
  isUnrestricted?: boolean;
  /** Messages of this account wait here to be sent later. */
  hasScheduled?: boolean;
}

export const memberRoles = ['owner', 'admin', 'member', 'restricted'] as const;
export type MemberRole = (typeof memberRoles)[number];

/** What an administrator may be allowed, in the order in which it is offered. */
export const adminRights = [
  'changeInfo', 'postMessages', 'editMessages', 'deleteMessages', 'banUsers', 'inviteUsers', 'pinMessages', 'manageCall', 'anonymous', 'addAdmins',
] as const;
export type AdminRight = (typeof adminRights)[number];

/** What a member of a supergroup may be kept from. */
export const memberBans = ['sendPlain', 'sendMedia', 'sendStickers', 'sendPolls', 'embedLinks', 'inviteUsers', 'pinMessages', 'changeInfo'] as const;
export type MemberBan = (typeof memberBans)[number];

/** A member of a group, supergroup or channel. */
export interface ChatMember {
  peerId: PeerId;
  role: MemberRole;
  /** The title that the chat gives them, in place of "owner" or "admin" where they are that. */
  rank?: string;
  /** Who brought them in, or made them an administrator. */
  inviterId?: PeerId;
  rights?: AdminRight[];
  /** This account may change what they may do as an administrator. */
  canEdit?: boolean;
  bans?: MemberBan[];
  /** When the bans end, unix seconds; absent: never. */
  bannedUntil?: number;
}

/** What this account may do to a chat as a whole. */
export interface ChatPowers {
  /** Title, photo and description. */
  editInfo: boolean;
  addMembers: boolean;
  /** Take people out, or keep them from something. */
  banMembers: boolean;
  addAdmins: boolean;
  /** The invite link. */
  inviteLink: boolean;
  /** Make it public or private. */
  setUsername: boolean;
}

/** Why somebody could not be added to a chat. */
export interface MissingMember {
  peerId: PeerId;
  reason: 'privacy' | 'premium';
}
