import type { tl } from '#tl';
import type { Account, Authorization, StoredFilter } from '../world/account.ts';
import { badRequest, forbidden } from '../world/errors.ts';
import type { PeerKey } from '../world/peers.ts';
import type { WorldUser } from '../world/model.ts';
import type { Call, HandlerTable } from './call.ts';
import { inputPeerFor, resolvePeer } from './resolve.ts';

/** Chat folders: the server keeps what they hold and judges nothing else (core.telegram.org/api/folders). */

const TITLE_LENGTH = 12;

/** A limit of the configuration, as it is for this person. */
export function limitOf(call: Call, name: string): number {
  const value = call.world.appConfig[`${name}_${call.account.user.premium ? 'premium' : 'default'}`];
  return typeof value === 'number' ? value : 0;
}

export function renderFilter(auth: Authorization, stored: StoredFilter | undefined): tl.DialogFilter {
  if (!stored) return { _: 'dialogFilterDefault' };
  const peers = (keys: readonly PeerKey[]): tl.InputPeer[] => keys.map((key) => inputPeerFor(auth, key));
  const lists = { pinnedPeers: peers(stored.pinned), includePeers: peers(stored.include) };
  if (stored.filter._ === 'dialogFilterChatlist') return { ...stored.filter, ...lists };
  return { ...stored.filter, ...lists, excludePeers: peers(stored.exclude) };
}

export function filterOf(account: Account, id: number): StoredFilter {
  const found = account.filters.find((one) => one?.filter.id === id);
  if (!found) throw badRequest('FILTER_ID_INVALID');
  return found;
}

/** The account's other sessions hear what a folder is now; without one, that it has gone. */
export function tellFilter(call: Call, id: number, stored: StoredFilter | undefined): void {
  call.world.delivery.updates(
    call.account,
    (view) => [{ _: 'updateDialogFilter', id, ...(stored ? { filter: renderFilter(view.auth, stored) } : {}) }],
    call.caller,
  );
}

export function checkTitle(title: string): void {
  if (title.trim() === '') throw badRequest('FILTER_TITLE_EMPTY');
  if ([...title].length > TITLE_LENGTH) throw badRequest('MESSAGE_TOO_LONG');
}

function accept(call: Call, id: number, filter: tl.DialogFilter, before: StoredFilter | undefined): StoredFilter {
  if (filter._ === 'dialogFilterDefault' || filter.id !== id) throw badRequest('FILTER_ID_INVALID');
  checkTitle(filter.title.text);
  const keys = (peers: readonly tl.InputPeer[]): PeerKey[] => [...new Set(peers.map((peer) => resolvePeer(call, peer)))];
  const pinned = keys(filter.pinnedPeers);
  const include = keys(filter.includePeers).filter((key) => !pinned.includes(key));
  const limit = limitOf(call, 'dialog_filters_chats_limit');
  if (pinned.length + include.length > limit) throw badRequest('FILTER_INCLUDE_TOO_MUCH');
  const isList = before?.filter._ === 'dialogFilterChatlist';
  // A folder becomes a shared one by a link, and nothing else.
  if (isList !== (filter._ === 'dialogFilterChatlist')) throw badRequest(isList ? 'CHATLIST_EXCLUDE_INVALID' : 'FILTER_NOT_SUPPORTED');
  if (filter._ === 'dialogFilterChatlist') {
    if (pinned.length + include.length === 0) throw badRequest('FILTER_INCLUDE_EMPTY');
    const { hasMyInvites: _claimed, ...rest } = filter;
    const hasLinks = before?.filter._ === 'dialogFilterChatlist' && before.filter.hasMyInvites;
    return { ...before, filter: { ...rest, ...(hasLinks ? { hasMyInvites: true } : {}) }, pinned, include, exclude: [] };
  }
  const exclude = keys(filter.excludePeers);
  if (exclude.length > limit) throw badRequest('FILTER_EXCLUDE_TOO_MUCH');
  const byKind = filter.contacts || filter.nonContacts || filter.groups || filter.broadcasts || filter.bots;
  if (pinned.length + include.length === 0 && !byKind) throw badRequest('FILTER_INCLUDE_EMPTY');
  return { filter: withColor(call.account.user, filter, before), pinned, include, exclude };
}

