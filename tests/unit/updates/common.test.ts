import { describe, expect, test } from 'vitest';
import { join } from 'node:path';
import { groupPeerId, messageId, userPeerId } from '#shared/model/index.ts';
import { RpcError } from '../../../src-main/mtproto/index.ts';
import type { Store } from '../../../src-main/store/index.ts';
import { openStore } from '../../../src-main/store/index.ts';
import { ANNA, KEY, temporaryFolder, user } from '../store/support.ts';
import { container, difference, FakeClient, FakeTimers, fresh, message, nothingNew, settle, state, world } from './support.ts';

const ids = (store: Store) => store.messages.idsBetween(ANNA, 1, 100_000).map(Number);
const pts = (store: Store) => store.meta.commonState()?.pts;

describe('order', () => {
  test('3, 1, 2 within half a second are applied in order, without any call', async () => {
    const { client, timers, store, events } = await world();
    client.push(container([fresh(103)]));
    client.push(container([fresh(101)]));
    expect(ids(store)).toEqual([101]);
    await timers.pass(400);
    client.push(container([fresh(102)]));
    expect(ids(store)).toEqual([101, 102, 103]);
    expect(pts(store)).toBe(103);
    expect(events.map((event) => (event.kind === 'message' ? event.id : event.kind))).toEqual([101, 102, 103]);
    await timers.pass(5000);
    expect(client.count('updates.getDifference')).toBe(0);
  });

  test('a lost update makes exactly one difference, half a second after its successor', async () => {
    const { client, timers, store } = await world();
    client.answer('updates.getDifference', () => difference([message(2, 101), message(2, 102)], 102));
    client.push(container([fresh(102)]));
    await timers.pass(499);
    expect(client.count('updates.getDifference')).toBe(0);
    await timers.pass(1);
    expect(client.calls.filter((call) => call._ === 'updates.getDifference')).toEqual([
      { _: 'updates.getDifference', pts: 100, date: 1000, qts: 1 },
    ]);
    expect(ids(store)).toEqual([101, 102]);
    await timers.pass(10_000);
    expect(client.count('updates.getDifference')).toBe(1);
  });

  test('a container that comes twice changes nothing the second time', async () => {
    const { client, store } = await world();
    const twice = container([fresh(101), fresh(102)]);
    client.push(twice);
    client.push(twice);
    expect(ids(store)).toEqual([101, 102]);
    expect(store.dialogs.get(ANNA)).toMatchObject({ unreadCount: 2, topMessageId: 102 });
  });

  test('an overlap is never guessed: the difference tells', async () => {
    const { client, store } = await world();
    client.answer('updates.getDifference', () => difference([message(2, 101)], 103));
    client.push(container([fresh(101)]));
    client.push(container([{ _: 'updateDeleteMessages', messages: [1, 2], pts: 102, ptsCount: 2 }]));
    await settle();
    expect(client.count('updates.getDifference')).toBe(1);
    expect(pts(store)).toBe(103);
  });

  test('numbered updates of a container are sorted, and mappings come before messages', async () => {
    const { client, store, timers } = await world();
    const row = store.outbox.add({
      randomId: 9n,
      peerId: ANNA,
      kind: 'text',
      params: {},
      createdAt: 1,
      message: { peerId: ANNA, date: 1, out: true, text: 'hi', entities: [] },
    });
    const own = { out: true, fromId: { _: 'peerUser', userId: 1 }, peerId: { _: 'peerUser', userId: 2 } } as const;
    client.push(container([fresh(102), fresh(101, 101, own), { _: 'updateMessageID', id: 101, randomId: 9n }]));
    expect(ids(store)).toEqual([101, 102]);
    expect(store.outbox.get(row.localId)).toBeUndefined();
    expect(store.dialogs.get(ANNA)).toMatchObject({ unreadCount: 1 });
    await timers.pass(1000);
    expect(client.count('updates.getDifference')).toBe(0);
  });

  test('containers with a gap in seq wait with what is unnumbered, not with their messages', async () => {
    const { client, store, timers } = await world();
    const status = (expires: number): { _: 'updateUserStatus'; userId: number; status: { _: 'userStatusOnline'; expires: number } } => ({
      _: 'updateUserStatus',
      userId: 2,
      status: { _: 'userStatusOnline', expires },
    });
    client.push(container([fresh(101), status(7)], { seq: 7 }));
    expect(ids(store)).toEqual([101]);
    expect(store.peers.get(ANNA)?.status).toEqual({ kind: 'unknown' });
    client.push(container([status(6)], { seq: 6, date: 1234 }));
    expect(store.peers.get(ANNA)?.status).toEqual({ kind: 'online', expires: 7 });
    expect(store.meta.commonState()).toMatchObject({ seq: 7, date: 1234 });
    client.push(container([status(99)], { seq: 7 }));
    expect(store.peers.get(ANNA)?.status).toEqual({ kind: 'online', expires: 7 });
    await timers.pass(1000);
    expect(client.count('updates.getDifference')).toBe(0);
  });

  test('a container that the end of a difference counts already was missed, for what is unnumbered in it', async () => {
    const { client, events } = await world();
    let finish: (value: ReturnType<typeof nothingNew>) => void = () => undefined;
    client.answer('updates.getDifference', () => new Promise((resolve) => (finish = resolve)));
    // From a stranger: the difference has to bring them.
    client.push(container([{ _: 'updateNewMessage', message: message(9, 101), pts: 101, ptsCount: 1 }]));
    await settle();
    expect(events.map((event) => event.kind)).not.toContain('unnumberedMissed');
    client.push(container([{ _: 'updateUserPhone', userId: 2, phone: '42' }], { seq: 6 }));
    client.answer('updates.getDifference', () => nothingNew({ seq: 6 }));
    finish(nothingNew({ seq: 6 }));
    await settle();
    expect(events.map((event) => event.kind)).toContain('unnumberedMissed');
  });

  test('after a new session the numbers of containers are not compared with older ones', async () => {
    const { client, store } = await world();
    client.answer('updates.getDifference', () => nothingNew({ date: 1001, seq: 0 }));
    client.lose('newSession');
    await settle();
    expect(store.meta.commonState()?.seq).toBe(0);
    client.push(container([{ _: 'updateUserPhone', userId: 2, phone: '42' }], { seq: 1 }));
    expect(store.peers.get(ANNA)?.phone).toBe('42');
  });

  test('short forms stand for messages', async () => {
    const { client, store } = await world();
    client.push({ _: 'updateShortMessage', id: 101, userId: 2, message: 'short', pts: 101, ptsCount: 1, date: 50 });
    client.push({ _: 'updateShortMessage', out: true, id: 102, userId: 2, message: 'mine', pts: 102, ptsCount: 1, date: 51 });
    client.push({ _: 'updateShortChatMessage', id: 103, fromId: 3, chatId: 7, message: 'group', pts: 103, ptsCount: 1, date: 52 });
    expect(store.messages.get(ANNA, messageId(101))).toMatchObject({ text: 'short', out: false, fromId: ANNA });
    expect(store.messages.get(ANNA, messageId(102))).toMatchObject({ text: 'mine', out: true, fromId: 1 });
    expect(store.messages.get(groupPeerId(7), messageId(103))).toMatchObject({ text: 'group', fromId: 3 });
  });
});

