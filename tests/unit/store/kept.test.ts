import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AccountDatabase } from '../../../src-main/app/storage/account-database.ts';
import { setAside } from '../../../src-main/app/storage/set-aside.ts';
import { completeKept, isSignedIn, keptFromText, keptToText, openStore, salvage, StoreError } from '../../../src-main/store/index.ts';
import type { Store } from '../../../src-main/store/index.ts';
import { userPeerId } from '#shared/model/index.ts';
import { numbers } from '../../bench/store-world.ts';
import { ANNA, id, KEY, mapped, SELF, temporaryFolder, user } from './support.ts';

const PEERS = 40;
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** A signed-in account with drafts, messages on their way out, settings and much that the server has as well. */
function live(store: Store, messages: number): void {
  store.transaction(() => {
    store.mtproto.saveAuthKey({ dcId: 2, key: new Uint8Array(256).fill(5), createdAt: 1, authorized: true, salts: [], timeOffset: 0.5 });
    store.mtproto.saveMainDcId(2);
    store.peers.apply([user(1, { self: true })], []);
    store.peers.apply(Array.from({ length: PEERS }, (_, n) => user(n + 2)), []);
    store.meta.set('storage.settings', { maxAgeDays: 7 });
    for (let n = 0; n < PEERS; n += 1) {
      const peerId = userPeerId(n + 2);
      store.drafts.saveLocal(peerId, { text: `draft ${n} ${'x'.repeat(300)}`, entities: [], date: n }, n);
      const message = { peerId, date: 5, out: true, text: `outgoing ${n} ${'y'.repeat(300)}`, entities: [] };
      store.outbox.add({ randomId: (1n << 62n) + BigInt(n), peerId, kind: 'text', params: { n }, createdAt: 7, message });
    }
  });
  for (let from = 1; from <= messages; from += 200) {
    store.transaction(() => {
      for (let n = from; n < from + 200; n += 1) store.messages.put(mapped(ANNA, n, { text: `message ${n} ${'z'.repeat(200)}` }));
    });
  }
}

/** What of that a store holds; the texts tell whether a row is what was written. */
function lives(store: Store): { drafts: number; outbox: number } {
  let drafts = 0;
  for (let n = 0; n < PEERS; n += 1) {
    const draft = store.drafts.get(userPeerId(n + 2));
    if (draft === undefined) continue;
    expect(draft.text).toMatch(new RegExp(`^draft ${n} x{300}$`));
    drafts += 1;
  }
  const rows = store.outbox.all();
  for (const row of rows) expect(row.message.text).toMatch(/^outgoing \d+ y{300}$/);
  expect(new Set(rows.map((row) => row.randomId)).size).toBe(rows.length);
  return { drafts, outbox: rows.length };
}

function damage(path: string, random: () => number): string {
  // The file itself is hit more often than its log and the log's index.
  const files = ['petrel.db', 'petrel.db', ...readdirSync(join(path, '..')).filter((name) => name.startsWith('petrel.db'))];
  const file = join(path, '..', files[Math.floor(random() * files.length)] ?? 'petrel.db');
  const bytes = readFileSync(file);
  if (bytes.length === 0) return 'nothing';
  const at = Math.floor(random() * bytes.length);
  const kind = Math.floor(random() * 4);
  if (kind === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  else if (kind === 1) bytes.fill(0, at - (at % 4096), at - (at % 4096) + 4096);
  else if (kind === 2) for (let n = 0; n < 20; n += 1) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  writeFileSync(file, kind === 3 ? bytes.subarray(0, at) : bytes);
  return `${['a bit', 'a page of zeros', 'twenty bytes', 'the end'][kind]} of ${file}`;
}

test('whatever is damaged, the account opens, is used and is replaced without a loss of what lives only here', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'petrel.db');
  const options = { masterKey: KEY, log: () => silent, onReplaced: () => undefined, onTrouble: () => undefined };
  const first = new AccountDatabase(options).open(folder);
  live(first, 200);
  // As a killed process leaves it: everything in the log, or most of it in the file; and the copy that a running engine makes.
  const image = () => readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))] as const);
  const inLog = image();
  first.checkpoint();
  first.messages.put(mapped(ANNA, 401));
  const images = [image(), inLog];
  first.close();
  const copy = readFileSync(join(folder, 'keepsake.bin'));
  const random = numbers(20_261_122);
  let replaced = 0;
  for (let round = 0; round < 16; round += 1) {
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    for (const [name, bytes] of images[round % 3 === 2 ? 1 : 0]!) writeFileSync(join(folder, name), bytes);
    writeFileSync(join(folder, 'keepsake.bin'), copy);
    const what = damage(path, random);
    let signedIn: boolean | undefined;
    const database = new AccountDatabase({ ...options, onReplaced: (yes) => (signedIn = yes) });
    let store = database.open(folder);
    try {
      // What a start reads first: keys with their salts.
      store.mtproto.loadAuthKeys();
      for (let n = 1; n <= 200; n += 1) store.messages.get(ANNA, id(n));
      store.dialogs.page('main', 0, 50);
      store.search.messages({ text: 'message' }, 20);
      store.messages.put(mapped(ANNA, 9_999));
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      expect(error.kind, what).toBe('corrupt');
      try {
        store.close();
      } catch (closing) {
        expect(closing).toBeInstanceOf(StoreError);
      }
      store = database.replace(folder);
    }
    if (signedIn !== undefined) {
      replaced += 1;
      expect(signedIn, what).toBe(true);
      expect(readdirSync(folder).some((name) => /^petrel-damaged-\w+\.db$/.test(name))).toBe(true);
    }
    expect(lives(store), what).toEqual({ drafts: PEERS, outbox: PEERS });
    expect(store.meta.selfId(), what).toBe(SELF);
    expect(store.meta.get('storage.settings'), what).toEqual({ maxAgeDays: 7 });
    expect(store.mtproto.loadAuthKeys().map((key) => [key.dcId, key.authorized, key.timeOffset]), what).toEqual([[2, true, 0.5]]);
    store.close();
  }
  expect(replaced).toBeGreaterThan(0);
}, 60_000);

