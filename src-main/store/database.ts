import Database from 'better-sqlite3';
import { invariant } from '#shared/assert.ts';
import { ChangeCollector } from './changes.ts';
import type { Changes } from './changes.ts';
import { StoreError, toStoreError } from './errors.ts';
import { KEPT_TABLES, KEPT_WRITE } from './kept-tables.ts';
import { unlock } from './unlock.ts';
import { WalCheckpoint } from './wal-checkpoint.ts';
import { WalSync } from './wal-sync.ts';

export type SqlValue = number | bigint | string | Uint8Array | null;
type Row = Record<string, SqlValue>;

export interface DatabaseOptions {
  path: string;
  /** 32 bytes, used as they are: they are a key, not a passphrase. */
  key: Uint8Array;
  /** The key was checked against its own descriptor: a file that does not open with it is damaged. */
  keyChecked: boolean;
  /** Looks and changes nothing, not even the log beside it. */
  readOnly?: boolean;
  /** Hears of each error of the file or the disk, wherever it surfaces. */
  onTrouble?(error: StoreError): void;
  /** Hears of statements that took long; the text holds no values. */
  onSlow?(sql: string, milliseconds: number): void;
}

/** Milliseconds after which a statement is reported: the engine's thread did nothing else meanwhile. */
const SLOW = 40;
/** KiB of pages in memory: a transaction that stores a thousand messages changes more than SQLite's own 2 MiB, and what does not fit is written twice. */
const CACHE_KIB = 24 * 1024;

/**
 * One encrypted connection: statements are prepared once per text, errors of the disk become `StoreError`, transactions nest
 * and gather what they change.
 */
export class SqlDatabase {
  readonly #db: Database.Database;
  readonly #statements = new Map<string, Database.Statement<unknown[], unknown>>();
  /** For each statement, whether it changes what lives only here. */
  readonly #keptWrites = new Map<string, boolean>();
  readonly #listeners = new Set<(changes: Changes) => void>();
  readonly #collectors: ChangeCollector[] = [];
  readonly #beforeCommit = new Set<(changes: ChangeCollector) => void>();
  readonly #afterUndo = new Set<() => void>();

  readonly #onSlow: DatabaseOptions['onSlow'];
  readonly #onTrouble: DatabaseOptions['onTrouble'];
  readonly #beforeClose = new Set<() => void>();
  readonly #keptListeners = new Set<() => void>();
  readonly #sync: WalSync;
  readonly #checkpoint: WalCheckpoint;

