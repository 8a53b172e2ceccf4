/**
 * What is wrong with the database.
 * - `wrongKey`: the file exists and does not open with this key (a damaged first page looks the same)
 * - `corrupt`: pages are damaged
 * - `diskFull`, `readOnly`, `io`: the disk refuses
 * - `newerSchema`: a later version of the app wrote it
 */
export type StoreErrorKind = 'wrongKey' | 'corrupt' | 'diskFull' | 'readOnly' | 'io' | 'newerSchema';

const sentences: Record<StoreErrorKind, string> = {
  wrongKey: 'The database does not open with the stored key.',
  corrupt: 'The database file is damaged.',
  diskFull: 'The disk is full.',
  readOnly: 'The database cannot be written.',
  io: 'The disk failed to read or write the database.',
  newerSchema: 'The database was written by a newer version of Petrel.',
};

/** Thrown by every operation of the store when the file or the disk is at fault. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly kind: StoreErrorKind;

  constructor(kind: StoreErrorKind, options?: ErrorOptions) {
    super(sentences[kind], options);
    this.kind = kind;
  }
}

/** Turns an error of SQLite into a `StoreError` where the file or the disk is at fault; any other error is returned as it is. */
export function toStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
  const kind = kindOf(error.code);
  return kind === undefined ? error : new StoreError(kind, { cause: error });
}

function kindOf(code: string): StoreErrorKind | undefined {
  if (code === 'SQLITE_NOTADB') return 'corrupt';
  if (code.startsWith('SQLITE_CORRUPT')) return 'corrupt';
  // The shared index of the log could not grow: it is a small file of the same disk.
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE') return 'diskFull';
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN') || code === 'SQLITE_PERM') return 'readOnly';
  if (code.startsWith('SQLITE_IOERR')) return 'io';
  return undefined;
}
