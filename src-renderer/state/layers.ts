import { createSignal, onCleanup, type Accessor, type JSX } from 'solid-js';
import { AppError } from '#shared/model/index.ts';
import type { IpcClient } from '../ipc/client.ts';
import { t } from '../strings/index.ts';
import type { FrozenState } from './frozen.ts';

export interface MenuItem {
  id: string;
  label: string;
  icon?: () => JSX.Element;
  /** Shown at the end, like "Ctrl+C". */
  shortcut?: string;
  danger?: boolean;
  /** For one of several choices: whether it is the present one. */
  checked?: boolean;
  disabled?: boolean;
  /** A line above this item. */
  separated?: boolean;
  /** Cannot be chosen: a line of text at the end. */
  isNote?: boolean;
  onSelect(): void;
}

export interface OpenMenu {
  /** For screen readers: what the menu is about. */
  label: string;
  items: MenuItem[];
  /** A row of buttons above the items, each of them a menu item. */
  strip?: () => JSX.Element;
  /** The menu opens at a point of the window, or below (above, if there is no room) a box. */
  at: { x: number; y: number } | DOMRect;
  /** Called when the menu has closed, however. */
  onClose?: () => void;
}

export interface Toast {
  id: number;
  text: string;
  kind: 'info' | 'error';
  action?: { label: string; onSelect(): void };
  /** Called once when the toast has gone, unless its action was chosen before. */
  onGone?: () => void;
}

/** A sentence that stays until the person has seen it. */
export interface Popup {
  text: string;
  /** It asks whether to log out. */
  offersLogOut: boolean;
}

/** Menus, toasts and pop-ups: what floats above everything, one place for all. */
export interface Layers {
  menu: Accessor<OpenMenu | undefined>;
  openMenu(menu: OpenMenu): void;
  closeMenu(): void;
  toasts: Accessor<readonly Toast[]>;
  /** Shows a sentence for some seconds. */
  toast(text: string, options?: { kind?: Toast['kind']; action?: Toast['action']; onGone?: () => void }): void;
  dismissToast(id: number): void;
  /** Shows why something that the person wanted did not work. Cancelled calls and those that the server explains itself are silent. */
  showError(error: unknown): void;
  popup: Accessor<Popup | undefined>;
  closePopup(): void;
}

const TOAST_MS = 4_500;
const MOST_TOASTS = 3;

/** @param frozen explains what a frozen account may not do, instead of a sentence for each attempt */
export function createLayers(client: IpcClient, frozen: Pick<FrozenState, 'show'>): Layers {
  const [menu, setMenu] = createSignal<OpenMenu>();
  const [toasts, setToasts] = createSignal<readonly Toast[]>([]);
  const [popups, setPopups] = createSignal<readonly Popup[]>([]);
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let lastToast = 0;

  const dismissToast = (id: number) => {
    const gone = toasts().find((one) => one.id === id);
    setToasts((all) => all.filter((one) => one.id !== id));
    gone?.onGone?.();
  };
  const toast: Layers['toast'] = (text, options) => {
    const id = ++lastToast;
    const made: Toast = { id, text, kind: options?.kind ?? 'info', ...(options?.action ? { action: options.action } : {}), ...(options?.onGone ? { onGone: options.onGone } : {}) };
    const before = toasts();
    const kept = [...before.filter((other) => other.text !== text), made].slice(-MOST_TOASTS);
    setToasts(kept);
    for (const other of before) if (!kept.includes(other)) other.onGone?.();
    const timer = setTimeout(() => {
      timers.delete(timer);
      dismissToast(id);
    }, TOAST_MS);
    timers.add(timer);
  };
  const closeMenu = () => {
    const open = menu();
    setMenu(undefined);
    open?.onClose?.();
  };

  const notices = client.listen('app.notices', {}, (notice) => {
    const { text, kind } = notice;
    if (kind === 'popup' || kind === 'logOut') setPopups((all) => [...all, { text, offersLogOut: kind === 'logOut' }]);
    else toast(text, { kind });
  });
  onCleanup(() => {
    notices.dispose();
    for (const timer of timers) clearTimeout(timer);
  });

  return {
    menu,
    openMenu(next) {
      closeMenu();
      setMenu(next);
    },
    closeMenu,
    toasts,
    toast,
    dismissToast,
    showError(error) {
      if (error instanceof AppError && (error.code === 'SILENT' || error.code === 'CANCELLED')) return;
      if (error instanceof AppError && error.code === 'FROZEN') return frozen.show();
      toast(error instanceof AppError ? error.message : t.app.somethingWrong, { kind: 'error' });
    },
    popup: () => popups()[0],
    closePopup: () => setPopups((all) => all.slice(1)),
  };
}
