import type { AuthKey } from '../auth-key/auth-key.ts';
import type { EndpointUse } from '../dialing/endpoints.ts';
import type { Dial, DialEvents, SocketLimit } from '../dialing/race.ts';
import type { Runtime } from '../runtime.ts';
import type { Query } from '../session/query.ts';
import type { Salts } from '../session/salts.ts';
import type { ServerClock } from '../session/server-clock.ts';

/** `confirmed` once a valid packet has come; `retryAt` is unix milliseconds. */
export type ConnectionStatus =
  | { kind: 'idle' }
  | { kind: 'waiting'; retryAt: number }
  | { kind: 'connecting' }
  | { kind: 'open'; confirmed: boolean }
  | { kind: 'closed' };

/** What sessions under one authorization key share. */
export interface Credentials {
  authKey: AuthKey;
  salts: Salts;
  serverClock: ServerClock;
  /** When the server forgets the key, unix seconds of server time; absent for keys that are made to last. */
  readonly expiresAt?: number;
}

/** What a connection needs of its data center. */
export interface ConnectionDc {
  readonly id: number;
  /** Opens a line to one of its endpoints. */
  dial(use: EndpointUse, limit: SocketLimit, events: DialEvents): Dial;
  /** The endpoint says that it belongs to another DC (−444): our list of endpoints is out of date. */
  endpointRefused(): void;
}

/** The keys that a connection uses, one after the other. */
export interface ConnectionKeys {
  /** Resolves once there is a key to use, making one if need be. */
  ready(): Promise<void>;
  readonly current: Credentials | undefined;
  /** The server does not know the key: whoever uses it is told through `keyReplaced`. */
  refused(authKey: AuthKey): void;
}

/** What a connection tells its owner. */
export interface ConnectionEvents {
  status(status: ConnectionStatus): void;
  wrap(): { prefix: Uint8Array; announces?: number };
  announced(number: number): void;
  answered(query: Query): void;
  push(body: Uint8Array): void;
  sessionCreated(): void;
  /** A connection that was told to retire is over; these of its calls have no answer. */
  retired(calls: Query[]): void;
  /** No call for the idle time: the owner may close it. */
  idle(): void;
}

export interface ConnectionOptions {
  dc: ConnectionDc;
  keys: ConnectionKeys;
  runtime: Runtime;
  events: ConnectionEvents;
  /** Keeps the connection open without any call, and reopens it at once. */
  permanent: boolean;
  /** Closes after this time without calls, milliseconds. */
  idleTimeout?: number;
  /** Which endpoints it may use. */
  use: EndpointUse;
}