test('of a table with a damaged page the rows around it are read, and a copy fills in what is missing', () => {
  const path = join(temporaryFolder(), 'a.db');
  const store = openStore({ path, key: KEY });
  live(store, 0);
  const copy = keptFromText(keptToText(store.kept()));
  store.close();
  const bytes = readFileSync(path);
  let partial = 0;
  for (let page = 1; page * 4096 < bytes.length; page += 1) {
    const broken = Buffer.from(bytes);
    broken.fill(0x55, page * 4096, page * 4096 + 4096);
    writeFileSync(path, broken);
    const kept = salvage(path, KEY);
    const drafts = kept?.tables['drafts']?.length ?? 0;
    if (drafts > 0 && drafts < PEERS) partial += 1;
    const complete = completeKept(kept, copy);
    expect(complete === undefined ? undefined : [complete.tables['drafts']?.length, isSignedIn(complete)]).toEqual([PEERS, true]);
  }
  expect(partial).toBeGreaterThan(0);
});

test('what is saved keeps its numbers, and nothing that is there already is overwritten by something older', () => {
  const folder = temporaryFolder();
  const store = openStore({ path: join(folder, 'a.db'), key: KEY });
  live(store, 0);
  const kept = keptFromText(keptToText(store.kept()));
  const before = store.outbox.all();
  store.close();
  const fresh = openStore({ path: join(folder, 'b.db'), key: KEY });
  fresh.drafts.saveLocal(ANNA, { text: 'older', entities: [], date: 1 }, 1);
  fresh.drafts.saveLocal(userPeerId(3), { text: 'one', entities: [], date: 1 }, 1);
  fresh.drafts.saveLocal(userPeerId(3), { text: 'newer', entities: [], date: 2 }, 2);
  fresh.restoreKept(kept);
  expect(fresh.outbox.all()).toEqual(before);
  expect(fresh.drafts.get(userPeerId(3))?.text).toBe('newer');
  expect(fresh.drafts.get(userPeerId(4))?.text).toMatch(/^draft 2 /);
  expect(fresh.peers.get(userPeerId(5))?.title).toBe('User5');
  // A local id, once shown, never names another message.
  const message = { peerId: ANNA, date: 5, out: true, text: 'next', entities: [] };
  const next = fresh.outbox.add({ randomId: 5n, peerId: ANNA, kind: 'text', params: {}, createdAt: 7, message });
  expect(next.localId).toBe((before.at(-1)?.localId ?? 0) - 1);
  fresh.close();
});

test('only the two newest damaged databases are kept, each with its log', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'petrel.db');
  for (let day = 1; day <= 4; day += 1) {
    for (const end of ['', '-wal', '-shm']) writeFileSync(path + end, `${day}`);
    setAside(path, new Date(Date.UTC(2026, 0, day)));
  }
  expect(readdirSync(folder).sort()).toEqual([
    'petrel-damaged-20260103T000000000Z.db', 'petrel-damaged-20260103T000000000Z.db-shm', 'petrel-damaged-20260103T000000000Z.db-wal',
    'petrel-damaged-20260104T000000000Z.db', 'petrel-damaged-20260104T000000000Z.db-shm', 'petrel-damaged-20260104T000000000Z.db-wal',
  ]);
});
