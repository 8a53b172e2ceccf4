import type { tl } from '#tl';
import type { ChatlistLink, StoredFilter } from '../world/account.ts';
import { badRequest } from '../world/errors.ts';
import { bareId, isChannelKey, isUserKey, toPeer, type PeerKey } from '../world/peers.ts';
import { hasAdminRight } from '../world/rights.ts';
import type { Call, HandlerTable } from './call.ts';
import { checkTitle, filterOf, limitOf, renderFilter, tellFilter } from './folders.ts';
import { resolvePeer } from './resolve.ts';

/** Folders that are shared by link (core.telegram.org/api/folders#shared-folders). */

const listed = (call: Call, input: tl.InputChatlist): StoredFilter => filterOf(call.account, input.filterId);

/** Chats that may be shared: public ones, and those to which one may invite. A basic group would have to become a supergroup. */
function shareable(call: Call, filter: StoredFilter, inputs: readonly tl.InputPeer[]): PeerKey[] {
  if (inputs.length === 0) throw badRequest('PEERS_LIST_EMPTY');
  return inputs.map((input) => {
    const key = resolvePeer(call, input);
    const chat = isUserKey(key) ? undefined : call.state.chat(key);
    if (chat?.kind !== 'channel' || ![...filter.pinned, ...filter.include].includes(key)) throw badRequest('PEER_ID_INVALID');
    const mayInvite = hasAdminRight(chat.members.get(call.account.id), 'inviteUsers');
    if (chat.username === undefined && !mayInvite) throw badRequest('CHAT_ADMIN_REQUIRED');
    return key;
  });
}

function linkOf(call: Call, slug: string): ChatlistLink {
  if (slug === '') throw badRequest('INVITE_SLUG_EMPTY');
  const link = call.state.chatlists.get(slug);
  if (!link) throw badRequest('INVITE_SLUG_EXPIRED');
  return link;
}

const ownLink = (call: Call, input: tl.InputChatlist, slug: string): ChatlistLink => {
  const link = linkOf(call, slug);
  if (link.ownerId !== call.account.id || link.filterId !== input.filterId) throw badRequest('INVITE_SLUG_EXPIRED');
  return link;
};

const linksOf = (call: Call, filterId: number): ChatlistLink[] =>
  [...call.state.chatlists.values()].filter((link) => link.ownerId === call.account.id && link.filterId === filterId);

const renderLink = (link: ChatlistLink): tl.ExportedChatlistInvite => ({
  _: 'exportedChatlistInvite',
  title: link.title,
  url: `https://t.me/addlist/${link.slug}`,
  peers: link.peers.map(toPeer),
});

/** The chats as somebody who is not in them may see them. */
function noted(call: Call, keys: readonly PeerKey[]): { peers: tl.Peer[]; chats: tl.Chat[]; users: tl.User[] } {
  const view = call.view();
  for (const key of keys) view.note(key);
  return { peers: keys.map(toPeer), ...view.vectors() };
}

/** Joins these chats of a link; it is for all of them that the link was made, so no invitation is needed. */
function join(call: Call, link: ChatlistLink, inputs: readonly tl.InputPeer[]): PeerKey[] {
  if (inputs.length === 0) throw badRequest('PEERS_LIST_EMPTY');
  const keys = inputs.map((input) => {
    const key = input._ === 'inputPeerChannel' ? keyOfHash(call, link, input) : undefined;
    if (key === undefined) throw badRequest('PEER_ID_INVALID');
    return key;
  });
  for (const key of keys) {
    const chat = call.state.chat(key);
    if (!chat) continue;
    if (chat.members.get(call.account.id)?.role === 'banned') throw badRequest('USER_BANNED_IN_CHANNEL');
    if (call.world.chats.join(chat, call.account.id, link.ownerId)) call.world.chats.announce(chat, call.account, call.actor);
  }
  return keys;
}

function keyOfHash(call: Call, link: ChatlistLink, input: tl.inputPeerChannel): PeerKey | undefined {
  return link.peers.find((key) => isChannelKey(key) && bareId(key) === input.channelId && call.auth.accessHash(key) === input.accessHash);
}

