import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { migrations } from '../../../schema/migrations/index.ts';
import { SqlDatabase } from '../../../src-main/store/database.ts';
import type { SqlValue } from '../../../src-main/store/database.ts';
import { toRecord } from '../../../src-main/store/json.ts';
import { migrate } from '../../../src-main/store/migrate.ts';
import { openStore } from '../../../src-main/store/index.ts';
import type { Message } from '#shared/model/index.ts';
import { ANNA, id, KEY, SELF, temporaryFolder, user } from './support.ts';

type Row = Record<string, SqlValue>;

const model = (n: number, text: string): string =>
  JSON.stringify({ id: id(n), peerId: ANNA, date: 1000 + n, out: false, fromId: ANNA, text, entities: [] } satisfies Message);
const message = (n: number): Row => ({
  row_id: n, peer_id: 2, id: n, date: 1000 + n, edit_date: 0, from_id: 2, out: 0, service: 0, counts: 1, unread_mention: 0, pinned: 0, editable: 0,
  ttl_period: 0, model: model(n, `albatross ${n}`), model_version: 1,
});

/** What a database of each version may hold, by the version that brought the table or column; written as that version wrote it. */
const CONTENT: readonly { since: number; table: string; rows: Row[] }[] = [
  { since: 1, table: 'meta', rows: [{ key: 'self', value: '1' }, { key: 'state', value: '{"pts":9,"qts":1,"date":5,"seq":2}' }, { key: 'dc.main', value: '2' }] },
  { since: 1, table: 'channel_state', rows: [{ peer_id: -1000000000050, pts: 77, catch_up: 1, catch_up_pts: 80, inaccessible: 0 }] },
  {
    since: 1, table: 'peers', rows: [[1, 'Me'], [2, 'Anna']].map(([key, name]): Row => ({
      id: Number(key), access_hash: (1n << 60n) + 7n, min_hash: null, is_min: 0, model_version: 1,
      record: toRecord(user(Number(key), { firstName: String(name), self: key === 1 })),
      model: JSON.stringify({ id: key, kind: 'user', title: name, usernames: [], color: 0, rights: {} }),
    })),
  },
  { since: 1, table: 'usernames', rows: [{ username: 'anna', peer_id: 2 }] },
  { since: 1, table: 'dialogs', rows: [{ peer_id: 2, folder: 0, pinned: 0, top_id: 3, top_date: 1003, unread_count: 2, sort_date: 1003, sort_id: 3 }] },
  { since: 1, table: 'messages', rows: [message(1), message(2), message(3)] },
  { since: 1, table: 'ranges', rows: [{ peer_id: 2, scope: 'main', lo: 0, hi: 3, live: 1, unverified: 0 }] },
  {
    since: 1, table: 'drafts',
    rows: [{ peer_id: 2, model: '{"text":"half a thought","entities":[],"date":5}', date: 5, empty: 0, local_rev: 3, synced_rev: 2 }],
  },
  {
    since: 1, table: 'outbox',
    rows: [{ n: 41, random_id: (1n << 62n) + 3n, peer_id: 2, kind: 'text', params: '{}', state: 'queued', created_at: 5, model: model(1, 'on its way') }],
  },
  { since: 1, table: 'pending_ops', rows: [{ id: 8, kind: 'read', key: '2', params: '{"maxId":3}', created_at: 5 }] },
  { since: 1, table: 'file_refs', rows: [{ kind: 'photo', id: (1n << 61n) + 1n, access_hash: -5, dc_id: 2, reference: Buffer.from([1, 2]), info: '{}' }] },
  { since: 1, table: 'media_cache', rows: [{ path: 'photo/1/y', file_name: 'ab', key: Buffer.from([3]), byte_size: 10, mime_type: 'image/jpeg', complete: 1, used_at: 6 }] },
  { since: 1, table: 'auth_keys', rows: [{ dc_id: 2, key: Buffer.alloc(256, 9), created_at: 5, authorized: 1, time_offset: 0.25 }] },
  { since: 1, table: 'salts', rows: [{ dc_id: 2, salt: -7, valid_since: 1, valid_until: 2 }] },
  {
    since: 2, table: 'uploads',
    rows: [{ key: 'u', file_id: 5, part_size: 1024, big: 0, size: 10, modified_ms: 1.5, confirmed: Buffer.from([1]), started_at: 5 }],
  },
  { since: 2, table: 'web_files', rows: [{ id: 'w', url: 'https://example.org/a', access_hash: 5, byte_size: 1, mime_type: 'image/png' }] },
  {
    since: 4, table: 'temporary_keys',
    rows: [{ dc_id: 2, media: 0, key: Buffer.alloc(256, 8), created_at: 5, expires_at: 9, salts: '[]' }],
  },
  { since: 5, table: 'attachments', rows: [{ id: 'a'.repeat(32), key: Buffer.from([4]), path: null, byte_size: 3, modified_ms: 0.5, created_at: 5 }] },
  { since: 6, table: 'chat_folders', rows: [{ id: 2, position: 1, server: '{}', wish: null }] },
  { since: 7, table: 'peer_info', rows: [{ peer_id: 2, info: '{"about":"Paints walls"}', members: null, fetched_at: 9, model_version: 1 }] },
  {
    since: 8, table: 'threads',
    rows: [{ peer_id: -1000000000050, root_id: 4, roots: '[4,5]', post_peer_id: -1000000000060, post_id: 9, max_id: 8, read_inbox: 6, read_outbox: 7, unread_count: 2 }],
  },
  { since: 8, table: 'saved_dialogs', rows: [{ peer_id: 2, pinned: 0, top_id: 3, top_date: 1003 }] },
  { since: 8, table: 'saved_tags', rows: [{ reaction: '👍', position: 0, model: '{"reaction":{"kind":"emoji","emoji":"👍"},"count":2,"title":"done"}' }] },
  {
    since: 8, table: 'drafts',
    rows: [{ peer_id: -1000000000050, thread_id: 4, model: '{"text":"a comment","entities":[],"date":6}', date: 6, empty: 0, local_rev: 1, synced_rev: 0 }],
  },
  { since: 9, table: 'scheduled', rows: [{ peer_id: 2, id: 1, date: 9, edit_date: 0, model: model(1, 'later') }] },
];

