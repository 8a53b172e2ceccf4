import type { SqlDatabase } from './database.ts';

/** A file that waits to be sent: a sealed copy of our own, or where the file of the person lies. */
export interface AttachmentRecord {
  /** 32 hexadecimal digits; also the name of the copy. */
  id: string;
  source: { kind: 'copy'; key: Uint8Array } | { kind: 'path'; path: string };
  /** Bytes of the file; of a copy, those that have come so far. */
  byteSize: number;
  /** Unix ms, fractional: the modification time that the file of the person had. */
  modifiedMs: number;
  /** Unix ms. */
  createdAt: number;
}

interface Row {
  id: string;
  key: Uint8Array | null;
  path: string | null;
  byte_size: number;
  modified_ms: number;
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
    const { source } = attachment;
    this.#db.run(
      'INSERT OR REPLACE INTO attachments (id, key, path, byte_size, modified_ms, created_at) VALUES (?, ?, ?, ?, ?, ?)',
      attachment.id,
      source.kind === 'copy' ? source.key : null,
      source.kind === 'path' ? source.path : null,
      attachment.byteSize,
      attachment.modifiedMs,
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
  return {
    id: row.id,
    source: row.key === null ? { kind: 'path', path: row.path ?? '' } : { kind: 'copy', key: new Uint8Array(row.key) },
    byteSize: row.byte_size,
    modifiedMs: row.modified_ms,
    createdAt: row.created_at,
  };
}
