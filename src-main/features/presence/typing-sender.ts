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

/** Thins out "this account is typing": at most one call per five seconds and chat, and one that takes it back. */
export class TypingSender {
  readonly #context: TypingSenderContext;
  readonly #lastSent = new Map<PeerId, number>();

  constructor(context: TypingSenderContext) {
    this.#context = context;
  }

  set(peerId: PeerId, typing: boolean, threadId?: MessageId): void {
    const now = this.#context.clock.now();
    const last = this.#lastSent.get(peerId);
    if (typing) {
      if (last !== undefined && now - last < TYPING_RENEWAL_MS) return;
      this.#lastSent.set(peerId, now);
      this.#context.send(peerId, true, threadId);
    } else if (last !== undefined) {
      this.#lastSent.delete(peerId);
      if (now - last < TYPING_SHOWN_MS) this.#context.send(peerId, false, threadId);
    }
  }

  /** A message was sent: it ends the typing on the other side by itself. */
  messageSent(peerId: PeerId): void {
    this.#lastSent.delete(peerId);
  }
}
