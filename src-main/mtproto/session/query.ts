/** What becomes of a query that the server refused: it goes on in its old place, or its owner has taken it over. */
export type AfterFailure = 'again' | 'done';

/**
 * A call on its way through a session. Exactly one of `answered`, `failed` (unless it says `again`), `unreadable` and `lost` is
 * called, once.
 */
export interface Query {
  readonly method: string;
  /** The encoded call, packed if that pays, without the wrappers that depend on the session. */
  readonly body: Uint8Array;
  /** The body of a call that names the message which carries it, in place of `body`; made anew whenever it is sent. */
  bodyFor?(message: { msgId: bigint; sessionId: bigint }): Uint8Array;
  /** Calls with the same chain are executed in the order in which they were submitted. */
  readonly chain: string | undefined;
  /** 0 goes first, 2 last. */
  readonly priority: 0 | 1 | 2;
  /** Whether it may be executed twice without harm. */
  readonly repeatable: boolean;
  /** At most one solitary call goes into a container (`upload.getFile`). */
  readonly solitary: boolean;
  /** Whether the server is asked to confirm the packet as soon as it has it. */
  readonly quickAck: boolean;
  /** The result, boxed; unpacked if it was packed. Valid during the call only. */
  answered(result: Uint8Array): void;
  failed(code: number, message: string): AfterFailure;
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
  /** The wrappers, as sent: a server may ask for the message again. */
  readonly prefix: Uint8Array;
  /** What is inside the wrappers. The query's own body is not to be looked at once the query has its outcome. */
  readonly body: Uint8Array;
  /** The message that it has to be executed after. */
  readonly after: bigint | undefined;
  /** Number of the connection that carried it. */
  readonly connection: number;
  /** It was sent again unchanged: that the server refused one copy says nothing of the other. */
  copied: boolean;
  /** How often the server refused it without settling anything by that. */
  refusals: number;
  /** The server has it. */
  acked: boolean;
  /** The connection broke before the server acknowledged it: whether it arrived is to be asked. */
  unknown: boolean;
  /** Monotonic milliseconds of sending, or of the last confirmation that it is being worked on. */
  sentAt: number;
  /** When its fate was asked last on this connection, monotonic milliseconds. */
  askedAt: number | undefined;
  /** Which announcement of the client it carries, if any (`SessionHost.wrap`). */
  readonly announces: number | undefined;
  /** When the server first and last said that the answer exists, which has not come; monotonic milliseconds. */
  promised: { first: number; last: number } | undefined;
}
