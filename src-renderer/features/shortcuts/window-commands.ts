import type { AppState } from '../../state/app-state.tsx';
import type { CommandHandler } from '../../state/keys/shortcuts.ts';
import { setArchived } from '../dialogs/chat-menu.tsx';
import { goToFolder } from '../folders/FolderBar.tsx';

/** Carries out what belongs to the signed-in window as a whole: lists, folders, regions, leaving the chat. Returns how to stop. */
export function handleWindowCommands(app: AppState, frame: HTMLElement): () => void {
  const { auth, navigation, settings, shortcuts } = app;
  const place = (at: number): CommandHandler => () => goToFolder(app, { place: at });
  const step = (by: 1 | -1): CommandHandler => (event) => !isField(event.target) && goToFolder(app, { step: by });
  return shortcuts.handle({
    'saved': () => {
      const state = auth();
      if (state?.step === 'ready') navigation.open(state.self.id);
    },
    'archive': () => navigation.showFolder('archive'),
    'folder.1': place(0),
    'folder.2': place(1),
    'folder.3': place(2),
    'folder.4': place(3),
    'folder.5': place(4),
    'folder.6': place(5),
    'folder.7': place(6),
    // The last one, however many there are.
    'folder.8': place(-1),
    'folder.next': step(1),
    'folder.previous': step(-1),
    'chat.archive': () => {
      const peerId = navigation.openPeer();
      if (peerId === undefined) return false;
      setArchived(app, [peerId], navigation.folder() !== 'archive');
      return true;
    },
    'region.next': () => focusNextRegion(frame, false),
    'region.previous': () => focusNextRegion(frame, true),
    'close': () => {
      if (settings.page() !== undefined) {
        settings.back();
        return true;
      }
      if (navigation.target()?.below !== undefined) {
        navigation.back();
        return true;
      }
      const left = navigation.openPeer();
      if (left === undefined) return false;
      navigation.close();
      queueMicrotask(() => focusRow(frame, left));
      return true;
    },
  });
}

/** In a text these keys select. */
const isField = (target: EventTarget | null): boolean => target instanceof HTMLElement && (target.isContentEditable || target instanceof HTMLInputElement);

function focusNextRegion(frame: HTMLElement, backwards: boolean): void {
  const all = [...frame.querySelectorAll<HTMLElement>('[data-landmark]')].filter((element) => !element.inert);
  if (all.length === 0) return;
  const now = all.findIndex((element) => element.contains(document.activeElement));
  const next = all[(now + (backwards ? all.length - 1 : 1) + (now < 0 && backwards ? 1 : 0)) % all.length];
  // Where a region has one natural place to begin (its tab stop), the focus goes there.
  (next?.querySelector<HTMLElement>('[data-landmark-start]') ?? next)?.focus();
}

function focusRow(frame: HTMLElement, peerId: number): void {
  const row = frame.querySelector<HTMLElement>(`[data-testid="chat-row:${peerId}"]`);
  (row ?? frame.querySelector<HTMLElement>('[data-landmark="chats"]'))?.focus();
}
