import type { SqlDatabase } from './database.ts';

/** A file that waits to be sent: a sealed copy of our own. */
export interface AttachmentRecord {
  /** 32 hexadecimal digits; also the name of the copy. */
  id: string;
  key: Uint8Array;
  /** Those bytes that have come so far. */
  byteSize: number;
  /** Unix ms. */
  createdAt: number;
}

interface Row {
  id: string;
  key: Uint8Array;
  byte_size: number;
  created_at: number;
}

export class AttachmentsRepository {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  get(id: string): AttachmentRecord | undefined {
    const row = this.#db.get<Row>('SELECT * FROM attachments WHERE id = ?', id);
    return row === undefined ? undefined : read(row);
  }

  list(): AttachmentRecord[] {
    return this.#db.all<Row>('SELECT * FROM attachments').map(read);
  }

  put(attachment: AttachmentRecord): void {
    this.#db.run(
      'INSERT OR REPLACE INTO attachments (id, key, byte_size, modified_ms, created_at) VALUES (?, ?, ?, 0, ?)',
      attachment.id,
      attachment.key,
      attachment.byteSize,
      attachment.createdAt,
    );
  }

  /** More of a copy has come. */
  grow(id: string, byteSize: number): void {
    this.#db.run('UPDATE attachments SET byte_size = ? WHERE id = ?', byteSize, id);
  }

  delete(id: string): void {
    this.#db.run('DELETE FROM attachments WHERE id = ?', id);
  }
}

function read(row: Row): AttachmentRecord {
  return { id: row.id, key: new Uint8Array(row.key), byteSize: row.byte_size, createdAt: row.created_at };
}
