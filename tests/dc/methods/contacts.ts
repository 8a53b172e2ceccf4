import type { tl } from '#tl';
import { badRequest } from '../world/errors.ts';
import type { WorldUser } from '../world/model.ts';
import { isUserKey, toPeer, userKey, type PeerKey } from '../world/peers.ts';
import { visibleStatus } from '../world/render-peers.ts';
import { isListed } from '../world/render-dialogs.ts';
import type { Call, HandlerTable } from './call.ts';
import { peerSettings } from './users.ts';
import { resolvePeer, resolveUser } from './resolve.ts';

/** Contacts, search by name, block list. */

/** core.telegram.org/api/offsets#hash-generation over unsigned 64-bit numbers, as a signed long. */
export function listHash(numbers: Iterable<number | bigint>): bigint {
  let hash = 0n;
  for (const number of numbers) {
    hash ^= hash >> 21n;
    hash = BigInt.asUintN(64, hash ^ (hash << 35n));
    hash ^= hash >> 4n;
    hash = BigInt.asUintN(64, hash + BigInt(number));
  }
  return BigInt.asIntN(64, hash);
}

function contactIds(call: Call): number[] {
  return [...call.account.contacts.keys()].sort((a, b) => a - b);
}

function isMutual(call: Call, userId: number): boolean {
  return call.state.accounts.get(userId)?.contacts.has(call.account.id) ?? true;
}

/** Peers that match a query: first those one has to do with, then public ones. */
function found(call: Call, { q, limit: wanted, broadcasts, bots }: tl.contacts.search): { mine: PeerKey[]; others: PeerKey[] } {
  const limit = Math.max(1, Math.min(100, wanted || 10));
  if (q.trim() === '') throw badRequest('SEARCH_QUERY_EMPTY');
  const typed = q.trim().replace(/^@/, '').toLocaleLowerCase();
  if (typed.length < 1) throw badRequest('QUERY_TOO_SHORT');
  const { account, state } = call;
  const hits = (text: string): boolean =>
    text
      .toLocaleLowerCase()
      .split(/[\s_]+/)
      .some((word) => word.startsWith(typed)) || text.toLocaleLowerCase().startsWith(typed);
  const mine: PeerKey[] = [];
  const others: PeerKey[] = [];
  const add = (key: PeerKey, names: string[], known: boolean, isPublic: boolean): void => {
    if (!names.some(hits)) return;
    if (known) mine.push(key);
    else if (isPublic) others.push(key);
  };
  for (const user of state.users.values()) {
    if (user.deleted || broadcasts || (bots && !user.bot)) continue;
    const entry = account.contacts.get(user.id);
    const names = [
      user.firstName,
      user.lastName,
      `${user.firstName} ${user.lastName}`,
      ...user.usernames,
      ...(entry ? [entry.firstName, entry.lastName] : []),
    ];
    const dialog = account.dialogs.get(user.id);
    add(
      user.id,
      names,
      entry !== undefined || (dialog !== undefined && isListed(state, account, dialog)),
      user.usernames.some(hits),
    );
  }
  for (const chat of [...state.groups.values(), ...state.channels.values()]) {
    if (bots || (broadcasts && (chat.kind !== 'channel' || chat.megagroup))) continue;
    const key = state.keyOf(chat);
    const username = chat.kind === 'channel' ? chat.username : undefined;
    add(key, [chat.title, ...(username ? [username] : [])], state.isMember(account.id, key), username !== undefined);
  }
  return { mine: mine.slice(0, limit), others: others.slice(0, limit) };
}

function afterContactChange(call: Call, user: WorldUser): tl.Updates {
  const view = call.view();
  const peer = view.peer(userKey(user.id));
  const update: tl.Update = { _: 'updatePeerSettings', peer, settings: peerSettings(call, user.id) };
  call.world.delivery.updates(
    call.account,
    (other) => {
      other.note(user.id);
      return [update];
    },
    call.caller,
  );
  return call.world.delivery.answer(view, [update]);
}

function resolved(call: Call, key: PeerKey): tl.contacts.resolvedPeer {
  const view = call.view();
  return { _: 'contacts.resolvedPeer', peer: view.peer(key), ...view.vectors() };
}

