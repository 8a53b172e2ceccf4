import Archive from 'lucide-solid/icons/archive';
import Folder from 'lucide-solid/icons/folder';
import MessagesSquare from 'lucide-solid/icons/messages-square';
import { Show, type JSX } from 'solid-js';
import type { ChatListId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { Button } from '../../ui/Button.tsx';
import { t } from '../../strings/index.ts';
import s from './EmptyList.module.css';

/** A list without chats. */
export function EmptyList(props: { folder: ChatListId; narrow: boolean }): JSX.Element {
  const { folders } = useApp();
  const folderId = () => (typeof props.folder === 'number' ? props.folder : undefined);
  const sign = () => (folderId() !== undefined ? <Folder /> : props.folder === 'main' ? <MessagesSquare /> : <Archive />);
  const words = () => {
    if (folderId() !== undefined) return { title: t.folders.emptyTitle, text: t.folders.emptyText };
    return props.folder === 'main' ? { title: t.dialogs.empty, text: t.dialogs.emptyText } : { title: t.dialogs.archiveEmpty, text: t.dialogs.archiveEmptyText };
  };
  return (
    <div class={s.empty} data-testid="chat-list-empty">
      <span class={s.sign}>{sign()}</span>
      <Show when={!props.narrow}>
        <h2 class={s.title}>{words().title}</h2>
        <p class={s.text}>{words().text}</p>
        <Show when={folderId()}>
          {(id) => (
            <Button look="quiet" onClick={() => folders.show({ kind: 'edit', id: id() })}>
              {t.folders.chooseChats}
            </Button>
          )}
        </Show>
      </Show>
    </div>
  );
}
