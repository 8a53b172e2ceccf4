import { createEffect, onCleanup } from 'solid-js';
import type { AppState } from '../../state/app-state.tsx';
import { createTopic } from '../../state/topic.ts';
import { t } from '../../strings/index.ts';
import { chatTitle } from '../../strings/peer-text.ts';

/** Keeps the window's title: "(unread) Chat – Petrel". */
export function keepTitle(app: AppState): void {
  const totals = createTopic(app.client, 'dialogs.totals', {});
  createEffect(() => {
    const open = app.navigation.openPeer();
    const peer = open === undefined ? undefined : app.peers.get(open);
    const title = peer ? t.app.chatTitle(chatTitle(peer)) : t.app.name;
    const unread = totals()?.unreadMessages ?? 0;
    document.title = unread > 0 ? t.app.unreadTitle(unread, title) : title;
  });
  onCleanup(() => {
    document.title = t.app.name;
  });
}
