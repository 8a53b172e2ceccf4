/*
 * What lives only on this machine: everything else in the database is a copy of what the server has. It is what is carried over when a
 * damaged database is replaced, and what clearing never touches. A new table of this kind is an entry here.
 */

export interface KeptTable {
  name: string;
  /** The columns that tell its rows apart. */
  key: readonly string[];
  /** Which rows, when not all. */
  where?: string;
}

/** Entries of `meta` that belong to the person or the session; the others describe what is stored and are worth nothing without it. */
const KEPT_META = ['self', 'dc.main', 'dc.options', 'search.recent', 'hashtags.recent', 'emoji.memory', 'storage.settings'];

export const KEPT_TABLES: readonly KeptTable[] = [
  { name: 'auth_keys', key: ['dc_id'] },
  { name: 'drafts', key: ['peer_id', 'thread_id'] },
  { name: 'outbox', key: ['n'] },
  { name: 'pending_ops', key: ['id'] },
  { name: 'attachments', key: ['id'] },
  { name: 'chat_folders', key: ['id'], where: 'wish IS NOT NULL' },
  { name: 'uploads', key: ['key'] },
  { name: 'meta', key: ['key'], where: `key IN (${KEPT_META.map((key) => `'${key}'`).join(', ')})` },
];

/** Statements that change one of these tables. */
export const KEPT_WRITE = new RegExp(
  `^\\s*(?:INSERT|UPDATE|DELETE|REPLACE)\\b[\\s\\S]*?\\b(?:${KEPT_TABLES.map(({ name }) => name).filter((name) => name !== 'meta').join('|')})\\b`,
  'i',
);
