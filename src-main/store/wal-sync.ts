import { close, closeSync, fdatasync, fdatasyncSync, fstatSync, openSync } from 'node:fs';
import { drop } from '#shared/assert.ts';
import { StoreError } from './errors.ts';

/** Commits of so many milliseconds share one flush of the disk. */
const GATHER_MS = 10;

export interface WalSyncListener {
  /** After each flush: the bytes of the log. */
  flushed?(size: number): void;
  /** The disk refused a flush. */
  failed?(error: StoreError): void;
}

/**
 * Flushes the write-ahead log to the disk behind the commits, on another thread: a commit alone only hands its pages to the system,
 * because waiting for the disk would hold up everything else. After a power cut the database is as some commit left it; what must
 * not be lost with the last ones waits for `settled`.
 */
export class WalSync {
  readonly #path: string;
  readonly #listener: WalSyncListener;
  #file: number | undefined;
  /** Covers every commit until now and has not begun. */
  #next: PromiseWithResolvers<void> | undefined;
  #running: PromiseWithResolvers<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failure: StoreError | undefined;
  #closed = false;

  /** @param path of the database, not of its log */
  constructor(path: string, listener: WalSyncListener = {}) {
    this.#path = path;
    this.#listener = listener;
  }

  /** The disk refused a flush: nothing that was committed since the last good one is sure to last, and nothing may follow it. */
  get failure(): StoreError | undefined {
    return this.#failure;
  }

  /** Something was committed. */
  note(): void {
    if (this.#next !== undefined) return;
    this.#next = Promise.withResolvers();
    // Whoever waits hears of a failure; nobody has to wait.
    drop(this.#next.promise.catch(() => undefined));
    this.#timer ??= setTimeout(() => this.#begin(), GATHER_MS);
  }

  /**
   * Resolves when all that is committed now survives a power cut; undefined when it does already. Rejects with a `StoreError` when
   * the disk refuses.
   */
  settled(): Promise<void> | undefined {
    return this.#failure === undefined ? (this.#next ?? this.#running)?.promise : Promise.reject(this.#failure);
  }

  /** Flushes what is left and lets go of the log. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    const left = this.#next;
    this.#next = undefined;
    try {
      if (left !== undefined) fdatasyncSync(this.#open());
      left?.resolve();
    } catch (error) {
      left?.reject(this.#fail(error));
    }
    // A flush that is under way still needs the file.
    if (this.#file !== undefined && this.#running === undefined) closeSync(this.#file);
  }

  #begin(): void {
    this.#timer = undefined;
    const round = this.#next;
    if (round === undefined || this.#running !== undefined) return;
    this.#next = undefined;
    this.#running = round;
    try {
      fdatasync(this.#open(), (error) => this.#end(round, error));
    } catch (error) {
      this.#end(round, error);
    }
  }

  #end(round: PromiseWithResolvers<void>, error: unknown): void {
    this.#running = undefined;
    if (error === null) round.resolve();
    else round.reject(this.#fail(error));
    if (this.#closed && this.#file !== undefined) close(this.#file);
    else {
      if (error === null && this.#file !== undefined) this.#listener.flushed?.(fstatSync(this.#file).size);
      if (this.#timer === undefined) this.#begin();
    }
  }

  /** The log keeps its file as long as the database is open. SQLite locks other files, so that a second handle does no harm. */
  #open(): number {
    return (this.#file ??= openSync(`${this.#path}-wal`, 'r+'));
  }

  #fail(error: unknown): StoreError {
    const isFull = error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
    if (this.#failure === undefined) {
      this.#failure = new StoreError(isFull ? 'diskFull' : 'io', { cause: error });
      this.#listener.failed?.(this.#failure);
    }
    return this.#failure;
  }
}
