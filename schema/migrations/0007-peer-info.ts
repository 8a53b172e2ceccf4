/** What only the full form of a user or chat tells, and the members of groups as far as they are known. */
export const sql = `
CREATE TABLE peer_info (
  peer_id INTEGER PRIMARY KEY,
  info TEXT NOT NULL,
  members TEXT,
  fetched_at INTEGER NOT NULL,
  model_version INTEGER NOT NULL
) STRICT;
`;
