import { createSignal, type Accessor } from 'solid-js';

export const LIST_MIN = 260;
export const LIST_MAX = 540;
export const LIST_DEFAULT = 360;
export const LIST_NARROW = 76;
export const CHAT_MIN = 380;
/** Narrower than this, list and chat replace each other. */
export const ONE_COLUMN_BELOW = LIST_MIN + CHAT_MIN;

/** Where the folders are: in a row over the list, or in a column beside it. */
export type FolderPlace = 'tabs' | 'rail';
export type Theme = 'system' | 'light' | 'dark';

interface Saved {
  listWidth: number;
  narrow: boolean;
  theme: Theme;
  folderPlace: FolderPlace;
}

export interface Layout {
  /** Width of the chat list in two-column mode, px, before it is clamped to the window. */
  listWidth: Accessor<number>;
  /** The list shows avatars only. */
  narrow: Accessor<boolean>;
  /** Takes the width that a drag asks for: less than half the minimum snaps to narrow. */
  resizeList(width: number): void;
  resetList(): void;
  theme: Accessor<Theme>;
  setTheme(theme: Theme): void;
  folderPlace: Accessor<FolderPlace>;
  setFolderPlace(place: FolderPlace): void;
  /** Width of everything between the window's edges, px. */
  bodyWidth: Accessor<number>;
  setBodyWidth(width: number): void;
  oneColumn: Accessor<boolean>;
}

const KEY = 'petrel.layout';

/** Sizes and the theme: all that the renderer remembers by itself. */
export function createLayout(storage: Storage, root: HTMLElement): Layout {
  const saved = read(storage);
  const [listWidth, setListWidth] = createSignal(saved.listWidth);
  const [narrow, setNarrow] = createSignal(saved.narrow);
  const [theme, setThemeSignal] = createSignal<Theme>(saved.theme);
  const [folderPlace, setFolderPlaceSignal] = createSignal<FolderPlace>(saved.folderPlace);
  const [bodyWidth, setBodyWidth] = createSignal(1024);
  applyTheme(root, saved.theme);

  const save = () => storage.setItem(KEY, JSON.stringify({ listWidth: listWidth(), narrow: narrow(), theme: theme(), folderPlace: folderPlace() } satisfies Saved));

  return {
    listWidth,
    narrow,
    resizeList(width) {
      const isNarrow = width < LIST_MIN / 2;
      setNarrow(isNarrow);
      if (!isNarrow) setListWidth(clampWidth(width));
      save();
    },
    resetList() {
      setNarrow(false);
      setListWidth(LIST_DEFAULT);
      save();
    },
    theme,
    setTheme(next) {
      setThemeSignal(next);
      applyTheme(root, next);
      save();
    },
    folderPlace,
    setFolderPlace(place) {
      setFolderPlaceSignal(place);
      save();
    },
    bodyWidth,
    setBodyWidth,
    oneColumn: () => bodyWidth() < ONE_COLUMN_BELOW,
  };
}

function applyTheme(root: HTMLElement, theme: Theme): void {
  if (theme === 'system') root.removeAttribute('data-theme');
  else root.setAttribute('data-theme', theme);
}

const clampWidth = (width: number) => Math.min(LIST_MAX, Math.max(LIST_MIN, Math.round(width)));

function read(storage: Storage): Saved {
  const saved: Saved = { listWidth: LIST_DEFAULT, narrow: false, theme: 'system', folderPlace: 'tabs' };
  try {
    const value: unknown = JSON.parse(storage.getItem(KEY) ?? '{}');
    if (typeof value !== 'object' || value === null) return saved;
    if ('listWidth' in value && typeof value.listWidth === 'number' && Number.isFinite(value.listWidth)) saved.listWidth = clampWidth(value.listWidth);
    if ('narrow' in value && value.narrow === true) saved.narrow = true;
    if ('theme' in value && (value.theme === 'light' || value.theme === 'dark')) saved.theme = value.theme;
    if ('folderPlace' in value && value.folderPlace === 'rail') saved.folderPlace = 'rail';
  } catch {
    // What an older version wrote, or somebody else: the defaults hold.
  }
  return saved;
}
