/** A call on its way through a session. Exactly one of `answered`, `failed` and `lost` is called, once. */
export interface Query {
  readonly method: string;
  /** The encoded call, packed if that pays, without any wrapper. */
  readonly body: Uint8Array;
  /** Calls with the same chain are executed in the order in which they were submitted. */
  readonly chain: string | undefined;
  /** 0 goes first, 2 last. */
  readonly priority: 0 | 1 | 2;
  /** Whether it may be executed twice without harm. */
  readonly repeatable: boolean;
  /** At most one solitary call goes into a container (`upload.getFile`). */
  readonly solitary: boolean;
  /** The result, boxed; unpacked if it was packed. Valid during the call only. */
  answered(result: Uint8Array): void;
  failed(code: number, message: string): void;
  /** The result came but cannot be unpacked or read. */
  unreadable(cause: unknown): void;
  /** The server cannot tell whether it was executed, and it must not be executed twice. */
  lost(): void;
}

/** A query that was sent and has no answer yet. */
export interface SentQuery {
  readonly query: Query;
  readonly msgId: bigint;
  /** The container that carried it. */
  containerId: bigint | undefined;
  readonly seqNo: number;
  /** As sent, wrappers included: a server may ask for it again. */
  readonly body: Uint8Array;
  /** The server has it. */
  acked: boolean;
  /** The connection broke before the server acknowledged it: whether it arrived is to be asked. */
  unknown: boolean;
  /** Monotonic milliseconds of sending, or of the last confirmation that it is being worked on. */
  sentAt: number;
  /** Whether it carries `initConnection`. */
  readonly initializes: boolean;
  /** How often the server said that its answer exists without it having come. */
  answerPromised: number;
}
