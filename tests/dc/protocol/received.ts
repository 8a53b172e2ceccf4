/** What happened to one message of the client. */
export interface ReceivedMessage {
  msgId: bigint;
  seqNo: number;
  kind: 'call' | 'service' | 'container';
  /** Calls only: still running, answered, or dropped by `rpc_drop_answer`. */
  state: 'running' | 'answered' | 'dropped' | 'none';
  acknowledged: boolean;
  /** Name of the call's method, once known. */
  method?: string;
  /** Server msg_id of the answer, while the server still has it. */
  answerId?: bigint;
  /** Settles when the call is done: true for a result, false for an error. */
  done?: Promise<boolean>;
}

const LIMIT = 4096;

/** The client's messages of one session, newest 4096: duplicates, order of sequence numbers, states. */
export class ReceivedMessages {
  readonly #byId = new Map<bigint, ReceivedMessage>();
  /** Ids in ascending order. */
  #ids: bigint[] = [];
  #forgotten = 0n;

  get(msgId: bigint): ReceivedMessage | undefined {
    return this.#byId.get(msgId);
  }

  /** The highest id that was seen and forgotten; older ones cannot be told from new ones. */
  get forgottenUpTo(): bigint {
    return this.#forgotten;
  }

  get highest(): bigint {
    return this.#ids.at(-1) ?? 0n;
  }

  /**
   * Whether this sequence number fits between its neighbours by id: 32 (too low), 33 (too high) or undefined
   * (core.telegram.org/mtproto/service_messages_about_messages, "Notice of Ignored Error Message").
   */
  sequenceError(msgId: bigint, seqNo: number): 32 | 33 | undefined {
    const at = this.#position(msgId);
    const before = this.#ids[at - 1];
    const after = this.#ids[at];
    const low = before === undefined ? undefined : this.#byId.get(before);
    const high = after === undefined ? undefined : this.#byId.get(after);
    const odd = seqNo % 2 !== 0;
    if (low !== undefined && (low.seqNo > seqNo || (low.seqNo === seqNo && odd))) return 32;
    if (high !== undefined && (high.seqNo < seqNo || (high.seqNo === seqNo && odd))) return 33;
    return undefined;
  }

  add(message: ReceivedMessage): void {
    this.#ids.splice(this.#position(message.msgId), 0, message.msgId);
    this.#byId.set(message.msgId, message);
    if (this.#ids.length <= LIMIT) return;
    // A quarter at a time, so that a busy session does not shift the list with every message.
    for (const old of this.#ids.splice(0, LIMIT / 4)) {
      this.#byId.delete(old);
      this.#forgotten = old;
    }
  }

  #position(msgId: bigint): number {
    const last = this.#ids.at(-1);
    if (last === undefined || last < msgId) return this.#ids.length;
    let low = 0;
    let high = this.#ids.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ids[middle] as bigint) < msgId) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
