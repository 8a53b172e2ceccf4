import { createHash } from 'node:crypto';
import type { SqlDatabase } from './database.ts';

/** A file of the web that Telegram fetches for us (core.telegram.org/constructor/webDocument). */
export interface WebFileRecord {
  url: string;
  accessHash: bigint;
  byteSize: number;
  mimeType: string;
}

/** What a file of the web is called in media paths: 32 hex digits made from its address. */
export const webFileId = (url: string): string => createHash('sha256').update(url).digest('hex').slice(0, 32);

/** Files of the web that something shows, by an id made from their address. */
export class WebFilesRepository {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  get(id: string): WebFileRecord | undefined {
    const row = this.#db.getBig<{ url: string; access_hash: bigint; byte_size: bigint; mime_type: string }>(
      'SELECT url, access_hash, byte_size, mime_type FROM web_files WHERE id = ?',
      id,
    );
    if (row === undefined) return undefined;
    return { url: row.url, accessHash: row.access_hash, byteSize: Number(row.byte_size), mimeType: row.mime_type };
  }

  /** Keeps where a file is; returns the id for its media path, 32 hex digits. */
  put({ url, accessHash, byteSize, mimeType }: WebFileRecord): string {
    const id = webFileId(url);
    this.#db.run(
      'INSERT OR REPLACE INTO web_files (id, url, access_hash, byte_size, mime_type) VALUES (?, ?, ?, ?, ?)',
      id,
      url,
      accessHash,
      byteSize,
      mimeType,
    );
    return id;
  }
}
