/** A message from the server to a client's session. */
export interface OutgoingMessage {
  msgId: bigint;
  seqNo: number;
  body: Buffer;
  /** Constructor name; the answer to a call is `rpc_result`. */
  type: string;
  method?: string;
  /** The client's message that this one answers. */
  answers?: bigint;
  contentRelated: boolean;
  acknowledged: boolean;
  /** `performance.now()` of the last sending; undefined while it never left. */
  sentAt?: number;
  deliveries: number;
  /** Number of the connection that carried it last. */
  connection?: number;
}

/** Bodies larger than this count against the memory limit of kept answers. */
const LARGE = 64 * 1024;
const LARGE_TOTAL = 64 * 1024 * 1024;
/** A client that is away for longer than this many messages has to fetch a difference. */
const MESSAGE_LIMIT = 2_000;

/** Messages that the server keeps until the client acknowledges them. */
export class Outbox {
  readonly #messages = new Map<bigint, OutgoingMessage>();
  #largeBytes = 0;

  add(message: OutgoingMessage): void {
    this.#messages.set(message.msgId, message);
    if (message.body.length > LARGE) this.#largeBytes += message.body.length;
    for (const old of this.#messages.values()) {
      if (this.#largeBytes <= LARGE_TOTAL) break;
      if (old.body.length > LARGE) this.remove(old.msgId);
    }
  }

  get(msgId: bigint): OutgoingMessage | undefined {
    return this.#messages.get(msgId);
  }

  remove(msgId: bigint): OutgoingMessage | undefined {
    const message = this.#messages.get(msgId);
    if (message === undefined) return undefined;
    this.#messages.delete(msgId);
    if (message.body.length > LARGE) this.#largeBytes -= message.body.length;
    return message;
  }

  unacknowledged(): OutgoingMessage[] {
    return [...this.#messages.values()];
  }

  get overflowing(): boolean {
    return this.#messages.size > MESSAGE_LIMIT;
  }
}
