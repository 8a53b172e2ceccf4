/**
 * The full-text index. It holds no text, only which grams (src-main/store/search/grams.ts) occur where. Rows of messages are in the
 * order of their dates, so that the newest matches come without sorting: search_id is 64 times the date plus a count within the second.
 * secure-delete: what was deleted leaves the index at once, not with a later merge.
 */
export const sql = `
ALTER TABLE messages ADD COLUMN search_id INTEGER;
CREATE UNIQUE INDEX messages_by_search ON messages (search_id) WHERE search_id IS NOT NULL;

CREATE VIRTUAL TABLE message_grams USING fts5 (grams, content = '', detail = none, columnsize = 0, tokenize = "ascii tokenchars '_~#@$'");
INSERT INTO message_grams (message_grams, rank) VALUES ('secure-delete', 1);

CREATE VIRTUAL TABLE peer_grams USING fts5 (grams, content = '', detail = none, columnsize = 0, tokenize = "ascii tokenchars '_~#@$'");
INSERT INTO peer_grams (peer_grams, rank) VALUES ('secure-delete', 1);
`;
