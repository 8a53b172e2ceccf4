import { createEffect, createSignal, on, type Accessor } from 'solid-js';
import type { PeerId } from '#shared/model/index.ts';
import type { Layout } from './layout.ts';
import type { Navigation } from './navigation.ts';

export interface InfoPage {
  peerId: PeerId;
  kind: 'profile' | 'edit' | 'links' | 'requests';
}

/** The panel about a person or a chat: pages on top of one another, beside the chat where there is room. */
export interface InfoPanel {
  /** All of them, the lowest first. */
  pages: Accessor<readonly InfoPage[]>;
  /** The page on top; undefined: the panel is closed. */
  page: Accessor<InfoPage | undefined>;
  /** There is a page beneath. */
  hasBack: Accessor<boolean>;
  /** Shows a page, alone where the panel was closed, else on top of the others. The focus goes there. */
  open(peerId: PeerId, kind?: InfoPage['kind']): void;
  /** Closes it where it shows just this chat, else shows that. */
  toggle(peerId: PeerId): void;
  back(): void;
  close(): void;
}

export function createInfoPanel(navigation: Navigation, layout: Pick<Layout, 'infoBeside'>): InfoPanel {
  const [pages, setPages] = createSignal<readonly InfoPage[]>([]);
  let opener: Element | null = null;
  const page = () => pages().at(-1);

  const close = () => {
    if (pages().length === 0) return;
    const hadFocus = document.activeElement?.closest('[data-landmark="info"]') !== null || document.activeElement === document.body;
    setPages([]);
    const back = opener;
    opener = null;
    if (!hadFocus) return;
    // What lay beneath can take the focus only when it is no longer inert.
    queueMicrotask(() => {
      if (back instanceof HTMLElement && back.isConnected) back.focus();
      else document.querySelector<HTMLElement>('[data-landmark="chat"]')?.focus();
    });
  };
  const open: InfoPanel['open'] = (peerId, kind = 'profile') => {
    const now = page();
    if (now?.peerId === peerId && now.kind === kind) return;
    if (pages().length === 0) opener = document.activeElement;
    setPages((all) => [...all, { peerId, kind }]);
  };
  // Beside the chat it follows the open one; over it, it makes room for what is opened.
  createEffect(
    on(
      navigation.openPeer,
      (peerId) => {
        if (pages().length === 0) return;
        if (peerId === undefined || !layout.infoBeside()) close();
        else if (page()?.peerId !== peerId || pages().length > 1) setPages([{ peerId, kind: 'profile' }]);
      },
      { defer: true },
    ),
  );
  return {
    pages,
    page,
    hasBack: () => pages().length > 1,
    open,
    toggle(peerId) {
      if (pages().length === 1 && page()?.peerId === peerId) close();
      else if (pages().length === 0) open(peerId);
      else setPages([{ peerId, kind: 'profile' }]);
    },
    back() {
      if (pages().length > 1) setPages((all) => all.slice(0, -1));
      else close();
    },
    close,
  };
}
