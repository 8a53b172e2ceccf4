import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PeerId } from '#shared/model/index.ts';
import { EngineThread } from '../../../src-main/app/thread/engine-thread.ts';
import { openStore, Store, StoreError } from '../../../src-main/store/index.ts';
import { startLocalDc } from '../../dc/index.ts';
import { engineOptions, TestEngine, temporaryProfile, testKey } from '../support/engine.ts';

type Dc = Awaited<ReturnType<typeof startLocalDc>>;

const anna = '9996621234';
let dc: Dc;
let profile: ReturnType<typeof temporaryProfile>;
let annaId: number;
let benId: PeerId;
const engines: TestEngine[] = [];

function open(overrides: Parameters<typeof TestEngine.open>[2] = {}): TestEngine {
  const engine = TestEngine.open(profile.dir, dc, overrides);
  engines.push(engine);
  return engine;
}

beforeEach(async () => {
  profile = temporaryProfile();
  dc = await startLocalDc();
  annaId = dc.world.createUser({ firstName: 'Annabella', lastName: 'Sturmvogel', phone: anna }).id;
  benId = dc.world.createUser({ firstName: 'Benedikt', lastName: 'Wasserlaeufer', phone: '9996615555' }).id as PeerId;
  dc.world.sendMessage({ from: benId, to: annaId as never, text: 'Albatross lands at seven' });
});

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close();
  expect(dc.violations()).toEqual([]);
  await dc.close();
  profile.remove();
});

