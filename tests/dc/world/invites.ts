import type { tl } from '#tl';
import type { Chats } from './chats.ts';
import type { Delivery } from './delivery.ts';
import { badRequest } from './errors.ts';
import { isAdmin, type WorldChat } from './model.ts';
import { hasAdminRight } from './rights.ts';
import type { WorldState } from './state.ts';
import type { View } from './view.ts';

/** Invite links beside the primary one, and requests to join (core.telegram.org/api/invites). */

export interface WorldInvite {
  hash: string;
  adminId: number;
  date: number;
  title?: string;
  expireDate?: number;
  usageLimit?: number;
  requestNeeded?: boolean;
  revoked?: boolean;
  /** It was the primary one. */
  permanent?: boolean;
  /** Who came by it. */
  importers: { userId: number; date: number; approvedBy?: number }[];
}

export interface JoinRequest {
  userId: number;
  date: number;
  /** By which link; none where a public chat asks for requests. */
  hash?: string;
}

const MOST_USES = 99_999;
const MOST_TITLE = 32;
const RECENT = 3;

export const linkOf = (hash: string): string => `https://t.me/+${hash}`;

/** The hash of a link in any of its forms. */
export const hashOf = (link: string): string => /^(?:https:\/\/)?(?:t\.me|telegram\.me)\/(?:\+|joinchat\/)([\w-]+)$/.exec(link)?.[1] ?? link.replace(/^\+/, '');

export function primaryOf(chat: WorldChat, adminId: number): tl.chatInviteExported {
  const usage = chat.joinedByPrimary ?? 0;
  return { _: 'chatInviteExported', permanent: true, link: linkOf(chat.inviteHash), adminId, date: chat.date, ...(usage > 0 ? { usage } : {}) };
}

export function renderInvite(chat: WorldChat, invite: WorldInvite): tl.chatInviteExported {
  const { title, expireDate, usageLimit, importers } = invite;
  const requested = requestsOf(chat).filter((one) => one.hash === invite.hash).length;
  return {
    _: 'chatInviteExported',
    link: linkOf(invite.hash),
    adminId: invite.adminId,
    date: invite.date,
    ...(invite.revoked ? { revoked: true } : {}),
    ...(invite.permanent ? { permanent: true } : {}),
    ...(invite.requestNeeded ? { requestNeeded: true } : {}),
    ...(expireDate === undefined ? {} : { expireDate }),
    ...(usageLimit === undefined ? {} : { usageLimit }),
    ...(importers.length > 0 ? { usage: importers.length } : {}),
    ...(requested > 0 ? { requested } : {}),
    ...(title === undefined ? {} : { title }),
  };
}

export const invitesOf = (chat: WorldChat): WorldInvite[] => (chat.invites ??= []);
export const requestsOf = (chat: WorldChat): JoinRequest[] => (chat.requests ??= []);

type Wish = Pick<tl.messages.editExportedChatInvite, 'title' | 'expireDate' | 'usageLimit' | 'requestNeeded'>;

/** Puts what is wished into a link: 0 takes a limit away, what is absent stays. */
export function changeInvite(invite: WorldInvite, wish: Wish, now: number): void {
  const next = { ...invite };
  if (wish.title !== undefined) {
    if ([...wish.title].length > MOST_TITLE) throw badRequest('TITLE_INVALID');
    if (wish.title === '') delete next.title;
    else next.title = wish.title;
  }
  if (wish.expireDate !== undefined) {
    if (wish.expireDate !== 0 && wish.expireDate <= now) throw badRequest('EXPIRE_DATE_INVALID');
    if (wish.expireDate === 0) delete next.expireDate;
    else next.expireDate = wish.expireDate;
  }
  if (wish.requestNeeded !== undefined) next.requestNeeded = wish.requestNeeded;
  if (wish.usageLimit !== undefined) {
    if (wish.usageLimit < 0 || wish.usageLimit > MOST_USES) throw badRequest('USAGE_LIMIT_INVALID');
    if (wish.usageLimit === 0) delete next.usageLimit;
    else next.usageLimit = wish.usageLimit;
  }
  if (next.requestNeeded && next.usageLimit !== undefined) throw badRequest('USAGE_LIMIT_INVALID');
  for (const name of ['title', 'expireDate', 'usageLimit'] as const) delete invite[name];
  Object.assign(invite, next);
}

