import type { MessageId, PeerId } from '#shared/model/index.ts';
import type { Clock } from '../clock.ts';

/** While somebody types, the server is told again this often. */
export const TYPING_RENEWAL_MS = 5_000;
/** After this it has ended on the other side by itself. */
const TYPING_SHOWN_MS = 6_000;

export interface TypingSenderContext {
  clock: Clock;
  /** Tells the server; failures concern nobody. */
  send(peerId: PeerId, typing: boolean, threadId?: MessageId): void;
}

/** Thins out "this account is typing": at most one call per five seconds and chat, or thread of one, and one that takes it back. */
export class TypingSender {
  readonly #context: TypingSenderContext;
  /** By chat, then by thread; the chat itself is undefined. */
  readonly #lastSent = new Map<PeerId, Map<MessageId | undefined, number>>();

  constructor(context: TypingSenderContext) {
    this.#context = context;
  }

  set(peerId: PeerId, typing: boolean, threadId?: MessageId): void {
    const now = this.#context.clock.now();
    const chat = this.#lastSent.get(peerId) ?? new Map<MessageId | undefined, number>();
    const last = chat.get(threadId);
    if (typing) {
      if (last !== undefined && now - last < TYPING_RENEWAL_MS) return;
      this.#lastSent.set(peerId, chat.set(threadId, now));
      this.#context.send(peerId, true, threadId);
    } else if (last !== undefined) {
      chat.delete(threadId);
      if (now - last < TYPING_SHOWN_MS) this.#context.send(peerId, false, threadId);
    }
  }

  /** A message was sent: it ends the typing on the other side by itself. */
  messageSent(peerId: PeerId): void {
    this.#lastSent.delete(peerId);
  }
}
