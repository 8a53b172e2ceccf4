import type { tl } from '#tl';
import { badRequest } from '../world/errors.ts';
import type { WorldUser } from '../world/model.ts';
import { bareId, isUserKey, type PeerKey } from '../world/peers.ts';
import { allowedBy } from '../world/privacy.ts';
import { renderNotify } from '../world/render-dialogs.ts';
import { renderPhoto, renderUser } from '../world/render-peers.ts';
import { SERVICE_USER_ID } from '../world/state.ts';
import type { Call, HandlerTable } from './call.ts';
import { hidesReadTimes } from './readers.ts';
import { findUser, resolvePeer, resolveUser } from './resolve.ts';

/** Profiles. */

export function botInfo(user: WorldUser): tl.botInfo | undefined {
  if (!user.bot) return undefined;
  return {
    _: 'botInfo',
    userId: user.id,
    description: user.bot.description,
    commands: user.bot.commands.map((one) => ({ _: 'botCommand', ...one })),
    menuButton: { _: 'botMenuButtonCommands' },
  };
}

/** The bar under the header: what one may do about a stranger. */
export function peerSettings(call: Call, peer: PeerKey): tl.peerSettings {
  const { account, state } = call;
  const out: tl.peerSettings = { _: 'peerSettings' };
  const user = isUserKey(peer) ? state.users.get(peer) : undefined;
  const hidden = account.dialogs.get(peer)?.hidePeerSettings === true;
  if (!user || hidden || peer === account.id || peer === SERVICE_USER_ID || user.deleted || user.bot) return out;
  if (account.contacts.has(peer) || account.blocked.has(peer)) return out;
  const first = state.thread(account, peer)[0];
  const dialog = account.dialogs.get(peer);
  const autoarchived = dialog?.autoarchived === true && dialog.folderId === 1 ? { autoarchived: true as const } : {};
  if (first && !first.out) return { ...out, ...autoarchived, reportSpam: true, addContact: true, blockContact: true };
  return { ...out, addContact: true };
}

function commonChats(call: Call, userId: number): PeerKey[] {
  return [...call.account.dialogs.keys()].filter(
    (peer) =>
      !isUserKey(peer) &&
      call.state.isMember(userId, peer) &&
      call.state.isMember(call.account.id, peer) &&
      isGroupLike(call, peer),
  );
}

function isGroupLike(call: Call, peer: PeerKey): boolean {
  const chat = call.state.chat(peer);
  return chat?.kind === 'group' || chat?.megagroup === true;
}

function fullUser(call: Call, user: WorldUser): tl.users.userFull {
  const view = call.view();
  const { account, state } = call;
  view.user(user.id);
  const photo = user.photos[0];
  const dialog = account.dialogs.get(user.id);
  const pinned = state.thread(account, user.id).findLast((message) => message.pinned);
  const showsPhoto = user.id === account.id || allowedBy(state, user.id, 'privacyKeyProfilePhoto', account.id);
  const showsBio = user.id === account.id || allowedBy(state, user.id, 'privacyKeyAbout', account.id);
  const info = botInfo(user);
  const full: tl.userFull = {
    _: 'userFull',
    id: user.id,
    settings: peerSettings(call, user.id),
    notifySettings: renderNotify(dialog?.notify ?? {}),
    commonChatsCount: user.id === account.id ? 0 : commonChats(call, user.id).length,
    canPinMessage: true,
    phoneCallsAvailable: !user.bot && user.id !== account.id ? true : undefined,
    videoCallsAvailable: !user.bot && user.id !== account.id ? true : undefined,
    ...(user.bio && showsBio ? { about: user.bio } : {}),
    ...(photo && showsPhoto ? { profilePhoto: renderPhoto(view, photo) } : {}),
    ...(pinned ? { pinnedMsgId: pinned.id } : {}),
    ...(dialog?.folderId === 1 ? { folderId: 1 } : {}),
    ...(info ? { botInfo: info } : {}),
    ...(account.blocked.has(user.id) ? { blocked: true } : {}),
    ...(account.protectedWith.has(user.id) ? { noforwardsMyEnabled: true } : {}),
    ...(state.accounts.get(user.id)?.protectedWith.has(account.id) ? { noforwardsPeerEnabled: true } : {}),
    ...(call.world.scheduled.of(account, user.id).length > 0 ? { hasScheduled: true } : {}),
    ...(user.birthday ? { birthday: user.birthday } : {}),
    ...(hidesReadTimes(call, user.id, account.id) ? { readDatesPrivate: true } : {}),
  };
  if (!full.phoneCallsAvailable) {
    delete full.phoneCallsAvailable;
    delete full.videoCallsAvailable;
  }
  return { _: 'users.userFull', fullUser: full, ...view.vectors() };
}

export const userMethods: HandlerTable = {
  'users.getUsers': (call, query) => {
    const view = call.view();
    return query.id.flatMap((input): tl.User[] => {
      const user = findUser(call, input);
      const rendered = user ? renderUser(view, user.id) : undefined;
      if (rendered) return [rendered];
      return input._ === 'inputUser' ? [{ _: 'userEmpty', id: input.userId }] : [];
    });
  },

  'users.getFullUser': (call, query) => fullUser(call, resolveUser(call, query.id)),
  'users.getRequirementsToContact': (_call, query) => query.id.map(() => ({ _: 'requirementToContactEmpty' })),
  'users.getSavedMusic': (call, query) => {
    resolveUser(call, query.id);
    return { _: 'users.savedMusic', count: 0, documents: [] };
  },

  'messages.getPeerSettings': (call, query) => {
    const view = call.view();
    const peer = resolvePeer(call, query.peer);
    view.note(peer);
    return { _: 'messages.peerSettings', settings: peerSettings(call, peer), ...view.vectors() };
  },

  'messages.hidePeerSettingsBar': (call, query) => {
    call.account.dialog(resolvePeer(call, query.peer)).hidePeerSettings = true;
    return true;
  },

  'messages.getCommonChats': (call, query) => {
    const user = resolveUser(call, query.userId);
    if (user.id === call.account.id) throw badRequest('USER_ID_INVALID');
    const view = call.view();
    // From the highest id down; a page goes on below the last one of the page before.
    const all = commonChats(call, user.id).sort((a, b) => bareId(b) - bareId(a));
    const rest = query.maxId === 0 ? all : all.filter((peer) => bareId(peer) < query.maxId);
    for (const peer of rest.slice(0, Math.max(1, Math.min(100, query.limit)))) view.note(peer);
    return { _: 'messages.chats', chats: view.vectors().chats };
  },
};
