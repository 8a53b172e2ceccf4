import { expect, test } from 'vitest';
import { ANNA, CHANNEL, channel, id, mapped, temporaryStore, user } from './support.ts';
import type { Store } from '../../../src-main/store/index.ts';
import { userPeerId } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';

function filled(): Store {
  const store = temporaryStore();
  store.transaction(() => {
    store.peers.apply([user(2)], [channel(50)]);
    for (const peerId of [ANNA, CHANNEL]) {
      for (let n = 1; n <= 30; n += 1) store.messages.put(mapped(peerId, n, { text: `albatross ${n}` }, { unreadMention: n === 7 }));
      store.ranges.add(peerId, { lo: 0, hi: 30, live: true, unverified: false });
      store.dialogs.put(peerId, { topMessageId: id(30), topDate: 1030 });
    }
    store.drafts.saveLocal(ANNA, { text: 'half a thought', entities: [], date: 5 }, 5);
    const message = { peerId: ANNA, date: 5, out: true, text: 'on its way', entities: [] };
    store.outbox.add({ randomId: 5n, peerId: ANNA, kind: 'text', params: {}, createdAt: 7, message });
    store.mtproto.saveAuthKey({ dcId: 2, key: new Uint8Array(256), createdAt: 1, authorized: true, salts: [], timeOffset: 0 });
    store.retention.setLimits({ maxAgeDays: 7, maxBytes: 1e9 });
    store.meta.set('search.recent', { queries: ['gull'] });
  });
  return store;
}

function forget(store: Store, peerId: PeerId): void {
  let pieces = 0;
  while (store.retention.forgetMessages(peerId, 8)) pieces += 1;
  expect(pieces).toBeGreaterThan(1);
}

test('clearing messages leaves what only lives here, the newest message of a chat and unseen mentions', () => {
  const store = filled();
  const before = store.kept();
  forget(store, ANNA);
  expect(store.kept()).toEqual(before);
  expect(store.messages.idsBetween(ANNA, 1, 100)).toEqual([7, 30]);
  expect(store.messages.idsBetween(CHANNEL, 1, 100)).toHaveLength(30);
  expect(store.search.messages({ text: 'albatross', chat: ANNA }, 50).found.map(({ message }) => message.id)).toEqual([30, 7]);
  expect(store.search.messages({ text: 'albatross', chat: CHANNEL }, 50).found).toHaveLength(30);
});

test('a cleared history is a hole before its newest message, and goes on from there', () => {
  const store = filled();
  forget(store, ANNA);
  expect(store.ranges.list(ANNA)).toEqual([{ lo: 30, hi: 30, live: true, unverified: false }]);
  expect(store.messages.around(ANNA, 'end', 50, 0)).toMatchObject({ older: 'hole', newer: 'end' });
  store.messages.put(mapped(ANNA, 31));
  store.ranges.extendLive(ANNA, 31);
  expect(store.messages.around(ANNA, 'end', 50, 0).messages.map((message) => message.text)).toEqual(['albatross 30', 'message 31', 'on its way']);
  expect(store.messages.countUnread(ANNA, id(10))).toBeUndefined();
});

test('clearing does nothing in a chat of which nothing is stored, and the room goes back to the disk', () => {
  const store = filled();
  expect(store.retention.forgetMessages(userPeerId(99), 10)).toBe(false);
  store.transaction(() => {
    for (let n = 31; n <= 1_500; n += 1) store.messages.put(mapped(ANNA, n, { text: 'x'.repeat(900) }));
  });
  store.checkpoint();
  const before = store.retention.databaseBytes();
  forget(store, ANNA);
  store.retention.shrink();
  expect(store.retention.databaseBytes()).toBeLessThan(before / 2);
  expect(store.drafts.get(ANNA)?.text).toBe('half a thought');
  expect(store.retention.limits()).toEqual({ maxAgeDays: 7, maxBytes: 1e9 });
});