/** The colour of a tag is Premium's; without it, it stays as it was. */
function withColor(user: WorldUser, filter: tl.dialogFilter, before: StoredFilter | undefined): tl.dialogFilter {
  if (user.premium) return filter;
  const { color: _asked, ...rest } = filter;
  const color = before?.filter.color;
  return color === undefined ? rest : { ...rest, color };
}

export const folderMethods: HandlerTable = {
  'messages.getDialogFilters': (call) => ({
    _: 'messages.dialogFilters',
    filters: call.account.filters.map((stored) => renderFilter(call.auth, stored)),
    ...(call.account.filterTags ? { tagsEnabled: true } : {}),
  }),

  'messages.updateDialogFilter': (call, query) => {
    const { account } = call;
    if (query.id < 2 || query.id > 255) throw badRequest('FILTER_ID_INVALID');
    const at = account.filters.findIndex((one) => one?.filter.id === query.id);
    const stored = query.filter ? accept(call, query.id, query.filter, account.filters[at]) : undefined;
    if (!stored) {
      if (at < 0) throw badRequest('FILTER_ID_INVALID');
      account.filters.splice(at, 1);
    } else if (at >= 0) account.filters[at] = stored;
    else {
      if (account.filters.length - 1 >= limitOf(call, 'dialog_filters_limit')) throw badRequest('DIALOG_FILTERS_TOO_MUCH');
      account.filters.push(stored);
    }
    tellFilter(call, query.id, stored);
    return true;
  },

  'messages.updateDialogFiltersOrder': (call, query) => {
    const { account } = call;
    const idOf = (one: StoredFilter | undefined): number => one?.filter.id ?? 0;
    const listed = query.order.flatMap((id) => {
      const at = account.filters.findIndex((one) => idOf(one) === id);
      return at < 0 ? [] : [account.filters[at]];
    });
    const next = [...listed, ...account.filters.filter((one) => !listed.includes(one))];
    // "All chats" moves with Premium alone.
    account.filters = account.user.premium ? next : [undefined, ...next.filter((one) => one !== undefined)];
    const order = account.filters.map(idOf);
    call.world.delivery.updates(account, () => [{ _: 'updateDialogFilterOrder', order }], call.caller);
    return true;
  },

  'messages.getSuggestedDialogFilters': (call) => {
    const has = (test: (filter: tl.dialogFilter) => boolean | undefined): boolean =>
      call.account.filters.some((one) => one?.filter._ === 'dialogFilter' && test(one.filter));
    const suggest = (name: string, emoticon: string, description: string, flags: Partial<tl.dialogFilter>): tl.DialogFilterSuggested => ({
      _: 'dialogFilterSuggested',
      filter: {
        _: 'dialogFilter',
        id: 0,
        title: { _: 'textWithEntities', text: name, entities: [] },
        emoticon,
        pinnedPeers: [],
        includePeers: [],
        excludePeers: [],
        ...flags,
      },
      description,
    });
    const kinds = { contacts: true, nonContacts: true, groups: true, broadcasts: true, bots: true } as const;
    return [
      ...(has((filter) => filter.excludeRead) ? [] : [suggest('Unread', '✅', 'All unread chats', { ...kinds, excludeRead: true })]),
      ...(has((filter) => filter.contacts && !filter.groups) ? [] : [suggest('Personal', '👤', 'Only private chats', { contacts: true, nonContacts: true })]),
    ];
  },

  'messages.toggleDialogFilterTags': (call, query) => {
    const { account } = call;
    if (!account.user.premium) throw forbidden('PREMIUM_ACCOUNT_REQUIRED');
    if (account.filterTags === query.enabled) return true;
    account.filterTags = query.enabled;
    call.world.delivery.updates(account, () => [{ _: 'updateDialogFilters' }], call.caller);
    return true;
  },
};
