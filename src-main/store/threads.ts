import type { MessageId, PeerId } from '#shared/model/index.ts';
import type { SqlDatabase } from './database.ts';

/** What is known of a thread besides its messages (core.telegram.org/api/threads). */
export interface ThreadRecord {
  peerId: PeerId;
  /** The message on top, by which the thread is named. */
  rootId: MessageId;
  /** The messages on top: several for an album. */
  roots: MessageId[];
  /** The post of a channel that it comments. */
  post?: { peerId: PeerId; id: MessageId };
  /** The newest answer that is known of. */
  maxId: MessageId;
  readInboxMaxId: MessageId;
  readOutboxMaxId: MessageId;
  unreadCount: number;
}

interface Row {
  peer_id: number;
  root_id: number;
  roots: string;
  post_peer_id: number | null;
  post_id: number | null;
  max_id: number;
  read_inbox: number;
  read_outbox: number;
  unread_count: number;
}

/** Threads that were opened here. */
export class ThreadsRepository {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  get(peerId: PeerId, rootId: MessageId): ThreadRecord | undefined {
    const row = this.#db.get<Row>('SELECT * FROM threads WHERE peer_id = ? AND root_id = ?', peerId, rootId);
    return row === undefined ? undefined : read(row);
  }

  /** The thread with the comments to a post. */
  ofPost(peerId: PeerId, id: MessageId): ThreadRecord | undefined {
    const row = this.#db.get<Row>('SELECT * FROM threads WHERE post_peer_id = ? AND post_id = ?', peerId, id);
    return row === undefined ? undefined : read(row);
  }

  put(record: ThreadRecord): void {
    this.#db.step(() => {
      this.#db.run(
        `INSERT OR REPLACE INTO threads
           (peer_id, root_id, roots, post_peer_id, post_id, max_id, read_inbox, read_outbox, unread_count)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        record.peerId,
        record.rootId,
        JSON.stringify(record.roots),
        record.post?.peerId ?? null,
        record.post?.id ?? null,
        record.maxId,
        record.readInboxMaxId,
        record.readOutboxMaxId,
        Math.max(0, record.unreadCount),
      );
      this.#db.changes.threads.add(record.peerId);
    });
  }

  /** Its messages on top are gone. */
  delete(peerId: PeerId, rootId: MessageId): void {
    this.#db.step(() => {
      this.#db.run('DELETE FROM threads WHERE peer_id = ? AND root_id = ?', peerId, rootId);
      this.#db.changes.threads.add(peerId);
    });
  }
}

function read(row: Row): ThreadRecord {
  return {
    peerId: row.peer_id as PeerId,
    rootId: row.root_id as MessageId,
    roots: JSON.parse(row.roots) as MessageId[],
    ...(row.post_peer_id === null || row.post_id === null
      ? {}
      : { post: { peerId: row.post_peer_id as PeerId, id: row.post_id as MessageId } }),
    maxId: row.max_id as MessageId,
    readInboxMaxId: row.read_inbox as MessageId,
    readOutboxMaxId: row.read_outbox as MessageId,
    unreadCount: row.unread_count,
  };
}
