import { drop } from '#shared/assert.ts';
import { mergeReplies } from '#shared/model/index.ts';
import type { Message, MessageId, PeerId } from '#shared/model/index.ts';
import { mapReplies } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import { Coalescer } from '../window/coalescer.ts';

/** Posts that appear within this time are reported together. */
const GATHER_MS = 1_500;
/** For how long a counter is taken as true, ms. */
const FRESH_MS = 5 * 60_000;
/** Messages of one request. */
const BATCH = 100;

/**
 * Counts views of posts: those that come into sight are reported once, and their counters are brought up to date
 * (core.telegram.org/method/messages.getMessagesViews).
 */
export class ViewCounts {
  readonly #context: Pick<ChatContext, 'store' | 'client' | 'clock'>;
  readonly #waiting = new Map<PeerId, Set<MessageId>>();
  /** When a post was asked for last, unix ms. */
  readonly #asked = new Map<string, number>();
  readonly #send: Coalescer;

  constructor(context: Pick<ChatContext, 'store' | 'client' | 'clock'>) {
    this.#context = context;
    this.#send = new Coalescer(context.clock, GATHER_MS, () => this.#sendAll());
  }

  /** These messages are on the screen. */
  seen(peerId: PeerId, ids: readonly MessageId[]): void {
    const { store, clock } = this.#context;
    for (const message of store.messages.getMany(peerId, ids)) {
      if (message.views === undefined || message.id < 0) continue;
      const key = `${peerId} ${message.id}`;
      if (clock.now() - (this.#asked.get(key) ?? -Infinity) < FRESH_MS) continue;
      this.#asked.set(key, clock.now());
      const waiting = this.#waiting.get(peerId) ?? new Set<MessageId>();
      this.#waiting.set(peerId, waiting.add(message.id));
      this.#send.request();
    }
  }

  dispose(): void {
    this.#send.dispose();
    this.#waiting.clear();
  }

  #sendAll(): void {
    const all = [...this.#waiting];
    this.#waiting.clear();
    for (const [peerId, ids] of all) {
      const list = [...ids];
      for (let from = 0; from < list.length; from += BATCH) drop(this.#ask(peerId, list.slice(from, from + BATCH)));
    }
  }

  async #ask(peerId: PeerId, ids: MessageId[]): Promise<void> {
    const { store, client } = this.#context;
    const peer = store.peers.inputPeer(peerId);
    if (peer === undefined) return;
    try {
      const { views, users, chats } = await client.call(
        { _: 'messages.getMessagesViews', peer, id: ids, increment: true }, { timeoutMs: 20_000, priority: 'low' },
      );
      store.transaction(() => {
        store.peers.apply(users, chats);
        for (const [index, counts] of views.entries()) {
          const id = ids[index];
          if (id === undefined) continue;
          store.messages.patch(peerId, id, (message): Message => ({
            ...message,
            ...(counts.views === undefined ? {} : { views: Math.max(counts.views, message.views ?? 0) }),
            ...(counts.forwards === undefined ? {} : { forwards: counts.forwards }),
            ...(counts.replies === undefined || message.replies === undefined
              ? {}
              : { replies: mergeReplies(message.replies, mapReplies(counts.replies) ?? message.replies) }),
          }));
        }
      });
    } catch {
      // Without an answer the numbers stay; the next look asks again.
      for (const id of ids) this.#asked.delete(`${peerId} ${id}`);
    }
  }
}
