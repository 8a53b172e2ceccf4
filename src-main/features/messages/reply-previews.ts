import { drop } from '#shared/assert.ts';
import type { Message, MessageId, PeerId, ReplyHeader } from '#shared/model/index.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../../store/index.ts';
import { Coalescer } from '../window/coalescer.ts';
import { previewText } from './preview-text.ts';

export interface ReplyPreviewsContext {
  store: Store;
  clock: Clock;
  /** Fetches and stores messages by id; those that do not exist are simply not stored. */
  fetchMessages(peerId: PeerId, ids: readonly MessageId[]): Promise<void>;
  /** Previews of these messages became known, though the store did not change. */
  changed(peerId: PeerId): void;
}

/** Fills the reply bars of messages from what is stored, and fetches what is not, gathered into few calls. */
export class ReplyPreviews {
  readonly #context: ReplyPreviewsContext;
  readonly #wanted = new Map<PeerId, Set<MessageId>>();
  /** Asked for and not there. */
  readonly #missing = new Map<PeerId, Set<MessageId>>();
  readonly #underWay = new Set<string>();
  readonly #fetch: Coalescer;

  constructor(context: ReplyPreviewsContext) {
    this.#context = context;
    this.#fetch = new Coalescer(context.clock, 0, () => this.#fetchWanted());
  }

  /** The message with what is known of the one that it answers. */
  resolve(message: Message): Message {
    const { replyTo } = message;
    if (replyTo?.messageId === undefined) return message;
    const preview = this.#preview(replyTo, replyTo.peerId ?? message.peerId, replyTo.messageId, replyTo.peerId !== undefined);
    return preview === undefined ? message : { ...message, replyTo: { ...replyTo, preview } };
  }

  dispose(): void {
    this.#fetch.dispose();
    this.#wanted.clear();
  }

  #preview(reply: ReplyHeader, peerId: PeerId, id: MessageId, elsewhere: boolean): ReplyHeader['preview'] {
    const { store } = this.#context;
    const answered = store.messages.get(peerId, id);
    if (answered !== undefined) {
      const senderId = answered.fromId ?? answered.peerId;
      const senderName = store.peers.get(senderId)?.title ?? answered.forward?.fromName;
      return { senderId, ...(senderName === undefined ? {} : { senderName }), text: previewText(answered) };
    }
    if (reply.preview !== undefined) return reply.preview;
    if (this.#missing.get(peerId)?.has(id) === true) return { text: '', deleted: true };
    // Another chat may be closed to this account; the header says what may be known.
    if (!elsewhere || store.peers.isMember(peerId)) this.#want(peerId, id);
    return undefined;
  }

  #want(peerId: PeerId, id: MessageId): void {
    if (this.#underWay.has(`${peerId} ${id}`)) return;
    const ids = this.#wanted.get(peerId) ?? new Set<MessageId>();
    this.#wanted.set(peerId, ids.add(id));
    this.#fetch.request();
  }

  #fetchWanted(): void {
    const wanted = [...this.#wanted];
    this.#wanted.clear();
    for (const [peerId, ids] of wanted) drop(this.#fetchOf(peerId, [...ids]));
  }

  async #fetchOf(peerId: PeerId, ids: MessageId[]): Promise<void> {
    for (const id of ids) this.#underWay.add(`${peerId} ${id}`);
    try {
      await this.#context.fetchMessages(peerId, ids);
      const gone = ids.filter((id) => !this.#context.store.messages.has(peerId, id));
      if (gone.length === 0) return;
      const missing = this.#missing.get(peerId) ?? new Set<MessageId>();
      for (const id of gone) missing.add(id);
      this.#missing.set(peerId, missing);
      this.#context.changed(peerId);
    } catch {
      // Offline or no access: the bar stays without content, and the next look at it asks again.
    } finally {
      for (const id of ids) this.#underWay.delete(`${peerId} ${id}`);
    }
  }
}
