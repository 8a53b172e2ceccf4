import { createSignal, type Accessor } from 'solid-js';
import { parseFolderLink } from '#shared/links/folder-link.ts';
import { ALL_CHATS, type ChatFolder, type ChatListId, type FolderCounter, type FolderId, type FolderOverview, type SuggestedFolder } from '#shared/model/index.ts';
import type { IpcClient } from '../ipc/client.ts';
import { createTopicStore } from './topic.ts';

/** A box about folders that is open. */
export type FolderBox =
  | { kind: 'edit'; id?: FolderId; suggestion?: SuggestedFolder }
  | { kind: 'share' | 'leave' | 'remove'; id: FolderId }
  | { kind: 'link'; slug: string };

export interface Folders {
  overview: () => FolderOverview | undefined;
  folder(id: ChatListId | undefined): ChatFolder | undefined;
  counter(id: FolderId): FolderCounter | undefined;
  /** There is more than "All chats". */
  any(): boolean;
  box: Accessor<FolderBox | undefined>;
  show(box: FolderBox): void;
  closeBox(): void;
  /** Asks about a link to a shared folder. False when it is a link of another kind. */
  offer(link: string): boolean;
}

/** The list behind a tab. */
export const listOfTab = (id: FolderId): ChatListId => (id === ALL_CHATS ? 'main' : id);
/** The tab of a list; the archive has none. */
export const tabOfList = (list: ChatListId): FolderId | undefined => (list === 'main' ? ALL_CHATS : list === 'archive' ? undefined : list);

export function createFolders(client: IpcClient): Folders {
  const overview = createTopicStore(client, 'folders.overview', {});
  const counters = createTopicStore(client, 'folders.counters', {});
  const [box, setBox] = createSignal<FolderBox>();
  return {
    overview,
    folder: (id) => overview()?.folders.find((folder) => folder.id === id),
    counter: (id) => counters()?.find((counter) => counter.id === id),
    any: () => (overview()?.folders.length ?? 0) > 0,
    box,
    show: setBox,
    closeBox: () => setBox(undefined),
    offer(link) {
      const slug = parseFolderLink(link);
      if (slug === undefined) return false;
      setBox({ kind: 'link', slug });
      return true;
    },
  };
}
