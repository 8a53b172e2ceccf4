import type { ChatAction, MessageId, PeerId } from '#shared/model/index.ts';
import type { Clock } from '../clock.ts';

/** How long an action is shown when it is not renewed (core.telegram.org/method/messages.setTyping). */
export const ACTION_LIFETIME_MS = 6_000;
const PLAYING_LIFETIME_MS = 10_000;

export interface TypingTrackerContext {
  clock: Clock;
  /** The name that is shown for somebody; undefined for strangers, whose actions are ignored. */
  nameOf(userId: PeerId): string | undefined;
  changed(peerId: PeerId, actions: ChatAction[]): void;
}

interface Running extends Pick<ChatAction, 'userId' | 'action' | 'threadId'> {
  cancel: () => void;
}

/** Who is doing what in which chat now. Every action ends by itself, by a cancellation, or by that sender's message. */
export class TypingTracker {
  readonly #context: TypingTrackerContext;
  /** By chat, then by who does it in which of its threads. */
  readonly #chats = new Map<PeerId, Map<string, Running>>();

  constructor(context: TypingTrackerContext) {
    this.#context = context;
  }

  begin(peerId: PeerId, userId: PeerId, action: ChatAction['action'], threadId?: MessageId): void {
    if (this.#context.nameOf(userId) === undefined) return;
    const chat = this.#chats.get(peerId) ?? new Map<string, Running>();
    this.#chats.set(peerId, chat);
    const key = keyOf(userId, threadId);
    const before = chat.get(key);
    before?.cancel();
    const lifetime = action === 'playing' ? PLAYING_LIFETIME_MS : ACTION_LIFETIME_MS;
    const cancel = this.#context.clock.schedule(lifetime, () => this.end(peerId, userId, threadId));
    chat.set(key, { userId, action, ...(threadId === undefined ? {} : { threadId }), cancel });
    if (before?.action !== action) this.#tell(peerId);
  }

  /** Somebody stopped in the chat itself, or in one of its threads. */
  end(peerId: PeerId, userId: PeerId, threadId?: MessageId): void {
    const chat = this.#chats.get(peerId);
    const running = chat?.get(keyOf(userId, threadId));
    if (chat === undefined || running === undefined) return;
    running.cancel();
    chat.delete(keyOf(userId, threadId));
    if (chat.size === 0) this.#chats.delete(peerId);
    this.#tell(peerId);
  }

  actions(peerId: PeerId): ChatAction[] {
    return [...(this.#chats.get(peerId)?.values() ?? [])].flatMap(({ userId, action, threadId }): ChatAction[] => {
      const userName = this.#context.nameOf(userId);
      return userName === undefined ? [] : [{ userId, userName, ...(threadId === undefined ? {} : { threadId }), action }];
    });
  }

  /** Chats in which something is going on. */
  chats(): PeerId[] {
    return [...this.#chats.keys()];
  }

  dispose(): void {
    for (const chat of this.#chats.values()) for (const running of chat.values()) running.cancel();
    this.#chats.clear();
  }

  #tell(peerId: PeerId): void {
    this.#context.changed(peerId, this.actions(peerId));
  }
}

const keyOf = (userId: PeerId, threadId: MessageId | undefined): string => `${userId} ${threadId ?? 'chat'}`;
