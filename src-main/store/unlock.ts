import type Database from 'better-sqlite3';

/** Gives a connection the key of its file: 32 bytes, used as they are. */
export function unlock(db: Database.Database, key: Uint8Array): void {
  db.pragma("cipher='aegis'");
  // The prefix makes the bytes the key itself; without it they would be a passphrase.
  db.key(Buffer.concat([Buffer.from('raw:'), key]));
}
