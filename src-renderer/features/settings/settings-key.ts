import type { AppState } from '../../state/app-state.tsx';

/** Ctrl+, (⌘, on a Mac) opens the settings wherever the window is, once it shows something. Returns how to stop. */
export function listenForSettingsKey({ auth, settings }: AppState, page: Document): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== ',' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.defaultPrevented) return;
    const step = auth()?.step;
    if (step === undefined || step === 'starting' || page.querySelector('dialog[open]') !== null) return;
    event.preventDefault();
    if (settings.page() === undefined) settings.open();
  };
  page.addEventListener('keydown', onKeyDown);
  return () => page.removeEventListener('keydown', onKeyDown);
}
