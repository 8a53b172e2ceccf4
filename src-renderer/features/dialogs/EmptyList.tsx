import Archive from 'lucide-solid/icons/archive';
import MessagesSquare from 'lucide-solid/icons/messages-square';
import { Show, type JSX } from 'solid-js';
import type { DialogFolder } from '#shared/model/index.ts';
import { t } from '../../strings/index.ts';
import s from './EmptyList.module.css';

/** A list without chats. */
export function EmptyList(props: { folder: DialogFolder; narrow: boolean }): JSX.Element {
  const main = () => props.folder === 'main';
  return (
    <div class={s.empty} data-testid="chat-list-empty">
      <span class={s.sign}>{main() ? <MessagesSquare /> : <Archive />}</span>
      <Show when={!props.narrow}>
        <h2 class={s.title}>{main() ? t.dialogs.empty : t.dialogs.archiveEmpty}</h2>
        <p class={s.text}>{main() ? t.dialogs.emptyText : t.dialogs.archiveEmptyText}</p>
      </Show>
    </div>
  );
}
