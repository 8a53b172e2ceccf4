import { createEffect, createMemo, onCleanup, onMount, Show, type JSX } from 'solid-js';
import { sectionKey } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { CHAT_MIN, INFO_MAX, INFO_MIN, LIST_DEFAULT, LIST_MAX, LIST_MIN, LIST_NARROW } from '../../state/layout.ts';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import { Splitter } from '../../ui/Splitter.tsx';
import { FolderBar } from '../folders/FolderBar.tsx';
import { FolderLayer } from '../folders/FolderLayer.tsx';
import { ListColumn } from '../dialogs/ListColumn.tsx';
import { InfoPanel } from '../info/InfoPanel.tsx';
import { ChatView } from '../messages/ChatView.tsx';
import { SavedChats } from '../saved/SavedChats.tsx';
import { showsSources } from '../saved/saved-look.ts';
import { SettingsPanel } from '../settings/SettingsPanel.tsx';
import { PlayerBar } from '../player/PlayerBar.tsx';
import { RecentChats } from '../shortcuts/RecentChats.tsx';
import { handleWindowCommands } from '../shortcuts/window-commands.ts';
import { NothingOpen } from './NothingOpen.tsx';
import s from './Shell.module.css';
import { keepTitle } from './title.ts';

const skipLabels = { info: 'skipToInfo', chat: 'skipToChat', chats: 'skipToChats', settings: 'skipToSettings' } as const;

/** The signed-in window: chat list and chat beside each other, or, when it is narrow, one in place of the other. */
export function Shell(): JSX.Element {
  const app = useApp();
  const { folders, info, layout, navigation, settings } = app;
  let frame: HTMLDivElement | undefined;
  let body: HTMLDivElement | undefined;
  /** Beside the list there is room for the folders only where there is room for a chat, too. */
  const showsRail = () => folders.any() && layout.folderPlace() === 'rail' && !layout.oneColumn();

  onMount(() => {
    if (!body || !frame) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) layout.setBodyWidth(entry.contentRect.width);
    });
    observer.observe(body);
    layout.setBodyWidth(body.clientWidth || window.innerWidth);
    onCleanup(() => observer.disconnect());
    onCleanup(handleWindowCommands(app, frame));
  });
  keepTitle(app);

  /** Where only the list is shown, what is listened to is over the list. */
  const listHasPlayer = () => layout.oneColumn() && !showsChat();
  const showsInfo = () => info.page() !== undefined;
  const infoBeside = () => showsInfo() && layout.infoBeside();
  /** It lies over the chat, which waits beneath. */
  const infoOver = () => showsInfo() && !layout.infoBeside();
  const fitting = (width: number) => Math.min(width, Math.max(LIST_MIN, layout.bodyWidth() - CHAT_MIN - (infoBeside() ? INFO_MIN : 0)));
  const listWidth = () => (layout.narrow() ? LIST_NARROW : fitting(layout.listWidth()));
  const showsSettings = () => settings.page() !== undefined;
  /** The settings need room where the list has none. */
  const startWidth = () => (showsSettings() && layout.narrow() ? fitting(LIST_DEFAULT) : listWidth());
  const showsChat = () => navigation.openPeer() !== undefined;
  /** What is in the chat's place: another chat, or part of one, is another. */
  const shown = createMemo(navigation.target, undefined, {
    equals: (a, b) => a?.peerId === b?.peerId && sectionKey(a?.section) === sectionKey(b?.section),
  });
  const chatIsInFront = () => (showsChat() || showsInfo()) && !showsSettings();
  const hidden = (column: 'list' | 'chat') =>
    (column === 'list' && showsSettings()) || (column === 'chat' && infoOver()) || (layout.oneColumn() && chatIsInFront() === (column === 'list'));
  const infoWidth = () => Math.min(INFO_MAX, Math.max(INFO_MIN, layout.bodyWidth() - startWidth() - CHAT_MIN));

  /** The skip link leads past the list: to the chat, or to the list where no chat is open. */
  const skipsTo = () => (infoOver() && !(showsSettings() && layout.oneColumn()) ? 'info' : showsChat() && !hidden('chat') ? 'chat' : showsSettings() ? 'settings' : 'chats');

  createEffect(() => {
    // What is behind the other column in one-column mode takes neither focus nor clicks.
    body?.style.setProperty('--list-width', `${startWidth()}px`);
    body?.style.setProperty('--info-width', `${infoWidth()}px`);
  });

  return (
    <div ref={frame} class={s.frame} data-shell="">
      <Show when={showsRail()}>
        <FolderBar rail />
      </Show>
      <div ref={body} class={cls(s.shell, layout.oneColumn() && s.oneColumn)}>
      <a
        class={s.skip}
        href="#chat"
        onClick={(event) => {
          event.preventDefault();
          body?.querySelector<HTMLElement>(`[data-landmark="${skipsTo()}"]`)?.focus();
        }}
      >
        {t.app[skipLabels[skipsTo()]]}
      </a>
      <section
        class={cls(s.list, hidden('list') && s.hidden)}
        aria-label={t.shell.chats}
        data-landmark="chats"
        tabindex={-1}
        inert={hidden('list')}
      >
        <Show when={listHasPlayer()}>
          <PlayerBar />
        </Show>
        <ListColumn narrow={layout.narrow() && !layout.oneColumn()} tabs={folders.any() && !showsRail()} />
      </section>
      <Show when={showsSettings()}>
        <div class={s.settings}>
          <SettingsPanel />
        </div>
      </Show>
      <Show when={!layout.oneColumn() && !(showsSettings() && layout.narrow())}>
        <Splitter
          label={t.shell.resize}
          value={listWidth()}
          min={LIST_NARROW}
          max={LIST_MAX}
          onMove={layout.resizeList}
          onReset={layout.resetList}
        />
      </Show>
      <main
        class={cls(s.chat, hidden('chat') && s.hidden)}
        aria-label={t.shell.chat}
        data-landmark="chat"
        tabindex={-1}
        inert={hidden('chat')}
      >
        <Show when={!listHasPlayer()}>
          <PlayerBar />
        </Show>
        <div class={s.place}>
          <Show when={shown()} keyed fallback={<NothingOpen />}>
            {({ peerId, section }) => (
              <Show when={section === undefined && showsSources(app, peerId)} fallback={<ChatView peerId={peerId} section={section} />}>
                <SavedChats peerId={peerId} />
              </Show>
            )}
          </Show>
        </div>
      </main>
      <Show when={showsInfo()}>
        <div class={cls(s.info, infoOver() && s.over)} inert={layout.oneColumn() && showsSettings()}>
          <InfoPanel />
        </div>
      </Show>
      </div>
      <FolderLayer />
      <RecentChats />
    </div>
  );
}
