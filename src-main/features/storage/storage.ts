import type { CallHandlers } from '#shared/ipc/handlers.ts';
import { parseMediaPath } from '#shared/media-path.ts';
import type { PeerId, StorageLimits, StorageUsage, StoredMediaKind } from '#shared/model/index.ts';
import type { FileManager } from '../../files/index.ts';
import type { CachedFile, Store } from '../../store/index.ts';

type StorageCalls = 'storage.usage' | 'storage.setLimits' | 'storage.clear';

/** Messages that are given up at a time; others have the thread in between. */
const PIECE = 200;
const MOST_CHATS = 20;

export interface StorageContext {
  store: Store;
  files: Pick<FileManager, 'clear' | 'keepLimits'>;
  /** What holds until the person has chosen. */
  defaults: StorageLimits;
}

/**
 * The media cache and the stored history, seen as what they cost. Clearing touches only copies of what the server has: drafts, messages
 * on their way out, attachments, settings and the session are none (see store/kept-tables.ts).
 */
export class Storage {
  readonly #context: StorageContext;

  constructor(context: StorageContext) {
    this.#context = context;
  }

  limits(): StorageLimits {
    return this.#context.store.retention.limits() ?? this.#context.defaults;
  }

  calls(): Pick<CallHandlers, StorageCalls> {
    return {
      'storage.usage': () => this.#usage(),
      'storage.setLimits': async (limits) => {
        this.#context.store.retention.setLimits(limits);
        await this.#context.files.keepLimits();
        return this.#usage();
      },
      'storage.clear': async ({ what, kind, peerId }) => {
        if (what === 'media') await this.#clearMedia(kind, peerId);
        else await this.#clearMessages(peerId);
        return this.#usage();
      },
    };
  }

  #usage(): StorageUsage {
    const { mediaCache, retention, peers } = this.#context.store;
    const kinds = new Map<StoredMediaKind, { bytes: number; count: number }>();
    const chats = new Map<PeerId, number>();
    for (const file of mediaCache.all()) {
      const kind = kindOf(file);
      const { bytes, count } = kinds.get(kind) ?? { bytes: 0, count: 0 };
      kinds.set(kind, { bytes: bytes + file.byteSize, count: count + 1 });
      const owner = this.#ownerOf(file);
      if (owner !== undefined) chats.set(owner, (chats.get(owner) ?? 0) + file.byteSize);
    }
    const messages = retention.messageCounts();
    const largest = [...new Set([...chats.keys(), ...messages.keys()])]
      .map((peerId) => ({ peerId, title: peers.get(peerId)?.title ?? '', bytes: chats.get(peerId) ?? 0, messages: messages.get(peerId) ?? 0 }))
      .sort((a, b) => b.bytes - a.bytes || b.messages - a.messages)
      .slice(0, MOST_CHATS);
    return {
      media: Array.from(kinds, ([kind, each]) => ({ kind, ...each })).sort((a, b) => b.bytes - a.bytes),
      chats: largest,
      databaseBytes: retention.databaseBytes(),
      messageCount: [...messages.values()].reduce((sum, count) => sum + count, 0),
      limits: this.limits(),
    };
  }

  async #clearMedia(kind: StoredMediaKind | undefined, peerId: PeerId | undefined): Promise<void> {
    await this.#context.files.clear(
      (file) => (kind === undefined || kindOf(file) === kind) && (peerId === undefined || this.#ownerOf(file) === peerId),
    );
  }

  async #clearMessages(peerId: PeerId | undefined): Promise<void> {
    const { retention } = this.#context.store;
    for (const each of peerId === undefined ? retention.peers() : [peerId]) {
      while (retention.forgetMessages(each, PIECE)) await new Promise(setImmediate);
      await new Promise(setImmediate);
    }
    retention.shrink();
  }

  /** The chat that showed a file last. */
  #ownerOf(file: CachedFile): PeerId | undefined {
    const path = parseMediaPath(file.path);
    const kind = path?.kind === 'documentThumbnail' ? 'document' : path?.kind;
    if (path === undefined || (kind !== 'photo' && kind !== 'document') || !('id' in path)) return undefined;
    return this.#context.store.files.origins(kind, BigInt(path.id))[0]?.peerId;
  }
}

function kindOf({ path, mimeType }: CachedFile): StoredMediaKind {
  if (path.startsWith('photo/')) return 'photo';
  if (!path.startsWith('document/')) return 'other';
  if (mimeType.startsWith('video/')) return 'video';
  if (mimeType.startsWith('audio/')) return 'audio';
  return 'file';
}