function allFiles(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

const databasePath = (): string => allFiles(profile.dir).find((file) => file.endsWith('petrel.db'))!;

/** Opens the chat with Ben and waits until a text is in it. */
async function until(engine: TestEngine, text: string) {
  const window = engine.window.listen('messages.window', { peerId: benId, anchor: 'end', older: 50, newer: 0 });
  await window.until(() => window.events.some((event) => event.upsert.some((message) => message.text === text && message.id > 0)));
  return window;
}

describe('the profile folder', () => {
  it('holds in clear nothing that was written, received or typed, while the app runs and after', async () => {
    const engine = open();
    await engine.signIn(anna);
    await until(engine, 'Albatross lands at seven');
    await engine.window.call('messages.send', { peerId: benId, text: 'Kittiwake answers at noon', entities: [] });
    await until(engine, 'Kittiwake answers at noon');
    await engine.window.call('drafts.save', { peerId: benId, text: 'Gannet thinks it over', entities: [] });
    const keys = engineKeys();
    const secrets = ['Albatross', 'Kittiwake', 'Gannet', 'Annabella', 'Sturmvogel', 'Benedikt', 'Wasserlaeufer', anna, '9996615555', '0123456789abcdef0123456789abcdef'];
    const check = (): void => {
      for (const file of allFiles(profile.dir)) {
        const bytes = readFileSync(file);
        for (const secret of secrets) {
          for (const encoding of ['utf8', 'utf16le'] as const) expect(bytes.includes(Buffer.from(secret, encoding)), `${secret} in ${file}`).toBe(false);
        }
        for (const key of keys) expect(bytes.includes(key)).toBe(false);
      }
    };
    check();
    await engine.close();
    check();
    expect(allFiles(profile.dir).length).toBeGreaterThanOrEqual(2);
    for (const file of allFiles(profile.dir)) if (!file.includes('petrel.db')) expect(statSync(file).mode & 0o077).toBe(0);
  });

  function engineKeys(): Buffer[] {
    const store = openStore({ path: databasePath(), key: testKey });
    try {
      const keys = store.mtproto.loadAuthKeys().map(({ key }) => Buffer.from(key.subarray(0, 32)));
      expect(keys.length).toBeGreaterThan(0);
      return [Buffer.from(testKey), ...keys];
    } finally {
      store.close();
    }
  }

  it('is of no use without its key', async () => {
    const first = open();
    await first.signIn(anna);
    await first.close();
    const before = readFileSync(databasePath());
    const stolen = open({ masterKey: new Uint8Array(32).fill(66) });
    expect((await stolen.auth.until((state) => state.step !== 'starting')).step).toBe('phone');
    await stolen.close();
    // A host never gets here with a wrong key: the descriptor is checked first. Even so the old database is kept aside.
    const kept = allFiles(profile.dir).find((file) => /petrel-damaged-\w+\.db$/.test(file));
    expect(kept === undefined ? undefined : readFileSync(kept).equals(before)).toBe(true);
  });
});

describe('a damaged database', () => {
  it('that does not open is set aside and said; the person stays signed in', async () => {
    const first = open();
    await first.signIn(anna);
    await until(first, 'Albatross lands at seven');
    await first.window.call('drafts.save', { peerId: benId, text: 'Gannet thinks it over', entities: [] });
    await first.close();
    const file = databasePath();
    writeFileSync(file, Buffer.concat([Buffer.alloc(4096, 7), readFileSync(file).subarray(4096)]));
    const second = open();
    const notices = second.window.listen('app.notices', {});
    expect((await notices.until(() => true)).text).toBe('The database on this computer was damaged. A copy was set aside. Petrel loads your chats from Telegram again.');
    await second.step('ready');
    await until(second, 'Albatross lands at seven');
    const info = second.window.listen('chat.info', { peerId: benId });
    await info.until((chat) => chat.draft?.text === 'Gannet thinks it over');
    expect(allFiles(profile.dir).some((name) => /petrel-damaged-\w+\.db$/.test(name))).toBe(true);
    expect(dc.world.accountByPhone(anna).authorizations.size).toBe(1);
  });

  it('of which little can be read still gives the message that waits for the network: it arrives once', async () => {
    const first = open();
    await first.signIn(anna);
    await until(first, 'Albatross lands at seven');
    await dc.stop();
    await first.window.call('messages.send', { peerId: benId, text: 'Written without a network', entities: [] });
    await first.close();
    const bytes = readFileSync(databasePath());
    bytes.fill(0, 4096);
    writeFileSync(databasePath(), bytes);
    await dc.start();
    const second = open();
    await second.step('ready');
    await until(second, 'Written without a network');
    await until(second, 'Albatross lands at seven');
    const window = await until(second, 'Written without a network');
    const shown = new Map(window.events.flatMap((event) => event.upsert).map((message) => [message.id, message.text]));
    expect([...shown].filter(([at, text]) => at > 0 && text === 'Written without a network')).toHaveLength(1);
  });

  it('that breaks while in use is built anew; whoever was signed in stays so', async () => {
    const engine = open();
    await engine.signIn(anna);
    await until(engine, 'Albatross lands at seven');
    const notices = engine.window.listen('app.notices', {});
    const { transaction } = Store.prototype;
    const stores = new Set<Store>();
    vi.spyOn(Store.prototype, 'transaction').mockImplementation(function (this: Store, work) {
      // The file that is open now is damaged; the one that replaces it is not.
      const isFirst = stores.size === 0 || (stores.size === 1 && stores.has(this));
      if (isFirst) stores.add(this);
      if (isFirst) throw new StoreError('corrupt');
      return transaction.call(this, work) as never;
    });
    expect((await engine.window.refusal('messages.send', { peerId: benId, text: 'Too late', entities: [] })).code).toBe('DATABASE_CORRUPT');
    expect((await notices.until(() => true)).text).toBe('The database on this computer was damaged. A copy was set aside. Petrel loads your chats from Telegram again.');
    await engine.step('ready');
    const dialogs = engine.window.listen('dialogs.window', { folder: 'main', start: 0, count: 20 });
    await dialogs.until((state) => state.order.includes(benId));
    await until(engine, 'Albatross lands at seven');
    expect(dc.world.accountByPhone(anna).authorizations.size).toBe(1);
  });
});

describe('a full disk', () => {
  it('is said; what is there stays readable, and what was missed comes when there is room', async () => {
    const engine = open();
    await engine.signIn(anna);
    await until(engine, 'Albatross lands at seven');
    const notices = engine.window.listen('app.notices', {});
    const full = vi.spyOn(Store.prototype, 'transaction').mockImplementation(() => {
      throw new StoreError('diskFull');
    });
    dc.world.sendMessage({ from: benId, to: annaId as never, text: 'Nowhere to put this' });
    expect((await notices.until(() => true)).text).toBe('The disk is full. Free some space: until then nothing new is kept.');
    expect((await engine.window.refusal('messages.send', { peerId: benId, text: 'Nor this', entities: [] })).code).toBe('DISK_FULL');
    await until(engine, 'Albatross lands at seven');
    full.mockRestore();
    dc.world.sendMessage({ from: benId, to: annaId as never, text: 'Room again' });
    await until(engine, 'Room again');
    await until(engine, 'Nowhere to put this');
  });
});

describe('a database of a newer version', () => {
  it('is left alone, with a sentence that says so', async () => {
    const first = open();
    await first.signIn(anna);
    await first.close();
    vi.spyOn(await import('../../../src-main/store/database.ts').then((module) => module.SqlDatabase.prototype), 'schemaVersion', 'get').mockReturnValue(9999);
    const before = readFileSync(databasePath());
    const second = open();
    const notices = second.window.listen('app.notices', {});
    expect((await notices.until(() => true)).text).toContain('newer version of Petrel');
    expect(second.auth.last?.step ?? 'starting').toBe('starting');
    await second.close();
    expect(readFileSync(databasePath()).equals(before)).toBe(true);
  });
});

describe('the engine in its thread', () => {
  it('serves a chat, comes back after a crash with everything it had, and ends in order', async () => {
    const thread = new EngineThread(engineOptions(profile.dir, dc));
    const engine = new TestEngine(thread);
    engines.push(engine);
    await engine.signIn(anna);
    await until(engine, 'Albatross lands at seven');
    const before = thread.threadId;
    await thread.crash();
    await engine.window.closed;
    await dc.stop();
    const again = new TestEngine(thread);
    await again.step('ready');
    await until(again, 'Albatross lands at seven');
    expect(thread.threadId).not.toBe(before);
    await dc.start();
    await again.window.call('connection.retry', {});
    await again.window.listen('connection.status', {}).until((status) => status.kind === 'ready');
    await thread.close();
    expect(thread.threadId).toBeUndefined();
    // The write-ahead log went into the file.
    expect(allFiles(profile.dir).filter((file) => file.endsWith('-wal')).every((file) => statSync(file).size === 0)).toBe(true);
  });

  it('starts with everything that was seen before, with the servers down', async () => {
    const first = open();
    await first.signIn(anna);
    await until(first, 'Albatross lands at seven');
    await first.close();
    await dc.stop();
    const second = open();
    await second.step('ready');
    const dialogs = second.window.listen('dialogs.window', { folder: 'main', start: 0, count: 20 });
    await dialogs.until((state) => state.order.includes(benId));
    await until(second, 'Albatross lands at seven');
    expect(second.window.listen('connection.status', {})).toBeDefined();
    await dc.start();
  });
});
