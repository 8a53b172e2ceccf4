import * as v from 'valibot';
import type { Peer, PeerId } from '../model/index.ts';
import { peerIdSchema } from './schemas.ts';
import { call, peerInput } from './spec.ts';

/** A way into a chat (core.telegram.org/api/invites). Dates are unix seconds. */
export interface InviteLink {
  link: string;
  /** What it is for; only administrators see it. */
  title?: string;
  /** The one that the chat always has. */
  isPrimary: boolean;
  isRevoked: boolean;
  date: number;
  expires?: number;
  /** So many may join by it. */
  limit?: number;
  joined: number;
  /** So many wait to be let in. */
  waiting: number;
  needsApproval: boolean;
}

/** Somebody who asks to be let in. */
export interface JoinRequest {
  peerId: PeerId;
  /** Unix seconds. */
  date: number;
  about?: string;
}

/** Longest name of a link, and most people by one (core.telegram.org/api/invites). */
export const MOST_INVITE_TITLE = 32;
export const MOST_INVITE_USES = 99_999;

const link = v.pipe(v.string(), v.minLength(1), v.maxLength(256));
const moment = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 31 - 1));
const linkInput = v.strictObject({ peerId: peerIdSchema, link });
const wish = {
  title: v.pipe(v.string(), v.maxLength(MOST_INVITE_TITLE)),
  /** 0: never. */
  expires: moment,
  /** 0: any number. */
  limit: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_INVITE_USES)),
  needsApproval: v.boolean(),
};

/** Links that lead into a chat, and those who ask to be let in. */
export const inviteCalls = {
  /** The links of this account, the primary one first; or those that are revoked. `after`: the last one of the page before. */
  'info.invites': call<{ links: InviteLink[]; hasMore: boolean }>()(
    v.strictObject({ peerId: peerIdSchema, revoked: v.boolean(), after: v.optional(v.strictObject({ link, date: moment })) }),
  ),
  'info.makeInvite': call<InviteLink>()(v.strictObject({ peerId: peerIdSchema, ...wish })),
  'info.editInvite': call<InviteLink>()(v.strictObject({ peerId: peerIdSchema, link, ...wish })),
  /** Nobody joins by it any more; in place of the primary one there is a new one. */
  'info.revokeInvite': call<void>()(linkInput),
  /** Takes a revoked link out of the list. */
  'info.deleteInvite': call<void>()(linkInput),
  'info.deleteRevokedInvites': call<void>()(peerInput),
  /** Who asks to be let in, the newest first. `after`: the last one of the page before. */
  'info.joinRequests': call<{ requests: JoinRequest[]; peers: Peer[]; total: number; hasMore: boolean }>()(
    v.strictObject({ peerId: peerIdSchema, after: v.optional(v.strictObject({ userId: peerIdSchema, date: moment })) }),
  ),
  /** Without `userId`: all of them. That somebody else has decided already is as good. */
  'info.answerRequest': call<void>()(v.strictObject({ peerId: peerIdSchema, userId: v.optional(peerIdSchema), approve: v.boolean() })),
} as const;
