import * as v from 'valibot';
import { adminRights, memberBans } from '../model/index.ts';
import type { AdminRight, ChatMember, ChatPowers, FullInfo, MissingMember, Peer, PeerId } from '../model/index.ts';
import { inviteCalls } from './invites.ts';
import { peerIdSchema } from './schemas.ts';
import { call, count, peerInput, topic } from './spec.ts';

const attachment = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));
const rank = v.pipe(v.string(), v.maxLength(16));
const moment = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 31 - 1));
const someone = { peerId: peerIdSchema, memberId: peerIdSchema };

/** Everything that the page about a person or a chat shows, but for its members. */
export interface Profile {
  peer: Peer;
  /** Absent until it was told once. */
  full?: FullInfo;
  /** It is in the chat list, so that it can be muted. */
  inList: boolean;
  muted: boolean;
  powers: ChatPowers;
  /** Whether this account may be told who is in the chat; `none` for people. */
  members: 'shown' | 'hidden' | 'none';
  /** What this account could allow another administrator. */
  grantable: AdminRight[];
  loading: boolean;
  /** Why the newest could not be fetched: a sentence. What is known is shown; `info.refresh` tries again. */
  problem?: string;
}

/** A member with what this account may do about them. */
export interface MemberRow extends ChatMember {
  mayRemove?: boolean;
  mayRestrict?: boolean;
  /** Make them an administrator, change what they may do as one, or dismiss them. */
  mayPromote?: boolean;
}

export const memberKinds = ['all', 'admins', 'bots', 'contacts'] as const;

/** Members of a chat. `order` and `upsert` as in a `WindowDiff`. */
export interface MembersWindow {
  order: PeerId[];
  upsert: MemberRow[];
  peers: Peer[];
  /** How many there are, as far as it is known. */
  total?: number;
  /** A larger `count` brings more. */
  hasMore: boolean;
  state: 'loading' | 'ready' | 'hidden' | 'failed';
  /** Why loading failed: a sentence. */
  problem?: string;
}

export const reportReasons = ['spam', 'fake', 'violence', 'pornography', 'childAbuse', 'illegalDrugs', 'personalDetails', 'copyright', 'other'] as const;

/** What the page about a person or a chat does. */
export const infoCalls = {
  ...inviteCalls,
  'info.refresh': call<void>()(peerInput),
  /** Groups that this account and a person are both in; `after`: the last one of the page before. */
  'info.commonChats': call<{ chats: PeerId[]; peers: Peer[]; hasMore: boolean }>()(v.strictObject({ peerId: peerIdSchema, after: v.optional(peerIdSchema) })),
  'info.report': call<void>()(v.strictObject({ peerId: peerIdSchema, reason: v.picklist(reportReasons), comment: v.pipe(v.string(), v.maxLength(512)) })),

  /** Sends the phone number and name of a person to these chats. */
  'info.shareContact': call<void>()(v.strictObject({ peerId: peerIdSchema, to: v.pipe(v.array(peerIdSchema), v.minLength(1), v.maxLength(100)) })),

  /** Changes what is given. */
  'info.edit': call<void>()(
    v.strictObject({ peerId: peerIdSchema, title: v.optional(v.pipe(v.string(), v.maxLength(128))), about: v.optional(v.pipe(v.string(), v.maxLength(255))) }),
  ),
  /** The bytes of a picture that is attached already become the photo of a chat; null: it has none any more. */
  'info.setPhoto': call<void>()(v.strictObject({ peerId: peerIdSchema, attachment: v.nullable(attachment) })),
  /** An empty name makes a group or channel private. */
  'info.setUsername': call<void>()(v.strictObject({ peerId: peerIdSchema, username: v.pipe(v.string(), v.maxLength(32)) })),
  /** Makes a new primary invite link, which ends the one before. */
  'info.revokeLink': call<{ link: string }>()(peerInput),

  /** Who of them could not be added, and why. */
  'info.addMembers': call<{ missing: MissingMember[] }>()(
    v.strictObject({ peerId: peerIdSchema, members: v.pipe(v.array(peerIdSchema), v.minLength(1), v.maxLength(100)) }),
  ),
  'info.removeMember': call<void>()(v.strictObject(someone)),
  /** No rights: an administrator no longer. In a basic group there is one kind of administrator, whatever the rights. */
  'info.setAdmin': call<void>()(v.strictObject({ ...someone, rights: v.array(v.picklist(adminRights)), rank: v.optional(rank) })),
  /** No bans: free again. `until` in unix seconds; absent: for ever. */
  'info.restrict': call<void>()(v.strictObject({ ...someone, bans: v.array(v.picklist(memberBans)), until: v.optional(moment) })),
} as const;

export const infoTopics = {
  /** Listening means: somebody looks at it. */
  'info.profile': topic<Profile>()(peerInput),
  'info.members': topic<MembersWindow>()(
    v.strictObject({ peerId: peerIdSchema, kind: v.picklist(memberKinds), query: v.pipe(v.string(), v.maxLength(64)), count: count(10_000) }),
  ),
} as const;
