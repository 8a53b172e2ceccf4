import type { Logger } from '../mtproto/types.ts';
import { AttachmentsRepository } from './attachments.ts';
import { ChannelStateRepository } from './channel-state.ts';
import type { Changes } from './changes.ts';
import { SqlDatabase } from './database.ts';
import { DialogsRepository } from './dialogs.ts';
import { DraftsRepository } from './drafts.ts';
import type { StoreError } from './errors.ts';
import { FilesRepository } from './files.ts';
import { FoldersRepository } from './folders.ts';
import { readKept, restoreKept } from './kept.ts';
import type { Kept } from './kept.ts';
import type { MapContext } from './map/sentence.ts';
import { MediaCacheRepository } from './media-cache.ts';
import { MessagesRepository } from './messages.ts';
import { MetaRepository } from './meta.ts';
import { migrate } from './migrate.ts';
import { SqlMtprotoStorage } from './mtproto-storage.ts';
import { OutboxRepository } from './outbox.ts';
import { PeerInfoRepository } from './peer-info.ts';
import { PeersRepository } from './peers.ts';
import { PendingOpsRepository } from './pending-ops.ts';
import { RangesRepository } from './ranges.ts';
import { RetentionRepository } from './retention.ts';
import { SavedRepository } from './saved.ts';
import { ScheduledRepository } from './scheduled.ts';
import { SearchIndex } from './search/search-index.ts';
import { SearchRepository } from './search/search.ts';
import { ThreadsRepository } from './threads.ts';
import { UploadsRepository } from './uploads.ts';
import { WebFilesRepository } from './web-files.ts';

export interface StoreOptions {
  /** The database file; made when it does not exist. */
  path: string;
  /** 32 random bytes. */
  key: Uint8Array;
  /** The key was checked against the profile's descriptor: a file that does not open is then `corrupt`, not `wrongKey`. */
  keyChecked?: boolean;
  log?: Logger;
  /** Hears of each error of the file or the disk, wherever it surfaces; may be called within a transaction. */
  onTrouble?(error: StoreError): void;
}

/**
 * The account's truth on this machine: one encrypted SQLite file. Everything is synchronous. Every mutation is a transaction, or
 * part of the one around it; what changed is told once, after commit. All operations may throw `StoreError`.
 */
