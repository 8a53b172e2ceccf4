import { createEffect, createMemo, onCleanup } from 'solid-js';
import type { AppState } from '../../state/app-state.tsx';
import { createTopic } from '../../state/topic.ts';
import { t } from '../../strings/index.ts';
import { chatTitle } from '../../strings/peer-text.ts';

/** The browser tells its window and the system of each new title, which costs more than all else that an arrival changes. */
const PAUSE_MS = 500;

/** Keeps the window's title: "(unread) Chat – Petrel". It changes at once, then only after a pause. */
export function keepTitle(app: AppState): void {
  const totals = createTopic(app.client, 'dialogs.totals', {});
  const wanted = createMemo(() => {
    const open = app.navigation.openPeer();
    const peer = open === undefined ? undefined : app.peers.get(open);
    const title = peer ? t.app.chatTitle(chatTitle(peer)) : t.app.name;
    const unread = totals()?.unreadMessages ?? 0;
    return unread > 0 ? t.app.unreadTitle(unread, title) : title;
  });
  let pause: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    pause = undefined;
    if (document.title === wanted()) return;
    document.title = wanted();
    pause = setTimeout(write, PAUSE_MS);
  };
  createEffect(() => {
    wanted();
    if (pause === undefined) write();
  });
  onCleanup(() => {
    clearTimeout(pause);
    document.title = t.app.name;
  });
}
