import { drop } from '#shared/assert.ts';
import type { Logger } from '../../mtproto/index.ts';
import { keptFromText, keptToText, StoreError } from '../../store/index.ts';
import type { Kept, Store } from '../../store/index.ts';
import { SealedFile } from '../sealed-file.ts';

/** Changes of so many milliseconds are written together. */
const GATHER_MS = 1_000;
const REVISION = 'keepsake';

interface Content {
  /** Grows with each copy; the database notes it first. A database that knows less has lost commits. */
  revision: number;
  kept: string;
}

/**
 * A second, sealed copy of what lives only on this machine (session, drafts, messages on their way out), beside the database: it counts
 * when the database is so damaged that it does not open, or when its log has lost the last commits.
 */
export class Keepsake {
  readonly #file: SealedFile<Content>;
  readonly #log: Logger;

  constructor(path: string, masterKey: Uint8Array, log: Logger) {
    this.#file = new SealedFile(path, masterKey, 'keepsake');
    this.#log = log;
  }

  /** The copy, if it can be read. */
  read(): { revision: number; kept: Kept } | undefined {
    const read = this.#file.read();
    if (read.state !== 'present') return undefined;
    try {
      return { revision: read.value.revision, kept: keptFromText(read.value.kept) };
    } catch {
      return undefined;
    }
  }

  /** Puts back what the log of a database has lost, then copies what changes from now on until the store is closed. */
  follow(store: Store): void {
    if (this.#file.read().state === 'damaged') this.#file.setAside('damaged');
    const copy = this.read();
    if (copy !== undefined && copy.revision > revisionOf(store)) {
      this.#log.warn('the database has lost its last changes; what the copy holds is put back');
      store.restoreKept(copy.kept);
    }
    let revision = Math.max(copy?.revision ?? 0, revisionOf(store));
    let timer: NodeJS.Timeout | undefined;
    let writing: Promise<void> | undefined;
    let isDirty = false;
    const take = (): Content => {
      const kept = store.kept();
      // What cannot be read here any more is still in the copy.
      if (kept.damaged.length > 0) throw new StoreError('corrupt');
      isDirty = false;
      revision += 1;
      store.meta.set(REVISION, revision);
      return { revision, kept: keptToText(kept) };
    };
    const writeSoon = (): void => {
      isDirty = true;
      if (timer !== undefined || writing !== undefined) return;
      timer = setTimeout(() => {
        timer = undefined;
        writing = (async () => {
          const content = take();
          await store.settled();
          await this.#file.writeLater(content);
        })()
          .catch((error: unknown) => {
            isDirty = true;
            this.#log.warn('what lives only here could not be copied', { error });
          })
          .finally(() => {
            writing = undefined;
            if (isDirty && !isClosed) writeSoon();
          });
        drop(writing);
      }, GATHER_MS);
    };
    let isClosed = false;
    store.onKeptChange(writeSoon);
    store.beforeClose(() => {
      isClosed = true;
      clearTimeout(timer);
      if (!isDirty && writing === undefined) return;
      try {
        this.#file.write(take());
      } catch (error) {
        this.#log.warn('what lives only here could not be copied', { error });
      }
    });
    // A database from before there were copies.
    if (copy === undefined) writeSoon();
  }
}

function revisionOf(store: Store): number {
  const value = store.meta.get(REVISION);
  return typeof value === 'number' ? value : 0;
}
