import type { tl } from '#tl';
import { badRequest } from '../world/errors.ts';
import { pendingOf, primaryOf } from '../world/invites.ts';
import { isActive, isAdmin, type Member, type ServiceAction, type WorldChat, type WorldGroup } from '../world/model.ts';
import { bareId, groupKey, isChannelKey } from '../world/peers.ts';
import { renderNotify } from '../world/render-dialogs.ts';
import { renderPhoto } from '../world/render-peers.ts';
import { checkChangeInfo, hasAdminRight, isBanned } from '../world/rights.ts';
import type { View } from '../world/view.ts';
import type { Call, HandlerTable } from './call.ts';
import { missingInvitee } from './invitees.ts';
import { findPhoto, storePhoto } from './media.ts';
import { resolveChannel, resolveChat, resolveGroup, resolveUser } from './resolve.ts';
import { botInfo } from './users.ts';

/** Basic groups, and what groups and channels have in common: title, photo, about, default rights, invites. */

function participant(member: Member): tl.ChatParticipant {
  const base = { userId: member.userId, ...(member.rank !== undefined ? { rank: member.rank } : {}) };
  if (member.role === 'creator') return { _: 'chatParticipantCreator', ...base };
  const rest = { ...base, inviterId: member.inviterId, date: member.date };
  return member.role === 'admin' ? { _: 'chatParticipantAdmin', ...rest } : { _: 'chatParticipant', ...rest };
}

function fullGroup(call: Call, group: WorldGroup): tl.messages.chatFull {
  const view = call.view();
  const key = groupKey(group.id);
  view.note(key);
  const { account, state } = call;
  const members = [...group.members.values()].filter(isActive);
  const own = group.members.get(account.id);
  for (const member of members) {
    view.user(member.userId);
    if (state.users.has(member.inviterId)) view.user(member.inviterId);
  }
  const bots = members.flatMap((member) => botInfo(state.user(member.userId)) ?? []);
  const pinned = state.thread(account, key).findLast((message) => message.pinned);
  const dialog = account.dialogs.get(key);
  const full: tl.chatFull = {
    _: 'chatFull',
    id: group.id,
    about: group.about,
    participants: isActive(own)
      ? { _: 'chatParticipants', chatId: group.id, participants: members.map(participant), version: group.version }
      : { _: 'chatParticipantsForbidden', chatId: group.id },
    notifySettings: renderNotify(dialog?.notify ?? {}),
    availableReactions: group.reactions ?? { _: 'chatReactionsAll' },
    ...(group.reactionsLimit === undefined ? {} : { reactionsLimit: group.reactionsLimit }),
    ...(group.photo ? { chatPhoto: renderPhoto(view, group.photo) } : {}),
    ...(isAdmin(own) ? { exportedInvite: primaryOf(group, account.id), ...groupPending(view, group) } : {}),
    ...(own?.role === 'creator' ? { canSetUsername: true } : {}),
    ...(bots.length > 0 ? { botInfo: bots } : {}),
    ...(pinned ? { pinnedMsgId: pinned.id } : {}),
    ...(dialog?.folderId === 1 ? { folderId: 1 } : {}),
    ...(call.world.scheduled.of(account, key).length > 0 ? { hasScheduled: true } : {}),
  };
  return { _: 'messages.chatFull', fullChat: full, ...view.vectors() };
}

function groupPending(view: View, group: WorldGroup): Pick<tl.chatFull, 'requestsPending' | 'recentRequesters'> {
  const { requestsPending, recentRequesters } = pendingOf(view, group);
  return requestsPending === 0 ? {} : { requestsPending, recentRequesters: recentRequesters.map(BigInt) };
}

/** Tells everybody in a basic group who is in it now, the caller's session by the answer. */
function tellParticipants(call: Call, group: WorldGroup): tl.Update {
  const build = (view: View): tl.Update => {
    const active = [...group.members.values()].filter(isActive);
    for (const member of active) view.user(member.userId);
    return {
      _: 'updateChatParticipants',
      participants: { _: 'chatParticipants', chatId: group.id, participants: active.map(participant), version: group.version },
    };
  };
  for (const account of call.state.accountsIn(groupKey(group.id))) {
    call.world.delivery.updates(account, (view) => [build(view)], account === call.account ? call.caller : undefined);
  }
  return build(call.view());
}

