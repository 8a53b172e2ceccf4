/** The first schema: state of the update boxes, peers, dialogs, messages, what is on its way out, files and keys. */
export const sql = `
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

-- Update box of one channel. catch_up is set from the moment a gap is known until the final page of its difference.
CREATE TABLE channel_state (
  peer_id INTEGER PRIMARY KEY,
  pts INTEGER NOT NULL,
  catch_up INTEGER NOT NULL DEFAULT 0,
  catch_up_pts INTEGER NOT NULL DEFAULT 0,
  inaccessible INTEGER NOT NULL DEFAULT 0
) STRICT;

-- record is the merged wire object as JSON with names (it survives a new layer), model what the interface shows.
CREATE TABLE peers (
  id INTEGER PRIMARY KEY,
  access_hash INTEGER,
  min_hash INTEGER,
  is_min INTEGER NOT NULL,
  record TEXT NOT NULL,
  model TEXT NOT NULL,
  model_version INTEGER NOT NULL
) STRICT;

-- Messages that show a peer of which only a reduced view is known: they make it addressable.
CREATE TABLE peer_seen (
  peer_id INTEGER NOT NULL,
  context_peer_id INTEGER NOT NULL,
  message_id INTEGER NOT NULL,
  PRIMARY KEY (peer_id, context_peer_id, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX peer_seen_by_message ON peer_seen (context_peer_id, message_id);

CREATE TABLE usernames (
  username TEXT PRIMARY KEY,
  peer_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX usernames_by_peer ON usernames (peer_id);

-- counted_id: the newest message that unread_count already takes into account.
CREATE TABLE dialogs (
  peer_id INTEGER PRIMARY KEY,
  folder INTEGER NOT NULL DEFAULT 0,
  pinned INTEGER,
  top_id INTEGER NOT NULL DEFAULT 0,
  top_date INTEGER NOT NULL DEFAULT 0,
  join_date INTEGER NOT NULL DEFAULT 0,
  read_inbox INTEGER NOT NULL DEFAULT 0,
  read_outbox INTEGER NOT NULL DEFAULT 0,
  unread_count INTEGER NOT NULL DEFAULT 0,
  unread_mentions INTEGER NOT NULL DEFAULT 0,
  unread_reactions INTEGER NOT NULL DEFAULT 0,
  unread_mark INTEGER NOT NULL DEFAULT 0,
  counted_id INTEGER NOT NULL DEFAULT 0,
  mute_until INTEGER,
  silent INTEGER,
  ttl_period INTEGER NOT NULL DEFAULT 0,
  sort_date INTEGER NOT NULL DEFAULT 0,
  sort_id INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX dialogs_order ON dialogs (folder, (pinned IS NULL), pinned, sort_date DESC, sort_id DESC, peer_id);

-- counts: the row adds to the unread count while it is above the read mark.
CREATE TABLE messages (
  row_id INTEGER PRIMARY KEY,
  peer_id INTEGER NOT NULL,
  id INTEGER NOT NULL,
  date INTEGER NOT NULL,
  edit_date INTEGER NOT NULL,
  from_id INTEGER,
  out INTEGER NOT NULL,
  service INTEGER NOT NULL,
  counts INTEGER NOT NULL,
  unread_mention INTEGER NOT NULL,
  pinned INTEGER NOT NULL,
  editable INTEGER NOT NULL,
  reply_to_id INTEGER,
  grouped_id INTEGER,
  web_page_id INTEGER,
  ttl_period INTEGER NOT NULL,
  model TEXT NOT NULL,
  model_version INTEGER NOT NULL,
  UNIQUE (peer_id, id)
) STRICT;
-- Private chats and basic groups share one id sequence, and several updates carry such ids without a peer.
CREATE INDEX common_ids ON messages (id) WHERE peer_id > -1000000000000;
CREATE INDEX messages_by_reply ON messages (peer_id, reply_to_id) WHERE reply_to_id IS NOT NULL;
CREATE INDEX messages_by_web_page ON messages (web_page_id) WHERE web_page_id IS NOT NULL;
CREATE INDEX messages_editable ON messages (peer_id, id) WHERE editable = 1;
CREATE INDEX messages_unread_mention ON messages (peer_id, id) WHERE unread_mention = 1;
CREATE INDEX messages_pinned ON messages (peer_id, id) WHERE pinned = 1;

-- Stretches of a history without holes. lo = 0: the beginning is known; live: new messages continue it at hi.
CREATE TABLE ranges (
  peer_id INTEGER NOT NULL,
  scope TEXT NOT NULL,
  lo INTEGER NOT NULL,
  hi INTEGER NOT NULL,
  live INTEGER NOT NULL,
  unverified INTEGER NOT NULL,
  PRIMARY KEY (peer_id, scope, lo)
) STRICT, WITHOUT ROWID;

CREATE TABLE drafts (
  peer_id INTEGER PRIMARY KEY,
  model TEXT NOT NULL,
  date INTEGER NOT NULL,
  empty INTEGER NOT NULL,
  local_rev INTEGER NOT NULL,
  synced_rev INTEGER NOT NULL
) STRICT;

-- AUTOINCREMENT: a local id, once shown, never names another message.
CREATE TABLE outbox (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  random_id INTEGER NOT NULL UNIQUE,
  peer_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  params TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_try_at INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  server_id INTEGER,
  model TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_by_peer ON outbox (peer_id, n);
CREATE INDEX outbox_by_server_id ON outbox (peer_id, server_id) WHERE server_id IS NOT NULL;

CREATE TABLE pending_ops (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  params TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (kind, key)
) STRICT;

-- What is needed to ask a server for a file. The reference expires and is replaced by every object that brings the file.
CREATE TABLE file_refs (
  kind TEXT NOT NULL,
  id INTEGER NOT NULL,
  access_hash INTEGER NOT NULL,
  dc_id INTEGER NOT NULL,
  reference BLOB NOT NULL,
  info TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE file_origins (
  kind TEXT NOT NULL,
  file_id INTEGER NOT NULL,
  peer_id INTEGER NOT NULL,
  message_id INTEGER NOT NULL,
  PRIMARY KEY (kind, file_id, peer_id, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX file_origins_by_message ON file_origins (peer_id, message_id);

-- Encrypted files of the media cache: key is random and used for this file only.
CREATE TABLE media_cache (
  path TEXT PRIMARY KEY,
  file_name TEXT NOT NULL,
  key BLOB NOT NULL,
  byte_size INTEGER NOT NULL,
  mime_type TEXT NOT NULL,
  complete INTEGER NOT NULL,
  used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX media_cache_by_use ON media_cache (used_at);

CREATE TABLE auth_keys (
  dc_id INTEGER PRIMARY KEY,
  key BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  authorized INTEGER NOT NULL,
  time_offset REAL NOT NULL
) STRICT;

CREATE TABLE salts (
  dc_id INTEGER NOT NULL REFERENCES auth_keys (dc_id) ON DELETE CASCADE,
  salt INTEGER NOT NULL,
  valid_since INTEGER NOT NULL,
  valid_until INTEGER NOT NULL,
  PRIMARY KEY (dc_id, salt)
) STRICT, WITHOUT ROWID;
`;
