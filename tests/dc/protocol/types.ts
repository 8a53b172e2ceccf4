import type { tl } from '#tl';

/**
 * The seam between the protocol half of the local DC (transports, keys, sessions, delivery) and the world half
 * (accounts, chats, files). The protocol half calls an `RpcHandler`; the world talks back through a `Pusher`.
 */

/** A refusal that reaches the client as `rpc_error{error_code, error_message}`. */
export class RpcFailure extends Error {
  readonly code: number;
  readonly text: string;

  /** `code` as in core.telegram.org/api/errors (303, 400, 401, 403, 406, 420, 500), `text` like `PHONE_CODE_INVALID`. */
  constructor(code: number, text: string) {
    super(`${code} ${text}`);
    this.name = 'RpcFailure';
    this.code = code;
    this.text = text;
  }
}

/** Thrown by a handler for a method that it knows nothing about: answered 400 INPUT_METHOD_INVALID and counted in the report. */
export class MethodNotImplemented extends RpcFailure {
  readonly method: string;

  constructor(method: string) {
    super(400, `INPUT_METHOD_INVALID_${method.replaceAll('.', '_')}`);
    this.name = 'MethodNotImplemented';
    this.method = method;
  }
}

/** What `initConnection` said about the client; kept per key. */
export interface ClientInfo {
  apiId: number;
  deviceModel: string;
  systemVersion: string;
  appVersion: string;
  systemLangCode: string;
  langPack: string;
  langCode: string;
  /** The MTProto proxy that the client says it uses. */
  proxy?: { address: string; port: number };
  /** Whatever else it says, such as `tz_offset`; parsed JSON. */
  params?: unknown;
}

/** One call, with its wrappers already taken off. */
export interface RpcContext {
  dcId: number;
  /** Hex of the permanent key's id, also when the call came under a temporary key bound to it. */
  authKeyId: string;
  sessionId: bigint;
  /** The client's msg_id of the query. */
  msgId: bigint;
  layer: number;
  init?: ClientInfo;
  /** The call came inside `invokeWithoutUpdates`. */
  withoutUpdates: boolean;
  takeoutId?: bigint;
  /** The range of `invokeWithMessagesRange`, when the call came inside one. */
  messagesRange?: { minId: number; maxId: number };
  /** The connection of `invokeWithBusinessConnection`. */
  businessConnectionId?: string;
  /** Unix seconds of the virtual clock, fractional. */
  now(): number;
}

export interface SessionRef {
  dcId: number;
  authKeyId: string;
  sessionId: bigint;
}

/** Bool and naked vectors are given bare; they are written by the method's declared result type. */
export type RpcAnswer = tl.TlObject | boolean | readonly (tl.TlObject | number | bigint | string)[];

/** The world, seen from the protocol half. */
export interface RpcHandler {
  /** Calls arrive in wire order; a returned promise may settle at any time. Throw `RpcFailure` to refuse. */
  handle(context: RpcContext, method: tl.TlMethod): Promise<RpcAnswer>;
  /** The client destroyed its permanent key with `destroy_auth_key`. */
  keyDestroyed?(authKeyId: string): void;
  sessionCreated?(session: SessionRef): void;
  /** The session was destroyed or forgotten (a lost connection alone does not close it). */
  sessionClosed?(session: SessionRef): void;
}

/** What the world may do to connected clients. */
export interface Pusher {
  /** Delivers `updates` to every session of that key that receives updates, save `exceptSessionId`. */
  push(
    target: { dcId: number; authKeyId: string },
    updates: tl.Updates,
    options?: { exceptSessionId?: bigint },
  ): void;
  /** Closes every connection that carries this key; the key stays valid. */
  disconnect(authKeyId: string): void;
  /** Drops the key with its sessions and connections: later use gets the transport error -404. */
  forgetKey(authKeyId: string): void;
}

export interface VirtualClock {
  /** Unix seconds, fractional. */
  now(): number;
}

/** A clock that can be moved, by `POST /clock` or by a test. */
export interface AdjustableClock extends VirtualClock {
  /** Moves the clock by `seconds`, which may be negative. */
  jump(seconds: number): void;
}

/** A control route: takes the JSON body (undefined for none), returns what goes back as JSON; throwing answers 400. */
export type ControlRoute = (body: unknown, query: URLSearchParams) => unknown;

/** Where the world registers its own control routes, e.g. `routes.add('POST', '/send', …)`. */
export interface ControlRoutes {
  add(method: 'GET' | 'POST' | 'DELETE', path: string, route: ControlRoute): void;
}

/** What a world offers besides answering calls. */
export interface WorldAccount {
  phone: string;
  name: string;
}

/** The whole world as `startLocalDc` needs it. */
export interface WorldLike extends RpcHandler {
  readonly accounts: readonly WorldAccount[];
  /** Called once, before listening starts. */
  registerControl?(routes: ControlRoutes): void;
  close?(): void;
}

/** A breach of the protocol by a client, recorded for tests and for the report. */
export interface Violation {
  /** Unix seconds of the virtual clock. */
  at: number;
  dcId: number;
  authKeyId?: string;
  sessionId?: string;
  /** A stable name, e.g. `msg-id-too-low`, `padding-length`, `rsa-pad`. */
  rule: string;
  detail: string;
}
