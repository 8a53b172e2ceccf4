/** Chat folders: what the server has, and what the person wants as long as the server has not heard of it ("null": no folder). */
export const sql = `
CREATE TABLE chat_folders (
  id INTEGER PRIMARY KEY,
  position INTEGER NOT NULL,
  server TEXT,
  wish TEXT
) STRICT;
`;
