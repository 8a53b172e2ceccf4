import type { SqlDatabase } from './database.ts';

/** An upload that has begun: enough to send only what is missing after a restart. */
export interface UploadRecord {
  /** Which file for which use. */
  key: string;
  /** The random id under which the server collects the parts. */
  fileId: bigint;
  partSize: number;
  big: boolean;
  /** Bytes and modification time (unix ms) of the file when it began: another file gets another id. */
  size: number;
  modifiedMs: number;
  /** Parts that the server has confirmed, a bit for each. */
  confirmed: Uint8Array;
  /** Unix ms. */
  startedAt: number;
}

interface Row {
  key: string;
  file_id: bigint;
  part_size: bigint;
  big: bigint;
  size: bigint;
  modified_ms: number;
  confirmed: Uint8Array;
  started_at: bigint;
}

/** Uploads that are under way or were cut off (core.telegram.org/api/files#uploading-files). */
export class UploadsRepository {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  get(key: string): UploadRecord | undefined {
    const row = this.#db.getBig<Row>('SELECT * FROM uploads WHERE key = ?', key);
    if (row === undefined) return undefined;
    return {
      key: row.key,
      fileId: row.file_id,
      partSize: Number(row.part_size),
      big: row.big === 1n,
      size: Number(row.size),
      modifiedMs: row.modified_ms,
      confirmed: new Uint8Array(row.confirmed),
      startedAt: Number(row.started_at),
    };
  }

  put(upload: UploadRecord): void {
    this.#db.run(
      `INSERT OR REPLACE INTO uploads (key, file_id, part_size, big, size, modified_ms, confirmed, started_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      upload.key,
      upload.fileId,
      upload.partSize,
      upload.big ? 1 : 0,
      upload.size,
      upload.modifiedMs,
      upload.confirmed,
      upload.startedAt,
    );
  }

  /** Notes which parts are confirmed, as long as the upload is still this one. */
  confirm(key: string, fileId: bigint, confirmed: Uint8Array): void {
    this.#db.run('UPDATE uploads SET confirmed = ? WHERE key = ? AND file_id = ?', confirmed, key, fileId);
  }

  delete(key: string, fileId: bigint): void {
    this.#db.run('DELETE FROM uploads WHERE key = ? AND file_id = ?', key, fileId);
  }

  /** Forgets those that began before `time` (unix ms): the servers have forgotten their parts too. */
  deleteOlder(time: number): void {
    this.#db.run('DELETE FROM uploads WHERE started_at < ?', time);
  }
}
