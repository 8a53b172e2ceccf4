import type { DcAddress, MtprotoStorage, StoredAuthKey, StoredCdnKeys, StoredConfig, StoredSalt, StoredTemporaryKey } from '../mtproto/types.ts';
import type { SqlDatabase } from './database.ts';
import { fromRecord, toRecord } from './json.ts';

interface KeyRow {
  dc_id: number;
  key: Uint8Array;
  created_at: number;
  authorized: number;
  time_offset: number;
}

interface TemporaryKeyRow {
  dc_id: number;
  media: number;
  key: Uint8Array;
  created_at: number;
  expires_at: number;
  salts: string;
}

interface SaltRow {
  salt: bigint;
  valid_since: bigint;
  valid_until: bigint;
}

/** Authorization keys, salts and addresses of the data centers, in the account's database. */
export class SqlMtprotoStorage implements MtprotoStorage {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  loadAuthKeys(): StoredAuthKey[] {
    return this.#db.all<KeyRow>('SELECT * FROM auth_keys ORDER BY dc_id').map((row) => ({
      dcId: row.dc_id,
      key: new Uint8Array(row.key),
      createdAt: row.created_at,
      authorized: row.authorized === 1,
      salts: this.#salts(row.dc_id),
      timeOffset: row.time_offset,
    }));
  }

  saveAuthKey(key: StoredAuthKey): void {
    this.#db.transaction(() => {
      this.#db.run(
        `INSERT INTO auth_keys (dc_id, key, created_at, authorized, time_offset) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (dc_id) DO UPDATE SET key = excluded.key, created_at = excluded.created_at, authorized = excluded.authorized,
           time_offset = excluded.time_offset`,
        key.dcId,
        key.key,
        Math.floor(key.createdAt),
        key.authorized ? 1 : 0,
        key.timeOffset,
      );
      this.#db.run('DELETE FROM salts WHERE dc_id = ?', key.dcId);
      for (const { salt, validSince, validUntil } of key.salts) {
        this.#db.run(
          'INSERT OR REPLACE INTO salts (dc_id, salt, valid_since, valid_until) VALUES (?, ?, ?, ?)',
          key.dcId,
          salt,
          Math.floor(validSince),
          Math.floor(validUntil),
        );
      }
    });
  }

  deleteAuthKey(dcId: number): void {
    this.#db.run('DELETE FROM auth_keys WHERE dc_id = ?', dcId);
  }

  loadTemporaryKeys(): StoredTemporaryKey[] {
    return this.#db.all<TemporaryKeyRow>('SELECT * FROM temporary_keys ORDER BY dc_id, media').map((row) => ({
      dcId: row.dc_id,
      media: row.media === 1,
      key: new Uint8Array(row.key),
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      salts: fromRecord(row.salts) as StoredSalt[],
    }));
  }

  saveTemporaryKey({ dcId, media, key, createdAt, expiresAt, salts }: StoredTemporaryKey): void {
    this.#db.run(
      `INSERT INTO temporary_keys (dc_id, media, key, created_at, expires_at, salts) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (dc_id, media) DO UPDATE SET key = excluded.key, created_at = excluded.created_at,
         expires_at = excluded.expires_at, salts = excluded.salts`,
      dcId,
      media ? 1 : 0,
      key,
      Math.floor(createdAt),
      Math.floor(expiresAt),
      toRecord(salts),
    );
  }

  deleteTemporaryKey(dcId: number, media: boolean): void {
    this.#db.run('DELETE FROM temporary_keys WHERE dc_id = ? AND media = ?', dcId, media ? 1 : 0);
  }

  loadCdnKeys(): StoredCdnKeys | undefined {
    const value = this.#load('dc.cdn');
    return value === undefined ? undefined : (value as StoredCdnKeys);
  }

  saveCdnKeys(keys: StoredCdnKeys): void {
    this.#save('dc.cdn', keys);
  }

  loadMainDcId(): number | undefined {
    const value = this.#load('dc.main');
    return typeof value === 'number' ? value : undefined;
  }

  saveMainDcId(dcId: number): void {
    this.#save('dc.main', dcId);
  }

  loadDcOptions(): DcAddress[] | undefined {
    const value = this.#load('dc.options');
    return Array.isArray(value) ? (value as DcAddress[]) : undefined;
  }

  saveDcOptions(options: DcAddress[]): void {
    this.#save('dc.options', options);
  }

  loadConfig(): StoredConfig | undefined {
    const value = this.#load('dc.config');
    if (typeof value !== 'object' || value === null) return undefined;
    const { config, until } = value as Partial<StoredConfig>;
    return config instanceof Uint8Array && typeof until === 'number' ? { config, until } : undefined;
  }

  saveConfig(config: StoredConfig): void {
    this.#save('dc.config', config);
  }

  loadGoodEndpoints(): string[] {
    const value = this.#load('dc.good');
    return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
  }

  saveGoodEndpoints(names: string[]): void {
    this.#save('dc.good', names);
  }

  #salts(dcId: number): StoredSalt[] {
    return this.#db
      .allBig<SaltRow>('SELECT salt, valid_since, valid_until FROM salts WHERE dc_id = ? ORDER BY valid_since', dcId)
      .map((row) => ({ salt: row.salt, validSince: Number(row.valid_since), validUntil: Number(row.valid_until) }));
  }

  #load(key: string): unknown {
    const row = this.#db.get<{ value: string }>('SELECT value FROM meta WHERE key = ?', key);
    return row === undefined ? undefined : fromRecord(row.value);
  }

  #save(key: string, value: unknown): void {
    this.#db.run('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)', key, toRecord(value));
  }
}
