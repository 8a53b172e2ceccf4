import type { tl } from '#tl';
import { folderId } from '#shared/model/index.ts';
import type { ChatFolder, FolderFlag, FolderRules, FormattedText, PeerId } from '#shared/model/index.ts';
import { mapEntities, peerIdOfInput } from '../../store/index.ts';
import type { Store } from '../../store/index.ts';
import { inputEntities } from '../text/index.ts';

const flagNames = {
  contacts: 'contacts',
  nonContacts: 'nonContacts',
  groups: 'groups',
  channels: 'broadcasts',
  bots: 'bots',
  excludeMuted: 'excludeMuted',
  excludeRead: 'excludeRead',
  excludeArchived: 'excludeArchived',
} as const satisfies Record<FolderFlag, keyof tl.dialogFilter>;

type Filter = tl.dialogFilter | tl.dialogFilterChatlist;

/** A folder of the server in our form (core.telegram.org/constructor/dialogFilter). */
export function folderFromWire(filter: Filter, selfId: PeerId | undefined): ChatFolder {
  const { title, titleNoanimate, emoticon, color } = filter;
  return {
    id: folderId(filter.id),
    title: titleFromWire(title),
    ...(titleNoanimate ? { stillTitle: true } : {}),
    ...(emoticon === undefined || emoticon === '' ? {} : { emoticon }),
    ...(color === undefined || color < 0 || color > 6 ? {} : { color }),
    ...(filter._ === 'dialogFilterChatlist' ? { shared: true } : {}),
    ...(filter._ === 'dialogFilterChatlist' && filter.hasMyInvites ? { hasLinks: true } : {}),
    ...rulesFromWire(filter, selfId),
  };
}

export function rulesFromWire(filter: Filter, selfId: PeerId | undefined): FolderRules {
  const ids = (peers: readonly tl.InputPeer[]): PeerId[] => [...new Set(peers.flatMap((peer) => peerIdOfInput(peer, selfId) ?? []))];
  const names = Object.keys(flagNames) as FolderFlag[];
  const pinned = ids(filter.pinnedPeers);
  return {
    flags: filter._ === 'dialogFilterChatlist' ? [] : names.filter((name) => filter[flagNames[name]] === true),
    pinned,
    included: ids(filter.includePeers).filter((id) => !pinned.includes(id)),
    excluded: filter._ === 'dialogFilterChatlist' ? [] : ids(filter.excludePeers),
  };
}

export function titleFromWire(title: tl.TextWithEntities): FormattedText {
  // Nothing but custom emoji means anything in a title.
  return { text: title.text, entities: mapEntities(title.entities, title.text).filter((entity) => entity.type === 'customEmoji') };
}

/** The peers that a filter names, as they are named. */
export function peersOfFilter(filter: tl.DialogFilter): tl.InputPeer[] {
  if (filter._ === 'dialogFilterDefault') return [];
  return [...filter.pinnedPeers, ...filter.includePeers, ...(filter._ === 'dialogFilter' ? filter.excludePeers : [])];
}

/** A folder as the server takes it; chats that cannot be named to it are left out. */
export function folderToWire(folder: ChatFolder, peers: Store['peers']): Filter {
  const inputs = (ids: readonly PeerId[]): tl.InputPeer[] => ids.flatMap((id) => peers.inputPeer(id) ?? []);
  const common = {
    id: folder.id,
    title: { _: 'textWithEntities', text: folder.title.text, entities: inputEntities(folder.title.entities, (id) => peers.inputUser(id)) },
    ...(folder.stillTitle ? { titleNoanimate: true as const } : {}),
    ...(folder.emoticon === undefined ? {} : { emoticon: folder.emoticon }),
    ...(folder.color === undefined ? {} : { color: folder.color }),
    pinnedPeers: inputs(folder.pinned),
    includePeers: inputs(folder.included),
  } as const;
  if (folder.shared) return { _: 'dialogFilterChatlist', ...common, ...(folder.hasLinks ? { hasMyInvites: true } : {}) };
  const flags = Object.fromEntries(folder.flags.map((flag) => [flagNames[flag], true]));
  return { _: 'dialogFilter', ...common, ...flags, excludePeers: inputs(folder.excluded) };
}