/** A database as version `version` has left it. */
function databaseOf(version: number, path: string): void {
  const db = new SqlDatabase({ path, key: KEY, keyChecked: true });
  migrate(db, migrations.slice(0, version));
  for (const { table, rows } of CONTENT.filter(({ since }) => since <= version)) {
    for (const row of rows) {
      const columns = Object.keys(row);
      db.run(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`, ...Object.values(row));
    }
  }
  db.close();
}

function expectContent(path: string, version: number): void {
  const raw = new SqlDatabase({ path, key: KEY, keyChecked: true });
  expect(raw.schemaVersion).toBe(migrations.length);
  for (const { table, rows } of CONTENT.filter(({ since }) => since <= version)) {
    const stored = raw.allBig<Row>(`SELECT * FROM ${table}`).map((row) => JSON.parse(toRecord(row)) as Row);
    for (const row of rows) expect(stored, `${table} of version ${version}`).toContainEqual(expect.objectContaining(JSON.parse(toRecord(bigs(row))) as Row));
  }
  expect(raw.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
  expect(raw.all('PRAGMA foreign_key_check')).toEqual([]);
  raw.close();
}

/** Integers as they are read: as bigint, but for the columns of fractions. */
function bigs(row: Row): Row {
  const fractions = ['time_offset', 'modified_ms'];
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, typeof value === 'number' && !fractions.includes(key) ? BigInt(value) : value]));
}

test('every table of the newest version is in the content that is carried along', () => {
  const path = join(temporaryFolder(), 'a.db');
  openStore({ path, key: KEY }).close();
  const db = new SqlDatabase({ path, key: KEY, keyChecked: true });
  const tables = db.all<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_grams%'");
  db.close();
  // These belong to others that are checked.
  const parts = ['peer_seen', 'file_origins'];
  expect(tables.map(({ name }) => name).filter((name) => !parts.includes(name) && !CONTENT.some(({ table }) => table === name))).toEqual([]);
});

test.each(migrations.map((_, index) => index + 1))('a database of version %i becomes one of the newest with all that it holds', (version) => {
  const path = join(temporaryFolder(), 'a.db');
  databaseOf(version, path);
  const store = openStore({ path, key: KEY });
  expect(store.meta.selfId()).toBe(SELF);
  expect(store.meta.commonState()).toEqual({ pts: 9, qts: 1, date: 5, seq: 2 });
  expect(store.peers.get(ANNA)?.title).toBe('Anna');
  expect(store.messages.around(ANNA, 'end', 10, 0).messages.map(({ text }) => text)).toEqual(['albatross 1', 'albatross 2', 'albatross 3', 'on its way']);
  expect(store.drafts.record(ANNA)).toMatchObject({ localRev: 3, syncedRev: 2, draft: { text: 'half a thought' } });
  expect(store.outbox.all()).toMatchObject([{ localId: -41, randomId: (1n << 62n) + 3n, state: 'queued' }]);
  expect(store.pendingOps.list()).toMatchObject([{ kind: 'read', key: '2' }]);
  expect(store.mtproto.loadAuthKeys()).toMatchObject([{ dcId: 2, authorized: true, timeOffset: 0.25 }]);
  while (store.search.backfill(2)) expect(store.search.isComplete).toBe(false);
  expect(store.search.messages({ text: 'albatross' }, 10).found).toHaveLength(3);
  expect(store.search.peers('ann', 10)).toHaveLength(1);
  store.close();
  expectContent(path, version);
});

/** Opens the store, but dies where the first migration commits: before it, or after it. */
const script = (when: 'before' | 'after') => `
  const root = ${JSON.stringify(new URL('../../../', import.meta.url).href)};
  const { SqlDatabase } = await import(root + 'src-main/store/database.ts');
  const { openStore } = await import(root + 'src-main/store/index.ts');
  const { run } = SqlDatabase.prototype;
  SqlDatabase.prototype.run = function (sql, ...params) {
    if (sql === 'COMMIT' && ${when === 'before'}) process.kill(process.pid, 'SIGKILL');
    const result = run.call(this, sql, ...params);
    if (sql === 'COMMIT') process.kill(process.pid, 'SIGKILL');
    return result;
  };
  openStore({ path: process.argv[1], key: Buffer.from(process.argv[2], 'hex') });
`;

test.each(['before', 'after'] as const)('a program that is killed %s a migration commits leaves one of the two versions, and the next start goes on', (when) => {
  const path = join(temporaryFolder(), 'a.db');
  databaseOf(1, path);
  const args = ['--input-type=module', '-e', script(when), path, Buffer.from(KEY).toString('hex')];
  const ended = spawnSync(process.execPath, args, { cwd: fileURLToPath(new URL('../../../', import.meta.url)), stdio: 'inherit' });
  expect(ended.signal).toBe('SIGKILL');
  const raw = new SqlDatabase({ path, key: KEY, keyChecked: true });
  const hasNewTable = raw.get("SELECT 1 AS one FROM sqlite_master WHERE name = 'uploads'") !== undefined;
  expect([raw.schemaVersion, hasNewTable]).toEqual(when === 'before' ? [1, false] : [2, true]);
  raw.close();
  openStore({ path, key: KEY }).close();
  expectContent(path, 1);
});
