import type { MessageId, PeerId } from '#shared/model/index.ts';
import type { SqlDatabase } from './database.ts';

/** A change that a person made and the server has not confirmed yet (a read, a pin, a mute, a delete …). */
export interface PendingOp {
  id: number;
  /** Which feature knows how to do it. */
  kind: string;
  /** Ops of one kind and key replace each other: only the newest read of a chat matters. */
  key: string;
  params: unknown;
  /** Unix ms. */
  createdAt: number;
}

/**
 * Kinds of ops about the row of a chat, keyed by its peer id. While one waits, what the person decided holds against what updates and
 * answers say; when it is done, the server is asked how things stand.
 */
export const rowOps = { pin: 'pin', mute: 'mute', unreadMark: 'unreadMark', archive: 'archive' } as const;

/** The kind of ops that pin the sources of Saved Messages, or put them into another order. */
export const savedPinOp = 'savedPin';

/** The kind of ops that delete messages. */
export const deleteOp = 'delete';

/** The kind of ops that vote in polls, keyed by the poll's id. */
export const voteOp = 'vote';

/** The kind of ops that clear, delete or leave a whole chat, keyed by its peer id. */
export const removalOp = 'removal';

export interface DeleteParams {
  peerId: PeerId;
  ids: MessageId[];
  revoke: boolean;
}

interface Row {
  id: number;
  kind: string;
  key: string;
  params: string;
  created_at: number;
}

/** The journal of changes: intent is written with the local effect, erased with the server's answer. */
export class PendingOpsRepository {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  /** Notes an intent, in place of an older one of the same kind and key. Returns its id, new each time. */
  put(kind: string, key: string, params: unknown, createdAt: number): number {
    return this.#db.transaction(() => {
      this.#db.run('DELETE FROM pending_ops WHERE kind = ? AND key = ?', kind, key);
      return this.#db.run(
        'INSERT INTO pending_ops (kind, key, params, created_at) VALUES (?, ?, ?, ?)',
        kind,
        key,
        JSON.stringify(params),
        createdAt,
      ).lastId;
    });
  }

  /** The op is done, or refused. An id that was replaced meanwhile is ignored. */
  delete(id: number): void {
    this.#db.run('DELETE FROM pending_ops WHERE id = ?', id);
  }

  find(kind: string, key: string): PendingOp | undefined {
    const row = this.#db.get<Row>('SELECT * FROM pending_ops WHERE kind = ? AND key = ?', kind, key);
    return row === undefined ? undefined : read(row);
  }

  /** Whether such an op about the row of a chat waits. */
  holds(kind: keyof typeof rowOps, peerId: PeerId): boolean {
    return this.find(rowOps[kind], String(peerId)) !== undefined;
  }

  /** Messages of a chat that were deleted here and of whose deletion the server has not heard: no answer brings them back. */
  deletes(peerId: PeerId): ReadonlySet<MessageId> {
    const ops = this.list(deleteOp).map((op) => op.params as DeleteParams);
    return new Set(ops.flatMap((params) => (params.peerId === peerId ? params.ids : [])));
  }

  /** Whether a whole chat was cleared or removed here, of which the server has not heard. */
  removes(peerId: PeerId): boolean {
    return this.find(removalOp, String(peerId)) !== undefined;
  }

  /** Oldest first. */
  list(kind?: string): PendingOp[] {
    const rows =
      kind === undefined
        ? this.#db.all<Row>('SELECT * FROM pending_ops ORDER BY id')
        : this.#db.all<Row>('SELECT * FROM pending_ops WHERE kind = ? ORDER BY id', kind);
    return rows.map(read);
  }
}

function read(row: Row): PendingOp {
  return { id: row.id, kind: row.kind, key: row.key, params: JSON.parse(row.params) as unknown, createdAt: row.created_at };
}
