import { describe, expect, test } from 'vitest';
import type { tl } from '#tl';
import { channelPeerId, messageId } from '#shared/model/index.ts';
import { RpcError } from '../../../src-main/mtproto/index.ts';
import type { Store } from '../../../src-main/store/index.ts';
import { CHANNEL, channel, user } from '../store/support.ts';
import { container, dialog, difference, freshPost, peerDialogs, post, settle, world } from './support.ts';

const ids = (store: Store) => store.messages.idsBetween(CHANNEL, 1, 100_000).map(Number);
const OTHER = channelPeerId(51);
const peer = { _: 'peerChannel', channelId: 50 } as const;

function page(messages: tl.Message[], pts: number, fields: Partial<tl.updates.channelDifference> = {}): tl.updates.channelDifference {
  return { _: 'updates.channelDifference', final: true, pts, timeout: 30, newMessages: messages, otherUpdates: [], chats: [], users: [], ...fields };
}
const empty = (pts: number, timeout = 30): tl.updates.channelDifferenceEmpty => ({ _: 'updates.channelDifferenceEmpty', final: true, pts, timeout });

describe('gaps', () => {
  test('each channel has its own sequence; a gap asks only there', async () => {
    const { client, timers, store } = await world();
    store.peers.apply([], [channel(51)]);
    store.channels.setPts(OTHER, 70);
    const asked: number[] = [];
    client.answer('updates.getChannelDifference', (call) => {
      const id = 'channelId' in call.channel ? call.channel.channelId : 0;
      asked.push(id);
      const own = { _: 'peerChannel', channelId: id } as const;
      return id === 50 ? page([post(11), post(12)], 12) : page([post(71, { peerId: own }), post(72, { peerId: own })], 72);
    });
    client.push(container([freshPost(12), { _: 'updateNewChannelMessage', message: post(72, { peerId: { _: 'peerChannel', channelId: 51 } }), pts: 72, ptsCount: 1 }]));
    expect(store.channels.get(CHANNEL)).toMatchObject({ catchUp: true, catchUpPts: 12 });
    await timers.pass(500);
    expect(asked.sort()).toEqual([50, 51]);
    expect(client.calls.find((call) => call._ === 'updates.getChannelDifference')).toMatchObject({ force: true, limit: 100, filter: { _: 'channelMessagesFilterEmpty' } });
    expect(ids(store)).toEqual([11, 12]);
    expect(store.channels.get(CHANNEL)).toMatchObject({ pts: 12, catchUp: false });
    expect(store.channels.pts(OTHER)).toBe(72);
    expect(client.count('updates.getDifference')).toBe(0);
    expect(store.meta.commonState()?.pts).toBe(100);
  });

  test('a gap that closes in time asks nothing and leaves no mark', async () => {
    const { client, timers, store } = await world();
    client.push(container([freshPost(12)]));
    client.push(container([freshPost(11)]));
    expect(ids(store)).toEqual([11, 12]);
    expect(store.channels.get(CHANNEL)).toMatchObject({ pts: 12, catchUp: false });
    await timers.pass(5000);
    expect(client.calls).toEqual([]);
  });

  test('pages follow each other until the final one', async () => {
    const { client, timers, store } = await world();
    client.answer('updates.getChannelDifference', (call) => {
      if (call.pts === 10) {
        const { final: _final, ...more } = page([post(11), post(12)], 12);
        return more;
      }
      return page([post(13)], 13);
    });
    client.push(container([freshPost(13)]));
    await timers.pass(500);
    expect(client.calls.map((call) => ('pts' in call ? call.pts : 0))).toEqual([10, 12]);
    expect(ids(store)).toEqual([11, 12, 13]);
  });

  test('a page that is not final and does not move ends the round', async () => {
    const { client, timers } = await world();
    client.answer('updates.getChannelDifference', () => {
      const { final: _final, ...more } = page([], 10);
      return more;
    });
    client.push(container([freshPost(13)]));
    await timers.pass(60_000);
    expect(client.count('updates.getChannelDifference')).toBe(2);
  });

  test('what was cut short by a crash is taken up again, and only that', async () => {
    const { client, store, manager } = await world();
    manager.dispose();
    store.peers.apply([], [channel(51)]);
    store.channels.setPts(OTHER, 70);
    store.channels.setCatchUp(OTHER, true, 75);
    const { UpdatesManager } = await import('../../../src-main/updates/index.ts');
    client.answer('updates.getChannelDifference', () => empty(75));
    const again = new UpdatesManager({ client, store, log: { debug() {}, info() {}, warn() {}, error() {} } });
    again.start();
    await settle();
    expect(client.calls.map((call) => call._)).toEqual(['updates.getDifference', 'updates.getChannelDifference']);
    expect(store.channels.get(OTHER)).toMatchObject({ pts: 75, catchUp: false });
    again.dispose();
  });

  test('no access: the chat says so, and nothing is asked again', async () => {
    const { client, timers, store, events } = await world();
    client.answer('updates.getChannelDifference', () => {
      throw new RpcError(400, 'CHANNEL_PRIVATE', 'updates.getChannelDifference');
    });
    client.push(container([freshPost(13)]));
    await timers.pass(60_000);
    expect(client.count('updates.getChannelDifference')).toBe(1);
    expect(events).toContainEqual({ kind: 'inaccessible', peerId: CHANNEL });
    expect(store.peers.get(CHANNEL)).toMatchObject({ title: 'Channel50', isLeft: true, rights: { send: false } });
    client.push(container([freshPost(14)]));
    await timers.pass(60_000);
    expect(client.count('updates.getChannelDifference')).toBe(1);
    client.push(container([{ _: 'updateChannel', channelId: 50 }], { chats: [channel(50)] }));
    expect(store.channels.get(CHANNEL)?.inaccessible).toBe(false);
  });

  test('at most ten channels are asked at a time', async () => {
    const { client, timers, store } = await world();
    const finish: (() => void)[] = [];
    client.answer('updates.getChannelDifference', (call) => new Promise((resolve) => finish.push(() => resolve(empty(call.pts)))));
    for (let n = 100; n < 115; n += 1) {
      store.peers.apply([], [channel(n)]);
      store.channels.setPts(channelPeerId(n), 10);
      client.push({ _: 'updateShort', date: 1, update: { _: 'updateChannelTooLong', channelId: n, pts: 20 } });
    }
    await timers.pass(0);
    expect(finish).toHaveLength(10);
    finish.shift()?.();
    await settle();
    expect(finish).toHaveLength(10);
    for (let n = 0; n < 20; n += 1) {
      for (const each of finish.splice(0)) each();
      await settle();
    }
    expect(client.count('updates.getChannelDifference')).toBe(15);
  });
});