/** A service message as the answer, after the change itself was announced to everybody. */
function withService(call: Call, chat: WorldChat, action: ServiceAction, ...also: tl.Update[]): tl.Updates {
  const view = call.view();
  for (const update of also) {
    if (update._ === 'updateChatParticipants' && update.participants._ === 'chatParticipants') for (const one of update.participants.participants) view.user(one.userId);
  }
  const key = call.state.keyOf(chat);
  view.note(key);
  const posted = call.world.chats.service(key, action, call.actor);
  return call.world.delivery.answer(
    view,
    [...also, ...call.world.eventUpdates(view, posted.events, isChannelKey(key) ? bareId(key) : undefined)],
  );
}

function editTitle(call: Call, chat: WorldChat, raw: string): tl.Updates {
  const title = raw.trim();
  if (title === '' || title.length > 128) throw badRequest('CHAT_TITLE_EMPTY');
  checkChangeInfo(call.state, call.account, chat);
  if (chat.title === title) throw badRequest('CHAT_NOT_MODIFIED');
  chat.title = title;
  if (chat.kind === 'group') chat.version++;
  return withService(call, chat, { kind: 'plain', action: { _: 'messageActionChatEditTitle', title } });
}

function editPhoto(call: Call, chat: WorldChat, input: tl.InputChatPhoto): tl.Updates {
  checkChangeInfo(call.state, call.account, chat);
  if (input._ === 'inputChatPhotoEmpty') {
    if (!chat.photo) throw badRequest('CHAT_NOT_MODIFIED');
    delete chat.photo;
    return withService(call, chat, { kind: 'plain', action: { _: 'messageActionChatDeletePhoto' } });
  }
  if (input._ === 'inputChatUploadedPhoto') {
    if (!input.file) throw badRequest('PHOTO_INVALID');
    const file = call.world.uploads.take(call.uploader, input.file);
    chat.photo = storePhoto(call, file.read(0, file.size));
  } else chat.photo = findPhoto(call, input.id);
  return withService(call, chat, { kind: 'photo', photo: chat.photo });
}

