import { Worker } from 'node:worker_threads';
import { wipe } from '../bytes.ts';
import type { Direction } from '../kdf.ts';
import { BulkMemory, secretsIn } from './memory.ts';
import type { BulkCipher, BulkJob, BulkResult, Masked } from './types.ts';
import { work } from './work.ts';

/** After so long without work the memory goes, milliseconds. The thread stays: V8 bears ill that threads with WebAssembly come and go (nodejs/node #64500). */
const idleTime = 20_000;

/** What a job is done with. */
interface Secrets {
  authKey?: Uint8Array;
  direction?: Direction;
  masked?: Masked | undefined;
}

/** Cryptography of large pieces in a thread of its own, which begins with the first such work. */
export class BulkThread implements BulkCipher {
  readonly #memory = new BulkMemory();
  readonly #entry: URL;
  readonly #pending = new Map<number, { job: BulkJob; done: PromiseWithResolvers<boolean> }>();
  #worker: Worker | undefined;
  #nextId = 0;
  #idle: NodeJS.Timeout | undefined;
  /** A thread could not be had: the work is done here. */
  #alone = false;
  #disposed = false;

  /** @param entry the thread's module */
  constructor(entry = besideThis()) {
    this.#entry = entry;
  }

  take(length: number): Uint8Array {
    return this.#memory.take(length);
  }

  owns(bytes: Uint8Array): boolean {
    return this.#memory.under(bytes) !== undefined;
  }

  giveBack(bytes: Uint8Array): void {
    this.#memory.giveBack(bytes);
  }

  open(packet: Uint8Array, authKey: Uint8Array, direction: Direction, masked?: Masked): Promise<boolean> {
    return this.#ask('open', packet, { authKey, direction, masked });
  }

  async seal(packet: Uint8Array, authKey: Uint8Array, direction: Direction, masked?: Masked): Promise<void> {
    await this.#ask('seal', packet, { authKey, direction, masked });
  }

  async count(bytes: Uint8Array, key: Uint8Array, counter: Uint8Array): Promise<void> {
    await this.#ask('count', bytes, { masked: { from: 0, keystream: { key, counter, used: 0 } } });
  }

  /** Ends the thread; what it was asked for is rejected. */
  dispose(): void {
    this.#disposed = true;
    this.#end(new Error('Petrel is closing'));
  }

  #ask(kind: BulkJob['do'], bytes: Uint8Array, { authKey, direction = 'toServer', masked }: Secrets): Promise<boolean> {
    const memory = this.#memory.under(bytes);
    if (memory === undefined) return Promise.reject(new RangeError('Only memory of the pool is worked on'));
    if (this.#disposed) return Promise.reject(new Error('Petrel is closing'));
    const where = masked && { from: masked.from, used: masked.keystream.used };
    const job: BulkJob = { id: this.#nextId++, do: kind, memory, start: bytes.byteOffset, length: bytes.length, direction, masked: where };
    // The keys lie in the memory that is worked on, where they are wiped; a message would leave copies of them.
    const secrets = secretsIn(memory);
    if (authKey !== undefined) secrets.authKey.set(authKey);
    if (masked !== undefined) {
      secrets.key.set(masked.keystream.key);
      secrets.counter.set(masked.keystream.counter);
    }
    if (this.#alone) return Promise.resolve(work(job));
    const done = Promise.withResolvers<boolean>();
    this.#pending.set(job.id, { job, done });
    this.#thread().postMessage(job);
    return done.promise;
  }

  #thread(): Worker {
    clearTimeout(this.#idle);
    this.#idle = undefined;
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(this.#entry, { name: 'bulk' });
    let worked = false;
    worker.on('message', ({ id, ok }: BulkResult) => {
      worked = true;
      this.#pending.get(id)?.done.resolve(ok);
      this.#pending.delete(id);
      if (this.#pending.size === 0) this.#rest();
    });
    worker.on('error', (error) => {
      if (this.#worker !== worker) return;
      this.#alone ||= !worked;
      this.#end(error);
    });
    worker.unref();
    this.#worker = worker;
    return worker;
  }

  #rest(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#memory.clear(), idleTime).unref();
  }

  #end(reason: Error): void {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    this.#memory.clear();
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { job, done } of pending) {
      wipe(secretsIn(job.memory).all);
      done.reject(reason);
    }
    void worker?.terminate();
  }
}

/** In the sources the thread's module lies beside this one; the bundle puts all entries into one folder. */
function besideThis(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './bulk-worker.ts' : './bulk-worker.js', import.meta.url);
}
