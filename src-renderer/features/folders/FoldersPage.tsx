import Ellipsis from 'lucide-solid/icons/ellipsis-vertical';
import FolderPlus from 'lucide-solid/icons/folder-plus';
import Plus from 'lucide-solid/icons/plus';
import { createResource, For, Show, type JSX } from 'solid-js';
import { drop } from '#shared/assert.ts';
import { ALL_CHATS, type FolderId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import type { FolderPlace } from '../../state/layout.ts';
import { t } from '../../strings/index.ts';
import { ChoiceRow, Choices } from '../../ui/Choices.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { SettingsGroup } from '../settings/SettingsGroup.tsx';
import { fittingIcon, FolderIcon } from './FolderIcon.tsx';
import { folderMenuItems } from './folder-menu.tsx';
import s from './FoldersPage.module.css';

const words = t.folders.page;

/** How many folders there are, in the list of settings pages. */
export function FoldersSummary(): JSX.Element {
  const { folders } = useApp();
  const count = () => folders.overview()?.folders.length ?? 0;
  return <>{count() === 0 ? words.none : words.summary(count())}</>;
}

/** The folders: changing and making them, those that are suggested, where they are shown, and tags. */
export function FoldersPage(): JSX.Element {
  const app = useApp();
  const { client, folders, layers, layout } = app;
  const overview = () => folders.overview();
  const list = () => overview()?.folders ?? [];
  const [suggested] = createResource(
    () => list().map((folder) => folder.id).join(),
    () => client.call('folders.suggested', {}).catch(() => []),
  );
  const move = (id: FolderId, by: 1 | -1) => {
    const order = [...(overview()?.order ?? [])];
    const at = order.indexOf(id);
    const to = at + by;
    if (to < 0 || to >= order.length || (order[to] === ALL_CHATS && !overview()?.premium)) return;
    order.splice(at, 1);
    order.splice(to, 0, id);
    drop(client.call('folders.reorder', { order }).catch(layers.showError));
  };
  const place = (value: FolderPlace, label: string) => (
    <ChoiceRow chosen={layout.folderPlace() === value} onChoose={() => layout.setFolderPlace(value)} title={label} />
  );
  return (
    <>
      <SettingsGroup title={words.yours}>
        <For each={list()}>
          {(folder) => (
            <div class={s.row}>
              <button
                type="button"
                class={s.main}
                aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
                onClick={() => folders.show({ kind: 'edit', id: folder.id })}
                onKeyDown={(event) => {
                  if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
                  event.preventDefault();
                  event.stopPropagation();
                  move(folder.id, event.key === 'ArrowUp' ? -1 : 1);
                }}
              >
                <span class={s.icon} style={{ color: folder.color === undefined ? undefined : `var(--peer-${folder.color})` }}>
                  <FolderIcon emoticon={folder.emoticon ?? fittingIcon(folder)} />
                </span>
                <span class={s.title} dir="auto">
                  {folder.title.text}
                </span>
              </button>
              <IconButton
                label={t.folders.menuOf(folder.title.text)}
                aria-haspopup="menu"
                onClick={(event) =>
                  layers.openMenu({
                    label: t.folders.menuOf(folder.title.text),
                    at: event.currentTarget.getBoundingClientRect(),
                    items: [
                      ...folderMenuItems(app, folder.id),
                      { id: 'up', label: words.moveUp, shortcut: 'Alt+↑', separated: true, onSelect: () => move(folder.id, -1) },
                      { id: 'down', label: words.moveDown, shortcut: 'Alt+↓', onSelect: () => move(folder.id, 1) },
                    ],
                  })
                }
              >
                <Ellipsis />
              </IconButton>
            </div>
          )}
        </For>
        <button type="button" class={s.add} onClick={() => folders.show({ kind: 'edit' })}>
          <span class={s.icon}>
            <FolderPlus />
          </span>
          {t.folders.add}
        </button>
      </SettingsGroup>
      <Show when={(suggested()?.length ?? 0) > 0}>
        <SettingsGroup title={words.suggested}>
          <For each={suggested()}>
            {(one) => (
              <button
                type="button"
                class={s.suggestion}
                aria-label={words.addSuggested(one.title.text)}
                onClick={() => folders.show({ kind: 'edit', suggestion: one })}
              >
                <span class={s.icon}>
                  <FolderIcon emoticon={one.emoticon ?? fittingIcon(one)} />
                </span>
                <span class={s.texts}>
                  <span class={s.title}>{one.title.text}</span>
                  <span class={s.note}>{one.description}</span>
                </span>
                <Plus class={s.plus} />
              </button>
            )}
          </For>
        </SettingsGroup>
      </Show>
      <SettingsGroup title={words.place}>
        <Choices label={words.place}>
          {place('tabs', words.placeTabs)}
          {place('rail', words.placeRail)}
        </Choices>
      </SettingsGroup>
      <SettingsGroup title={t.folders.editor.color} note={overview()?.premium ? words.tagsNote : words.tagsPremium}>
        <label class={s.switch}>
          <span class={s.title}>{words.tags}</span>
          <input
            type="checkbox"
            role="switch"
            checked={overview()?.tags === true}
            disabled={!overview()?.premium}
            onChange={(event) => drop(client.call('folders.setTags', { enabled: event.currentTarget.checked }).catch(layers.showError))}
          />
        </label>
      </SettingsGroup>
    </>
  );
}
