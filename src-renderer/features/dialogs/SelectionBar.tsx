import Archive from 'lucide-solid/icons/archive';
import ArchiveRestore from 'lucide-solid/icons/archive-restore';
import BellOff from 'lucide-solid/icons/bell-off';
import Folder from 'lucide-solid/icons/folder';
import MessageCircleCheck from 'lucide-solid/icons/message-circle-check';
import Pin from 'lucide-solid/icons/pin';
import Trash from 'lucide-solid/icons/trash';
import X from 'lucide-solid/icons/x';
import { Show, type JSX } from 'solid-js';
import type { ChatFolder, ChatListId, PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { setArchived, setPinned } from './chat-menu.tsx';
import s from './SelectionBar.module.css';

/** Over the list while chats are selected: what can be done with all of them. */
export function SelectionBar(props: { ids: readonly PeerId[]; list: ChatListId; onClear(): void; onRemove(): void }): JSX.Element {
  const app = useApp();
  const { client, folders, layers } = app;
  const inArchive = () => props.list === 'archive';
  const each = async (work: (peerId: PeerId) => Promise<unknown>) => {
    const ids = [...props.ids];
    props.onClear();
    for (const peerId of ids) await work(peerId);
  };
  const all = (work: (peerId: PeerId) => Promise<unknown>) => void each(work).catch(layers.showError);
  const holds = (folder: ChatFolder) => props.ids.every((id) => folder.included.includes(id) || folder.pinned.includes(id));
  /** Where all of them are already, choosing the folder takes them out. */
  const openFolders = (button: HTMLElement) => {
    const items = (folders.overview()?.folders ?? []).map((folder) => {
      const member = holds(folder);
      const { id } = folder;
      return {
        id: `folder-${id}`,
        label: folder.title.text,
        checked: member,
        onSelect: () => all((peerId) => client.call('folders.setMember', { id, peerId, member: !member })),
      };
    });
    layers.openMenu({ label: t.list.bulk.folders(props.ids.length), at: button.getBoundingClientRect(), items });
  };
  return (
    <div class={s.bar} role="toolbar" aria-label={t.list.selected(props.ids.length)}>
      <IconButton label={t.list.clearSelection} shortcut="Esc" onClick={() => props.onClear()}>
        <X />
      </IconButton>
      <span class={s.count} role="status">
        {t.list.selected(props.ids.length)}
      </span>
      <IconButton label={t.dialogs.pin} onClick={() => all((peerId) => setPinned(app, props.list, peerId, true))}>
        <Pin />
      </IconButton>
      <IconButton label={t.dialogs.mute} onClick={() => all((peerId) => client.call('dialogs.setMuted', { peerId, muted: true }))}>
        <BellOff />
      </IconButton>
      <IconButton label={t.dialogs.markRead} onClick={() => all((peerId) => client.call('dialogs.setUnread', { peerId, unread: false }))}>
        <MessageCircleCheck />
      </IconButton>
      <IconButton
        label={inArchive() ? t.list.unarchive : t.list.archive}
        onClick={() => {
          const ids = [...props.ids];
          props.onClear();
          setArchived(app, ids, !inArchive());
        }}
      >
        {inArchive() ? <ArchiveRestore /> : <Archive />}
      </IconButton>
      <Show when={folders.any()}>
        <IconButton label={t.list.toFolder} aria-haspopup="menu" onClick={(event) => openFolders(event.currentTarget)}>
          <Folder />
        </IconButton>
      </Show>
      <IconButton label={t.list.bulk.remove} shortcut="Del" onClick={() => props.onRemove()}>
        <Trash />
      </IconButton>
    </div>
  );
}
