import { createContext, useContext, type Accessor } from 'solid-js';
import { invariant } from '#shared/assert.ts';
import type { CallInput } from '#shared/ipc/contract.ts';
import type { ChatSection, FormattedText, Message, MessageId, PeerId, Reaction } from '#shared/model/index.ts';
import type { Wish } from '../attach/AttachDialog.tsx';
import type { History } from '../../state/history.ts';
import type { ReplyTarget } from '../../state/navigation.ts';
import type { ChatBox } from './ChatDialogs.tsx';
import type { MarkedRange } from './FormattedTextView.tsx';
import type { Selection } from './selection.ts';

/** Where a jump led: the message, and a part of its text when that is what was meant. */
export interface Highlight {
  id: MessageId;
  range?: MarkedRange;
}

/** A part of a text that is jumped to. `near` is where it was once (UTF-16 units). */
export interface QuoteWish {
  text: string;
  near: number;
}

/** What the parts of one open chat share. */
export interface Chat {
  peerId: PeerId;
  /** Only this part of the chat is open. */
  section: ChatSection | undefined;
  history: History;
  /** What the composer is about to do beside writing something new. */
  replyingTo: Accessor<Message | undefined>;
  /** The part of that message, or the other chat, that the answer is about. */
  replyDetails: Accessor<Omit<ReplyTarget, 'message'>>;
  editing: Accessor<Message | undefined>;
  reply(message: Message, details?: Omit<ReplyTarget, 'message'>): void;
  edit(message: Message): void;
  stopReplyOrEdit(): void;
  /** Scrolls to a message and marks it for a moment; loads what lies around it when it is far away. */
  jumpTo(id: MessageId, from?: MessageId, quote?: QuoteWish): void;
  highlighted: Accessor<Highlight | undefined>;
  openMenu(message: Message, at: { x: number; y: number } | DOMRect, target?: EventTarget | null): void;
  showVisual(message: Message): void;
  /** Files that the person is about to send. */
  attached: Accessor<Wish | undefined>;
  attach(wish: Wish | undefined): void;
  /** Gives or takes back a reaction. */
  react(message: Message, reaction: Reaction): void;
  showWhoReacted(message: Message, reaction?: Reaction): void;
  openReactions(message: Message, at: DOMRect): void;
  /** Sends what needs no file; rejects with what is wrong with it. */
  sendCard(card: CallInput<'cards.send'>['card']): Promise<void>;
  /** Opens one of the boxes of this chat. */
  openBox(box: ChatBox): void;
  selection: Selection;
  /** The text of a message in the language that the person asked for, as far as they did. */
  translation(id: MessageId): FormattedText | 'working' | undefined;
  showOriginal(id: MessageId): void;
  /** Asks before a link is opened that does not say where it leads. */
  askLink(url: string): void;
  search(text: string): void;
  sendCommand(command: string): void;
  openCalendar(): void;
  /** Opens the comments to a post, or the thread that a message is the top or a part of. */
  openThread(message: Message): Promise<void>;
}

/** What a message answers, as far as that is worth saying: in a thread, everything answers its top. */
export function shownReply({ section }: Pick<Chat, 'section'>, { replyTo }: Message): Message['replyTo'] {
  const isTop = section?.kind === 'thread' && replyTo?.messageId === section.rootId && replyTo.quote === undefined;
  return isTop ? undefined : replyTo;
}

/** Only what was saved from somewhere else is open: nothing is written there. */
export const isKept = ({ peerId, section }: Pick<Chat, 'peerId' | 'section'>): boolean => section?.kind === 'saved' && section.peerId !== peerId;

const ChatContext = createContext<Chat>();

export const ChatProvider = ChatContext.Provider;

/** The open chat, for what may also stand elsewhere (texts with links). */
export const useChatIfAny = (): Chat | undefined => useContext(ChatContext);

export function useChat(): Chat {
  const chat = useContext(ChatContext);
  invariant(chat, 'useChat is called below ChatProvider');
  return chat;
}