describe('who is unknown', () => {
  test('a short message from a stranger is not guessed: the difference brings both', async () => {
    const { client, store } = await world();
    client.answer('updates.getDifference', () => difference([message(9, 101)], 101, { users: [user(9)] }));
    client.push({ _: 'updateShortMessage', id: 101, userId: 9, message: 'hello', pts: 101, ptsCount: 1, date: 50 });
    expect(pts(store)).toBe(100);
    await settle();
    expect(store.messages.get(userPeerId(9), messageId(101))?.text).toBe('text 101');
    expect(store.dialogs.get(userPeerId(9))).toMatchObject({ unreadCount: 1 });
  });

  test('what the box would drop needs no check', async () => {
    const { client } = await world();
    client.push(container([fresh(99, 99, { fromId: { _: 'peerUser', userId: 77 } })]));
    await settle();
    expect(client.count('updates.getDifference')).toBe(0);
  });
});

describe('difference', () => {
  test('slices of 5 over 23 messages are 5 calls, with the state kept after each', async () => {
    const { client, store } = await world();
    const all = Array.from({ length: 23 }, (_, index) => message(2, 101 + index));
    const seen: (number | undefined)[] = [];
    client.answer('updates.getDifference', (call) => {
      seen.push(pts(store));
      const page = all.filter((each) => each.id > call.pts).slice(0, 5);
      const last = page.at(-1)?.id ?? call.pts;
      if (last === 123) return difference(page, last);
      return { _: 'updates.differenceSlice' as const, newMessages: page, newEncryptedMessages: [], otherUpdates: [], chats: [], users: [], intermediateState: state(last) };
    });
    client.push({ _: 'updatesTooLong' });
    await settle();
    expect(seen).toEqual([100, 105, 110, 115, 120]);
    expect(ids(store)).toHaveLength(23);
    expect(store.dialogs.get(ANNA)?.unreadCount).toBe(23);
  });

  test('what is pushed meanwhile waits, and is dropped when the difference brought it', async () => {
    const { client, store } = await world();
    let finish: (value: ReturnType<typeof difference>) => void = () => undefined;
    client.answer('updates.getDifference', () => new Promise((resolve) => (finish = resolve)));
    client.push({ _: 'updatesTooLong' });
    await settle();
    client.push(container([fresh(101), fresh(102), fresh(103)]));
    expect(ids(store)).toEqual([]);
    finish(difference([message(2, 101), message(2, 102)], 102));
    await settle();
    expect(ids(store)).toEqual([101, 102, 103]);
    expect(store.dialogs.get(ANNA)?.unreadCount).toBe(3);
  });

  test('an update that fits nowhere gets one more difference and is then dropped', async () => {
    const { client, timers, store, manager } = await world();
    client.push(container([fresh(140)]));
    await timers.pass(60_000);
    expect(client.count('updates.getDifference')).toBe(2);
    expect(manager.status).toBe('ready');
    client.push(container([fresh(101)]));
    expect(ids(store)).toEqual([101]);
  });

  test('mappings, then messages, then the rest; counters do not check, vectors tell of memberships', async () => {
    const { client, store } = await world();
    const row = store.outbox.add({ randomId: 4n, peerId: ANNA, kind: 'text', params: {}, createdAt: 1, message: { peerId: ANNA, date: 1, out: true, text: 'x', entities: [] } });
    client.answer('updates.getDifference', () =>
      difference([message(2, 101, { out: true, fromId: { _: 'peerUser', userId: 1 } }), message(2, 102)], 106, {
        otherUpdates: [
          { _: 'updateReadHistoryInbox', peer: { _: 'peerUser', userId: 2 }, maxId: 102, stillUnreadCount: 77, pts: 106, ptsCount: 0 },
          { _: 'updateEditMessage', message: message(2, 102, { message: 'edited', editDate: 9 }), pts: 106, ptsCount: 0 },
          { _: 'updateMessageID', id: 101, randomId: 4n },
          { _: 'updateChannel', channelId: 50 },
        ],
      }),
    );
    client.push({ _: 'updatesTooLong' });
    await settle();
    expect(store.outbox.get(row.localId)).toBeUndefined();
    expect(store.messages.get(ANNA, messageId(102))?.text).toBe('edited');
    expect(store.dialogs.get(ANNA)).toMatchObject({ unreadCount: 0, readInboxMaxId: 102 });
    expect(pts(store)).toBe(106);
  });

  test('too long: nothing known counts as contiguous, lists are loaded again, and the rest is asked for', async () => {
    const { client, store, events } = await world();
    client.push(container([fresh(101)]));
    const answers = [{ _: 'updates.differenceTooLong', pts: 500 } as const, difference([message(2, 900)], 510)];
    client.answer('updates.getDifference', () => answers.shift() ?? difference([], 510));
    client.push({ _: 'updatesTooLong' });
    await settle();
    expect(client.calls.filter((call) => call._ === 'updates.getDifference')).toMatchObject([{ pts: 101 }, { pts: 500 }]);
    expect(store.ranges.list(ANNA)).toEqual([
      { lo: 101, hi: 101, live: false, unverified: true },
      { lo: 900, hi: 900, live: true, unverified: false },
    ]);
    expect(store.messages.around(ANNA, 'end', 10, 0)).toMatchObject({ older: 'hole', newer: 'end' });
    expect(events.filter((event) => event.kind === 'dialogsOutdated')).toHaveLength(1);
  });

  test('a first login takes the state, then one difference, then has the lists loaded', async () => {
    const { client, store, manager, events } = await world();
    manager.dispose();
    store.meta.setCommonState(undefined);
    client.answer('updates.getState', () => state(300, { qts: 4, seq: 1 }));
    const order: string[] = [];
    client.answer('updates.getDifference', (call) => {
      order.push(`difference ${call.pts}`);
      return nothingNew({ date: 1000, seq: 1 });
    });
    const { UpdatesManager } = await import('../../../src-main/updates/index.ts');
    const second = new UpdatesManager({ client, store, log: { debug() {}, info() {}, warn() {}, error() {} } });
    second.onEvent((event) => order.push(event.kind));
    second.onStatus((status) => order.push(status));
    second.start();
    await settle();
    expect(order).toEqual(['difference 300', 'ready', 'dialogsOutdated']);
    expect(store.meta.commonState()).toMatchObject({ pts: 300, qts: 4, seq: 1 });
    expect(events).toEqual([]);
    second.dispose();
  });

  test('a pts that the server does not know is forgotten', async () => {
    const { client, store, events } = await world();
    let calls = 0;
    client.answer('updates.getDifference', () => {
      calls += 1;
      if (calls === 1) throw new RpcError(400, 'PERSISTENT_TIMESTAMP_INVALID', 'updates.getDifference');
      return nothingNew({ date: 1000, seq: 1 });
    });
    client.answer('updates.getState', () => state(7));
    client.push({ _: 'updatesTooLong' });
    await settle();
    expect(pts(store)).toBe(7);
    expect(events.map((event) => event.kind)).toContain('dialogsOutdated');
  });

  test('updatePtsChanged starts from a new state', async () => {
    const { client, store, events } = await world();
    client.answer('updates.getState', () => state(9));
    client.push(container([{ _: 'updatePtsChanged' }]));
    await settle();
    expect(pts(store)).toBe(9);
    expect(events.map((event) => event.kind)).toContain('dialogsOutdated');
  });

  test('a reset while a difference runs starts from the new state, not from what that difference says', async () => {
    const { client, store } = await world();
    client.answer('updates.getState', () => state(300));
    let finish: (value: ReturnType<typeof nothingNew>) => void = () => undefined;
    client.answer('updates.getDifference', () => new Promise((resolve) => (finish = resolve)));
    client.push({ _: 'updatesTooLong' });
    await settle();
    client.push(container([{ _: 'updatePtsChanged' }]));
    finish(nothingNew());
    await settle();
    finish(nothingNew());
    await settle();
    expect(pts(store)).toBe(300);
    expect(client.calls.map((call) => call._)).toEqual(['updates.getDifference', 'updates.getState', 'updates.getDifference']);
  });

  test('failures wait 1, 2, 4 seconds before the next try', async () => {
    const { client, timers, manager } = await world();
    client.answer('updates.getDifference', () => {
      throw new RpcError(500, 'INTERNAL', 'updates.getDifference');
    });
    client.push({ _: 'updatesTooLong' });
    await settle();
    const counts: number[] = [];
    for (const wait of [999, 1, 2000, 4000]) {
      await timers.pass(wait);
      counts.push(client.count('updates.getDifference'));
    }
    expect(counts).toEqual([1, 2, 3, 4]);
    expect(manager.status).toBe('updating');
  });

  test('after 15 minutes of silence the server is asked', async () => {
    const { client, timers } = await world();
    await timers.pass(14 * 60_000);
    client.push({ _: 'updateShort', update: { _: 'updateConfig' }, date: 1 });
    await timers.pass(14 * 60_000);
    expect(client.count('updates.getDifference')).toBe(0);
    await timers.pass(60_000);
    expect(client.count('updates.getDifference')).toBe(1);
  });

  test.each(['undecodable', 'newSession'] as const)('%s updates are asked for', async (reason) => {
    const { client } = await world();
    client.lose(reason);
    await settle();
    expect(client.count('updates.getDifference')).toBe(1);
  });

  test('a new session during a difference needs no other one, because its answer is made after it', async () => {
    const { client, store } = await world();
    let finish: (value: ReturnType<typeof difference>) => void = () => undefined;
    client.answer('updates.getDifference', () => new Promise((resolve) => (finish = resolve)));
    client.push({ _: 'updatesTooLong' });
    await settle();
    client.lose('newSession');
    finish(difference([], 100, { state: state(100, { seq: 1 }) }));
    await settle();
    expect(client.count('updates.getDifference')).toBe(1);
    client.push(container([{ _: 'updateUserPhone', userId: 2, phone: '42' }], { seq: 2 }));
    expect(store.peers.get(ANNA)?.phone).toBe('42');
  });

  test('a need that shows up while one runs is met by another one', async () => {
    const { client } = await world();
    let finish: (value: ReturnType<typeof difference>) => void = () => undefined;
    client.answer('updates.getDifference', () => new Promise((resolve) => (finish = resolve)));
    client.push({ _: 'updatesTooLong' });
    await settle();
    client.push({ _: 'updatesTooLong' });
    client.push({ _: 'updatesTooLong' });
    finish(difference([], 100));
    await settle();
    finish(difference([], 100));
    await settle();
    expect(client.count('updates.getDifference')).toBe(2);
  });
});

