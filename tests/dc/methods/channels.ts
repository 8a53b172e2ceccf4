import type { tl } from '#tl';
import { badRequest, forbidden } from '../world/errors.ts';
import { askToJoin, pendingOf, primaryOf, requestsOf } from '../world/invites.ts';
import { FULL_ADMIN, isActive, isAdmin, type Member, type WorldChannel } from '../world/model.ts';
import { channelKey, bareId, type PeerKey } from '../world/peers.ts';
import { renderNotify } from '../world/render-dialogs.ts';
import { memberCount, renderPhoto } from '../world/render-peers.ts';
import { hasAdminRight, isBanned } from '../world/rights.ts';
import type { View } from '../world/view.ts';
import type { Call, HandlerTable } from './call.ts';
import { findChannel, messageOf, resolveChannel, resolvePeer, resolveUser } from './resolve.ts';
import { listHash } from './contacts.ts';
import { joinChat } from './invites.ts';
import { missingInvitee } from './invitees.ts';
import { threadLink } from './threads.ts';
import { botInfo } from './users.ts';

/** Supergroups and channels. */

function participant(call: Call, view: View, channel: WorldChannel, member: Member): tl.ChannelParticipant {
  const rank = member.rank !== undefined ? { rank: member.rank } : {};
  const isOwner = channel.members.get(call.account.id)?.role === 'creator';
  view.user(member.userId);
  switch (member.role) {
    case 'creator':
      return { _: 'channelParticipantCreator', userId: member.userId, adminRights: member.adminRights ?? FULL_ADMIN, ...rank };
    case 'admin':
      return {
        _: 'channelParticipantAdmin',
        userId: member.userId,
        inviterId: view.user(member.inviterId),
        promotedBy: view.user(member.inviterId),
        date: member.date,
        adminRights: member.adminRights ?? FULL_ADMIN,
        ...(member.userId === call.account.id ? { self: true } : {}),
        ...(isOwner || member.inviterId === call.account.id ? { canEdit: true } : {}),
        ...rank,
      };
    case 'banned':
      return {
        _: 'channelParticipantBanned',
        left: true,
        peer: view.peer(member.userId),
        kickedBy: view.user(member.inviterId),
        date: member.date,
        bannedRights: member.bannedRights ?? { _: 'chatBannedRights', viewMessages: true, untilDate: 0 },
      };
    case 'left':
      return { _: 'channelParticipantLeft', peer: view.peer(member.userId) };
    case 'member':
      if (member.bannedRights !== undefined && isInForce(member.bannedRights, call.now())) {
        return {
          _: 'channelParticipantBanned',
          peer: view.peer(member.userId),
          kickedBy: view.user(member.inviterId),
          date: member.date,
          bannedRights: member.bannedRights,
        };
      }
      if (member.userId === call.account.id)
        return { _: 'channelParticipantSelf', userId: member.userId, inviterId: view.user(member.inviterId), date: member.date };
      return { _: 'channelParticipant', userId: member.userId, date: member.date };
  }
}

/** A restriction that forbids something, and has not run out. */
function isInForce(rights: tl.ChatBannedRights, now: number): boolean {
  const some = Object.entries(rights).some(([name, value]) => name !== 'untilDate' && value === true);
  return some && (rights.untilDate === 0 || rights.untilDate > now);
}

function listed(call: Call, channel: WorldChannel, filter: tl.ChannelParticipantsFilter): Member[] {
  const all = [...channel.members.values()];
  const named = (member: Member, q: string): boolean => {
    const user = call.state.user(member.userId);
    return `${user.firstName} ${user.lastName} ${user.usernames.join(' ')}`
      .toLocaleLowerCase()
      .includes(q.trim().toLocaleLowerCase());
  };
  switch (filter._) {
    case 'channelParticipantsRecent':
      return all.filter(isActive);
    case 'channelParticipantsAdmins':
      return all.filter(isAdmin);
    case 'channelParticipantsBots':
      return all.filter((member) => isActive(member) && call.state.user(member.userId).bot !== undefined);
    case 'channelParticipantsSearch':
      return all.filter((member) => isActive(member) && named(member, filter.q));
    case 'channelParticipantsContacts':
      return all.filter((member) => isActive(member) && call.account.contacts.has(member.userId) && named(member, filter.q));
    case 'channelParticipantsMentions':
      return all.filter((member) => isActive(member) && named(member, filter.q ?? ''));
    case 'channelParticipantsKicked':
      return all.filter((member) => member.role === 'banned' && named(member, filter.q));
    case 'channelParticipantsBanned':
      return all.filter((member) => member.bannedRights !== undefined && member.role !== 'banned' && named(member, filter.q));
  }
}

