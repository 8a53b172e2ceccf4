import { For, Show, type JSX } from 'solid-js';
import type { FolderId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import s from './RowTags.module.css';

/** The folders of a chat, each in its colour. */
export function RowTags(props: { ids: readonly FolderId[] | undefined }): JSX.Element {
  const { folders } = useApp();
  return (
    <Show when={(props.ids?.length ?? 0) > 0}>
      <span class={s.tags}>
        <For each={props.ids}>
          {(id) => (
            <Show when={folders.folder(id)}>
              {(folder) => (
                <span class={s.tag} style={{ '--tag': `var(--peer-${folder().color ?? 0})` }} dir="auto">
                  {folder().title.text}
                </span>
              )}
            </Show>
          )}
        </For>
      </span>
    </Show>
  );
}
