import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Timer } from '../mtproto/index.ts';
import type { CachedFile } from '../store/index.ts';
import { removeCacheFile } from './cache-file.ts';
import type { FilesContext } from './types.ts';

/** How often files that nobody uses any more are looked for. */
const SWEEP_MS = 3_600_000;
/** This part of the limit is left after room was made. */
const KEPT = 0.9;

export interface CacheUsers {
  /** Somebody downloads this media path now. */
  inUse(path: string): boolean;
  /** The cache does not hold this media path any more. */
  forgotten(path: string): void;
}

/** The folder of the cache: keeps to the limits of size and age, and holds nothing that the database does not know. */
export class CacheRoom {
  readonly #context: FilesContext;
  readonly #users: CacheUsers;
  /** Settles when the folder is there and tidy. */
  readonly ready: Promise<void>;
  /** What is done in the folder now; never rejects. */
  #work: Promise<void>;
  #sweeping: Timer | undefined;
  #disposed = false;

  constructor(context: FilesContext, users: CacheUsers) {
    this.#context = context;
    this.#users = users;
    this.ready = this.#tidy();
    this.#work = this.ready.catch(() => undefined);
  }

  pathOf(entry: CachedFile): string {
    return join(this.#context.cacheDir, entry.fileName);
  }

  async forget(entry: CachedFile): Promise<void> {
    this.#context.store.mediaCache.delete(entry.path);
    this.#users.forgotten(entry.path);
    await removeCacheFile(this.pathOf(entry)).catch(() => undefined);
  }

  /** Removes those of the files that are chosen and that nobody uses now. The room comes first: on a full disk the database may not take it yet. */
  async clear(isChosen: (entry: CachedFile) => boolean): Promise<void> {
    const { mediaCache } = this.#context.store;
    for (const entry of mediaCache.all()) {
      if (this.#users.inUse(entry.path) || !isChosen(entry)) continue;
      await removeCacheFile(this.pathOf(entry));
      mediaCache.delete(entry.path);
      this.#users.forgotten(entry.path);
    }
  }

  /** The limits have changed. */
  async keepLimits(): Promise<void> {
    await this.#forgetUnused();
    await this.makeRoom();
  }

  /** Removes the files that were used longest ago until a tenth of the limit is free. */
  async makeRoom(): Promise<void> {
    const { mediaCache } = this.#context.store;
    let total = mediaCache.totalBytes();
    if (total <= this.#context.cacheLimit) return;
    for (const entry of mediaCache.leastUsed(1000)) {
      if (total <= this.#context.cacheLimit * KEPT) return;
      if (this.#users.inUse(entry.path)) continue;
      total -= entry.byteSize;
      await this.forget(entry);
    }
  }

  /** Resolves when nothing is done in the folder any more. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#sweeping?.cancel();
    await this.#work;
  }

  /** Makes the folder and removes from it what the database does not know. */
  async #tidy(): Promise<void> {
    const { cacheDir, store } = this.#context;
    await mkdir(cacheDir, { recursive: true, mode: 0o700 });
    if (this.#disposed) return;
    const known = store.mediaCache.fileNames();
    for (const name of await readdir(cacheDir)) {
      if (!known.has(name.replace(/\.parts$/, ''))) await removeCacheFile(join(cacheDir, name));
    }
    await this.#sweep();
  }

  /** Removes what nobody has used for long, now and every hour. */
  async #sweep(): Promise<void> {
    await this.#forgetUnused();
    if (this.#disposed) return;
    this.#sweeping = this.#context.clock.after(SWEEP_MS, () => {
      this.#work = this.#sweep().catch(() => undefined);
    });
  }

  async #forgetUnused(): Promise<void> {
    const { clock, cacheAgeMs, store } = this.#context;
    for (const entry of store.mediaCache.unusedSince(clock.wall() - cacheAgeMs)) {
      if (this.#disposed) return;
      if (!this.#users.inUse(entry.path)) await this.forget(entry);
    }
  }
}
