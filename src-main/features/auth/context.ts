import type { tl } from '#tl';
import type { FormattedText, Peer } from '#shared/model/index.ts';
import type { Logger, MtprotoClient } from '../../mtproto/index.ts';
import type { CountriesCache } from './countries.ts';
import type { AuthClock, SavedFlow } from './flow.ts';

/** What my.telegram.org gives to an application. */
export interface Credentials {
  apiId: number;
  apiHash: string;
}

export type AuthClient = Pick<MtprotoClient, 'call' | 'setMainDc'>;

/** What signing in and out needs of the engine. */
export interface AuthContext {
  /** The client of the account that is or will be signed in; undefined until credentials are known. */
  client(): AuthClient | undefined;
  /** The connection is down or not there yet. */
  isOffline(): boolean;

  credentials(): Credentials | undefined;
  /** Keeps credentials and makes a client for them. */
  setCredentials(credentials: Credentials): Promise<void>;
  /** Credentials come with the build or the environment: there is no point in asking for others. */
  credentialsAreFixed: boolean;

  flow: { load(): SavedFlow | undefined; save(flow: SavedFlow | undefined): void };
  /** Future auth tokens (core.telegram.org/api/auth, Future auth tokens), newest first. */
  tokens: { list(): Uint8Array[]; add(userId: number, token: Uint8Array): void; removeOf(userId: number): void };
  countries: CountriesCache;

  /** Stores the user and starts the account; returns the user as the interface shows it. */
  accountSignedIn(authorization: tl.auth.authorization): Peer;
  /**
   * Ends the account here: stops it, wipes its keys and data, and prepares an empty one. With `farewell`, the server still
   * has to be told: the keys are kept aside for that, and destroyed as soon as there is a connection.
   */
  endAccount(options: { farewell: boolean }): Promise<void>;

  formatText(text: string, entities: tl.MessageEntity[]): FormattedText;
  clock: AuthClock;
  log: Logger;
  /** How long a person waits for an answer of the server before hearing that there is none, ms. */
  patienceMs: number;
}

/** The server could not be reached for as long as a person waits. */
export class OfflineError extends Error {
  override readonly name = 'OfflineError';
}