function fullChannel(call: Call, channel: WorldChannel): tl.messages.chatFull {
  const view = call.view();
  const { account, state } = call;
  const key = channelKey(channel.id);
  view.note(key);
  const member = channel.members.get(account.id);
  const dialog = account.dialogs.get(key);
  const count = memberCount(channel);
  const admins = [...channel.members.values()].filter(isAdmin);
  const nextSend = call.world.counters.nextSend(account, key);
  const bots = [...channel.members.values()].flatMap((one) => (isActive(one) ? (botInfo(state.user(one.userId)) ?? []) : []));
  for (const bot of bots) if (bot.userId !== undefined) view.user(bot.userId);
  const pinned = state.thread(account, key).findLast((message) => message.pinned);
  if (channel.linkedChatId !== undefined) view.note(channelKey(channel.linkedChatId));
  const full: tl.channelFull = {
    _: 'channelFull',
    id: channel.id,
    about: channel.about,
    participantsCount: count,
    onlineCount: channel.megagroup ? call.world.counters.onlineIn(key) : undefined,
    readInboxMaxId: dialog?.readInboxMaxId ?? 0,
    readOutboxMaxId: state.readOutboxMaxId(account, key),
    unreadCount: isActive(member) ? state.unreadCount(account, key) : 0,
    chatPhoto: channel.photo ? renderPhoto(view, channel.photo) : { _: 'photoEmpty', id: 0n },
    notifySettings: renderNotify(dialog?.notify ?? {}),
    botInfo: bots,
    pts: state.channelBox(channel.id).pts,
    availableReactions: channel.reactions ?? { _: 'chatReactionsAll' },
    ...(channel.reactionsLimit === undefined ? {} : { reactionsLimit: channel.reactionsLimit }),
    ...((channel.megagroup && !channel.participantsHidden) || isAdmin(member) ? { canViewParticipants: true } : {}),
    ...(channel.participantsHidden ? { participantsHidden: true } : {}),
    ...(isAdmin(member)
      ? {
          adminsCount: admins.length,
          kickedCount: listed(call, channel, { _: 'channelParticipantsKicked', q: '' }).length,
          bannedCount: 0,
        }
      : {}),
    ...(member?.role === 'creator' ? { canSetUsername: true, canDeleteChannel: true } : {}),
    ...(hasAdminRight(member, 'inviteUsers') ? { exportedInvite: primaryOf(channel, account.id), ...(requestsOf(channel).length > 0 ? pendingOf(view, channel) : {}) } : {}),
    ...(channel.linkedChatId !== undefined ? { linkedChatId: channel.linkedChatId } : {}),
    ...(channel.slowmodeSeconds ? { slowmodeSeconds: channel.slowmodeSeconds } : {}),
    ...(nextSend === undefined ? {} : { slowmodeNextSendDate: nextSend }),
    ...(call.world.scheduled.of(account, key).length > 0 ? { hasScheduled: true } : {}),
    ...(pinned ? { pinnedMsgId: pinned.id } : {}),
    ...(dialog?.availableMinId ? { availableMinId: dialog.availableMinId } : {}),
    ...(dialog?.folderId === 1 ? { folderId: 1 } : {}),
    ...(channel.hiddenPrehistory ? { hiddenPrehistory: true } : {}),
  };
  if (full.onlineCount === undefined) delete full.onlineCount;
  return { _: 'messages.chatFull', fullChat: full, ...view.vectors() };
}