export const contactMethods: HandlerTable = {
  'contacts.getContacts': (call, query) => {
    const ids = contactIds(call);
    if (query.hash !== 0n && query.hash === listHash([ids.length, ...ids])) return { _: 'contacts.contactsNotModified' };
    const view = call.view();
    const contacts = ids.map((id): tl.Contact => ({ _: 'contact', userId: view.user(id), mutual: isMutual(call, id) }));
    return { _: 'contacts.contacts', contacts, savedCount: 0, users: view.vectors().users };
  },

  // An old method: its ints cannot carry the ids of today.
  'contacts.getContactIDs': (call) => contactIds(call).filter((id) => id <= 0x7fffffff),

  'contacts.getStatuses': (call) =>
    contactIds(call).map((userId) => ({
      _: 'contactStatus',
      userId,
      status: visibleStatus(call.view(), call.state.user(userId)),
    })),

  'contacts.search': (call, query) => {
    const { mine, others } = found(call, query);
    const view = call.view();
    return {
      _: 'contacts.found',
      myResults: mine.map((key) => view.peer(key)),
      results: others.map((key) => view.peer(key)),
      ...view.vectors(),
    };
  },

  'contacts.resolveUsername': (call, query) => {
    const name = query.username.replace(/^@/, '').toLowerCase();
    if (!/^[a-z][a-z0-9_]{1,31}$/.test(name)) throw badRequest('USERNAME_INVALID');
    const key = call.state.usernames.get(name);
    if (key === undefined) throw badRequest('USERNAME_NOT_OCCUPIED');
    return resolved(call, key);
  },

  'contacts.resolvePhone': (call, query) => {
    const userId = call.state.phones.get(query.phone.replace(/\D/g, ''));
    if (userId === undefined) throw badRequest('PHONE_NOT_OCCUPIED');
    return resolved(call, userId);
  },

  'contacts.addContact': (call, query) => {
    const user = resolveUser(call, query.id);
    if (user.id === call.account.id) throw badRequest('CONTACT_ID_INVALID');
    if (query.firstName.trim() === '') throw badRequest('CONTACT_NAME_EMPTY');
    call.account.contacts.set(user.id, {
      firstName: query.firstName,
      lastName: query.lastName,
      phone: query.phone.replace(/\D/g, ''),
    });
    return afterContactChange(call, user);
  },

  'contacts.acceptContact': (call, query) => {
    const user = resolveUser(call, query.id);
    call.world.addContact(call.account, user);
    return afterContactChange(call, user);
  },

  'contacts.deleteContacts': (call, query) => {
    const users = query.id.map((input) => resolveUser(call, input));
    for (const user of users) call.account.contacts.delete(user.id);
    const last = users[users.length - 1];
    return last ? afterContactChange(call, last) : call.world.delivery.answer(call.view(), []);
  },

  'contacts.importContacts': (call, query) => {
    const view = call.view();
    const imported: tl.ImportedContact[] = [];
    for (const one of query.contacts) {
      const phone = one.phone.replace(/\D/g, '');
      const userId = call.state.phones.get(phone);
      if (userId === undefined || userId === call.account.id) continue;
      call.account.contacts.set(userId, { firstName: one.firstName, lastName: one.lastName, phone });
      imported.push({ _: 'importedContact', userId: view.user(userId), clientId: one.clientId });
    }
    return { _: 'contacts.importedContacts', imported, popularInvites: [], retryContacts: [], users: view.vectors().users };
  },

  'contacts.block': (call, query) => {
    const peer = resolvePeer(call, query.id);
    if (peer === call.account.id) throw badRequest('CONTACT_ID_INVALID');
    if (!query.myStoriesFrom) call.account.blocked.set(peer, call.now());
    announceBlock(call, peer, true);
    return true;
  },

  'contacts.unblock': (call, query) => {
    const peer = resolvePeer(call, query.id);
    if (!query.myStoriesFrom) call.account.blocked.delete(peer);
    announceBlock(call, peer, false);
    return true;
  },

  'contacts.getBlocked': (call, query) => {
    const view = call.view();
    const all = query.myStoriesFrom ? [] : [...call.account.blocked];
    const page = all.slice(query.offset, query.offset + Math.max(1, query.limit));
    const blocked = page.map(([peer, date]): tl.PeerBlocked => ({ _: 'peerBlocked', peerId: view.peer(peer), date }));
    if (page.length === all.length) return { _: 'contacts.blocked', blocked, ...view.vectors() };
    return { _: 'contacts.blockedSlice', count: all.length, blocked, ...view.vectors() };
  },

  'contacts.getTopPeers': (call, query) => {
    if (!call.account.topPeersEnabled) return { _: 'contacts.topPeersDisabled' };
    const view = call.view();
    const rated = [...call.account.dialogs.keys()]
      .filter(
        (peer) => isUserKey(peer) && peer !== call.account.id && !call.state.user(peer).bot && !call.state.user(peer).deleted,
      )
      .map((peer) => ({ peer, rating: call.state.thread(call.account, peer).filter((message) => message.out).length }))
      .filter((one) => one.rating > 0)
      .sort((a, b) => b.rating - a.rating)
      .slice(0, Math.max(1, query.limit || 20));
    if (!query.correspondents || rated.length === 0) return { _: 'contacts.topPeers', categories: [], chats: [], users: [] };
    const peers = rated.map(({ peer, rating }): tl.TopPeer => ({ _: 'topPeer', peer: view.peer(peer), rating }));
    return {
      _: 'contacts.topPeers',
      categories: [{ _: 'topPeerCategoryPeers', category: { _: 'topPeerCategoryCorrespondents' }, count: peers.length, peers }],
      ...view.vectors(),
    };
  },

  'contacts.toggleTopPeers': (call, query) => {
    call.account.topPeersEnabled = query.enabled;
    return true;
  },

  'contacts.resetTopPeerRating': () => true,
  'contacts.resetSaved': () => true,
  'contacts.getSaved': () => [],
  'contacts.getLocated': (call) => call.world.delivery.answer(call.view(), []),
  'contacts.getBirthdays': () => ({ _: 'contacts.contactBirthdays', contacts: [], users: [] }),
  'contacts.getSponsoredPeers': () => ({ _: 'contacts.sponsoredPeersEmpty' }),
  'contacts.editCloseFriends': () => true,
};

function announceBlock(call: Call, peer: PeerKey, blocked: boolean): void {
  call.world.delivery.updates(
    call.account,
    (view) => {
      view.note(peer);
      return [{ _: 'updatePeerBlocked', peerId: toPeer(peer), ...(blocked ? { blocked: true } : {}) }];
    },
    call.caller,
  );
}
