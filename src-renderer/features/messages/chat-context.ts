import { createContext, useContext, type Accessor } from 'solid-js';
import { invariant } from '#shared/assert.ts';
import type { Message, MessageId, PeerId } from '#shared/model/index.ts';
import type { Wish } from '../attach/AttachDialog.tsx';
import type { History } from '../../state/history.ts';

/** What the parts of one open chat share. */
export interface Chat {
  peerId: PeerId;
  history: History;
  /** What the composer is about to do beside writing something new. */
  replyingTo: Accessor<Message | undefined>;
  editing: Accessor<Message | undefined>;
  reply(message: Message): void;
  edit(message: Message): void;
  stopReplyOrEdit(): void;
  /** Scrolls to a message and marks it for a moment; loads what lies around it when it is far away. */
  jumpTo(id: MessageId, from?: MessageId): void;
  highlighted: Accessor<MessageId | undefined>;
  openMenu(message: Message, at: { x: number; y: number } | DOMRect): void;
  showPhoto(message: Message): void;
  /** Files that the person is about to send. */
  attached: Accessor<Wish | undefined>;
  attach(wish: Wish | undefined): void;
}

const ChatContext = createContext<Chat>();

export const ChatProvider = ChatContext.Provider;

export function useChat(): Chat {
  const chat = useContext(ChatContext);
  invariant(chat, 'useChat is called below ChatProvider');
  return chat;
}
