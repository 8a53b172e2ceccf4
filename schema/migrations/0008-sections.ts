/**
 * Parts of a chat with a history of their own: threads, and the sources of Saved Messages. Which part a message belongs to is not known
 * of messages that were stored before; the pages of a part bring it. Drafts are kept for each thread.
 */
export const sql = `
ALTER TABLE messages ADD COLUMN thread_id INTEGER;
ALTER TABLE messages ADD COLUMN saved_peer_id INTEGER;
CREATE INDEX messages_by_thread ON messages (peer_id, thread_id, id) WHERE thread_id IS NOT NULL;
CREATE INDEX messages_by_saved_peer ON messages (peer_id, saved_peer_id, id) WHERE saved_peer_id IS NOT NULL;

-- roots: ids of the messages on top, a JSON list (several for an album). post_*: the post of a channel that it comments.
CREATE TABLE threads (
  peer_id INTEGER NOT NULL,
  root_id INTEGER NOT NULL,
  roots TEXT NOT NULL,
  post_peer_id INTEGER,
  post_id INTEGER,
  max_id INTEGER NOT NULL DEFAULT 0,
  read_inbox INTEGER NOT NULL DEFAULT 0,
  read_outbox INTEGER NOT NULL DEFAULT 0,
  unread_count INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (peer_id, root_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX threads_by_post ON threads (post_peer_id, post_id) WHERE post_id IS NOT NULL;

-- What Saved Messages hold from one source. pinned: place among the pinned ones, 0 on top.
CREATE TABLE saved_dialogs (
  peer_id INTEGER PRIMARY KEY,
  pinned INTEGER,
  top_id INTEGER NOT NULL,
  top_date INTEGER NOT NULL
) STRICT;
CREATE INDEX saved_dialogs_order ON saved_dialogs ((pinned IS NULL), pinned, top_date DESC, top_id DESC);

-- Tags of Saved Messages in the order of the server.
CREATE TABLE saved_tags (
  reaction TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  model TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE section_drafts (
  peer_id INTEGER NOT NULL,
  thread_id INTEGER NOT NULL DEFAULT 0,
  model TEXT NOT NULL,
  date INTEGER NOT NULL,
  empty INTEGER NOT NULL,
  local_rev INTEGER NOT NULL,
  synced_rev INTEGER NOT NULL,
  PRIMARY KEY (peer_id, thread_id)
) STRICT, WITHOUT ROWID;
INSERT INTO section_drafts (peer_id, thread_id, model, date, empty, local_rev, synced_rev)
  SELECT peer_id, 0, model, date, empty, local_rev, synced_rev FROM drafts;
DROP TABLE drafts;
ALTER TABLE section_drafts RENAME TO drafts;
`;
