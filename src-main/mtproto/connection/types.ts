import type { AuthKey } from '../auth-key/auth-key.ts';
import type { Salts } from '../session/salts.ts';
import type { ServerClock } from '../session/server-clock.ts';
import type { DcAddress } from '../types.ts';

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
}

/** What a connection needs of its data center. */
export interface ConnectionDc {
  readonly id: number;
  /** Resolves once there is an authorization key, creating it if need be. */
  key(): Promise<void>;
  /** Throws before there is a key. */
  credentials(): Credentials;
  address(mediaOnly: boolean): DcAddress | undefined;
  addressWorked(address: DcAddress | undefined): void;
  addressFailed(address: DcAddress | undefined): void;
  /** The id that the server is told: +10000 on test servers, negative for media-only endpoints. */
  wireId(mediaOnly: boolean): number;
  /**
   * The server does not know the key (−404).
   * @param confirmed whether it did on this very connection
   * @returns whether the key was given up; connections are told through `keyReplaced`
   */
  keyRefused(confirmed: boolean): boolean;
}

/** What a connection tells its owner. */
export interface ConnectionEvents {
  status(status: ConnectionStatus): void;
  wrap(): { prefix: Uint8Array; initializes: boolean };
  initialized(): void;
  push(body: Uint8Array): void;
  sessionCreated(): void;
  keyDestroyed(outcome: 'ok' | 'none' | 'fail'): void;
  /** No call for the idle time: the owner may close it. */
  idle(): void;
}
