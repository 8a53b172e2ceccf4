import type { tl } from '#tl';
import { inviteHash } from '../world/chats.ts';
import { badRequest, forbidden } from '../world/errors.ts';
import {
  askToJoin, changeInvite, findByLink, hashOf, invitesOf, noteJoined, primaryOf, renderInvite, requestsOf, tellPending, type JoinRequest, type WorldInvite,
} from '../world/invites.ts';
import { isActive, type WorldChat } from '../world/model.ts';
import { bareId, isChannelKey } from '../world/peers.ts';
import { memberCount, renderPhoto } from '../world/render-peers.ts';
import { hasAdminRight } from '../world/rights.ts';
import type { Call, HandlerTable } from './call.ts';
import { resolveChat, resolveUser } from './resolve.ts';

/** Invite links and requests to join (core.telegram.org/api/invites). */

const PAGE = 100;

/** Joins a public chat or by invite: member, dialog, service message in groups. */
export function joinChat(call: Call, chat: WorldChat, inviterId?: number): tl.Updates {
  const { account } = call;
  const key = call.state.keyOf(chat);
  if (chat.members.get(account.id)?.role === 'banned') throw badRequest('USER_BANNED_IN_CHANNEL');
  if (!call.world.chats.join(chat, account.id, inviterId ?? account.id)) throw badRequest('USER_ALREADY_PARTICIPANT');
  const view = call.view();
  view.note(key);
  const updates: tl.Update[] = [
    chat.kind === 'group' ? { _: 'updateChat', chatId: chat.id } : { _: 'updateChannel', channelId: chat.id },
  ];
  call.world.chats.announce(chat, account, call.actor);
  const silent = chat.kind === 'channel' && !chat.megagroup;
  if (!silent) {
    const action: tl.MessageAction =
      inviterId === undefined
        ? { _: 'messageActionChatAddUser', users: [account.id] }
        : { _: 'messageActionChatJoinedByLink', inviterId };
    const posted = call.world.chats.service(key, { kind: 'plain', action }, call.actor);
    updates.push(...call.world.eventUpdates(view, posted.events, isChannelKey(key) ? bareId(key) : undefined));
  }
  return call.world.delivery.answer(view, updates);
}

/** A chat whose links the caller may deal with; those of another administrator only its owner. */
function managed(call: Call, peer: tl.InputPeer, adminId = call.account.id): WorldChat {
  const chat = resolveChat(call, peer);
  const own = chat.members.get(call.account.id);
  if (!hasAdminRight(own, 'inviteUsers')) throw badRequest('CHAT_ADMIN_REQUIRED');
  if (adminId !== call.account.id && own?.role !== 'creator') throw badRequest('CHAT_ADMIN_REQUIRED');
  return chat;
}

function linkIn(call: Call, peer: tl.InputPeer, link: string): { chat: WorldChat; invite: WorldInvite } {
  const chat = managed(call, peer);
  const invite = invitesOf(chat).find((one) => one.hash === hashOf(link));
  if (!invite) throw badRequest('INVITE_HASH_EXPIRED');
  managed(call, peer, invite.adminId);
  return { chat, invite };
}

function usersOf(call: Call, ids: readonly number[]): tl.User[] {
  const view = call.view();
  for (const id of ids) view.user(id);
  return view.vectors().users;
}

/** Lets somebody in who has asked. */
function approve(call: Call, chat: WorldChat, request: JoinRequest): tl.Update[] {
  const key = call.state.keyOf(chat);
  if (!call.world.chats.join(chat, request.userId, call.account.id)) throw badRequest('USER_ALREADY_PARTICIPANT');
  const invite = invitesOf(chat).find((one) => one.hash === request.hash);
  invite?.importers.push({ userId: request.userId, date: call.now(), approvedBy: call.account.id });
  const joined = call.state.accounts.get(request.userId);
  if (joined) call.world.chats.announce(chat, joined);
  if (chat.kind === 'channel' && !chat.megagroup) return [];
  const action: tl.MessageAction = { _: 'messageActionChatJoinedByRequest' };
  // Pushed to every device: the answer tells only that the chat changed.
  call.world.chats.service(key, { kind: 'plain', action }, { userId: request.userId });
  return [];
}

/** Approves or dismisses; the answer carries what it did to the chat. */
function decide(call: Call, chat: WorldChat, chosen: readonly JoinRequest[], approved: boolean): tl.Updates {
  const view = call.view();
  view.note(call.state.keyOf(chat));
  const updates: tl.Update[] = [];
  for (const request of chosen) {
    const requests = requestsOf(chat);
    requests.splice(requests.indexOf(request), 1);
    if (approved) updates.push(...approve(call, chat, request));
    view.user(request.userId);
  }
  tellPending(call.state, call.world.delivery, chat);
  return call.world.delivery.answer(view, updates);
}

