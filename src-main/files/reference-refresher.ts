import type { FileKind, FileOrigin } from '../store/index.ts';
import type { FilesContext } from './types.ts';

const NEGATIVE_MS = 60_000;
/** More messages than this are not read again for one file. */
const MAX_ORIGINS = 5;

export interface RefresherContext {
  files: FilesContext['store']['files'];
  /** Reads a message from the server again and stores it with its files. */
  refetch(origin: FileOrigin): Promise<void>;
  now(): number;
}

/**
 * Renews the reference of a file through the messages that show it (core.telegram.org/api/file-references). Several that ask for
 * one file wait for one refresh; a refresh that did not help is not repeated for a minute.
 */
export class ReferenceRefresher {
  readonly #context: RefresherContext;
  readonly #running = new Map<string, Promise<boolean>>();
  readonly #failedAt = new Map<string, number>();

  constructor(context: RefresherContext) {
    this.#context = context;
  }

  /** Whether the stored reference is now another one than `failed`. */
  refresh(kind: FileKind, id: bigint, failed: Uint8Array): Promise<boolean> {
    if (this.#changed(kind, id, failed)) return Promise.resolve(true);
    const key = `${kind}/${id}`;
    const failedAt = this.#failedAt.get(key);
    if (failedAt !== undefined && this.#context.now() - failedAt < NEGATIVE_MS) return Promise.resolve(false);
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    const work = this.#walk(kind, id, failed).finally(() => this.#running.delete(key));
    this.#running.set(key, work);
    return work;
  }

  async #walk(kind: FileKind, id: bigint, failed: Uint8Array): Promise<boolean> {
    const key = `${kind}/${id}`;
    for (const origin of this.#context.files.origins(kind, id).slice(0, MAX_ORIGINS)) {
      try {
        await this.#context.refetch(origin);
      } catch {
        continue;
      }
      if (this.#changed(kind, id, failed)) {
        this.#failedAt.delete(key);
        return true;
      }
    }
    this.#failedAt.set(key, this.#context.now());
    return false;
  }

  #changed(kind: FileKind, id: bigint, failed: Uint8Array): boolean {
    const present = this.#context.files.get(kind, id)?.reference;
    return present !== undefined && !Buffer.from(present).equals(failed);
  }
}
