import type { PeerId } from '#shared/model/index.ts';
import type { AppState } from '../../state/app-state.tsx';

/** Whether Saved Messages stand as the list of their sources now: so they were left, and no message of theirs is wanted. */
export function showsSources(app: AppState, peerId: PeerId): boolean {
  const state = app.auth();
  if (state?.step !== 'ready' || state.self.id !== peerId || app.layout.savedLook() !== 'chats') return false;
  const target = app.navigation.target();
  return typeof target?.at !== 'number' && target?.reply === undefined;
}
