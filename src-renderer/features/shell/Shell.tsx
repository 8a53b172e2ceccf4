import { createEffect, onCleanup, onMount, Show, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import { CHAT_MIN, LIST_MAX, LIST_MIN, LIST_NARROW } from '../../state/layout.ts';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import { Splitter } from '../../ui/Splitter.tsx';
import { ListColumn } from '../dialogs/ListColumn.tsx';
import { ChatView } from '../messages/ChatView.tsx';
import { NothingOpen } from './NothingOpen.tsx';
import s from './Shell.module.css';
import { listenForShortcuts } from './shortcuts.ts';
import { keepTitle } from './title.ts';

/** The signed-in window: chat list and chat beside each other, or, when it is narrow, one in place of the other. */
export function Shell(): JSX.Element {
  const app = useApp();
  const { layout, navigation } = app;
  let body: HTMLDivElement | undefined;

  onMount(() => {
    if (!body) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) layout.setBodyWidth(entry.contentRect.width);
    });
    observer.observe(body);
    layout.setBodyWidth(body.clientWidth || window.innerWidth);
    onCleanup(() => observer.disconnect());
    onCleanup(listenForShortcuts(app, body));
  });
  keepTitle(app);

  const listWidth = () => (layout.narrow() ? LIST_NARROW : Math.min(layout.listWidth(), Math.max(LIST_MIN, layout.bodyWidth() - CHAT_MIN)));
  const showsChat = () => navigation.openPeer() !== undefined;
  const hidden = (column: 'list' | 'chat') => layout.oneColumn() && showsChat() === (column === 'list');

  createEffect(() => {
    // What is behind the other column in one-column mode takes neither focus nor clicks.
    body?.style.setProperty('--list-width', `${listWidth()}px`);
  });

  return (
    <div ref={body} class={cls(s.shell, layout.oneColumn() && s.oneColumn)} data-shell="">
      <a
        class={s.skip}
        href="#chat"
        onClick={(event) => {
          event.preventDefault();
          body?.querySelector<HTMLElement>(showsChat() ? '[data-landmark="chat"]' : '[data-landmark="chats"]')?.focus();
        }}
      >
        {showsChat() ? t.app.skipToChat : t.app.skipToChats}
      </a>
      <section
        class={cls(s.list, hidden('list') && s.hidden)}
        aria-label={t.shell.chats}
        data-landmark="chats"
        tabindex={-1}
        inert={hidden('list')}
      >
        <ListColumn narrow={layout.narrow() && !layout.oneColumn()} />
      </section>
      <Show when={!layout.oneColumn()}>
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
        <Show when={navigation.openPeer()} keyed fallback={<NothingOpen />}>
          {(peerId) => <ChatView peerId={peerId} />}
        </Show>
      </main>
    </div>
  );
}
