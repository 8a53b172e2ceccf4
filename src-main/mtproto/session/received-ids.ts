import { isLower } from './message-ids.ts';

/** What a received message id is to us: `stale` ids are lower than all that are remembered. */
export type Freshness = 'new' | 'duplicate' | 'stale';

/**
 * The last identifiers of received messages, so that nothing is delivered twice
 * (core.telegram.org/mtproto/security_guidelines, Checking msg_id). Belongs to a session, not to a socket.
 */
export class ReceivedIds {
  readonly #capacity: number;
  /** Ascending. Ids mostly arrive in order, so an insertion touches the end only. */
  readonly #ordered: bigint[] = [];
  /** With whether the message wants an acknowledgement. */
  readonly #known = new Map<bigint, boolean>();

  /** @param capacity enough that what a server sends again after ten seconds is still known when hundreds of updates come in a second */
  constructor(capacity = 4000) {
    this.#capacity = capacity;
  }

  has(id: bigint): boolean {
    return this.#known.has(id);
  }

  /** Whether a received message wanted an acknowledgement; undefined when it is not known. */
  wantsAck(id: bigint): boolean | undefined {
    return this.#known.get(id);
  }

  /** Remembers an id and says what it was before. A stale id is not remembered. */
  add(id: bigint, wantsAck = false): Freshness {
    if (this.#known.has(id)) return 'duplicate';
    if (this.isForgotten(id)) return 'stale';
    this.#insert(id);
    this.#known.set(id, wantsAck);
    // Trimmed in batches: a shift moves the whole array.
    if (this.#ordered.length >= this.#capacity * 2) {
      for (const old of this.#ordered.splice(0, this.#ordered.length - this.#capacity)) this.#known.delete(old);
    }
    return 'new';
  }

  /** Whether an id is too low to tell if it was received. */
  isForgotten(id: bigint): boolean {
    const lowest = this.#ordered[0];
    return this.#ordered.length >= this.#capacity && lowest !== undefined && isLower(id, lowest);
  }

  clear(): void {
    this.#ordered.length = 0;
    this.#known.clear();
  }

  #insert(id: bigint): void {
    const ordered = this.#ordered;
    let index = ordered.length;
    while (index > 0 && isLower(id, ordered[index - 1] as bigint)) index--;
    if (index === ordered.length) ordered.push(id);
    else ordered.splice(index, 0, id);
  }
}