describe('answers', () => {
  test('affected results move the box, their effect with them', async () => {
    const { client, store, manager, timers } = await world();
    client.push(container([fresh(101), fresh(102)]));
    manager.feedAffected('common', { pts: 103, ptsCount: 1 }, () => manager.deleteLocally(ANNA, [messageId(102)]));
    expect(ids(store)).toEqual([101]);
    expect(store.dialogs.get(ANNA)).toMatchObject({ topMessageId: 101, unreadCount: 1 });
    client.push(container([fresh(104)]));
    expect(pts(store)).toBe(104);
    manager.feedAffected('common', { pts: 104, ptsCount: 0 });
    await timers.pass(1000);
    expect(client.count('updates.getDifference')).toBe(0);
  });

  test('an effect that only the server knows is fetched', async () => {
    const { client, store, manager, timers } = await world();
    client.push(container([fresh(101)]));
    client.answer('updates.getDifference', () =>
      difference([], 105, { otherUpdates: [{ _: 'updateDeleteMessages', messages: [101], pts: 105, ptsCount: 0 }] }),
    );
    manager.feedUnknownEffect('common', 105);
    await timers.pass(500);
    expect(client.count('updates.getDifference')).toBe(1);
    expect(ids(store)).toEqual([]);
  });

  test('the short answer to a send becomes the message of the outbox, once', async () => {
    const { client, store, manager } = await world();
    const row = store.outbox.add({
      randomId: 6n,
      peerId: ANNA,
      kind: 'text',
      params: {},
      createdAt: 1,
      message: { peerId: ANNA, date: 1, out: true, text: 'see example.org', entities: [], sending: { state: 'pending' } },
    });
    const sent: unknown[] = [];
    store.onChange((changes) => sent.push(...changes.sent));
    manager.feedSent(6n, { _: 'updateShortSentMessage', out: true, id: 101, pts: 101, ptsCount: 1, date: 77, entities: [{ _: 'messageEntityUrl', offset: 4, length: 11 }] });
    expect(store.messages.get(ANNA, messageId(101))).toEqual({
      id: 101,
      peerId: ANNA,
      date: 77,
      out: true,
      text: 'see example.org',
      entities: [{ type: 'url', offset: 4, length: 11 }],
    });
    expect(sent).toEqual([{ peerId: ANNA, localId: row.localId, id: 101 }]);
    client.push(container([fresh(101)]));
    expect(store.messages.around(ANNA, 'end', 10, 0).messages).toHaveLength(1);
  });

  test('a send that the gap holds back is shown as sent, and inserted when the box catches up', async () => {
    const { client, store, manager } = await world();
    const row = store.outbox.add({ randomId: 6n, peerId: ANNA, kind: 'text', params: {}, createdAt: 1, message: { peerId: ANNA, date: 1, out: true, text: 'x', entities: [], sending: { state: 'pending' } } });
    manager.feedSent(6n, { _: 'updateShortSentMessage', out: true, id: 102, pts: 102, ptsCount: 1, date: 77 });
    expect(store.outbox.get(row.localId)).toMatchObject({ state: 'sent', serverId: 102 });
    expect(store.outbox.get(row.localId)?.message.sending).toBeUndefined();
    client.push(container([fresh(101)]));
    expect(ids(store)).toEqual([101, 102]);
    expect(store.outbox.get(row.localId)).toBeUndefined();
  });
});