/** The answer to whatever joined or left chats: the folder and the chats as they are now. */
function changed(call: Call, id: number, stored: StoredFilter | undefined, keys: readonly PeerKey[]): tl.Updates {
  const view = call.view();
  for (const key of keys) view.note(key);
  return call.world.delivery.answer(view, [
    { _: 'updateDialogFilter', id, ...(stored ? { filter: renderFilter(call.auth, stored) } : {}) },
    ...keys.map((key): tl.Update => ({ _: 'updateChannel', channelId: bareId(key) })),
  ]);
}

const newsOf = (call: Call, filter: StoredFilter): PeerKey[] => {
  const { origin } = filter;
  const link = origin && call.state.chatlists.get(origin.slug);
  return (link?.peers ?? []).filter((key) => ![...filter.pinned, ...filter.include, ...(origin?.hidden ?? [])].includes(key));
};

export const chatlistMethods: HandlerTable = {
  'chatlists.exportChatlistInvite': (call, query) => {
    const stored = listed(call, query.chatlist);
    const { filter } = stored;
    const { contacts, nonContacts, groups, broadcasts, bots, excludeMuted, excludeRead, excludeArchived } =
      filter._ === 'dialogFilter' ? filter : ({} as Partial<tl.dialogFilter>);
    const hasFlags = [contacts, nonContacts, groups, broadcasts, bots, excludeMuted, excludeRead, excludeArchived].some(Boolean);
    if (hasFlags || stored.exclude.length > 0) throw badRequest('FILTER_NOT_SUPPORTED');
    const peers = shareable(call, stored, query.peers);
    if (linksOf(call, filter.id).length >= limitOf(call, 'chatlist_invites_limit')) throw badRequest('INVITES_TOO_MUCH');
    const slug = `L${call.state.random.int(1, 1_000_000_000).toString(36)}${call.state.chatlists.size.toString(36)}`;
    const link = { slug, ownerId: call.account.id, filterId: filter.id, title: query.title, peers };
    call.state.chatlists.set(slug, link);
    const { id, title, emoticon, color, titleNoanimate } = filter;
    stored.filter = {
      _: 'dialogFilterChatlist',
      hasMyInvites: true,
      id,
      title,
      ...(titleNoanimate ? { titleNoanimate } : {}),
      ...(emoticon === undefined ? {} : { emoticon }),
      ...(color === undefined ? {} : { color }),
      pinnedPeers: [],
      includePeers: [],
    };
    tellFilter(call, id, stored);
    return { _: 'chatlists.exportedChatlistInvite', filter: renderFilter(call.auth, stored), invite: renderLink(link) };
  },

  'chatlists.getExportedInvites': (call, query) => {
    listed(call, query.chatlist);
    const links = linksOf(call, query.chatlist.filterId);
    const { chats, users } = noted(call, links.flatMap((link) => link.peers));
    return { _: 'chatlists.exportedInvites', invites: links.map(renderLink), chats, users };
  },

  'chatlists.editExportedInvite': (call, query) => {
    const link = ownLink(call, query.chatlist, query.slug);
    if (query.title !== undefined) link.title = query.title;
    if (query.peers) link.peers = shareable(call, listed(call, query.chatlist), query.peers);
    return renderLink(link);
  },

  'chatlists.deleteExportedInvite': (call, query) => {
    const link = ownLink(call, query.chatlist, query.slug);
    call.state.chatlists.delete(link.slug);
    const stored = listed(call, query.chatlist);
    if (linksOf(call, link.filterId).length === 0 && stored.filter._ === 'dialogFilterChatlist') {
      delete stored.filter.hasMyInvites;
      tellFilter(call, link.filterId, stored);
    }
    return true;
  },

  'chatlists.checkChatlistInvite': (call, query) => {
    const link = linkOf(call, query.slug);
    const mine = call.account.filters.find((one) => one?.origin?.slug === link.slug || (link.ownerId === call.account.id && one?.filter.id === link.filterId));
    if (mine) {
      const held = [...mine.pinned, ...mine.include];
      const already = link.peers.filter((key) => held.includes(key));
      const missing = link.peers.filter((key) => !held.includes(key));
      const { chats, users } = noted(call, link.peers);
      return { _: 'chatlists.chatlistInviteAlready', filterId: mine.filter.id, missingPeers: missing.map(toPeer), alreadyPeers: already.map(toPeer), chats, users };
    }
    const source = call.state.accounts.get(link.ownerId)?.filters.find((one) => one?.filter.id === link.filterId)?.filter;
    if (!source) throw badRequest('INVITE_SLUG_EXPIRED');
    const { emoticon, title } = source;
    return { _: 'chatlists.chatlistInvite', title, ...(emoticon === undefined ? {} : { emoticon }), ...noted(call, link.peers) };
  },

  'chatlists.joinChatlistInvite': (call, query) => {
    const { account } = call;
    const link = linkOf(call, query.slug);
    const source = call.state.accounts.get(link.ownerId)?.filters.find((one) => one?.filter.id === link.filterId)?.filter;
    if (!source) throw badRequest('INVITE_SLUG_EXPIRED');
    checkTitle(source.title.text);
    let stored = account.filters.find((one) => one?.origin?.slug === link.slug);
    if (!stored) {
      if (account.filters.filter((one) => one?.origin).length >= limitOf(call, 'chatlists_joined_limit')) throw badRequest('CHATLISTS_TOO_MUCH');
      if (account.filters.length - 1 >= limitOf(call, 'dialog_filters_limit')) throw badRequest('DIALOG_FILTERS_TOO_MUCH');
    }
    const keys = join(call, link, query.peers);
    if (!stored) {
      const taken = new Set(account.filters.map((one) => one?.filter.id));
      const id = Array.from({ length: 254 }, (_, index) => index + 2).find((one) => !taken.has(one)) ?? 2;
      const { emoticon, title } = source;
      stored = {
        filter: { _: 'dialogFilterChatlist', id, title, ...(emoticon === undefined ? {} : { emoticon }), pinnedPeers: [], includePeers: [] },
        pinned: [],
        include: [],
        exclude: [],
        origin: { slug: link.slug, joined: [], hidden: [] },
      };
      account.filters.push(stored);
    }
    stored.include = [...new Set([...stored.include, ...keys])];
    stored.origin?.joined.push(...keys);
    tellFilter(call, stored.filter.id, stored);
    return changed(call, stored.filter.id, stored, keys);
  },

  'chatlists.getChatlistUpdates': (call, query) => {
    const { peers, chats, users } = noted(call, newsOf(call, listed(call, query.chatlist)));
    return { _: 'chatlists.chatlistUpdates', missingPeers: peers, chats, users };
  },

  'chatlists.joinChatlistUpdates': (call, query) => {
    const stored = listed(call, query.chatlist);
    const link = linkOf(call, stored.origin?.slug ?? '');
    const keys = join(call, link, query.peers);
    stored.include = [...new Set([...stored.include, ...keys])];
    stored.origin?.joined.push(...keys);
    tellFilter(call, stored.filter.id, stored);
    return changed(call, stored.filter.id, stored, keys);
  },

  'chatlists.hideChatlistUpdates': (call, query) => {
    const stored = listed(call, query.chatlist);
    stored.origin?.hidden.push(...newsOf(call, stored));
    return true;
  },

  'chatlists.getLeaveChatlistSuggestions': (call, query) => (listed(call, query.chatlist).origin?.joined ?? []).map(toPeer),

  'chatlists.leaveChatlist': (call, query) => {
    const { account } = call;
    const stored = listed(call, query.chatlist);
    if (stored.filter._ !== 'dialogFilterChatlist') throw badRequest('FILTER_ID_INVALID');
    const keys = query.peers.map((input) => resolvePeer(call, input));
    if (keys.some((key) => ![...stored.pinned, ...stored.include].includes(key))) throw badRequest('PEER_ID_INVALID');
    for (const key of keys) {
      const chat = call.state.chat(key);
      if (!chat) continue;
      call.world.chats.leave(chat, account.id, 'left');
      call.world.chats.announce(chat, account, call.actor);
    }
    account.filters = account.filters.filter((one) => one !== stored);
    for (const link of linksOf(call, stored.filter.id)) call.state.chatlists.delete(link.slug);
    tellFilter(call, stored.filter.id, undefined);
    return changed(call, stored.filter.id, undefined, keys);
  },
};