export const inviteMethods: HandlerTable = {
  'messages.checkChatInvite': (call, query) => {
    const { chat, invite } = findByLink(call.state, query.hash);
    const key = call.state.keyOf(chat);
    const view = call.view();
    if (call.state.isMember(call.account.id, key)) {
      view.note(key);
      const [found] = view.vectors().chats;
      if (!found) throw badRequest('INVITE_HASH_INVALID');
      return { _: 'chatInviteAlready', chat: found };
    }
    const channel = chat.kind === 'channel' ? chat : undefined;
    return {
      _: 'chatInvite',
      title: chat.title,
      photo: chat.photo ? renderPhoto(view, chat.photo) : { _: 'photoEmpty', id: 0n },
      participantsCount: channel ? memberCount(channel) : chat.members.size,
      color: channel?.color ?? 0,
      ...(chat.about ? { about: chat.about } : {}),
      ...(channel ? { channel: true } : {}),
      ...(channel && !channel.megagroup ? { broadcast: true } : {}),
      ...(channel?.megagroup ? { megagroup: true } : {}),
      ...(channel?.username !== undefined ? { public: true } : {}),
      ...(invite?.requestNeeded ? { requestNeeded: true } : {}),
    };
  },

  'messages.importChatInvite': (call, query) => {
    const { chat, invite } = findByLink(call.state, query.hash);
    if (isActive(chat.members.get(call.account.id))) throw badRequest('USER_ALREADY_PARTICIPANT');
    if (invite?.requestNeeded) askToJoin(call.world, chat, call.account.id, invite);
    const creator = [...chat.members.values()].find((member) => member.role === 'creator');
    const updates = joinChat(call, chat, invite?.adminId ?? creator?.userId ?? call.account.id);
    noteJoined(chat, invite, { userId: call.account.id, date: call.now() });
    return { _: 'messages.chatInviteJoinResultOk', updates };
  },

  'messages.exportChatInvite': (call, query) => {
    const chat = managed(call, query.peer);
    if (query.subscriptionPricing !== undefined) throw badRequest('PRICING_CHAT_INVALID');
    if (query.legacyRevokePermanent) {
      call.world.chats.renewInvite(chat, call.account.id);
      return primaryOf(chat, call.account.id);
    }
    const number = invitesOf(chat).length + 1;
    const invite: WorldInvite = {
      hash: inviteHash(`${chat.kind}${chat.id}+${call.account.id}/${number}/${call.now()}`), adminId: call.account.id, date: call.now(), importers: [],
    };
    changeInvite(invite, query, call.now());
    invitesOf(chat).unshift(invite);
    call.state.invites.set(invite.hash, call.state.keyOf(chat));
    return renderInvite(chat, invite);
  },

  'messages.getExportedChatInvites': (call, query) => {
    const admin = resolveUser(call, query.adminId);
    const chat = managed(call, query.peer, admin.id);
    if (!hasAdminRight(chat.members.get(admin.id), 'inviteUsers')) throw badRequest('ADMIN_ID_INVALID');
    const own = invitesOf(chat).filter((one) => one.adminId === admin.id && (one.revoked ?? false) === (query.revoked ?? false));
    const all = [...(query.revoked ? [] : [primaryOf(chat, admin.id)]), ...own.map((one) => renderInvite(chat, one))];
    const after = query.offsetLink === undefined ? 0 : all.findIndex((one) => one.link === query.offsetLink) + 1;
    const invites = all.slice(after, after + Math.max(1, Math.min(PAGE, query.limit)));
    return { _: 'messages.exportedChatInvites', count: all.length, invites, users: usersOf(call, [admin.id]) };
  },

  'messages.getExportedChatInvite': (call, query) => {
    const chat = managed(call, query.peer);
    const invite = chat.inviteHash === hashOf(query.link) ? primaryOf(chat, call.account.id) : renderInvite(chat, linkIn(call, query.peer, query.link).invite);
    return { _: 'messages.exportedChatInvite', invite, users: usersOf(call, [invite.adminId]) };
  },

  'messages.editExportedChatInvite': (call, query) => {
    const chat = managed(call, query.peer);
    const users = usersOf(call, [call.account.id]);
    if (chat.inviteHash === hashOf(query.link)) {
      if (!query.revoked) throw badRequest('CHAT_INVITE_PERMANENT');
      call.world.chats.renewInvite(chat, call.account.id);
      const [old] = invitesOf(chat);
      if (!old) throw badRequest('INVITE_HASH_EXPIRED');
      return { _: 'messages.exportedChatInviteReplaced', invite: renderInvite(chat, old), newInvite: primaryOf(chat, call.account.id), users };
    }
    const { invite } = linkIn(call, query.peer, query.link);
    if (invite.revoked) throw badRequest('INVITE_HASH_EXPIRED');
    if (call.state.user(invite.adminId).bot !== undefined) throw forbidden('EDIT_BOT_INVITE_FORBIDDEN');
    if (query.revoked) invite.revoked = true;
    else changeInvite(invite, query, call.now());
    return { _: 'messages.exportedChatInvite', invite: renderInvite(chat, invite), users };
  },

  'messages.deleteExportedChatInvite': (call, query) => {
    const { chat, invite } = linkIn(call, query.peer, query.link);
    if (!invite.revoked) throw badRequest('INVITE_REVOKED_MISSING');
    const all = invitesOf(chat);
    all.splice(all.indexOf(invite), 1);
    call.state.invites.delete(invite.hash);
    return true;
  },

  'messages.deleteRevokedExportedChatInvites': (call, query) => {
    const admin = resolveUser(call, query.adminId);
    const chat = managed(call, query.peer, admin.id);
    for (const gone of invitesOf(chat).filter((one) => one.revoked && one.adminId === admin.id)) call.state.invites.delete(gone.hash);
    chat.invites = invitesOf(chat).filter((one) => !one.revoked || one.adminId !== admin.id);
    return true;
  },

  'messages.getChatInviteImporters': (call, query) => {
    const chat = managed(call, query.peer);
    if (query.q !== undefined && query.link !== undefined) throw badRequest('SEARCH_WITH_LINK_NOT_SUPPORTED');
    const hash = query.link === undefined ? undefined : hashOf(query.link);
    if (hash !== undefined && hash !== chat.inviteHash && !invitesOf(chat).some((one) => one.hash === hash)) throw badRequest('INVITE_HASH_EXPIRED');
    const named = ({ userId }: { userId: number }): boolean =>
      query.q === undefined || `${call.state.user(userId).firstName} ${call.state.user(userId).lastName}`.toLowerCase().includes(query.q.toLowerCase());
    const all: tl.chatInviteImporter[] = query.requested
      ? requestsOf(chat)
          .filter((one) => (hash === undefined || one.hash === hash) && named(one))
          .map((one) => ({ _: 'chatInviteImporter', requested: true, userId: one.userId, date: one.date, about: call.state.user(one.userId).bio ?? '' }))
      : invitesOf(chat)
          .filter((one) => hash === undefined || one.hash === hash)
          .flatMap((one) => one.importers.map((importer) => ({ _: 'chatInviteImporter' as const, ...importer })));
    const sorted = all.toSorted((a, b) => b.date - a.date || a.userId - b.userId);
    const last = query.offsetUser._ === 'inputUserEmpty' ? undefined : resolveUser(call, query.offsetUser).id;
    const after = last === undefined ? 0 : sorted.findIndex((one) => one.userId === last) + 1;
    const importers = sorted.slice(after, after + Math.max(1, Math.min(PAGE, query.limit)));
    const ids = importers.flatMap((one) => [one.userId, ...(one.approvedBy === undefined ? [] : [one.approvedBy])]);
    return { _: 'messages.chatInviteImporters', count: all.length, importers, users: usersOf(call, ids) };
  },

  'messages.hideChatJoinRequest': (call, query) => {
    const chat = managed(call, query.peer);
    const user = resolveUser(call, query.userId);
    if (isActive(chat.members.get(user.id))) throw badRequest('USER_ALREADY_PARTICIPANT');
    const request = requestsOf(chat).find((one) => one.userId === user.id);
    if (!request) throw badRequest('HIDE_REQUESTER_MISSING');
    return decide(call, chat, [request], query.approved === true);
  },

  'messages.hideAllChatJoinRequests': (call, query) => {
    const chat = managed(call, query.peer);
    const hash = query.link === undefined ? undefined : hashOf(query.link);
    const chosen = requestsOf(chat).filter((one) => hash === undefined || one.hash === hash);
    if (chosen.length === 0) throw badRequest('HIDE_REQUESTER_MISSING');
    return decide(call, chat, chosen, query.approved === true);
  },
};
