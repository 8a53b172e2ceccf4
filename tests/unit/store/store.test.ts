import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openStore, StoreError } from '../../../src-main/store/index.ts';
import type { Changes, StoreErrorKind } from '../../../src-main/store/index.ts';
import { SqlDatabase } from '../../../src-main/store/database.ts';
import { toStoreError } from '../../../src-main/store/errors.ts';
import { migrate } from '../../../src-main/store/migrate.ts';
import { WalSync } from '../../../src-main/store/wal-sync.ts';
import { ANNA, id, KEY, mapped, SELF, temporaryFolder, temporaryStore, user } from './support.ts';

function kindOf(work: () => unknown): StoreErrorKind | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof StoreError) return error.kind;
    throw error;
  }
  return undefined;
}

test('what was stored is there after reopening', () => {
  const path = join(temporaryFolder(), 'a.db');
  const first = openStore({ path, key: KEY });
  first.peers.apply([user(2, { firstName: 'Anna' })], []);
  first.meta.setCommonState({ pts: 5, qts: 1, date: 9, seq: 2 });
  first.close();
  const second = temporaryStore(path);
  expect(second.peers.get(ANNA)?.title).toBe('Anna');
  expect(second.meta.commonState()).toEqual({ pts: 5, qts: 1, date: 9, seq: 2 });
});

test('commits settle on the disk together, behind the work that made them', async () => {
  const store = temporaryStore();
  await store.settled();
  expect(store.settled()).toBeUndefined();
  store.meta.set('one', 1);
  const first = store.settled();
  store.transaction(() => store.meta.set('two', 2));
  expect(first).toBeInstanceOf(Promise);
  expect(store.settled()).toBe(first);
  await first;
  expect(store.settled()).toBeUndefined();
});

test('closing settles what is left', async () => {
  const store = openStore({ path: join(temporaryFolder(), 'a.db'), key: KEY });
  store.meta.set('one', 1);
  const settled = store.settled();
  store.close();
  expect(settled).toBeInstanceOf(Promise);
  await settled;
});

test('after the disk has refused to keep a commit, no other one is made', async () => {
  const path = join(temporaryFolder(), 'a.db');
  const sync = new WalSync(path);
  // There is no log to flush.
  sync.note();
  await expect(sync.settled()).rejects.toMatchObject({ name: 'StoreError', kind: 'io' });
  expect(sync.failure?.kind).toBe('io');
  await expect(sync.settled()).rejects.toBe(sync.failure);
  sync.close();
});

test('nothing that was stored can be read in the files', () => {
  const folder = temporaryFolder();
  const store = temporaryStore(join(folder, 'a.db'));
  const authKey = Buffer.from('0123456789abcdef'.repeat(16));
  store.transaction(() => {
    store.peers.apply([user(2, { firstName: 'Zebulonia', phone: '99966123456' })], []);
    store.messages.put(mapped(ANNA, 1, { text: 'the quick brown secret' }));
    store.drafts.saveLocal(ANNA, { text: 'unsent confession', entities: [], date: 5 }, 5);
    store.mtproto.saveAuthKey({ dcId: 2, key: authKey, createdAt: 1, authorized: true, salts: [], timeOffset: 0 });
  });
  // More than a page of the journal, then a checkpoint: both the log and the file are looked at.
  for (let n = 2; n < 60; n += 1) store.messages.put(mapped(ANNA, n, { text: `the quick brown secret ${n} `.repeat(20) }));
  const search = () => {
    const files = readdirSync(folder);
    expect(files).toContain('a.db-wal');
    for (const file of files) {
      const bytes = readFileSync(join(folder, file));
      for (const needle of ['quick brown', 'unsent', '99966123456', 'Zebulonia', 'CREATE TABLE', 'SQLite format']) {
        expect(bytes.includes(needle), `${needle} in ${file}`).toBe(false);
      }
      expect(bytes.includes(authKey.subarray(0, 16)), `key in ${file}`).toBe(false);
      expect(bytes.includes(Buffer.from(KEY)), `master key in ${file}`).toBe(false);
    }
  };
  search();
  store.checkpoint();
  search();
});

