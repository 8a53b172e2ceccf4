import type { PeerId } from './ids.ts';

export type PeerKind = 'user' | 'bot' | 'group' | 'supergroup' | 'channel';

/** When a person was last seen (core.telegram.org/constructor/UserStatus); times are unix seconds. */
export type UserStatus =
  | { kind: 'online'; expires: number }
  | { kind: 'offline'; wasOnline: number }
  | { kind: 'recently' | 'lastWeek' | 'lastMonth' | 'unknown' };

export interface PeerPhoto {
  id: string;
  /** The tiny preview as a `data:image/jpeg` URL, shown until the picture is there. */
  stripped?: string;
  /** Path under the media base (see `MediaPath`). */
  url: string;
}

/** Kinds of files that a group may not allow. */
export type SendKind = 'photo' | 'video' | 'audio' | 'file';

/** What may be done in a chat, already computed from membership, roles and the chat's defaults. */
export interface PeerRights {
  /** Texts. */
  send: boolean;
  /** Files, of some kind at least. */
  sendMedia: boolean;
  /** Those kinds that are not allowed, when others are. */
  noKinds?: SendKind[];
  pin: boolean;
  /** Delete messages of others. */
  deleteOthers: boolean;
  /** Why writing is not possible, as a sentence, when `send` is false. */
  sendBlockedReason?: string;
  /** When that ends by itself, unix seconds. */
  blockedUntil?: number;
}

/** A user, bot, basic group, supergroup or channel, as the interface shows it. */
export interface Peer {
  id: PeerId;
  kind: PeerKind;
  /** The name that is shown: first and last name of a person, title of a chat; "Deleted account" for those. */
  title: string;
  firstName?: string;
  lastName?: string;
  usernames: string[];
  phone?: string;
  isSelf?: boolean;
  isContact?: boolean;
  isVerified?: boolean;
  isPremium?: boolean;
  isScam?: boolean;
  isFake?: boolean;
  isSupport?: boolean;
  isDeleted?: boolean;
  isForum?: boolean;
  /** Index of the peer colour, 0–6. */
  color: number;
  photo?: PeerPhoto;
  status?: UserStatus;
  memberCount?: number;
  /** We are not, or no longer, a member. */
  isLeft?: boolean;
  /** Copying, saving and forwarding are off here. */
  noForwards?: boolean;
  rights: PeerRights;
}
