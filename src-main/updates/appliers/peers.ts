import type { tl } from '#tl';
import { peerIdKind, userPeerId } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';
import type { ApplyContext } from './context.ts';

export function applyStatus(context: ApplyContext, userId: number, status: tl.UserStatus): void {
  context.store.peers.pushStatus(userPeerId(userId), status, Math.floor(context.serverTime()));
}

export function applyName(context: ApplyContext, update: tl.updateUserName): void {
  const record = context.store.peers.record(userPeerId(update.userId));
  if (record?._ !== 'user') return;
  const { username: _old, ...rest } = record;
  const main = update.usernames.length === 1 && update.usernames[0]?.editable === true ? update.usernames[0] : undefined;
  context.store.peers.apply(
    [
      {
        ...rest,
        firstName: update.firstName,
        lastName: update.lastName,
        ...(main === undefined ? {} : { username: main.username }),
        usernames: update.usernames,
      },
    ],
    [],
  );
}

export function applyPhone(context: ApplyContext, userId: number, phone: string): void {
  context.store.peers.patchUser(userPeerId(userId), { phone });
}

export function applyDefaultRights(context: ApplyContext, peerId: PeerId, rights: tl.ChatBannedRights): void {
  const { peers, dialogs } = context.store;
  const patch = { defaultBannedRights: rights };
  if (peerIdKind(peerId) === 'channel') peers.patchChannel(peerId, patch);
  else peers.patchChat(peerId, patch);
  dialogs.refreshSort(peerId);
}

/** A chat was joined, left or lost: the vectors beside the update brought the news, the list follows. */
export function applyMembership(context: ApplyContext, peerId: PeerId): void {
  const { store } = context;
  const record = store.peers.record(peerId);
  if (record === undefined || record._ === 'user') return;
  if (peerIdKind(peerId) === 'channel') {
    if (!store.peers.isMember(peerId)) {
      store.dialogs.delete(peerId);
      return;
    }
    store.channels.setInaccessible(peerId, false);
  } else if (record._ === 'chat' && record.migratedTo !== undefined) {
    store.dialogs.delete(peerId);
    return;
  }
  if (!store.dialogs.has(peerId) && store.peers.isMember(peerId)) context.repair([peerId]);
}