test('the file opens with the same key given as a raw key in SQL, and the cipher is AEGIS', () => {
  const path = join(temporaryFolder(), 'a.db');
  openStore({ path, key: KEY }).close();
  const db = new Database(path);
  db.pragma("cipher='aegis'");
  db.pragma(`key="x'${Buffer.from(KEY).toString('hex')}'"`);
  expect(db.prepare('SELECT count(*) AS n FROM peers').get()).toEqual({ n: 0 });
  db.close();
});

test('a wrong key, a damaged file and a newer file are told apart', () => {
  const path = join(temporaryFolder(), 'a.db');
  const store = openStore({ path, key: KEY });
  for (let n = 1; n < 200; n += 1) store.messages.put(mapped(ANNA, n, { text: 'x'.repeat(500) }));
  store.close();
  const wrong = KEY.slice();
  wrong[0] = 99;
  expect(kindOf(() => openStore({ path, key: wrong }))).toBe('wrongKey');
  expect(kindOf(() => openStore({ path, key: wrong, keyChecked: true }))).toBe('corrupt');

  const raw = new SqlDatabase({ path, key: KEY, keyChecked: true });
  raw.schemaVersion = 999;
  raw.close();
  const before = readFileSync(path);
  expect(kindOf(() => openStore({ path, key: KEY }))).toBe('newerSchema');
  expect(readFileSync(path).equals(before)).toBe(true);
  const again = new SqlDatabase({ path, key: KEY, keyChecked: true });
  again.schemaVersion = 1;
  again.close();

  const bytes = readFileSync(path);
  bytes.fill(0x55, 4096);
  writeFileSync(path, bytes);
  expect(kindOf(() => {
    const damaged = openStore({ path, key: KEY });
    try {
      for (let n = 1; n < 200; n += 1) damaged.messages.get(ANNA, id(n));
    } finally {
      damaged.close();
    }
  })).toBe('corrupt');
});

test('a key of another length is refused, because it would be taken for a passphrase', () => {
  expect(() => openStore({ path: join(temporaryFolder(), 'a.db'), key: new Uint8Array(31) })).toThrow(/32 bytes/);
});

test('a full disk is a kind of error of its own, and what was stored before stays', () => {
  const path = join(temporaryFolder(), 'a.db');
  const db = new SqlDatabase({ path, key: KEY, keyChecked: true });
  migrate(db);
  db.exec('PRAGMA max_page_count = 60');
  db.run('INSERT INTO meta (key, value) VALUES (?, ?)', 'small', '1');
  const fill = () => db.transaction(() => {
    db.run('INSERT INTO meta (key, value) VALUES (?, ?)', 'first', '1');
    for (let n = 0; n < 100; n += 1) db.run('INSERT INTO meta (key, value) VALUES (?, ?)', `k${n}`, 'x'.repeat(8000));
  });
  expect(kindOf(fill)).toBe('diskFull');
  expect(db.inTransaction).toBe(false);
  expect(db.get('SELECT 1 AS one FROM meta WHERE key = ?', 'first')).toBeUndefined();
  db.run('INSERT INTO meta (key, value) VALUES (?, ?)', 'after', '1');
  expect(db.get('SELECT 1 AS one FROM meta WHERE key = ?', 'small')).toEqual({ one: 1 });
  db.close();
});

test.each<[string, StoreErrorKind | undefined]>([
  ['SQLITE_READONLY', 'readOnly'],
  ['SQLITE_READONLY_DBMOVED', 'readOnly'],
  ['SQLITE_CANTOPEN', 'readOnly'],
  ['SQLITE_FULL', 'diskFull'],
  ['SQLITE_CORRUPT_VTAB', 'corrupt'],
  ['SQLITE_NOTADB', 'corrupt'],
  ['SQLITE_IOERR_WRITE', 'io'],
  ['SQLITE_CONSTRAINT_UNIQUE', undefined],
])('%s is %s', (code, kind) => {
  const mappedError = toStoreError(Object.assign(new Error('x'), { code }));
  expect(mappedError instanceof StoreError ? mappedError.kind : undefined).toBe(kind);
});

