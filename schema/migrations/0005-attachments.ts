/** Files that wait to be sent. */
export const sql = `
-- Either a sealed copy of our own (key) or a file of the person (path, as it was at modified_ms).
CREATE TABLE attachments (
  id TEXT PRIMARY KEY,
  key BLOB,
  path TEXT,
  byte_size INTEGER NOT NULL,
  modified_ms REAL NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;
