import { onCleanup } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import type { ChatAction, PeerId } from '#shared/model/index.ts';
import type { IpcClient } from '../ipc/client.ts';

export interface ChatActions {
  /** Who is doing something in a chat right now. */
  of(peerId: PeerId): readonly ChatAction[];
}

const nobody: readonly ChatAction[] = [];

export function createChatActions(client: IpcClient): ChatActions {
  const [byChat, setByChat] = createStore<Record<number, ChatAction[]>>({});
  const listening = client.listen('chat.actions', {}, (event) => setByChat(event.peerId, reconcile(event.actions)));
  onCleanup(() => listening.dispose());
  return { of: (peerId) => byChat[peerId] ?? nobody };
}