test('listeners hear once after commit, with all that inner transactions changed', () => {
  const store = temporaryStore();
  const heard: Changes[] = [];
  store.onChange((changes) => heard.push(changes));
  store.transaction(() => {
    store.peers.apply([user(2)], []);
    store.transaction(() => store.dialogs.put(ANNA, { topMessageId: id(4), topDate: 10 }));
    store.messages.put(mapped(ANNA, 4));
    expect(heard).toEqual([]);
  });
  expect(heard).toHaveLength(1);
  expect([...(heard[0]?.peers ?? [])]).toEqual([ANNA]);
  expect([...(heard[0]?.dialogs ?? [])]).toEqual([ANNA]);
  expect(heard[0]?.dialogOrder).toBe(true);
  expect(heard[0]?.messages.get(ANNA)).toEqual(new Set([4]));
});

test('a transaction that throws leaves nothing and tells nobody', () => {
  const store = temporaryStore();
  let heard = 0;
  store.onChange(() => (heard += 1));
  expect(() =>
    store.transaction(() => {
      store.peers.apply([user(2)], []);
      store.messages.put(mapped(ANNA, 4));
      throw new Error('half done');
    }),
  ).toThrow('half done');
  expect(store.peers.get(ANNA)).toBeUndefined();
  expect(store.messages.get(ANNA, id(4))).toBeUndefined();
  expect(heard).toBe(0);
});

test('an inner transaction that throws undoes only itself when the outer one goes on', () => {
  const store = temporaryStore();
  const heard: Changes[] = [];
  store.onChange((changes) => heard.push(changes));
  store.transaction(() => {
    store.messages.put(mapped(ANNA, 1));
    expect(() =>
      store.transaction(() => {
        store.messages.put(mapped(ANNA, 2));
        throw new Error('inner');
      }),
    ).toThrow('inner');
  });
  expect(store.messages.has(ANNA, id(1))).toBe(true);
  expect(store.messages.has(ANNA, id(2))).toBe(false);
  expect(heard[0]?.messages.get(ANNA)).toEqual(new Set([1]));
});

test('a transaction is synchronous', () => {
  const store = temporaryStore();
  expect(() => store.transaction(async () => Promise.resolve(store.meta.set('x', 1)))).toThrow(/synchronous/);
  expect(store.meta.get('x')).toBeUndefined();
});

test('a migration that fails leaves the version before it', () => {
  const db = new SqlDatabase({ path: join(temporaryFolder(), 'a.db'), key: KEY, keyChecked: true });
  const steps = ['CREATE TABLE one (a INTEGER) STRICT;', 'CREATE TABLE two (a INTEGER) STRICT; CREATE TABLE one (b TEXT) STRICT;'];
  expect(() => migrate(db, steps)).toThrow();
  expect(db.schemaVersion).toBe(1);
  expect(db.get("SELECT name FROM sqlite_master WHERE name = 'two'")).toBeUndefined();
  migrate(db, ['CREATE TABLE one (a INTEGER) STRICT;', 'CREATE TABLE two (a INTEGER) STRICT;']);
  expect(db.schemaVersion).toBe(2);
  db.close();
});

test('keys, salts and addresses come back exactly', () => {
  const path = join(temporaryFolder(), 'a.db');
  const key = {
    dcId: 2,
    key: Uint8Array.from({ length: 256 }, (_, index) => index),
    createdAt: 1_700_000_000,
    authorized: true,
    salts: [
      { salt: -(2n ** 63n) + 1n, validSince: 10, validUntil: 20 },
      { salt: 2n ** 62n + 1n, validSince: 20, validUntil: 30 },
    ],
    timeOffset: -1.25,
  };
  const options = [{ id: 1, host: '10.0.0.1', port: 443, secret: new Uint8Array([1, 2, 3]) }];
  const first = openStore({ path, key: KEY });
  first.mtproto.saveAuthKey(key);
  first.mtproto.saveAuthKey({ ...key, dcId: 4, salts: [] });
  first.mtproto.deleteAuthKey(4);
  first.mtproto.saveMainDcId(2);
  first.mtproto.saveDcOptions(options);
  first.close();
  const second = temporaryStore(path);
  expect(second.mtproto.loadAuthKeys()).toEqual([key]);
  expect(second.mtproto.loadMainDcId()).toBe(2);
  expect(second.mtproto.loadDcOptions()).toEqual(options);
});