  constructor(options: DatabaseOptions) {
    this.#checkpoint = new WalCheckpoint(options);
    this.#sync = new WalSync(options.path, {
      flushed: (size) => this.#checkpoint.flushed(size),
      failed: (error) => this.#onTrouble?.(error),
    });
    this.#onSlow = options.onSlow;
    this.#onTrouble = options.onTrouble;
    invariant(options.key.length === 32, 'a database key has 32 bytes');
    this.#db = guard(() => new Database(options.path, { readonly: options.readOnly ?? false }));
    try {
      this.#open(options);
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  #open({ key, keyChecked, readOnly }: DatabaseOptions): void {
    guard(() => unlock(this.#db, key));
    try {
      this.#db.prepare('SELECT count(*) FROM sqlite_master').get();
    } catch (error) {
      const notADatabase = error instanceof Error && 'code' in error && error.code === 'SQLITE_NOTADB';
      throw notADatabase && !keyChecked ? new StoreError('wrongKey', { cause: error }) : toStoreError(error);
    }
    guard(() => {
      if (readOnly !== true) this.#db.pragma('journal_mode = WAL');
      // The system's temporary folder would get sorts in clear.
      this.#db.pragma('temp_store = MEMORY');
      this.#db.pragma('secure_delete = ON');
      // Commits do not wait for the disk: `settled` does, away from this thread.
      this.#db.pragma('synchronous = NORMAL');
      // The log is moved into the file on another thread, and here only when that one cannot keep up: 64 MiB.
      this.#db.pragma('wal_autocheckpoint = 16384');
      this.#db.pragma('journal_size_limit = 2097152');
      this.#db.pragma('foreign_keys = ON');
      this.#db.pragma(`cache_size = -${CACHE_KIB}`);
    });
  }

  /** The first row, with integers as numbers: only for columns that fit 53 bits. */
  get<R = Row>(sql: string, ...params: SqlValue[]): R | undefined {
    return this.#timed(sql, () => this.#prepare(sql, false).get(...params)) as R | undefined;
  }

  all<R = Row>(sql: string, ...params: SqlValue[]): R[] {
    return this.#timed(sql, () => this.#prepare(sql, false).all(...params)) as R[];
  }

  /** The first row, with every integer as bigint. */
  getBig<R = Row>(sql: string, ...params: SqlValue[]): R | undefined {
    return this.#timed(sql, () => this.#prepare(sql, true).get(...params)) as R | undefined;
  }

  allBig<R = Row>(sql: string, ...params: SqlValue[]): R[] {
    return this.#timed(sql, () => this.#prepare(sql, true).all(...params)) as R[];
  }

  /** Visits row after row, with every integer as bigint; what was visited before an error has been visited. */
  each(sql: string, visit: (row: Row) => void): void {
    guard(() => {
      for (const row of this.#prepare(sql, true).iterate() as Iterable<Row>) visit(row);
    });
  }

  run(sql: string, ...params: SqlValue[]): { changes: number; lastId: number } {
    const result = this.#timed(sql, () => this.#prepare(sql, false).run(...params));
    if (!this.inTransaction) this.#sync.note();
    if (this.#keptListeners.size > 0 && this.#touchesKept(sql)) for (const listener of this.#keptListeners) listener();
    return { changes: result.changes, lastId: Number(result.lastInsertRowid) };
  }

  /** Runs statements that are not kept prepared (migrations, pragmas). */
  exec(sql: string): void {
    this.#timed(sql, () => this.#db.exec(sql));
  }

  /**
   * Reads through the tables that cannot be had from the server again: they are small, and damage in them is better known now, while
   * their neighbours can be read. Other pages are authenticated when they are read. Throws `StoreError`.
   */
  checkKept(): void {
    for (const { name } of KEPT_TABLES) {
      const [found] = this.all<{ quick_check: string }>(`PRAGMA quick_check(${name})`);
      if (found?.quick_check !== 'ok') throw new StoreError('corrupt');
    }
  }

  get schemaVersion(): number {
    return Number(guard(() => this.#db.pragma('user_version', { simple: true })));
  }

  set schemaVersion(version: number) {
    guard(() => this.#db.pragma(`user_version = ${Math.trunc(version)}`));
  }

  /**
   * Runs `work` in a transaction. An inner transaction belongs to the outer one: it commits with it, and undoes only itself
   * when it throws. Listeners hear once, after the outermost commit. `work` is synchronous.
   */
  transaction<T>(work: () => T): T {
    const outermost = this.#collectors.length === 0;
    if (this.#sync.failure !== undefined) throw this.#sync.failure;
    const name = `t${this.#collectors.length}`;
    this.run(outermost ? 'BEGIN IMMEDIATE' : `SAVEPOINT ${name}`);
    const collector = new ChangeCollector();
    this.#collectors.push(collector);
    let result: T;
    try {
      result = work();
      invariant(!(result instanceof Promise), 'a transaction is synchronous');
      invariant(!collector.isBroken, 'a transaction of which a step failed is not committed');
      if (outermost) for (const work of this.#beforeCommit) work(collector);
      this.run(outermost ? 'COMMIT' : `RELEASE ${name}`);
    } catch (error) {
      this.#collectors.pop();
      this.#undo(outermost, name);
      throw error;
    }
    this.#collectors.pop();
    const outer = this.#collectors.at(-1);
    if (outer !== undefined) outer.join(collector);
    else if (!collector.isEmpty) for (const listener of [...this.#listeners]) listener(collector);
    return result;
  }

  /**
   * Runs `work` as a step of the transaction around it, or in one of its own. Cheaper than `transaction`, because a step is not undone
   * by itself: when it throws, the transaction that it belongs to cannot be committed any more.
   */
  step<T>(work: () => T): T {
    const around = this.#collectors.at(-1);
    if (around === undefined) return this.transaction(work);
    try {
      return work();
    } catch (error) {
      around.isBroken = true;
      throw error;
    }
  }

  get inTransaction(): boolean {
    return this.#collectors.length > 0;
  }

  /** Where a mutation notes what it changes; only inside a transaction. */
  get changes(): ChangeCollector {
    const collector = this.#collectors.at(-1);
    invariant(collector !== undefined, 'changes happen in a transaction');
    return collector;
  }

  /** Runs at the end of each outermost transaction, as a part of it. */
  beforeCommit(work: (changes: ChangeCollector) => void): void {
    this.#beforeCommit.add(work);
  }

  /** Runs whenever something that was written has been undone: what was read of it and kept is not true any more. */
  afterUndo(work: () => void): void {
    this.#afterUndo.add(work);
  }

  onChange(listener: (changes: Changes) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when all that is committed now survives a power cut; undefined when it does already. Rejects with `StoreError`. */
  settled(): Promise<void> | undefined {
    return this.#sync.settled();
  }

  /** The disk has refused to keep a commit: nothing is written any more until the file is opened anew. */
  get isStuck(): boolean {
    return this.#sync.failure !== undefined;
  }

  /** Moves the write-ahead log into the file, so that the log stays short. */
  checkpoint(): void {
    guard(() => this.#db.pragma('wal_checkpoint(TRUNCATE)'));
  }

  /** Runs first when the database is closed. */
  beforeClose(work: () => void): void {
    this.#beforeClose.add(work);
  }

  /** Hears, at once and perhaps too often, when something changes that lives only on this machine. */
  onKeptChange(listener: () => void): void {
    this.#keptListeners.add(listener);
  }

  close(): void {
    const last = [...this.#beforeClose];
    this.#beforeClose.clear();
    try {
      for (const work of last) work();
    } finally {
      this.#listeners.clear();
      this.#checkpoint.close();
      this.#sync.close();
      this.#db.close();
    }
  }

  #timed<T>(sql: string, work: () => T): T {
    const start = performance.now();
    try {
      return guard(work);
    } catch (error) {
      if (error instanceof StoreError) this.#onTrouble?.(error);
      throw error;
    } finally {
      const took = performance.now() - start;
      if (took > SLOW) this.#onSlow?.(sql, took);
    }
  }

  #touchesKept(sql: string): boolean {
    let touches = this.#keptWrites.get(sql);
    if (touches === undefined) this.#keptWrites.set(sql, (touches = KEPT_WRITE.test(sql)));
    return touches;
  }

  #undo(outermost: boolean, name: string): void {
    // SQLite itself ends the transaction on some errors (a full disk): there is nothing left to undo then.
    if (this.#db.inTransaction) this.exec(outermost ? 'ROLLBACK' : `ROLLBACK TO ${name}; RELEASE ${name}`);
    for (const work of this.#afterUndo) work();
  }

  #prepare(sql: string, big: boolean): Database.Statement<unknown[], unknown> {
    const key = big ? `big ${sql}` : sql;
    let statement = this.#statements.get(key);
    if (statement === undefined) {
      statement = this.#db.prepare<unknown[], unknown>(sql);
      if (big) statement.safeIntegers(true);
      this.#statements.set(key, statement);
    }
    return statement;
  }
}

function guard<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toStoreError(error);
  }
}