export const groupMethods: HandlerTable = {
  'messages.getChats': (call, query) => {
    const view = call.view();
    for (const id of query.id) view.note(groupKey(resolveGroup(call, id).id));
    return { _: 'messages.chats', chats: view.vectors().chats };
  },

  'messages.getFullChat': (call, query) => fullGroup(call, resolveGroup(call, query.chatId)),

  'messages.createChat': (call, query) => {
    const title = query.title.trim();
    if (title === '') throw badRequest('CHAT_TITLE_EMPTY');
    const memberIds = query.users.map((input) => resolveUser(call, input).id).filter((id) => id !== call.account.id);
    if (memberIds.length === 0) throw badRequest('USERS_TOO_FEW');
    const missingInvitees = memberIds.flatMap((id) => missingInvitee(call, id) ?? []);
    const added = memberIds.filter((id) => !missingInvitees.some((one) => one.userId === id));
    const { group, posted } = call.world.chats.createGroup({ title, creatorId: call.account.id, memberIds: added }, call.actor);
    const view = call.view();
    view.note(groupKey(group.id));
    const participants = [...group.members.values()].map(participant);
    for (const one of participants) view.user(one.userId);
    const updates: tl.Update[] = [
      {
        _: 'updateChatParticipants',
        participants: { _: 'chatParticipants', chatId: group.id, participants, version: group.version },
      },
      ...call.world.eventUpdates(view, posted.events),
    ];
    return { _: 'messages.invitedUsers', updates: call.world.delivery.answer(view, updates), missingInvitees };
  },

  'messages.addChatUser': (call, query) => {
    const group = resolveGroup(call, query.chatId);
    const own = group.members.get(call.account.id);
    if (!isActive(own) || isBanned(group, own, 'inviteUsers', call.now())) throw badRequest('CHAT_ADMIN_REQUIRED');
    const user = resolveUser(call, query.userId);
    if (isActive(group.members.get(user.id))) throw badRequest('USER_ALREADY_PARTICIPANT');
    if (user.deleted) throw badRequest('INPUT_USER_DEACTIVATED');
    const missing = missingInvitee(call, user.id);
    if (missing) return { _: 'messages.invitedUsers', updates: call.world.delivery.answer(call.view(), []), missingInvitees: [missing] };
    call.world.chats.join(group, user.id, call.account.id);
    const told = tellParticipants(call, group);
    const updates = withService(call, group, { kind: 'plain', action: { _: 'messageActionChatAddUser', users: [user.id] } }, told);
    return { _: 'messages.invitedUsers', updates, missingInvitees: [] };
  },

  'messages.deleteChatUser': (call, query) => {
    const group = resolveGroup(call, query.chatId);
    const user = resolveUser(call, query.userId);
    const own = group.members.get(call.account.id);
    const other = group.members.get(user.id);
    if (!isActive(other)) throw badRequest('USER_NOT_PARTICIPANT');
    const allowed = user.id === call.account.id || isAdmin(own) || other.inviterId === call.account.id;
    if (!allowed || (other.role === 'creator' && user.id !== call.account.id)) throw badRequest('CHAT_ADMIN_REQUIRED');
    const updates = withService(call, group, { kind: 'plain', action: { _: 'messageActionChatDeleteUser', userId: user.id } });
    call.world.chats.leave(group, user.id, user.id === call.account.id ? 'left' : 'banned');
    call.world.chats.announceAll(group, call.actor);
    const gone = call.state.accounts.get(user.id);
    if (gone && user.id !== call.account.id) call.world.chats.announce(group, gone);
    if (!isActive(group.members.get(call.account.id))) {
      tellParticipants(call, group);
      return updates;
    }
    const told = tellParticipants(call, group);
    return updates._ === 'updates' ? { ...updates, updates: [told, ...updates.updates] } : updates;
  },

  'messages.deleteChat': (call, query) => {
    const group = resolveGroup(call, query.chatId);
    if (group.members.get(call.account.id)?.role !== 'creator') throw badRequest('CHAT_ADMIN_REQUIRED');
    group.deactivated = true;
    call.world.chats.announceAll(group, call.actor);
    return true;
  },

  'messages.editChatTitle': (call, query) => editTitle(call, resolveGroup(call, query.chatId), query.title),
  'channels.editTitle': (call, query) => editTitle(call, resolveChannel(call, query.channel), query.title),
  'messages.editChatPhoto': (call, query) => editPhoto(call, resolveGroup(call, query.chatId), query.photo),
  'channels.editPhoto': (call, query) => editPhoto(call, resolveChannel(call, query.channel), query.photo),

  'messages.editChatAbout': (call, query) => {
    const chat = resolveChat(call, query.peer);
    checkChangeInfo(call.state, call.account, chat);
    if ([...query.about].length > 255) throw badRequest('CHAT_ABOUT_TOO_LONG');
    if (chat.about === query.about) throw badRequest('CHAT_ABOUT_NOT_MODIFIED');
    chat.about = query.about;
    return true;
  },

  'messages.editChatDefaultBannedRights': (call, query) => {
    const chat = resolveChat(call, query.peer);
    if (!hasAdminRight(chat.members.get(call.account.id), 'banUsers')) throw badRequest('CHAT_ADMIN_REQUIRED');
    chat.defaultBannedRights = query.bannedRights;
    const key = call.state.keyOf(chat);
    const version = chat.kind === 'group' ? ++chat.version : 1;
    const build = (peer: tl.Peer): tl.Update => ({
      _: 'updateChatDefaultBannedRights',
      peer,
      defaultBannedRights: chat.defaultBannedRights,
      version,
    });
    for (const account of call.state.accountsIn(key)) {
      call.world.delivery.updates(account, (view) => [build(view.peer(key))], account === call.account ? call.caller : undefined);
    }
    const view = call.view();
    return call.world.delivery.answer(view, [build(view.peer(key))]);
  },

  'messages.editChatAdmin': (call, query) => {
    const group = resolveGroup(call, query.chatId);
    if (group.members.get(call.account.id)?.role !== 'creator') throw badRequest('CHAT_ADMIN_REQUIRED');
    const user = resolveUser(call, query.userId);
    const member = group.members.get(user.id);
    if (!isActive(member)) throw badRequest('USER_NOT_PARTICIPANT');
    group.members.set(user.id, { ...member, role: query.isAdmin ? 'admin' : 'member' });
    group.version++;
    call.world.chats.announceAll(group, call.actor);
    // The answer says nothing of it, so that it is pushed to every device.
    for (const account of call.state.accountsIn(groupKey(group.id))) {
      call.world.delivery.updates(account, () => [
        { _: 'updateChatParticipantAdmin', chatId: group.id, userId: user.id, isAdmin: query.isAdmin, version: group.version },
      ]);
    }
    return true;
  },
};