describe('who is unknown', () => {
  test('a sender known only by a reduced view: one channel difference, shown once', async () => {
    const { client, store } = await world();
    client.answer('updates.getChannelDifference', () => page([post(11, { fromId: { _: 'peerUser', userId: 9 } })], 11, { users: [user(9)] }));
    client.push(container([freshPost(11, 11, { fromId: { _: 'peerUser', userId: 9 } })], { users: [user(9, { min: true })] }));
    expect(ids(store)).toEqual([]);
    await settle();
    expect(client.calls.map((call) => call._)).toEqual(['updates.getChannelDifference']);
    expect(ids(store)).toEqual([11]);
    expect(store.dialogs.get(CHANNEL)?.unreadCount).toBe(1);
  });

  test('what a difference brings is taken as it is', async () => {
    const { client, timers, store } = await world();
    client.answer('updates.getChannelDifference', () => page([post(11), post(12, { fromId: { _: 'peerUser', userId: 9 } })], 12, { users: [user(9, { min: true })] }));
    client.push(container([freshPost(12)]));
    await timers.pass(500);
    expect(ids(store)).toEqual([11, 12]);
    expect(store.peers.inputUser(9 as never)).toMatchObject({ _: 'inputUserFromMessage', msgId: 12, userId: 9 });
  });

  test('an unknown channel is brought by the common difference', async () => {
    const { client } = await world();
    client.push(container([{ _: 'updateNewChannelMessage', message: post(3, { peerId: { _: 'peerChannel', channelId: 99 } }), pts: 5, ptsCount: 1 }]));
    await settle();
    expect(client.calls.map((call) => call._)).toEqual(['updates.getDifference']);
  });
});