/** Nobody joins by it any more. */
export const isSpent = (invite: WorldInvite, now: number): boolean =>
  invite.revoked === true ||
  (invite.expireDate !== undefined && invite.expireDate <= now) ||
  (invite.usageLimit !== undefined && invite.importers.length >= invite.usageLimit);

/** How many wait, and who they are, as full forms and the update say it. */
export function pendingOf(view: View, chat: WorldChat): { requestsPending: number; recentRequesters: number[] } {
  const all = requestsOf(chat).toSorted((a, b) => b.date - a.date);
  return { requestsPending: all.length, recentRequesters: all.slice(0, RECENT).map(({ userId }) => view.user(userId)) };
}

/** Tells those who decide how many wait now. */
export function tellPending(state: WorldState, delivery: Delivery, chat: WorldChat): void {
  const key = state.keyOf(chat);
  for (const account of state.accountsIn(key)) {
    const member = chat.members.get(account.id);
    if (!isAdmin(member) || !hasAdminRight(member, 'inviteUsers')) continue;
    delivery.updates(account, (view) => {
      const { requestsPending, recentRequesters } = pendingOf(view, chat);
      return [{ _: 'updatePendingJoinRequests', peer: view.peer(key), requestsPending, recentRequesters }];
    });
  }
}

interface Place {
  state: WorldState;
  delivery: Delivery;
}

/** The chat that a link leads to, with the link itself unless it is the primary one. */
export function findByLink(state: WorldState, raw: string): { chat: WorldChat; invite?: WorldInvite } {
  const hash = raw.replace(/^\+/, '');
  if (hash === '') throw badRequest('INVITE_HASH_EMPTY');
  const key = state.invites.get(hash);
  const chat = key === undefined ? undefined : state.chat(key);
  if (!chat) throw badRequest('INVITE_HASH_INVALID');
  if (chat.inviteHash === hash) return { chat };
  const invite = invitesOf(chat).find((one) => one.hash === hash);
  if (!invite || isSpent(invite, state.now())) throw badRequest('INVITE_HASH_EXPIRED');
  return { chat, invite };
}

/** Notes that somebody asks to be let in; always an error, which is what they learn. */
export function askToJoin({ state, delivery }: Place, chat: WorldChat, userId: number, invite?: WorldInvite): never {
  if (chat.members.get(userId)?.role === 'banned') throw badRequest('USER_BANNED_IN_CHANNEL');
  const requests = requestsOf(chat);
  if (!requests.some((one) => one.userId === userId)) {
    requests.push({ userId, date: state.now(), ...(invite === undefined ? {} : { hash: invite.hash }) });
    tellPending(state, delivery, chat);
  }
  throw badRequest('INVITE_REQUEST_SENT');
}

export function noteJoined(chat: WorldChat, invite: WorldInvite | undefined, importer: WorldInvite['importers'][number]): void {
  if (invite) invite.importers.push(importer);
  else chat.joinedByPrimary = (chat.joinedByPrimary ?? 0) + 1;
}

/** Somebody opens a link, wherever they are: throws what the server answers them. */
export function comeByLink(place: Place & { chats: Chats }, userId: number, link: string): void {
  const { chat, invite } = findByLink(place.state, hashOf(link));
  if (invite?.requestNeeded) askToJoin(place, chat, userId, invite);
  const inviterId = invite?.adminId ?? userId;
  if (!place.chats.join(chat, userId, inviterId)) throw badRequest('USER_ALREADY_PARTICIPANT');
  noteJoined(chat, invite, { userId, date: place.state.now() });
  if (chat.kind === 'group' || chat.megagroup) {
    place.chats.service(place.state.keyOf(chat), { kind: 'plain', action: { _: 'messageActionChatJoinedByLink', inviterId } }, { userId });
  }
}
