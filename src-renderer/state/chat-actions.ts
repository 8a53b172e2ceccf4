import { onCleanup } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import type { ChatAction, MessageId, PeerId } from '#shared/model/index.ts';
import type { IpcClient } from '../ipc/client.ts';

export interface ChatActions {
  /** Who is doing something in a chat right now, or in one of its threads. */
  of(peerId: PeerId, threadId?: MessageId): readonly ChatAction[];
}

const nobody: readonly ChatAction[] = [];

export function createChatActions(client: IpcClient): ChatActions {
  const [byChat, setByChat] = createStore<Record<number, ChatAction[]>>({});
  const listening = client.listen('chat.actions', {}, (event) => setByChat(event.peerId, reconcile(event.actions)));
  onCleanup(() => listening.dispose());
  return {
    of: (peerId, threadId) => {
      const all = byChat[peerId];
      return all === undefined || all.length === 0 ? nobody : all.filter((one) => one.threadId === threadId);
    },
  };
}