describe('disk', () => {
  test('what was applied is there after a restart, what was not is asked for again', async () => {
    const path = join(temporaryFolder(), 'a.db');
    const first = openStore({ path, key: KEY });
    const before = await world(first);
    before.client.push(container([fresh(101)]));
    before.client.push(container([fresh(103)]));
    before.manager.dispose();
    first.close();
    const second = openStore({ path, key: KEY });
    expect(ids(second)).toEqual([101]);
    expect(pts(second)).toBe(101);
    const after = await world(second);
    after.client.answer('updates.getDifference', () => difference([message(2, 102), message(2, 103)], 103));
    after.client.push({ _: 'updatesTooLong' });
    await settle();
    expect(ids(second)).toEqual([101, 102, 103]);
    expect(second.dialogs.get(ANNA)?.unreadCount).toBe(3);
    after.manager.dispose();
    second.close();
  });

  test('a kill between the loss and the word of it: the next run has the lists loaded again, and only that one', async () => {
    const { client, store, manager, events } = await world();
    client.answer('updates.getDifference', ({ pts: from }) => (from === 500 ? new Promise(() => undefined) : { _: 'updates.differenceTooLong' as const, pts: 500 }));
    client.push({ _: 'updatesTooLong' });
    await settle();
    expect(pts(store)).toBe(500);
    expect(events).toEqual([]);
    manager.dispose();
    const { UpdatesManager } = await import('../../../src-main/updates/index.ts');
    const outdated = async (): Promise<number> => {
      const fresh = new FakeClient();
      fresh.answer('updates.getDifference', () => nothingNew());
      const next = new UpdatesManager({ client: fresh, store, log: { debug() {}, info() {}, warn() {}, error() {} }, timers: new FakeTimers() });
      let count = 0;
      next.onEvent((event) => (count += Number(event.kind === 'dialogsOutdated')));
      next.start();
      await settle();
      next.dispose();
      return count;
    };
    expect(await outdated()).toBe(1);
    expect(await outdated()).toBe(0);
  });

  test('when the store refuses, nothing is half applied, and the box asks again', async () => {
    const { client, store, events } = await world();
    const { StoreError } = await import('../../../src-main/store/index.ts');
    const put = store.dialogs.put.bind(store.dialogs);
    let isFull = true;
    store.dialogs.put = (...parameters) => {
      if (isFull) throw new StoreError('diskFull');
      put(...parameters);
    };
    client.answer('updates.getDifference', () => difference([message(2, 101)], 101));
    client.push(container([fresh(101)]));
    expect(ids(store)).toEqual([]);
    expect(pts(store)).toBe(100);
    expect(events.map((event) => event.kind)).toEqual(['storeFailed']);
    isFull = false;
    await settle();
    expect(ids(store)).toEqual([101]);
    expect(store.dialogs.get(ANNA)?.unreadCount).toBe(1);
  });

  test('a defect in one update does not take the others with it', async () => {
    const { client, store, manager } = await world();
    store.messages.put = new Proxy(store.messages.put.bind(store.messages), {
      apply(target, self, parameters: [Parameters<Store['messages']['put']>[0]]) {
        if (parameters[0].message.id === 101) throw new TypeError('defect');
        return Reflect.apply(target, self, parameters) as unknown;
      },
    });
    client.push(container([fresh(101), fresh(102)]));
    expect(ids(store)).toEqual([102]);
    expect(pts(store)).toBe(102);
    expect(manager.defects).toBe(1);
  });
});

test('before signing in only notices of the server are heard', async () => {
  const { client, store, manager } = await world();
  manager.dispose();
  const { UpdatesManager } = await import('../../../src-main/updates/index.ts');
  const early = new UpdatesManager({ client, store, log: { debug() {}, info() {}, warn() {}, error() {} } });
  const kinds: string[] = [];
  early.onEvent((event) => kinds.push(event.kind));
  client.push(container([fresh(101), { _: 'updateLoginToken' }, { _: 'updateServiceNotification', type: 'X', message: 'hi', media: { _: 'messageMediaEmpty' }, entities: [] }]));
  expect(kinds).toEqual(['loginToken', 'notice']);
  expect(pts(store)).toBe(100);
  expect(client.calls).toEqual([]);
  early.dispose();
});
