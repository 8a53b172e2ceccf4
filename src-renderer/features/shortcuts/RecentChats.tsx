import { createEffect, createSignal, For, onCleanup, onMount, Show, type JSX } from 'solid-js';
import type { PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { chatTitle } from '../../strings/peer-text.ts';
import { t } from '../../strings/index.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { cls } from '../../ui/class.ts';
import s from './RecentChats.module.css';

/**
 * The chats that were open last, while Ctrl (⌃) is held: Tab and the arrows choose, letting go or Enter opens, Q takes one out, Esc leaves
 * everything as it is.
 */
export function RecentChats(): JSX.Element {
  const { navigation, peers, shortcuts } = useApp();
  const [chosen, setChosen] = createSignal<PeerId>();
  let opener: Element | null = null;
  let list: HTMLDivElement | undefined;
  const ids = () => navigation.recent().filter((id) => peers.get(id) !== undefined);
  const end = () => {
    setChosen(undefined);
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
    opener = null;
  };
  const open = () => {
    const peerId = chosen();
    end();
    if (peerId !== undefined && peerId !== navigation.openPeer()) navigation.open(peerId);
  };
  const step = (by: 1 | -1) => {
    const all = ids();
    const now = chosen();
    const from = now === undefined ? all.indexOf(navigation.openPeer() ?? (0 as PeerId)) : all.indexOf(now);
    // Without an open chat the first is the one that was left last.
    const next = all[(from + by + all.length) % all.length];
    if (next === undefined) return false;
    if (now === undefined) opener = document.activeElement;
    setChosen(next);
    list?.focus();
    return true;
  };
  const forget = () => {
    const gone = chosen();
    if (gone === undefined || gone === navigation.openPeer()) return;
    const next = ids()[ids().indexOf(gone) + 1] ?? ids()[0];
    navigation.forget(gone);
    setChosen(() => (next === gone ? undefined : next));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Tab') step(event.shiftKey ? -1 : 1);
    else if (event.key === 'ArrowDown') step(1);
    else if (event.key === 'ArrowUp') step(-1);
    else if (event.key === 'Enter') open();
    else if (event.key === 'Escape') end();
    else if (event.code === 'KeyQ') forget();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  onMount(() => onCleanup(shortcuts.handle({ 'chat.recent': () => step(1), 'chat.recent.back': () => step(-1) })));
  createEffect(() => {
    if (chosen() === undefined) return;
    const onKeyUp = (event: KeyboardEvent) => {
      if (event.key === 'Control') open();
    };
    // Whoever leaves the window has let go elsewhere.
    window.addEventListener('keyup', onKeyUp);
    window.addEventListener('blur', end);
    onCleanup(() => {
      window.removeEventListener('keyup', onKeyUp);
      window.removeEventListener('blur', end);
    });
  });
  const optionId = (id: PeerId) => `recent-chat-${id}`;
  return (
    <Show when={chosen()}>
      {(now) => (
        <div class={s.layer} onClick={end}>
          <div
            ref={(element) => {
              list = element;
              queueMicrotask(() => element.focus());
            }}
            class={s.list}
            role="listbox"
            tabindex={0}
            aria-label={t.shortcuts.recentChats}
            aria-activedescendant={optionId(now())}
            onKeyDown={onKeyDown}
          >
            <For each={ids()}>
              {(id) => (
                <Show when={peers.get(id)}>
                  {(peer) => (
                    <div
                      id={optionId(id)}
                      class={cls(s.row, id === now() && s.chosen)}
                      role="option"
                      aria-selected={id === now()}
                      onClick={(event) => {
                        event.stopPropagation();
                        setChosen(() => id);
                        open();
                      }}
                    >
                      <Avatar peer={peer()} size={34} />
                      <bdi class={s.title}>{chatTitle(peer())}</bdi>
                    </div>
                  )}
                </Show>
              )}
            </For>
          </div>
        </div>
      )}
    </Show>
  );
}
