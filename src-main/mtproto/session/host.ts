import type { BulkCipher, RandomBytes } from '../../crypto/index.ts';
import type { AuthKey } from '../auth-key/auth-key.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../types.ts';
import type { Query } from './query.ts';
import type { Salts } from './salts.ts';
import type { ServerClock } from './server-clock.ts';

/** What a session needs of whoever owns it. */
export interface SessionHost {
  /** There is something to send: at once, or acknowledgements that can wait a few seconds. */
  wake(when: 'now' | 'later'): void;
  /** The connection must be replaced; unanswered queries follow onto the next one. */
  reconnect(reason: string): void;
  /** Wrappers for a query that is about to be sent, outermost first, and the number of the announcement (`initConnection`) among them. */
  wrap(): { prefix: Uint8Array; announces?: number };
  /** A query with this announcement was answered without an error. */
  announced(number: number): void;
  /** A query was answered without an error. */
  answered(query: Query): void;
  /** A message that is neither a service message nor an answer: pushed updates. */
  push(body: Uint8Array): void;
  /** The server started a new session: pushed updates may be missing. */
  sessionCreated(): void;
  pong(pingId: bigint): void;
  /** A call was refused because the temporary key is bound to no permanent one any more: it waits for another key. */
  unbound(): void;
  /** The server's word on `destroy_auth_key`. */
  keyDestroyed(outcome: 'ok' | 'none' | 'fail'): void;
}

export interface SessionOptions {
  authKey: AuthKey;
  serverClock: ServerClock;
  salts: Salts;
  clock: Clock;
  random: RandomBytes;
  log: Logger;
  /** When what listeners stored until now is safe, see `Runtime`. */
  settled?: (() => Promise<void> | undefined) | undefined;
  /** Gives memory for large packets, which are then sealed on their way; they are sealed here when it is absent. */
  bulk?: Pick<BulkCipher, 'take'> | undefined;
  host: SessionHost;
}