test('only the newest op of a kind and key is kept, and a replaced one cannot erase it', () => {
  const store = temporaryStore();
  const old = store.pendingOps.put('read', '2', { maxId: 4 }, 1);
  const other = store.pendingOps.put('read', '3', { maxId: 1 }, 2);
  const newer = store.pendingOps.put('read', '2', { maxId: 9 }, 3);
  store.pendingOps.delete(old);
  expect(store.pendingOps.list('read').map((op) => [op.id, op.params])).toEqual([
    [other, { maxId: 1 }],
    [newer, { maxId: 9 }],
  ]);
});

test('the self user is known by its flag', () => {
  const store = temporaryStore();
  const heard: boolean[] = [];
  store.onChange((changes) => heard.push(changes.self));
  store.peers.apply([user(1, { self: true, firstName: 'Me' })], []);
  expect(store.meta.selfId()).toBe(SELF);
  expect(store.peers.self()?.title).toBe('Me');
  expect(store.peers.inputPeer(SELF)).toEqual({ _: 'inputPeerSelf' });
  expect(heard).toEqual([true]);
});

test('small things stay in memory, and what is undone is not remembered', () => {
  const store = temporaryStore();
  store.meta.set('thing', { n: 1 });
  expect(store.meta.get('thing')).toEqual({ n: 1 });
  expect(() => store.transaction(() => {
    store.meta.set('thing', { n: 2 });
    expect(store.meta.get('thing')).toEqual({ n: 2 });
    throw new Error('undone');
  })).toThrow('undone');
  expect(store.meta.get('thing')).toEqual({ n: 1 });
  store.transaction(() => {
    store.meta.set('thing', { n: 3 });
    expect(() => store.transaction(() => {
      store.meta.set('thing', undefined);
      throw new Error('inner');
    })).toThrow('inner');
  });
  expect(store.meta.get('thing')).toEqual({ n: 3 });
  const mine = { n: 4 };
  store.meta.set('thing', mine);
  mine.n = 5;
  expect(store.meta.get('thing')).toEqual({ n: 4 });
});

test('a transaction of which a step failed is not committed, even when the failure was swallowed', () => {
  const store = temporaryStore();
  const swallowing = () => store.transaction(() => {
    store.messages.put(mapped(ANNA, 1));
    expect(() => store.messages.put(mapped(ANNA, 2, {}, { editDate: Number.NaN }))).toThrow();
  });
  expect(swallowing).toThrow(/not committed/);
  expect(store.messages.has(ANNA, id(1))).toBe(false);
  store.messages.put(mapped(ANNA, 3));
  expect(store.messages.has(ANNA, id(3))).toBe(true);
});

test('a long log is moved into the file on another thread, while writing goes on', async () => {
  const path = join(temporaryFolder(), 'a.db');
  const store = temporaryStore(path);
  const moved = (): boolean => statSync(path).size >= 1_000_000;
  let written = 0;
  // The log stays far below the length at which this connection would move it.
  while (!moved() && written < 6_000) {
    for (let n = 0; n < 50; n++) store.messages.put(mapped(ANNA, ++written, { text: `${written} `.padEnd(4000, 'x') }));
    await store.settled();
  }
  expect(moved()).toBe(true);
  store.messages.put(mapped(ANNA, ++written));
  store.close();
  const again = temporaryStore(path);
  for (let n = 1; n <= written; n++) expect(again.messages.has(ANNA, id(n))).toBe(true);
});