export class Store {
  readonly meta: MetaRepository;
  readonly channels: ChannelStateRepository;
  readonly peers: PeersRepository;
  readonly peerInfo: PeerInfoRepository;
  readonly dialogs: DialogsRepository;
  readonly folders: FoldersRepository;
  readonly messages: MessagesRepository;
  readonly ranges: RangesRepository;
  readonly drafts: DraftsRepository;
  readonly threads: ThreadsRepository;
  readonly saved: SavedRepository;
  readonly outbox: OutboxRepository;
  readonly scheduled: ScheduledRepository;
  readonly pendingOps: PendingOpsRepository;
  readonly files: FilesRepository;
  readonly mediaCache: MediaCacheRepository;
  readonly uploads: UploadsRepository;
  readonly attachments: AttachmentsRepository;
  readonly search: SearchRepository;
  readonly webFiles: WebFilesRepository;
  readonly retention: RetentionRepository;
  /** Keys and addresses for the MTProto engine. */
  readonly mtproto: SqlMtprotoStorage;
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
    this.meta = new MetaRepository(db);
    this.channels = new ChannelStateRepository(db);
    const index = new SearchIndex(db, this.meta);
    this.peers = new PeersRepository(db, this.meta, index);
    this.peerInfo = new PeerInfoRepository(db);
    this.dialogs = new DialogsRepository(db, this.meta, this.peers);
    this.folders = new FoldersRepository(db, this.meta);
    const refreshDialog = this.dialogs.refreshSort.bind(this.dialogs);
    this.ranges = new RangesRepository(db);
    this.files = new FilesRepository(db);
    this.drafts = new DraftsRepository(db, refreshDialog);
    this.threads = new ThreadsRepository(db);
    this.saved = new SavedRepository(db, this.meta);
    this.outbox = new OutboxRepository(db, refreshDialog);
    this.scheduled = new ScheduledRepository(db, this.files, this.outbox);
    this.webFiles = new WebFilesRepository(db);
    this.messages = new MessagesRepository({
      db,
      meta: this.meta,
      peers: this.peers,
      files: this.files,
      ranges: this.ranges,
      outbox: this.outbox,
      search: index,
      webFiles: this.webFiles,
    });
    this.retention = new RetentionRepository(db, this.meta, this.messages, this.ranges);
    this.search = new SearchRepository(db, this.peers, index);
    this.pendingOps = new PendingOpsRepository(db);
    this.mediaCache = new MediaCacheRepository(db);
    this.uploads = new UploadsRepository(db);
    this.attachments = new AttachmentsRepository(db);
    this.mtproto = new SqlMtprotoStorage(db);
  }

  /**
   * Runs `work` atomically. Inner transactions join the outer one. When `work` throws, nothing of it stays and nobody is told.
   * `work` is synchronous: whatever needs waiting happens before.
   */
  transaction<T>(work: () => T): T {
    return this.#db.transaction(work);
  }

  /**
   * Commits are handed to the system and flushed to the disk soon after, on another thread. Resolves when all that is committed now
   * survives a power cut; undefined when it does already. Rejects with `StoreError` when the disk refuses.
   */
  settled(): Promise<void> | undefined {
    return this.#db.settled();
  }

  /** The disk has refused to keep a commit: nothing is written any more until the file is opened anew. */
  get isStuck(): boolean {
    return this.#db.isStuck;
  }

  /** Hears what each committed transaction changed; returns how to stop. */
  onChange(listener: (changes: Changes) => void): () => void {
    return this.#db.onChange(listener);
  }

  /** What the mapping of wire objects asks: names of peers as they are known now. */
  mapContext(): MapContext {
    return {
      selfId: this.meta.selfId(),
      title: (peerId) => this.peers.get(peerId)?.title,
      isBroadcast: (peerId) => this.peers.get(peerId)?.kind === 'channel',
    };
  }

  /** What lives only on this machine. */
  kept(): Kept {
    return readKept(this.#db);
  }

  /** Takes over what is missing of it. */
  restoreKept(kept: Kept): void {
    restoreKept(this.#db, this.peers, kept);
  }

  /** Hears, at once and perhaps too often, when something changes that lives only on this machine. */
  onKeptChange(listener: () => void): void {
    this.#db.onKeptChange(listener);
  }

  /** Runs first when the store is closed. */
  beforeClose(work: () => void): void {
    this.#db.beforeClose(work);
  }

  /** Shortens the write-ahead log, for quiet moments. */
  checkpoint(): void {
    this.#db.checkpoint();
  }

  /** Ends the use of the file. Listeners hear nothing any more. */
  close(): void {
    this.#db.close();
  }
}

/** Opens the account's database, making or migrating it as needed. Throws `StoreError`. */
export function openStore(options: StoreOptions): Store {
  const db = new SqlDatabase({
    path: options.path,
    key: options.key,
    keyChecked: options.keyChecked ?? false,
    ...(options.onTrouble === undefined ? {} : { onTrouble: options.onTrouble }),
    onSlow: (sql, milliseconds) => options.log?.warn(
      'slow statement',
      { sql: sql.trim().slice(0, 60), milliseconds: Math.round(milliseconds) },
    ),
  });
  try {
    const before = db.schemaVersion;
    migrate(db);
    db.checkKept();
    if (db.schemaVersion !== before) options.log?.info('database migrated', { from: before, to: db.schemaVersion });
    return new Store(db);
  } catch (error) {
    db.close();
    throw error;
  }
}
