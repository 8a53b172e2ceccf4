import type { ChatAction, PeerId } from '#shared/model/index.ts';
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

interface Running {
  action: ChatAction['action'];
  cancel: () => void;
}

/** Who is doing what in which chat now. Every action ends by itself, by a cancellation, or by that sender's message. */
export class TypingTracker {
  readonly #context: TypingTrackerContext;
  readonly #chats = new Map<PeerId, Map<PeerId, Running>>();

  constructor(context: TypingTrackerContext) {
    this.#context = context;
  }

  begin(peerId: PeerId, userId: PeerId, action: ChatAction['action']): void {
    if (this.#context.nameOf(userId) === undefined) return;
    const chat = this.#chats.get(peerId) ?? new Map<PeerId, Running>();
    this.#chats.set(peerId, chat);
    const before = chat.get(userId);
    before?.cancel();
    const lifetime = action === 'playing' ? PLAYING_LIFETIME_MS : ACTION_LIFETIME_MS;
    chat.set(userId, { action, cancel: this.#context.clock.schedule(lifetime, () => this.end(peerId, userId)) });
    if (before?.action !== action) this.#tell(peerId);
  }

  end(peerId: PeerId, userId: PeerId): void {
    const chat = this.#chats.get(peerId);
    const running = chat?.get(userId);
    if (chat === undefined || running === undefined) return;
    running.cancel();
    chat.delete(userId);
    if (chat.size === 0) this.#chats.delete(peerId);
    this.#tell(peerId);
  }

  actions(peerId: PeerId): ChatAction[] {
    return [...(this.#chats.get(peerId) ?? [])].flatMap(([userId, running]): ChatAction[] => {
      const userName = this.#context.nameOf(userId);
      return userName === undefined ? [] : [{ userId, userName, action: running.action }];
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
