import type { MessageId, PeerId } from '#shared/model/index.ts';
import type { SqlDatabase } from './database.ts';

export type FileKind = 'photo' | 'document';

/** One size of a photo, or thumbnail of a document, that can be downloaded by its type letter. */
export interface FileSize {
  type: string;
  byteSize: number;
}

/** What a download needs (core.telegram.org/constructor/inputPhotoFileLocation, …/inputDocumentFileLocation). */
export interface FileRecord {
  kind: FileKind;
  id: bigint;
  accessHash: bigint;
  dcId: number;
  reference: Uint8Array;
  /** Bytes of a document; 0 for photos, whose sizes have their own. */
  byteSize: number;
  mimeType: string;
  /** Empty for photos. */
  fileName: string;
  sizes: FileSize[];
}

/** A message that shows a file: reading it again brings a fresh reference. */
export interface FileOrigin {
  peerId: PeerId;
  messageId: MessageId;
}

interface Row {
  id: bigint;
  access_hash: bigint;
  dc_id: bigint;
  reference: Uint8Array;
  info: string;
}

/** References to files on the servers and where to get fresh ones (core.telegram.org/api/file-references). */
export class FilesRepository {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  get(kind: FileKind, id: bigint): FileRecord | undefined {
    const row = this.#db.getBig<Row>(
      'SELECT id, access_hash, dc_id, reference, info FROM file_refs WHERE kind = ? AND id = ?',
      kind,
      id,
    );
    if (row === undefined) return undefined;
    const info = JSON.parse(row.info) as Pick<FileRecord, 'byteSize' | 'mimeType' | 'fileName' | 'sizes'>;
    return {
      kind,
      id: row.id,
      accessHash: row.access_hash,
      dcId: Number(row.dc_id),
      reference: new Uint8Array(row.reference),
      byteSize: info.byteSize,
      mimeType: info.mimeType,
      fileName: info.fileName,
      sizes: info.sizes,
    };
  }

  /** Keeps the newest reference of a file; part of the transaction that stores whatever shows it. */
  put(file: FileRecord, origin?: FileOrigin): void {
    const { byteSize, mimeType, fileName, sizes } = file;
    this.#db.run(
      'INSERT OR REPLACE INTO file_refs (kind, id, access_hash, dc_id, reference, info) VALUES (?, ?, ?, ?, ?, ?)',
      file.kind,
      file.id,
      file.accessHash,
      file.dcId,
      file.reference,
      JSON.stringify({ byteSize, mimeType, fileName, sizes }),
    );
    if (origin === undefined) return;
    this.#db.run(
      'INSERT OR IGNORE INTO file_origins (kind, file_id, peer_id, message_id) VALUES (?, ?, ?, ?)',
      file.kind,
      file.id,
      origin.peerId,
      origin.messageId,
    );
  }

  /** Messages that show a file, newest first. */
  origins(kind: FileKind, id: bigint): FileOrigin[] {
    return this.#db
      .all<{ peer_id: number; message_id: number }>(
        'SELECT peer_id, message_id FROM file_origins WHERE kind = ? AND file_id = ? ORDER BY message_id DESC',
        kind,
        id,
      )
      .map((row) => ({ peerId: row.peer_id as PeerId, messageId: row.message_id as MessageId }));
  }

  /** A message no longer shows what it showed. */
  dropOrigins(peerId: PeerId, messageId: MessageId): void {
    this.#db.run('DELETE FROM file_origins WHERE peer_id = ? AND message_id = ?', peerId, messageId);
  }
}
