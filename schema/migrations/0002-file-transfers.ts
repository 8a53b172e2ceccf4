/** Uploads that survive a restart, and files that lie on web servers. */
export const sql = `
-- confirmed has one bit for each part that the server has; modified_ms is the modification time of the file.
CREATE TABLE uploads (
  key TEXT PRIMARY KEY,
  file_id INTEGER NOT NULL,
  part_size INTEGER NOT NULL,
  big INTEGER NOT NULL,
  size INTEGER NOT NULL,
  modified_ms REAL NOT NULL,
  confirmed BLOB NOT NULL,
  started_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Files that Telegram fetches from elsewhere (webDocument): url and access_hash name them to upload.getWebFile.
CREATE TABLE web_files (
  id TEXT PRIMARY KEY,
  url TEXT NOT NULL,
  access_hash INTEGER NOT NULL,
  byte_size INTEGER NOT NULL,
  mime_type TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
