import { Worker } from 'node:worker_threads';

/** A log of this size is worth a checkpoint, bytes. */
const worthwhile = 4 * 1024 * 1024;
/** Checkpoints begin at most so often, and without any the thread ends after this time; milliseconds. */
const pause = 500;
const idleTime = 20_000;

/**
 * Moves the write-ahead log into the database on another thread, with a connection of its own: it takes milliseconds of computing and
 * waits for the disk twice. Writers go on meanwhile; the log begins anew with the first write after all of it was moved.
 */
export class WalCheckpoint {
  readonly #database: { path: string; key: Uint8Array };
  #worker: Worker | undefined;
  #running = false;
  #allowedAt = 0;
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(database: { path: string; key: Uint8Array }) {
    // Whoever opened the database may wipe the key.
    this.#database = { path: database.path, key: new Uint8Array(database.key) };
  }

  /** The log was flushed to the disk and has so many bytes. */
  flushed(size: number): void {
    if (size < worthwhile || this.#running || this.#closed || performance.now() < this.#allowedAt) return;
    this.#running = true;
    this.#thread().postMessage('checkpoint');
  }

  close(): void {
    this.#closed = true;
    this.#database.key.fill(0);
    this.#end();
  }

  #thread(): Worker {
    clearTimeout(this.#idle);
    if (this.#worker !== undefined) return this.#worker;
    const entry = new URL(import.meta.url.endsWith('.ts') ? './wal-checkpoint-worker.ts' : './wal-checkpoint-worker.js', import.meta.url);
    const worker = new Worker(entry, { name: 'checkpoint', workerData: this.#database });
    worker.on('message', () => this.#done());
    // Without the thread the log is moved by this connection, when it is long.
    worker.on('error', () => {
      this.#closed = true;
    });
    worker.unref();
    this.#worker = worker;
    return worker;
  }

  #done(): void {
    this.#running = false;
    this.#allowedAt = performance.now() + pause;
    if (!this.#closed) this.#idle = setTimeout(() => this.#end(), idleTime).unref();
  }

  #end(): void {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    this.#running = false;
    void worker?.terminate();
  }
}
