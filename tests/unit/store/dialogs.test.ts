import { describe, expect, test } from 'vitest';
import { groupPeerId, userPeerId } from '#shared/model/index.ts';
import type { Changes, Store } from '../../../src-main/store/index.ts';
import { ANNA, channel, CHANNEL, group, id, temporaryStore, user } from './support.ts';

function seeded(): Store {
  const store = temporaryStore();
  for (let n = 2; n <= 9; n += 1) {
    store.peers.apply([user(n)], []);
    store.dialogs.put(userPeerId(n), { topMessageId: id(n), topDate: 100 + n });
  }
  return store;
}
const order = (store: Store) => store.dialogs.page('main', 0, 100).records.map((record) => record.peerId);

test('pinned chats come first in their own order, then the newest', () => {
  const store = seeded();
  store.dialogs.setPinnedOrder('main', [userPeerId(3), userPeerId(7)]);
  expect(order(store)).toEqual([3, 7, 9, 8, 6, 5, 4, 2]);
  store.dialogs.setPinned(userPeerId(2), true);
  expect(order(store)).toEqual([2, 3, 7, 9, 8, 6, 5, 4]);
  store.dialogs.setPinned(userPeerId(3), false);
  expect(order(store)).toEqual([2, 7, 9, 8, 6, 5, 4, 3]);
  expect(store.dialogs.neighbours(userPeerId(7))).toEqual({ previous: 2, next: 9 });
});

test('pages fit together and the archive is a list of its own', () => {
  const store = seeded();
  store.dialogs.put(userPeerId(4), { folder: 'archive' });
  expect(store.dialogs.count('main')).toBe(7);
  const pages = [0, 3, 6].flatMap((start) => store.dialogs.page('main', start, 3).records.map((record) => record.peerId));
  expect(pages).toEqual([9, 8, 7, 6, 5, 3, 2]);
  expect(store.dialogs.page('main', 900, 3)).toMatchObject({ start: 7, total: 7, records: [] });
  expect(store.dialogs.page('archive', 0, 3).records.map((record) => record.peerId)).toEqual([4]);
});

test('drafts and messages on their way out lift a chat; a draft does not lift where nobody may write', () => {
  const store = seeded();
  store.drafts.saveLocal(userPeerId(5), { text: 'hm', entities: [], date: 500 }, 500);
  expect(order(store)[0]).toBe(5);
  store.outbox.add({ randomId: 1n, peerId: userPeerId(2), kind: 'text', params: {}, createdAt: 600_000, message: { peerId: userPeerId(2), date: 600, out: true, text: 'x', entities: [] } });
  expect(order(store).slice(0, 2)).toEqual([2, 5]);
  store.drafts.saveLocal(userPeerId(5), undefined, 501);
  expect(order(store).slice(0, 2)).toEqual([2, 9]);
  store.peers.apply([], [group(3, { left: true })]);
  store.dialogs.put(groupPeerId(3), { topMessageId: id(1), topDate: 50 });
  store.drafts.saveLocal(groupPeerId(3), { text: 'never', entities: [], date: 900 }, 900);
  expect(order(store).at(-1)).toBe(groupPeerId(3));
});

test('a new message reorders only its row', () => {
  const store = seeded();
  const heard: Changes[] = [];
  store.onChange((changes) => heard.push(changes));
  store.dialogs.put(userPeerId(2), { topMessageId: id(50), topDate: 999 });
  expect([...(heard[0]?.dialogs ?? [])]).toEqual([2]);
  expect(heard[0]?.dialogOrder).toBe(true);
  store.dialogs.put(userPeerId(2), { unreadCount: 4 });
  expect(heard[1]?.dialogOrder).toBe(false);
});

describe('mute', () => {
  test('own settings win over the default of the kind', () => {
    const store = seeded();
    store.peers.apply([], [channel(50)]);
    store.dialogs.put(CHANNEL, { topMessageId: id(1) });
    store.meta.setDefaultMuteUntil('users', 5000);
    store.meta.setDefaultMuteUntil('channels', 7000);
    expect(store.dialogs.get(ANNA)?.muteUntil).toBe(5000);
    // A supergroup is a group for this purpose.
    expect(store.dialogs.get(CHANNEL)?.muteUntil).toBe(0);
    store.dialogs.put(ANNA, { muteUntil: 0 });
    expect(store.dialogs.get(ANNA)?.muteUntil).toBe(0);
    store.dialogs.put(ANNA, { muteUntil: null });
    expect(store.dialogs.get(ANNA)?.muteUntil).toBe(5000);
    expect(store.dialogs.nextUnmute(100)).toBe(5000);
  });

  test('totals leave muted chats out', () => {
    const store = seeded();
    store.dialogs.put(userPeerId(2), { unreadCount: 3 });
    store.dialogs.put(userPeerId(3), { unreadCount: 5, muteUntil: 2000 });
    store.dialogs.put(userPeerId(4), { unreadMark: true });
    expect(store.dialogs.totals(1000)).toEqual({ unreadMessages: 3, unreadChats: 2 });
    expect(store.dialogs.totals(3000)).toEqual({ unreadMessages: 8, unreadChats: 3 });
  });
});

describe('drafts', () => {
  const draft = (text: string, date: number) => ({ text, entities: [], date });

  test('the newest date wins, and an unsynced draft is not cleared by the server', () => {
    const store = seeded();
    const rev = store.drafts.saveLocal(ANNA, draft('mine', 100), 100);
    expect(store.drafts.applyRemote(ANNA, draft('older', 90))).toBe(false);
    expect(store.drafts.applyRemote(ANNA, undefined)).toBe(false);
    expect(store.drafts.get(ANNA)?.text).toBe('mine');
    expect(store.drafts.unsynced().map((record) => record.peerId)).toEqual([ANNA]);
    store.drafts.markSynced(ANNA, rev);
    expect(store.drafts.unsynced()).toEqual([]);
    expect(store.drafts.applyRemote(ANNA, draft('theirs', 110))).toBe(true);
    expect(store.drafts.applyRemote(ANNA, undefined)).toBe(true);
    expect(store.drafts.get(ANNA)).toBeUndefined();
  });

  test('the same draft again is not told', () => {
    const store = seeded();
    store.drafts.applyRemote(ANNA, draft('same', 100));
    let heard = 0;
    store.onChange(() => (heard += 1));
    store.drafts.applyRemote(ANNA, draft('same', 100));
    expect(heard).toBe(0);
  });
});
