import { createSignal, type Accessor } from 'solid-js';

/** The pages of the settings; `main` lists the others. */
export type SettingsPageId = 'main' | 'folders' | 'archive' | 'connection' | 'appearance' | 'language' | 'spelling' | 'storage' | 'shortcuts' | 'about';

export interface Settings {
  /** The page that is shown; undefined while the settings are closed. */
  page: Accessor<SettingsPageId | undefined>;
  /** The page that the present one was reached from, when there is one: the way back. */
  previous: Accessor<SettingsPageId | undefined>;
  /** Opens the settings at a page; the way back from it leads out. What has the focus gets it again when they close. */
  open(page?: SettingsPageId): void;
  /** Goes from the present page to another. */
  go(page: SettingsPageId): void;
  /** To the page before, or out. */
  back(): void;
  close(): void;
}

/** Where in the settings a window is. */
export function createSettings(page: Document): Settings {
  const [trail, setTrail] = createSignal<readonly SettingsPageId[]>([]);
  let opener: Element | null = null;
  const close = () => {
    if (trail().length === 0) return;
    setTrail([]);
    const target = opener;
    opener = null;
    // What was beneath can take the focus only once it is shown again.
    queueMicrotask(() => {
      if (target instanceof HTMLElement && target.isConnected) target.focus({ preventScroll: true });
    });
  };
  return {
    page: () => trail().at(-1),
    previous: () => trail().at(-2),
    open(wanted = 'main') {
      if (trail().length === 0) opener = page.activeElement;
      setTrail([wanted]);
    },
    go: (wanted) => setTrail((all) => [...all, wanted]),
    back() {
      if (trail().length > 1) setTrail((all) => all.slice(0, -1));
      else close();
    },
    close,
  };
}
