/**
 * The full-text index. It holds no text, only which grams (src-main/store/search/grams.ts) occur where. Rows of messages are in the
 * order of their dates, so that the newest matches come without sorting: search_id is 64 times the date plus a count within the second.
 * A deleted row is gone from every answer at once; FTS5's own secure-delete would also rewrite its grams in place, which took fifty times
 * as long (a cleared chat of 1,500 messages: 5 s) for what lies, without order or text, in an encrypted file until the next merge.
 */
export const sql = `
ALTER TABLE messages ADD COLUMN search_id INTEGER;
CREATE UNIQUE INDEX messages_by_search ON messages (search_id) WHERE search_id IS NOT NULL;

CREATE VIRTUAL TABLE message_grams USING fts5 (grams, content = '', detail = none, columnsize = 0, tokenize = "ascii tokenchars '_~#@$'");

CREATE VIRTUAL TABLE peer_grams USING fts5 (grams, content = '', detail = none, columnsize = 0, tokenize = "ascii tokenchars '_~#@$'");
`;
