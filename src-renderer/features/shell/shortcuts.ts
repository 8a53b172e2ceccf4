import { goToFolder } from '../folders/FolderBar.tsx';
import type { AppState } from '../../state/app-state.tsx';

/** Moves to the chat before or after the open one; set by the list, which knows the order. */
export const STEP_CHAT_EVENT = 'petrel:step-chat';

/** Puts the focus into the search field over the chat list. */
export const FOCUS_SEARCH_EVENT = 'petrel:focus-search';

/** Opens the search in the open chat; a string in `detail` is looked for at once. */
export const SEARCH_IN_CHAT_EVENT = 'petrel:search-in-chat';

/**
 * Keys that work everywhere in the signed-in window: Alt+Up/Down, Ctrl+PageUp/PageDown and Ctrl+Tab move between chats, Esc
 * leaves the chat, F6 goes around the landmarks, Ctrl+F searches in the chat, Ctrl+K (and Ctrl+F without a chat) in everything. What is nearer to the focus takes its keys first (`preventDefault`).
 */
export function listenForShortcuts(app: AppState, body: HTMLElement): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (!hasLayerAbove(app) && goByFolderKey(app, event)) return event.preventDefault();
    const step = chatStep(event);
    if (step !== 0) {
      event.preventDefault();
      body.dispatchEvent(new CustomEvent<1 | -1>(STEP_CHAT_EVENT, { detail: step }));
    } else if (isCommand(event, 'KeyK') || isCommand(event, 'KeyF')) {
      if (hasLayerAbove(app)) return;
      event.preventDefault();
      search(app, body, event.code === 'KeyF');
    } else if (event.key === 'F6') {
      event.preventDefault();
      focusNextLandmark(body, event.shiftKey);
    } else if (event.key === 'Escape' && app.navigation.openPeer() !== undefined) {
      event.preventDefault();
      const left = app.navigation.openPeer();
      app.navigation.close();
      queueMicrotask(() => focusRow(body, left));
    }
  };
  document.addEventListener('keydown', onKeyDown);
  return () => document.removeEventListener('keydown', onKeyDown);
}

/** Settings and boxes lie over the chats: searching them has to wait. */
const hasLayerAbove = (app: AppState): boolean => app.settings.page() !== undefined || document.querySelector('dialog[open]') !== null;

function search(app: AppState, body: HTMLElement, inChat: boolean): void {
  const hasChat = app.navigation.openPeer() !== undefined;
  if (inChat && hasChat) {
    body.querySelector('[data-chat]')?.dispatchEvent(new CustomEvent(SEARCH_IN_CHAT_EVENT));
    return;
  }
  // In one column the chat makes room for the list.
  if (hasChat && app.layout.oneColumn()) app.navigation.close();
  queueMicrotask(() => body.dispatchEvent(new CustomEvent(FOCUS_SEARCH_EVENT)));
}

/** Letters are told by their place, so that they work with every keyboard layout. */
function isCommand({ code, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent, key: string): boolean {
  return code === key && ctrlKey !== metaKey && !altKey && !shiftKey;
}

/** Ctrl+1 … 8 open the folders (8: the last), Ctrl+9 the archive, Ctrl+0 Saved Messages; Ctrl+Shift+Up and Down step through the folders. */
function goByFolderKey(app: AppState, event: KeyboardEvent): boolean {
  const { ctrlKey, metaKey, altKey, shiftKey, code, key } = event;
  if (ctrlKey === metaKey || altKey) return false;
  if (shiftKey) {
    const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
    return step !== 0 && !isField(event.target) && goToFolder(app, { step });
  }
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  if (digit === undefined) return false;
  const auth = app.auth();
  if (digit === '0' && auth?.step === 'ready') app.navigation.open(auth.self.id);
  else if (digit === '9') app.navigation.showFolder('archive');
  else return goToFolder(app, { place: digit === '8' ? -1 : Number(digit) - 1 });
  return true;
}

/** In a text these keys select. */
const isField = (target: EventTarget | null): boolean => target instanceof HTMLElement && (target.isContentEditable || target instanceof HTMLInputElement);

function chatStep(event: KeyboardEvent): 1 | -1 | 0 {
  const { key, altKey, ctrlKey, shiftKey, metaKey } = event;
  if (metaKey) return 0;
  if (altKey && !ctrlKey && !shiftKey) return key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
  if (!ctrlKey || altKey) return 0;
  if (key === 'Tab') return shiftKey ? -1 : 1;
  if (shiftKey) return 0;
  return key === 'PageDown' ? 1 : key === 'PageUp' ? -1 : 0;
}

function focusNextLandmark(body: HTMLElement, backwards: boolean): void {
  const all = [...body.querySelectorAll<HTMLElement>('[data-landmark]')].filter((element) => !element.inert);
  if (all.length === 0) return;
  const now = all.findIndex((element) => element.contains(document.activeElement));
  const next = all[(now + (backwards ? all.length - 1 : 1) + (now < 0 && backwards ? 1 : 0)) % all.length];
  // Where a landmark has one natural place to begin (its tab stop), the focus goes there.
  (next?.querySelector<HTMLElement>('[data-landmark-start]') ?? next)?.focus();
}

function focusRow(body: HTMLElement, peerId: number | undefined): void {
  const row = body.querySelector<HTMLElement>(`[data-testid="chat-row:${peerId}"]`);
  (row ?? body.querySelector<HTMLElement>('[data-landmark="chats"]'))?.focus();
}
