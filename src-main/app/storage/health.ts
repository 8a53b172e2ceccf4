import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { drop } from '#shared/assert.ts';
import type { StorageState } from '#shared/model/index.ts';
import { Observable } from '../observable.ts';

/** The room that must be there again before writing is taken up, bytes. */
const PROBE_BYTES = 256 * 1024;

export interface StorageHealthOptions {
  /** The folder whose disk is meant. */
  dir: string;
  /** Between two looks whether there is room again, ms. */
  intervalMs: number;
  /** Writes what the engine itself must be able to write; rejects while that fails. */
  tryOut(): Promise<void>;
  /** Everything can be written again. */
  onFine(): void;
}

/** Whether this machine keeps what it is told to: a full or failing disk is a state that ends by itself, not an error at each step. */
export class StorageHealth {
  readonly #options: StorageHealthOptions;
  readonly state = new Observable<StorageState>({ kind: 'fine' });
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: StorageHealthOptions) {
    this.#options = options;
  }

  /** Something could not be written. */
  note(kind: Exclude<StorageState['kind'], 'fine'>): void {
    if (this.#closed) return;
    if (this.state.value.kind !== kind) this.state.set({ kind });
    this.#lookLater();
  }

  /** Looks now: the person has made room. Resolves when that is known. */
  async look(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#closed || this.state.value.kind === 'fine') return;
    try {
      await this.#probe();
      await this.#options.tryOut();
    } catch {
      this.#lookLater();
      return;
    }
    if (this.#closed) return;
    this.state.set({ kind: 'fine' });
    this.#options.onFine();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #lookLater(): void {
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => drop(this.look()), this.#options.intervalMs);
  }

  async #probe(): Promise<void> {
    const path = join(this.#options.dir, 'probe');
    try {
      const file = await open(path, 'w', 0o600);
      try {
        await file.writeFile(new Uint8Array(PROBE_BYTES));
        await file.sync();
      } finally {
        await file.close();
      }
    } finally {
      await rm(path, { force: true });
    }
  }
}
