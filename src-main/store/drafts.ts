import type { Draft, MessageId, PeerId } from '#shared/model/index.ts';
import type { SqlDatabase } from './database.ts';

/** A draft with its journal: it is unsynced while `localRev` is above `syncedRev`. */
export interface DraftRecord {
  peerId: PeerId;
  /** The thread that it is for, which has a composer of its own. */
  threadId?: MessageId;
  /** Absent: there is none, and this knowledge may still have to reach the server. */
  draft?: Draft;
  /** Unix seconds of the last change, here or on the server. */
  date: number;
  localRev: number;
  syncedRev: number;
}

interface Row {
  peer_id: number;
  thread_id: number;
  model: string;
  date: number;
  empty: number;
  local_rev: number;
  synced_rev: number;
}

export class DraftsRepository {
  readonly #db: SqlDatabase;
  readonly #refreshDialog: (peerId: PeerId) => void;

  constructor(db: SqlDatabase, refreshDialog: (peerId: PeerId) => void) {
    this.#db = db;
    this.#refreshDialog = refreshDialog;
  }

  get(peerId: PeerId, threadId?: MessageId): Draft | undefined {
    return this.record(peerId, threadId)?.draft;
  }

  record(peerId: PeerId, threadId?: MessageId): DraftRecord | undefined {
    const row = this.#db.get<Row>('SELECT * FROM drafts WHERE peer_id = ? AND thread_id = ?', peerId, threadId ?? 0);
    return row === undefined ? undefined : read(row);
  }

  /** What the person wrote here; undefined removes the draft. Returns the revision to acknowledge with `markSynced`. */
  saveLocal(peerId: PeerId, draft: Draft | undefined, date: number, threadId?: MessageId): number {
    const before = this.record(peerId, threadId);
    const localRev = (before?.localRev ?? 0) + 1;
    this.#write({ ...place(peerId, threadId), ...(draft === undefined ? {} : { draft }), date, localRev, syncedRev: before?.syncedRev ?? 0 }, before);
    return localRev;
  }

  /** The server has revision `rev`. It counts as a change of the chat's row: an answer that was asked for before may not know it. */
  markSynced(peerId: PeerId, rev: number, threadId?: MessageId): void {
    this.#db.step(() => {
      const sql = 'UPDATE drafts SET synced_rev = max(synced_rev, ?) WHERE peer_id = ? AND thread_id = ?';
      this.#db.run(sql, rev, peerId, threadId ?? 0);
      this.#db.changes.dialogs.add(peerId);
    });
  }

  /**
   * What the server says (core.telegram.org/api/drafts): an older date loses; that there is none clears only what the server
   * had got from us. Returns whether it was taken.
   */
  applyRemote(peerId: PeerId, draft: Draft | undefined, date = draft?.date ?? 0, threadId?: MessageId): boolean {
    const before = this.record(peerId, threadId);
    if (before === undefined && draft === undefined) return false;
    if (before !== undefined) {
      const unsynced = before.localRev > before.syncedRev;
      if (draft === undefined ? unsynced : date < before.date) return false;
    }
    const rev = before?.localRev ?? 0;
    const newest = Math.max(date, before?.date ?? 0);
    this.#write({ ...place(peerId, threadId), ...(draft === undefined ? {} : { draft }), date: newest, localRev: rev, syncedRev: rev }, before);
    return true;
  }

  /** Drafts that the server does not have yet, oldest first. */
  unsynced(): DraftRecord[] {
    return this.#db.all<Row>('SELECT * FROM drafts WHERE local_rev > synced_rev ORDER BY date').map(read);
  }

  #write(record: DraftRecord, before: DraftRecord | undefined): void {
    this.#db.step(() => {
      this.#db.run(
        'INSERT OR REPLACE INTO drafts (peer_id, thread_id, model, date, empty, local_rev, synced_rev) VALUES (?, ?, ?, ?, ?, ?, ?)',
        record.peerId,
        record.threadId ?? 0,
        JSON.stringify(record.draft ?? null),
        record.date,
        record.draft === undefined ? 1 : 0,
        record.localRev,
        record.syncedRev,
      );
      if (JSON.stringify(before?.draft) === JSON.stringify(record.draft)) return;
      this.#db.changes.drafts.add(record.peerId);
      if (record.threadId === undefined) this.#refreshDialog(record.peerId);
    });
  }
}

const place = (peerId: PeerId, threadId: MessageId | undefined): Pick<DraftRecord, 'peerId' | 'threadId'> => ({
  peerId,
  ...(threadId === undefined ? {} : { threadId }),
});

function read(row: Row): DraftRecord {
  const draft = JSON.parse(row.model) as Draft | null;
  return {
    ...place(row.peer_id as PeerId, row.thread_id === 0 ? undefined : (row.thread_id as MessageId)),
    ...(draft === null ? {} : { draft }),
    date: row.date,
    localRev: row.local_rev,
    syncedRev: row.synced_rev,
  };
}
