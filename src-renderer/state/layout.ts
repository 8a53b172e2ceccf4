import { createSignal, type Accessor } from 'solid-js';
import type { Host } from '../host/host.ts';
import type { WindowChoices } from './window-choices.ts';

export const LIST_MIN = 260;
export const LIST_MAX = 540;
export const LIST_DEFAULT = 360;
export const LIST_NARROW = 76;
export const CHAT_MIN = 380;
export const INFO_MIN = 292;
export const INFO_MAX = 360;
/** Narrower than this, list and chat replace each other. */
export const ONE_COLUMN_BELOW = LIST_MIN + CHAT_MIN;

/** Where the folders are: in a row over the list, or in a column beside it. */
export type FolderPlace = 'tabs' | 'rail';
/** Saved Messages as one history, or as the list of where they are from. */
export type SavedLook = 'messages' | 'chats';
export type Theme = 'system' | 'light' | 'dark';

/** Sizes of the text in messages, px. */
export const MESSAGE_TEXT = { min: 12, max: 24, usual: 14 };
/** Scales of the interface, per cent. */
export const SCALE = { min: 75, max: 300, step: 5, usual: 100 };

interface Saved {
  listWidth: number;
  narrow: boolean;
  theme: Theme;
  folderPlace: FolderPlace;
  messageTextSize: number;
  scale: number;
  savedLook: SavedLook;
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
  /** Size of the text in messages, px, before the interface is scaled. */
  messageTextSize: Accessor<number>;
  setMessageTextSize(size: number): void;
  /** How large everything is shown, per cent; undefined where whatever is around the page sees to that. */
  scale: Accessor<number | undefined>;
  setScale(scale: number): void;
  savedLook: Accessor<SavedLook>;
  setSavedLook(look: SavedLook): void;
  /** Width of everything between the window's edges, px. */
  bodyWidth: Accessor<number>;
  setBodyWidth(width: number): void;
  oneColumn: Accessor<boolean>;
  /** There is room for the info panel beside list and chat. */
  infoBeside: Accessor<boolean>;
}

const KEY = 'petrel.layout';

/** Sizes and the theme: what the renderer remembers by itself. */
export function createLayout(storage: WindowChoices, root: HTMLElement, host: Pick<Host, 'setZoom'>): Layout {
  const saved = read(storage);
  const [listWidth, setListWidth] = createSignal(saved.listWidth);
  const [narrow, setNarrow] = createSignal(saved.narrow);
  const [theme, setThemeSignal] = createSignal<Theme>(saved.theme);
  const [folderPlace, setFolderPlaceSignal] = createSignal<FolderPlace>(saved.folderPlace);
  const [messageTextSize, setMessageTextSizeSignal] = createSignal(saved.messageTextSize);
  const [scale, setScaleSignal] = createSignal(saved.scale);
  const [savedLook, setSavedLookSignal] = createSignal(saved.savedLook);
  const [bodyWidth, setBodyWidth] = createSignal(1024);
  applyTheme(root, saved.theme);
  const applyTextSize = (size: number) => root.style.setProperty('--message-scale', String(size / MESSAGE_TEXT.usual));
  applyTextSize(saved.messageTextSize);
  host.setZoom?.(saved.scale / 100);

  const save = () => {
    const now: Saved = {
      listWidth: listWidth(),
      narrow: narrow(),
      theme: theme(),
      folderPlace: folderPlace(),
      messageTextSize: messageTextSize(),
      scale: scale(),
      savedLook: savedLook(),
    };
    storage.setItem(KEY, JSON.stringify(now));
  };

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
    messageTextSize,
    setMessageTextSize(size) {
      setMessageTextSizeSignal(within(MESSAGE_TEXT, size));
      applyTextSize(messageTextSize());
      save();
    },
    scale: () => (host.setZoom ? scale() : undefined),
    setScale(next) {
      setScaleSignal(within(SCALE, next));
      host.setZoom?.(scale() / 100);
      save();
    },
    savedLook,
    setSavedLook(look) {
      setSavedLookSignal(look);
      save();
    },
    bodyWidth,
    setBodyWidth,
    oneColumn: () => bodyWidth() < ONE_COLUMN_BELOW,
    infoBeside: () => bodyWidth() >= ONE_COLUMN_BELOW + INFO_MIN,
  };
}

function applyTheme(root: HTMLElement, theme: Theme): void {
  if (theme === 'system') root.removeAttribute('data-theme');
  else root.setAttribute('data-theme', theme);
}

const within = ({ min, max }: { min: number; max: number }, value: number) => Math.min(max, Math.max(min, Math.round(value)));
const clampWidth = (width: number) => Math.min(LIST_MAX, Math.max(LIST_MIN, Math.round(width)));

function read(storage: WindowChoices): Saved {
  const saved: Saved = {
    listWidth: LIST_DEFAULT, narrow: false, theme: 'system', folderPlace: 'tabs', messageTextSize: MESSAGE_TEXT.usual, scale: SCALE.usual, savedLook: 'messages',
  };
  try {
    const value: unknown = JSON.parse(storage.getItem(KEY) ?? '{}');
    if (typeof value !== 'object' || value === null) return saved;
    if ('listWidth' in value && typeof value.listWidth === 'number' && Number.isFinite(value.listWidth)) saved.listWidth = clampWidth(value.listWidth);
    if ('narrow' in value && value.narrow === true) saved.narrow = true;
    if ('theme' in value && (value.theme === 'light' || value.theme === 'dark')) saved.theme = value.theme;
    if ('folderPlace' in value && value.folderPlace === 'rail') saved.folderPlace = 'rail';
    if ('savedLook' in value && value.savedLook === 'chats') saved.savedLook = 'chats';
    if ('messageTextSize' in value && typeof value.messageTextSize === 'number') saved.messageTextSize = within(MESSAGE_TEXT, value.messageTextSize) || MESSAGE_TEXT.usual;
    if ('scale' in value && typeof value.scale === 'number') saved.scale = within(SCALE, value.scale) || SCALE.usual;
  } catch {
    // What an older version wrote, or somebody else: the defaults hold.
  }
  return saved;
}
