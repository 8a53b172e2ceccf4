/** Scheduled messages: those that wait in the server's queues, whose ids mean nothing elsewhere, and sends that go there. */
export const sql = `
CREATE TABLE scheduled (
  peer_id INTEGER NOT NULL,
  id INTEGER NOT NULL,
  date INTEGER NOT NULL,
  edit_date INTEGER NOT NULL,
  model TEXT NOT NULL,
  PRIMARY KEY (peer_id, id)
) STRICT, WITHOUT ROWID;

ALTER TABLE outbox ADD COLUMN scheduled INTEGER NOT NULL DEFAULT 0;
`;
