import Bell from 'lucide-solid/icons/bell';
import BellOff from 'lucide-solid/icons/bell-off';
import CheckCheck from 'lucide-solid/icons/check-check';
import FolderPlus from 'lucide-solid/icons/folder-plus';
import LogOut from 'lucide-solid/icons/log-out';
import Pencil from 'lucide-solid/icons/pencil';
import Share from 'lucide-solid/icons/share-2';
import Trash from 'lucide-solid/icons/trash';
import { ALL_CHATS, type FolderId } from '#shared/model/index.ts';
import { drop } from '#shared/assert.ts';
import type { AppState } from '../../state/app-state.tsx';
import { listOfTab } from '../../state/folders.ts';
import type { MenuItem } from '../../state/layers.ts';
import { t } from '../../strings/index.ts';

const words = t.folders;

export const tabTitle = (app: AppState, id: FolderId): string => (id === ALL_CHATS ? words.allChats : (app.folders.folder(id)?.title.text ?? ''));

/** What can be done with a folder from its tab. */
export function folderMenuItems(app: AppState, id: FolderId): MenuItem[] {
  const { client, folders, layers, settings } = app;
  const list = listOfTab(id);
  const counter = folders.counter(id);
  const folder = folders.folder(id);
  const hasUnread = (counter?.chats ?? 0) + (counter?.mutedChats ?? 0) > 0;
  const run = (work: Promise<unknown>) => drop(work.catch(layers.showError));
  const read: MenuItem = {
    id: 'markRead',
    label: words.markRead,
    icon: () => <CheckCheck />,
    disabled: !hasUnread,
    onSelect: () => run(client.call('dialogs.readList', { list })),
  };
  if (folder === undefined) {
    return [
      { id: 'editAll', label: words.editAll, icon: () => <Pencil />, onSelect: () => settings.open('folders') },
      { id: 'add', label: words.add, icon: () => <FolderPlus />, onSelect: () => folders.show({ kind: 'edit' }) },
      read,
    ];
  }
  return [
    { id: 'edit', label: words.edit, icon: () => <Pencil />, onSelect: () => folders.show({ kind: 'edit', id }) },
    read,
    { id: 'muteAll', label: words.muteAll, icon: () => <BellOff />, onSelect: () => run(client.call('dialogs.muteList', { list, muted: true })) },
    { id: 'unmuteAll', label: words.unmuteAll, icon: () => <Bell />, onSelect: () => run(client.call('dialogs.muteList', { list, muted: false })) },
    { id: 'share', label: words.share, icon: () => <Share />, onSelect: () => folders.show({ kind: 'share', id }) },
    folder.shared && !folder.hasLinks
      ? { id: 'leave', label: words.leave, icon: () => <LogOut />, danger: true, separated: true, onSelect: () => folders.show({ kind: 'leave', id }) }
      : { id: 'remove', label: words.remove, icon: () => <Trash />, danger: true, separated: true, onSelect: () => folders.show({ kind: folder.shared ? 'leave' : 'remove', id }) },
  ];
}
