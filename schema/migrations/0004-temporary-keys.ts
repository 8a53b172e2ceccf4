/** Temporary authorization keys with what is left of their day; their salts are a JSON record. */
export const sql = `
CREATE TABLE temporary_keys (
  dc_id INTEGER NOT NULL REFERENCES auth_keys (dc_id) ON DELETE CASCADE,
  media INTEGER NOT NULL,
  key BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  salts TEXT NOT NULL,
  PRIMARY KEY (dc_id, media)
) STRICT;
`;
