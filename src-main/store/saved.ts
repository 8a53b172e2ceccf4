import { reactionKey } from '#shared/model/index.ts';
import type { MessageId, PeerId, SavedTag } from '#shared/model/index.ts';
import type { SqlDatabase } from './database.ts';
import type { MetaRepository } from './meta.ts';

/** Where the database names the sources that have to be read again. */
const OUTDATED = 'savedOutdated';

/** What Saved Messages hold from one source. */
export interface SavedRecord {
  peerId: PeerId;
  /** Place among the pinned ones, 0 on top. */
  pinned?: number;
  topMessageId: MessageId;
  /** Unix seconds. */
  topDate: number;
}

interface Row {
  peer_id: number;
  pinned: number | null;
  top_id: number;
  top_date: number;
}

/** The sources and the tags of Saved Messages (core.telegram.org/api/saved-messages). */
export class SavedRepository {
  readonly #db: SqlDatabase;
  readonly #meta: MetaRepository;

  constructor(db: SqlDatabase, meta: MetaRepository) {
    this.#db = db;
    this.#meta = meta;
  }

  /** Sources of which only the server knows what is left. */
  outdated(): PeerId[] {
    const value = this.#meta.get(OUTDATED);
    return Array.isArray(value) ? (value as PeerId[]) : [];
  }

  /** A source has to be read again, or was; to be written with what made it so: a kill before the answer changes nothing then. */
  setOutdated(peerId: PeerId, isOutdated: boolean): void {
    const others = this.outdated().filter((each) => each !== peerId);
    const next = isOutdated ? [...others, peerId] : others;
    if (isOutdated || others.length < this.outdated().length) this.#meta.set(OUTDATED, next.length === 0 ? undefined : next);
  }

  get(peerId: PeerId): SavedRecord | undefined {
    const row = this.#db.get<Row>('SELECT * FROM saved_dialogs WHERE peer_id = ?', peerId);
    return row === undefined ? undefined : read(row);
  }

  /** All sources that are known, pinned ones first, then the newest. */
  list(): SavedRecord[] {
    return this.#db
      .all<Row>('SELECT * FROM saved_dialogs ORDER BY (pinned IS NULL), pinned, top_date DESC, top_id DESC')
      .map(read);
  }

  pinned(): PeerId[] {
    return this.list().filter((one) => one.pinned !== undefined).map((one) => one.peerId);
  }

  /** The newest message of a source. It stays where it is pinned. */
  setTop(peerId: PeerId, id: MessageId, date: number): void {
    this.#step(() => {
      this.#db.run(
        `INSERT INTO saved_dialogs (peer_id, top_id, top_date) VALUES (?, ?, ?)
         ON CONFLICT (peer_id) DO UPDATE SET top_id = excluded.top_id, top_date = excluded.top_date`,
        peerId, id, date,
      );
    });
  }

  delete(peerId: PeerId): void {
    this.#step(() => this.#db.run('DELETE FROM saved_dialogs WHERE peer_id = ?', peerId));
  }

  /** These are pinned, in this order, and no others. */
  setPinned(order: readonly PeerId[]): void {
    this.#step(() => {
      this.#db.run('UPDATE saved_dialogs SET pinned = NULL');
      for (const [place, peerId] of order.entries()) {
        this.#db.run('UPDATE saved_dialogs SET pinned = ? WHERE peer_id = ?', place, peerId);
      }
    });
  }

  /** The tags in the order of the server. */
  tags(): SavedTag[] {
    const rows = this.#db.all<{ model: string }>('SELECT model FROM saved_tags ORDER BY position');
    return rows.map((row) => JSON.parse(row.model) as SavedTag);
  }

  setTags(tags: readonly SavedTag[]): void {
    if (JSON.stringify(this.tags()) === JSON.stringify(tags)) return;
    this.#step(() => {
      this.#db.run('DELETE FROM saved_tags');
      for (const [position, tag] of tags.entries()) {
        const sql = 'INSERT OR REPLACE INTO saved_tags (reaction, position, model) VALUES (?, ?, ?)';
        this.#db.run(sql, reactionKey(tag.reaction), position, JSON.stringify(tag));
      }
    });
  }

  #step(work: () => void): void {
    this.#db.step(() => {
      work();
      this.#db.changes.saved = true;
    });
  }
}

function read(row: Row): SavedRecord {
  return {
    peerId: row.peer_id as PeerId,
    ...(row.pinned === null ? {} : { pinned: row.pinned }),
    topMessageId: row.top_id as MessageId,
    topDate: row.top_date,
  };
}