describe('too long', () => {
  test('the dialog is the new base; what is known stays as history, with a hole before the new top', async () => {
    const { client, store } = await world();
    client.push(container([freshPost(11), freshPost(12)]));
    client.answer('updates.getChannelDifference', () => ({
      _: 'updates.channelDifferenceTooLong' as const,
      final: true,
      timeout: 30,
      dialog: dialog(peer, 900, { pts: 5000, unreadCount: 40, readInboxMaxId: 12 }),
      messages: [post(900)],
      chats: [],
      users: [],
    }));
    client.push({ _: 'updateShort', date: 1, update: { _: 'updateChannelTooLong', channelId: 50, pts: 5000 } });
    await settle();
    expect(store.channels.get(CHANNEL)).toMatchObject({ pts: 5000, catchUp: false });
    expect(store.dialogs.get(CHANNEL)).toMatchObject({ topMessageId: 900, unreadCount: 40, readInboxMaxId: 12 });
    expect(store.messages.around(CHANNEL, 'end', 10, 0)).toMatchObject({ older: 'hole', newer: 'end' });
    expect(store.messages.around(CHANNEL, messageId(11), 10, 10)).toMatchObject({ newer: 'hole', range: { unverified: true } });
    client.push(container([freshPost(5001, 901)]));
    expect(store.dialogs.get(CHANNEL)).toMatchObject({ topMessageId: 901, unreadCount: 41 });
  });

  test('an old or unknown base', async () => {
    const { client, store } = await world();
    client.push({ _: 'updateShort', date: 1, update: { _: 'updateChannelTooLong', channelId: 50, pts: 10 } });
    await settle();
    expect(client.calls).toEqual([]);
    store.channels.forgetPts(CHANNEL);
    client.answer('messages.getPeerDialogs', () => peerDialogs([dialog(peer, 8, { pts: 33, unreadCount: 2 })], [post(8)]));
    client.push({ _: 'updateShort', date: 1, update: { _: 'updateChannelTooLong', channelId: 50, pts: 33 } });
    await settle();
    expect(store.channels.pts(CHANNEL)).toBe(33);
    expect(store.dialogs.get(CHANNEL)).toMatchObject({ topMessageId: 8, unreadCount: 2 });
    client.push({ _: 'updateShort', date: 1, update: { _: 'updateChannelTooLong', channelId: 77 } });
    await settle();
    expect(client.calls.map((call) => call._)).toEqual(['messages.getPeerDialogs', 'updates.getDifference']);
  });

  test('a common difference names channels that moved while we were away', async () => {
    const { client, store } = await world();
    client.answer('updates.getDifference', () => difference([], 100, { otherUpdates: [{ _: 'updateChannelTooLong', channelId: 50, pts: 12 }, freshPost(11)] }));
    client.answer('updates.getChannelDifference', (call) => page(call.pts === 10 ? [post(11), post(12)] : [post(12)], 12));
    client.push({ _: 'updatesTooLong' });
    await settle();
    expect(ids(store)).toEqual([11, 12]);
    expect(client.count('updates.getChannelDifference')).toBe(1);
  });
});

describe('open channels', () => {
  test('a channel that is looked at is asked every `timeout` seconds, until it is closed', async () => {
    const { client, timers, store, manager } = await world();
    store.peers.apply([], [channel(50, { left: true, username: 'open' })]);
    store.dialogs.delete(CHANNEL);
    client.answer('updates.getChannelDifference', () => empty(10, 3));
    const close = manager.openChannel(CHANNEL);
    const closeOther = manager.openChannel(CHANNEL);
    await timers.pass(0);
    expect(client.calls).toHaveLength(1);
    expect(client.calls[0]).not.toHaveProperty('force');
    await timers.pass(2999);
    expect(client.calls).toHaveLength(1);
    await timers.pass(1);
    expect(client.calls).toHaveLength(2);
    close();
    close();
    await timers.pass(3000);
    expect(client.calls).toHaveLength(3);
    closeOther();
    await timers.pass(60_000);
    expect(client.calls).toHaveLength(3);
    expect(store.dialogs.has(CHANNEL)).toBe(false);
  });

  test('closing while an answer is on its way ends it, too', async () => {
    const { client, timers, manager } = await world();
    client.answer('updates.getChannelDifference', () => empty(10, 1));
    manager.openChannel(CHANNEL)();
    await timers.pass(60_000);
    expect(client.calls).toHaveLength(1);
  });

  test('a gap in a channel that nobody follows is dropped', async () => {
    const { client, timers, store } = await world();
    store.peers.apply([], [channel(50, { left: true })]);
    client.push(container([freshPost(15)]));
    await timers.pass(10_000);
    expect(client.calls).toEqual([]);
    expect(store.channels.get(CHANNEL)).toMatchObject({ pts: 10, catchUp: false });
  });
});

