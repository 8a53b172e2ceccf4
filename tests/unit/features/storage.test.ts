import { expect, test } from 'vitest';
import { Storage } from '../../../src-main/features/storage/index.ts';
import type { CachedFile, FileRecord } from '../../../src-main/store/index.ts';
import { ANNA, CHANNEL, channel, id, mapped, temporaryStore, user } from '../store/support.ts';

const file = (path: string, mimeType: string, byteSize: number): CachedFile =>
  ({ path, fileName: path.replaceAll('/', '-'), key: new Uint8Array(48), byteSize, mimeType, complete: true, usedAt: 1 });

const record = (kind: FileRecord['kind'], fileId: bigint): FileRecord => ({
  kind, id: fileId, accessHash: 1n, dcId: 2, reference: new Uint8Array(1), byteSize: 0, mimeType: '', fileName: '', sizes: [],
});

function settle() {
  const store = temporaryStore();
  store.transaction(() => {
    store.peers.apply([user(2)], [channel(50)]);
    for (let n = 1; n <= 12; n += 1) store.messages.put(mapped(ANNA, n));
    for (let n = 1; n <= 5; n += 1) store.messages.put(mapped(CHANNEL, n));
    store.files.put(record('photo', 7n), { peerId: ANNA, messageId: id(12) });
    store.files.put(record('document', 8n), { peerId: CHANNEL, messageId: id(2) });
    store.mediaCache.put(file('photo/7/x', 'image/jpeg', 100));
    store.mediaCache.put(file('document/8', 'video/mp4', 3_000));
    store.mediaCache.put(file('document/9', 'application/pdf', 20));
    store.drafts.saveLocal(ANNA, { text: 'half a thought', entities: [], date: 5 }, 5);
  });
  const files = {
    clear: (isChosen: (entry: CachedFile) => boolean) => {
      for (const entry of store.mediaCache.all()) if (isChosen(entry)) store.mediaCache.delete(entry.path);
      return Promise.resolve();
    },
    keepLimits: () => Promise.resolve(),
  };
  const calls = new Storage({ store, files, defaults: { maxAgeDays: null, maxBytes: 1e9 } }).calls();
  return { store, calls, paths: () => store.mediaCache.all().map(({ path }) => path).sort() };
}
const connection = undefined as never;

test('says what is kept by kind and by chat, chats of which only messages are kept included', async () => {
  const { calls } = settle();
  const usage = await calls['storage.usage']({}, connection);
  expect(usage.media).toEqual([{ kind: 'video', bytes: 3_000, count: 1 }, { kind: 'photo', bytes: 100, count: 1 }, { kind: 'file', bytes: 20, count: 1 }]);
  expect(usage.chats).toMatchObject([{ peerId: CHANNEL, bytes: 3_000, messages: 5 }, { peerId: ANNA, bytes: 100, messages: 12 }]);
  expect(usage.messageCount).toBe(17);
});

test('clears one kind of media, that of one chat, both together, or the messages of one chat; drafts stay', async () => {
  const first = settle();
  await first.calls['storage.clear']({ what: 'media', kind: 'video' }, connection);
  expect(first.paths()).toEqual(['document/9', 'photo/7/x']);
  await first.calls['storage.clear']({ what: 'media', peerId: ANNA }, connection);
  expect(first.paths()).toEqual(['document/9']);
  const second = settle();
  await second.calls['storage.clear']({ what: 'media', kind: 'video', peerId: ANNA }, connection);
  expect(second.paths().length).toBe(3);
  const usage = await second.calls['storage.clear']({ what: 'messages', peerId: ANNA }, connection);
  expect(usage.chats).toMatchObject([{ peerId: CHANNEL, messages: 5 }, { peerId: ANNA, bytes: 100, messages: 1 }]);
  expect(second.store.drafts.get(ANNA)?.text).toBe('half a thought');
});
