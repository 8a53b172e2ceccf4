import type { SqlDatabase } from './database.ts';

/** A file of the media cache on disk, encrypted with a key of its own. */
export interface CachedFile {
  /** The media path that it answers (`photo/…`, `document/…`). */
  path: string;
  /** Its random name in the cache folder. */
  fileName: string;
  /** Key and counter of AES-256-CTR, as the file feature lays them out. */
  key: Uint8Array;
  byteSize: number;
  mimeType: string;
  complete: boolean;
  /** Unix ms. */
  usedAt: number;
}

interface Row {
  path: string;
  file_name: string;
  key: Uint8Array;
  byte_size: number;
  mime_type: string;
  complete: number;
  used_at: number;
}

export class MediaCacheRepository {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  get(path: string): CachedFile | undefined {
    const row = this.#db.get<Row>('SELECT * FROM media_cache WHERE path = ?', path);
    return row === undefined ? undefined : read(row);
  }

  put(file: CachedFile): void {
    this.#db.run(
      `INSERT OR REPLACE INTO media_cache (path, file_name, key, byte_size, mime_type, complete, used_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      file.path,
      file.fileName,
      file.key,
      file.byteSize,
      file.mimeType,
      file.complete ? 1 : 0,
      file.usedAt,
    );
  }

  touch(path: string, usedAt: number): void {
    this.#db.run('UPDATE media_cache SET used_at = ? WHERE path = ?', usedAt, path);
  }

  delete(path: string): void {
    this.#db.run('DELETE FROM media_cache WHERE path = ?', path);
  }

  all(): CachedFile[] {
    return this.#db.all<Row>('SELECT * FROM media_cache').map(read);
  }

  /** Those used longest ago first. */
  leastUsed(limit: number): CachedFile[] {
    return this.#db.all<Row>('SELECT * FROM media_cache ORDER BY used_at LIMIT ?', limit).map(read);
  }

  /** Those that nobody has used since `time`, unix ms. */
  unusedSince(time: number): CachedFile[] {
    return this.#db.all<Row>('SELECT * FROM media_cache WHERE used_at < ?', time).map(read);
  }

  /** Bytes of all cached files together. */
  totalBytes(): number {
    return this.#db.get<{ total: number | null }>('SELECT sum(byte_size) AS total FROM media_cache')?.total ?? 0;
  }

  /** The names that belong in the cache folder; anything else there is a leftover. */
  fileNames(): Set<string> {
    return new Set(this.#db.all<{ file_name: string }>('SELECT file_name FROM media_cache').map((row) => row.file_name));
  }
}

function read(row: Row): CachedFile {
  return {
    path: row.path,
    fileName: row.file_name,
    key: new Uint8Array(row.key),
    byteSize: row.byte_size,
    mimeType: row.mime_type,
    complete: row.complete === 1,
    usedAt: row.used_at,
  };
}