function newChannel(call: Call, query: tl.channels.createChannel): tl.Updates {
  const title = query.title.trim();
  if (title === '') throw badRequest('CHAT_TITLE_EMPTY');
  if ([...query.about].length > 255) throw badRequest('CHAT_ABOUT_TOO_LONG');
  const { channel, posted } = call.world.chats.createChannel(
    { title, about: query.about, creatorId: call.account.id, megagroup: query.megagroup === true },
    call.actor,
  );
  const view = call.view();
  view.note(channelKey(channel.id));
  return call.world.delivery.answer(view, [
    { _: 'updateChannel', channelId: channel.id },
    ...call.world.eventUpdates(view, posted.events, channel.id),
  ]);
}

export const channelMethods: HandlerTable = {
  'channels.getChannels': (call, query) => {
    const view = call.view();
    for (const input of query.id) view.note(channelKey(findChannel(call, input).id));
    return { _: 'messages.chats', chats: view.vectors().chats };
  },

  'channels.getFullChannel': (call, query) => fullChannel(call, resolveChannel(call, query.channel)),

  'channels.getParticipants': (call, query) => {
    const channel = resolveChannel(call, query.channel);
    if ((!channel.megagroup || channel.participantsHidden) && !isAdmin(channel.members.get(call.account.id))) throw forbidden('CHAT_ADMIN_REQUIRED');
    const all = listed(call, channel, query.filter);
    if (query.hash !== 0n && query.hash === listHash(all.map((member) => member.userId)))
      return { _: 'channels.channelParticipantsNotModified' };
    const page = all.slice(query.offset, query.offset + Math.max(1, Math.min(200, query.limit)));
    const view = call.view();
    const participants = page.map((member) => participant(call, view, channel, member));
    const count = query.filter._ === 'channelParticipantsRecent' ? memberCount(channel) : all.length;
    return { _: 'channels.channelParticipants', count, participants, ...view.vectors() };
  },

  'channels.getParticipant': (call, query) => {
    const channel = resolveChannel(call, query.channel);
    const member = channel.members.get(resolvePeer(call, query.participant));
    if (!member || member.role === 'left') throw badRequest('USER_NOT_PARTICIPANT');
    const view = call.view();
    return { _: 'channels.channelParticipant', participant: participant(call, view, channel, member), ...view.vectors() };
  },

  'channels.createChannel': newChannel,

  'channels.joinChannel': (call, query) => {
    const channel = resolveChannel(call, query.channel);
    if (channel.joinRequest && !isActive(channel.members.get(call.account.id))) askToJoin(call.world, channel, call.account.id);
    return { _: 'messages.chatInviteJoinResultOk', updates: joinChat(call, channel) };
  },

  'channels.leaveChannel': (call, query) => {
    const channel = resolveChannel(call, query.channel);
    const member = channel.members.get(call.account.id);
    if (!isActive(member)) throw badRequest('USER_NOT_PARTICIPANT');
    if (member.role === 'creator') throw badRequest('USER_CREATOR');
    if (channel.megagroup) {
      const action: tl.MessageAction = { _: 'messageActionChatDeleteUser', userId: call.account.id };
      call.world.chats.service(channelKey(channel.id), { kind: 'plain', action }, call.actor);
    }
    call.world.chats.leave(channel, call.account.id, 'left');
    call.world.chats.announce(channel, call.account, call.actor);
    const view = call.view();
    view.note(channelKey(channel.id));
    return call.world.delivery.answer(view, [{ _: 'updateChannel', channelId: channel.id }]);
  },

  'channels.inviteToChannel': (call, query) => {
    const channel = resolveChannel(call, query.channel);
    const member = channel.members.get(call.account.id);
    if (!hasAdminRight(member, 'inviteUsers') && (!channel.megagroup || isBanned(channel, member, 'inviteUsers', call.now())))
      throw forbidden('CHAT_ADMIN_REQUIRED');
    if (query.users.length > 100) throw badRequest('USERS_TOO_MUCH');
    const wanted = query.users.map((input) => resolveUser(call, input));
    for (const user of wanted) {
      if (user.deleted) throw badRequest('INPUT_USER_DEACTIVATED');
      if (user.bot && !channel.megagroup) throw badRequest('USER_BOT');
      if (channel.members.get(user.id)?.role === 'banned') throw badRequest('USER_KICKED');
    }
    const missingInvitees = wanted.flatMap((user) => missingInvitee(call, user.id) ?? []);
    const added = wanted
      .filter((user) => !missingInvitees.some((one) => one.userId === user.id))
      .filter((user) => call.world.chats.join(channel, user.id, call.account.id));
    const view = call.view();
    view.note(channelKey(channel.id));
    const updates: tl.Update[] = [{ _: 'updateChannel', channelId: channel.id }];
    for (const user of added) {
      const account = call.state.accounts.get(user.id);
      if (account) call.world.chats.announce(channel, account);
    }
    if (added.length > 0 && channel.megagroup) {
      const action: tl.MessageAction = { _: 'messageActionChatAddUser', users: added.map((user) => user.id) };
      const posted = call.world.chats.service(channelKey(channel.id), { kind: 'plain', action }, call.actor);
      updates.push(...call.world.eventUpdates(view, posted.events, channel.id));
    }
    return { _: 'messages.invitedUsers', updates: call.world.delivery.answer(view, updates), missingInvitees };
  },

  'channels.editBanned': (call, query) => {
    const channel = resolveChannel(call, query.channel);
    if (!hasAdminRight(channel.members.get(call.account.id), 'banUsers')) throw badRequest('CHAT_ADMIN_REQUIRED');
    const userId = resolvePeer(call, query.participant);
    const member = channel.members.get(userId);
    if (member?.role === 'creator') throw badRequest('USER_ID_INVALID');
    if (query.bannedRights.viewMessages) call.world.chats.leave(channel, userId, 'banned', query.bannedRights);
    else if (member?.role === 'banned') call.world.chats.leave(channel, userId, 'left');
    else if (member) channel.members.set(userId, { ...member, bannedRights: query.bannedRights });
    else throw badRequest('USER_NOT_PARTICIPANT');
    const account = call.state.accounts.get(userId);
    if (account) call.world.chats.announce(channel, account);
    const view = call.view();
    view.note(channelKey(channel.id));
    return call.world.delivery.answer(view, [{ _: 'updateChannel', channelId: channel.id }]);
  },

  'channels.editAdmin': (call, query) => {
    const channel = resolveChannel(call, query.channel);
    if (!hasAdminRight(channel.members.get(call.account.id), 'addAdmins')) throw badRequest('CHAT_ADMIN_REQUIRED');
    const user = resolveUser(call, query.userId);
    const member = channel.members.get(user.id);
    if (!isActive(member)) throw badRequest('USER_NOT_PARTICIPANT');
    if (member.role === 'creator') throw badRequest('USER_CREATOR');
    const some = Object.values(query.adminRights).some((value) => value === true);
    const { rank: _rank, adminRights: _rights, ...rest } = member;
    channel.members.set(user.id, {
      ...rest,
      role: some ? 'admin' : 'member',
      ...(some ? { adminRights: query.adminRights } : {}),
      ...(query.rank !== undefined ? { rank: query.rank } : {}),
    });
    const account = call.state.accounts.get(user.id);
    if (account) call.world.chats.announce(channel, account);
    const view = call.view();
    view.note(channelKey(channel.id));
    return call.world.delivery.answer(view, [{ _: 'updateChannel', channelId: channel.id }]);
  },

  'channels.deleteChannel': (call, query) => {
    const channel = resolveChannel(call, query.channel);
    if (channel.members.get(call.account.id)?.role !== 'creator') throw badRequest('CHAT_ADMIN_REQUIRED');
    const accounts = call.state.accountsIn(channelKey(channel.id));
    if (channel.username !== undefined) call.state.usernames.delete(channel.username.toLowerCase());
    delete channel.username;
    for (const member of [...channel.members.values()]) call.world.chats.leave(channel, member.userId, 'banned');
    for (const account of accounts) call.world.chats.announce(channel, account, call.actor);
    const view = call.view();
    view.note(channelKey(channel.id));
    return call.world.delivery.answer(view, [{ _: 'updateChannel', channelId: channel.id }]);
  },

  'channels.checkUsername': (call, query) => {
    if (query.channel._ === 'inputChannel') resolveChannel(call, query.channel);
    return call.world.people.isFree(query.username);
  },

  'channels.updateUsername': (call, query) => {
    const channel = resolveChannel(call, query.channel);
    if (channel.members.get(call.account.id)?.role !== 'creator') throw badRequest('CHAT_ADMIN_REQUIRED');
    if ((channel.username ?? '') === query.username) throw badRequest('USERNAME_NOT_MODIFIED');
    if (query.username !== '' && !call.world.people.isFree(query.username)) throw badRequest('USERNAME_OCCUPIED');
    if (channel.username !== undefined) call.state.usernames.delete(channel.username.toLowerCase());
    if (query.username === '') delete channel.username;
    else {
      channel.username = query.username;
      call.state.usernames.set(query.username.toLowerCase(), channelKey(channel.id));
    }
    call.world.chats.announceAll(channel, call.actor);
    return true;
  },

  'channels.exportMessageLink': (call, query) => {
    const channel = resolveChannel(call, query.channel);
    const message = messageOf(call, channelKey(channel.id), query.id);
    const place = query.thread && message ? threadLink(call, message) : undefined;
    const shown = place ? call.state.channel(bareId(place.peer)) : channel;
    const path = shown.username ?? `c/${shown.id}`;
    return { _: 'exportedMessageLink', link: `https://t.me/${path}/${place?.tail ?? query.id}`, html: '' };
  },

  'channels.getSendAs': (call, query) => {
    const peer: PeerKey = resolvePeer(call, query.peer);
    const view = call.view();
    view.note(peer);
    return { _: 'channels.sendAsPeers', peers: [{ _: 'sendAsPeer', peer: view.peer(call.account.id) }], ...view.vectors() };
  },

  'messages.saveDefaultSendAs': () => true,

  'channels.getAdminedPublicChannels': (call) => {
    const view = call.view();
    for (const channel of call.state.channels.values()) {
      if (channel.username !== undefined && channel.members.get(call.account.id)?.role === 'creator')
        view.note(channelKey(channel.id));
    }
    return { _: 'messages.chats', chats: view.vectors().chats };
  },

  'channels.toggleSlowMode': (call, query) => {
    const channel = resolveChannel(call, query.channel);
    if (!hasAdminRight(channel.members.get(call.account.id), 'banUsers')) throw badRequest('CHAT_ADMIN_REQUIRED');
    if (![0, 5, 10, 30, 60, 300, 900, 3600].includes(query.seconds)) throw badRequest('SECONDS_INVALID');
    channel.slowmodeSeconds = query.seconds;
    call.world.chats.announceAll(channel, call.actor);
    const view = call.view();
    view.note(channelKey(channel.id));
    return call.world.delivery.answer(view, [{ _: 'updateChannel', channelId: channel.id }]);
  },

  'channels.toggleSignatures': (call, query) => {
    const channel = resolveChannel(call, query.channel);
    if (!hasAdminRight(channel.members.get(call.account.id), 'changeInfo')) throw badRequest('CHAT_ADMIN_REQUIRED');
    channel.signatures = query.signaturesEnabled === true;
    call.world.chats.announceAll(channel, call.actor);
    const view = call.view();
    view.note(channelKey(channel.id));
    return call.world.delivery.answer(view, [{ _: 'updateChannel', channelId: channel.id }]);
  },

  'channels.getChannelRecommendations': () => ({ _: 'messages.chats', chats: [] }),
  'channels.getLeftChannels': () => ({ _: 'messages.chats', chats: [] }),
  'channels.getInactiveChannels': () => ({ _: 'messages.inactiveChats', dates: [], chats: [], users: [] }),
  'channels.getGroupsForDiscussion': () => ({ _: 'messages.chats', chats: [] }),
  'channels.reportSpam': () => true,
};