describe('membership', () => {
  test('leaving takes the chat out of the list, joining asks for its row', async () => {
    const { client, store } = await world();
    client.push(container([freshPost(11)]));
    await settle();
    client.calls.length = 0;
    client.push(container([{ _: 'updateChannel', channelId: 50 }], { chats: [channel(50, { left: true })] }));
    expect(store.dialogs.has(CHANNEL)).toBe(false);
    expect(ids(store)).toEqual([11]);
    client.answer('messages.getPeerDialogs', () => peerDialogs([dialog(peer, 11, { pts: 11 })], [post(11)]));
    client.push(container([{ _: 'updateChannel', channelId: 50 }], { chats: [channel(50)] }));
    await settle();
    expect(client.calls.map((call) => call._)).toEqual(['messages.getPeerDialogs']);
    expect(store.dialogs.get(CHANNEL)).toMatchObject({ topMessageId: 11 });
  });

  test('the first update of a channel that was just joined is its base', async () => {
    const { client, store } = await world();
    client.push(container([{ _: 'updateNewChannelMessage', message: post(5, { peerId: { _: 'peerChannel', channelId: 51 } }), pts: 44, ptsCount: 1 }], { chats: [channel(51)] }));
    await settle();
    expect(store.channels.pts(OTHER)).toBe(44);
    expect(client.calls.map((call) => call._)).toEqual(['messages.getPeerDialogs']);
  });
});

describe('reading elsewhere', () => {
  const read = (maxId: number, stillUnreadCount: number, pts: number): tl.Updates => ({
    _: 'updateShort',
    date: 1,
    update: { _: 'updateReadChannelInbox', channelId: 50, maxId, stillUnreadCount, pts },
  });

  test('at the same moment of the box, mark and count are taken', async () => {
    const { client, store } = await world();
    client.push(container([freshPost(11), freshPost(12), freshPost(13)]));
    client.push(read(12, 1, 13));
    expect(store.dialogs.get(CHANNEL)).toMatchObject({ readInboxMaxId: 12, unreadCount: 1 });
  });

  test('a read from the future waits for the box', async () => {
    const { client, store } = await world();
    client.push(container([freshPost(11)]));
    client.answer('updates.getChannelDifference', () => page([post(12), post(13)], 13));
    client.push(read(13, 0, 13));
    expect(store.dialogs.get(CHANNEL)).toMatchObject({ readInboxMaxId: 0, unreadCount: 1 });
    await settle();
    expect(store.dialogs.get(CHANNEL)).toMatchObject({ readInboxMaxId: 13, unreadCount: 0 });
  });

  test('a read from the past raises the mark; the count is what lies above it', async () => {
    const { client, store } = await world();
    client.push(container([freshPost(11), freshPost(12), freshPost(13)]));
    client.push(read(11, 77, 11));
    expect(store.dialogs.get(CHANNEL)).toMatchObject({ readInboxMaxId: 11, unreadCount: 2 });
    client.push(read(5, 9, 13));
    expect(store.dialogs.get(CHANNEL)).toMatchObject({ readInboxMaxId: 11, unreadCount: 2 });
  });
});

test('an answer that is ahead of the box lets the box catch up first', async () => {
  const { client, store, manager } = await world();
  client.answer('updates.getChannelDifference', () => page([post(11)], 11));
  await manager.catchUpChannel(CHANNEL, 11);
  expect(ids(store)).toEqual([11]);
  await manager.catchUpChannel(CHANNEL, 11);
  expect(client.calls).toHaveLength(1);
});

test('a channel pts that the server does not know is forgotten, and the dialog is the new base', async () => {
  const { client, timers, store } = await world();
  client.answer('updates.getChannelDifference', () => {
    throw new RpcError(400, 'PERSISTENT_TIMESTAMP_INVALID', 'updates.getChannelDifference');
  });
  client.answer('messages.getPeerDialogs', () => peerDialogs([dialog(peer, 40, { pts: 60 })], [post(40)]));
  client.push(container([freshPost(13)]));
  await timers.pass(500);
  expect(store.channels.pts(CHANNEL)).toBe(60);
  expect(client.count('updates.getChannelDifference')).toBe(1);
});
