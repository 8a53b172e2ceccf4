import { join } from 'node:path';
import type { Logger } from '../../mtproto/index.ts';
import { completeKept, isSignedIn, openStore, salvage, StoreError } from '../../store/index.ts';
import type { Kept, Store } from '../../store/index.ts';
import { Keepsake } from './keepsake.ts';
import { setAside } from './set-aside.ts';

/** A disk that damages whatever is written to it is not written to again and again. */
const MOST_REPLACEMENTS = 3;

export interface AccountDatabaseOptions {
  masterKey: Uint8Array;
  log: (area: string) => Logger;
  /** The database was damaged and replaced; `signedIn`: the person need not sign in again. */
  onReplaced(signedIn: boolean): void;
  /** Hears of each error of the file or the disk while a database is in use. */
  onTrouble(store: Store, error: StoreError): void;
}

/** The database file of the account: opened, and when it is damaged set aside and replaced, with what lives only here carried over. */
export class AccountDatabase {
  readonly #options: AccountDatabaseOptions;
  #replaced = 0;

  constructor(options: AccountDatabaseOptions) {
    this.#options = options;
  }

  /**
   * Opens the database in a folder, or makes it. One that is damaged is replaced. Throws `StoreError` when the file cannot be used and
   * replacing it would not help.
   */
  open(dir: string): Store {
    try {
      return this.#open(dir);
    } catch (error) {
      if (!(error instanceof StoreError) || error.kind !== 'corrupt') throw error;
      return this.replace(dir);
    }
  }

  /** Sets the database of a folder, which nobody has open, aside and begins a new one with what could be saved. Throws `StoreError`. */
  replace(dir: string): Store {
    this.#replaced += 1;
    if (this.#replaced > MOST_REPLACEMENTS) throw new StoreError('io');
    const log = this.#options.log('storage');
    const aside = setAside(databaseIn(dir), new Date());
    const saved = salvage(aside, this.#options.masterKey);
    const kept = completeKept(saved, this.#keepsake(dir).read()?.kept);
    log.error('the database was damaged and is replaced', { tables: saved === undefined ? 'none' : saved.damaged.join(' ') });
    const store = this.#open(dir, kept);
    this.#options.onReplaced(kept !== undefined && isSignedIn(kept));
    return store;
  }

  #open(dir: string, kept?: Kept): Store {
    const { masterKey, log } = this.#options;
    const onTrouble = (error: StoreError): void => {
      if (opened !== undefined) this.#options.onTrouble(opened, error);
    };
    let opened: Store | undefined;
    const store = openStore({ path: databaseIn(dir), key: masterKey, keyChecked: true, log: log('store'), onTrouble });
    opened = store;
    try {
      if (kept !== undefined) store.restoreKept(kept);
      this.#keepsake(dir).follow(store);
    } catch (error) {
      store.close();
      throw error;
    }
    return store;
  }

  #keepsake(dir: string): Keepsake {
    return new Keepsake(join(dir, 'keepsake.bin'), this.#options.masterKey, this.#options.log('storage'));
  }
}

const databaseIn = (dir: string): string => join(dir, 'petrel.db');

/** What the person is told when a damaged database was replaced. */
export function replacedText(signedIn: boolean): string {
  const next = signedIn ? 'Petrel loads your chats from Telegram again.' : 'Sign in again to load your chats from Telegram.';
  return `The database on this computer was damaged. A copy was set aside. ${next}`;
}
