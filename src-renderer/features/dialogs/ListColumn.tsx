import Search from 'lucide-solid/icons/search';
import { createEffect, on, onCleanup, onMount, Show, type JSX } from 'solid-js';
import type { FolderId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { createListSearch } from '../search/list-search.ts';
import { SearchField } from '../search/SearchField.tsx';
import { FolderBar } from '../folders/FolderBar.tsx';
import { FolderNews } from '../folders/FolderNews.tsx';
import { SearchPanel } from '../search/SearchPanel.tsx';
import { FrozenNote } from '../shell/Frozen.tsx';
import { StorageLine } from '../shell/StorageLine.tsx';
import { WaitLine } from '../shell/WaitLine.tsx';
import { ChatList } from './ChatList.tsx';
import s from './ListColumn.module.css';
import { ListHeader } from './ListHeader.tsx';
import { SponsorRow } from './SponsorRow.tsx';
import { Warnings } from './Warnings.tsx';

/** The chat list with its header and the search; the archive, or what was found, replaces it while it is shown. */
export function ListColumn(props: { narrow: boolean; tabs: boolean }): JSX.Element {
  const app = useApp();
  const search = createListSearch(app);
  const unseen = () => app.settings.page() !== undefined || (app.layout.oneColumn() && app.navigation.openPeer() !== undefined);
  let column: HTMLDivElement | undefined;
  const focusField = () => {
    const field = column?.querySelector<HTMLInputElement>('[data-testid="search-field"]');
    field?.focus();
    field?.select();
  };
  const widen = () => {
    app.layout.resetList();
    queueMicrotask(focusField);
  };
  /** The settings lie over the list: searching has to wait. */
  const goToSearch = () => {
    if (app.settings.page() !== undefined) return false;
    // In one column the chat makes room for the list.
    if (app.layout.oneColumn()) app.navigation.close();
    if (props.narrow) widen();
    else queueMicrotask(focusField);
    return true;
  };
  createEffect(
    on(app.navigation.searched, (wish) => {
      if (wish === undefined) return;
      goToSearch();
      if (wish.posts) search.lookAtPosts();
      else search.setKind(undefined);
      search.type(wish.query);
    }),
  );
  onMount(() => onCleanup(app.shortcuts.handle({ 'search': goToSearch, 'search.here': goToSearch })));
  return (
    <div ref={column} class={s.column}>
      <ListHeader narrow={props.narrow} />
      <Show
        when={!props.narrow}
        fallback={
          <IconButton class={s.narrowSearch} label={t.search.field} shortcut={app.keys.text('search')} onClick={widen}>
            <Search />
          </IconButton>
        }
      >
        <SearchField search={search} />
      </Show>
      <Show when={props.tabs && !props.narrow && !search.isOpen() && app.navigation.folder() !== 'archive'}>
        <FolderBar />
      </Show>
      <Show when={!search.isOpen() && app.navigation.folder() === 'main'}>
        <SponsorRow narrow={props.narrow} />
      </Show>
      <div class={s.place}>
        <div class={s.place} inert={search.isOpen()}>
          <Show when={app.navigation.folder()} keyed>
            {(folder) => (
              <>
                <Show when={typeof folder === 'number' && !props.narrow}>
                  <FolderNews id={folder as FolderId} />
                </Show>
                <ChatList folder={folder} narrow={props.narrow} />
              </>
            )}
          </Show>
        </div>
        <Show when={search.isOpen() && !props.narrow}>
          <SearchPanel search={search} />
        </Show>
      </div>
      <Show when={!props.narrow}>
        <StorageLine />
      </Show>
      <WaitLine narrow={props.narrow} unseen={unseen()} />
      <FrozenNote narrow={props.narrow} />
      <Warnings narrow={props.narrow} />
    </div>
  );
}
