import { afterEach, describe, expect, it } from 'vitest';
import type { tl } from '#tl';
import { userPeerId } from '#shared/model/index.ts';
import type { DialogRow, MessageId, PeerId } from '#shared/model/index.ts';
import { RpcError } from '../../../src-main/mtproto/index.ts';
import { ANNA, BORIS, Harness } from './harness.ts';
import type { Followed } from './harness.ts';

let harness: Harness;
afterEach(() => harness.remove());

const row = (list: Followed<unknown>, peerId: PeerId): DialogRow => list.rows.get(peerId) as DialogRow;

/** Makes the server list `count` private chats, newest first, and page through them. */
function serveChats(count: number, calls: tl.messages.getDialogs[]): void {
  const { server } = harness;
  const ids = Array.from({ length: count }, (_, index) => userPeerId(1000 + index));
  const people = ids.map((id): tl.user => ({ _: 'user', id, accessHash: 5n, firstName: `P${id}` }));
  // The first of them wrote last.
  for (const id of [...ids].reverse()) server.add(id, `from ${id}`);
  server.on('messages.getDialogs', (method) => {
    calls.push(method);
    const all = method.folderId === 1 ? [] : ids;
    const after = method.offsetPeer._ === 'inputPeerUser' ? all.indexOf(userPeerId(method.offsetPeer.userId)) + 1 : 0;
    const page = all.slice(after, after + method.limit);
    const rest = {
      messages: page.flatMap((id) => server.history(id).slice(0, 1)),
      chats: [],
      users: people.filter((user) => page.includes(userPeerId(user.id))),
    };
    const dialogs = page.map((id) => server.dialog(id));
    return page.length < all.length ? { _: 'messages.dialogsSlice', count: all.length, dialogs, ...rest } : {
      _: 'messages.dialogs',
      dialogs,
      ...rest,
    };
  });
}

describe('loading the chat list', () => {
  it('takes 20 and then 100 at a time, without gap or repeat', async () => {
    harness = new Harness();
    const calls: tl.messages.getDialogs[] = [];
    serveChats(250, calls);
    const list = harness.listen('dialogs.window', { folder: 'main', start: 0, count: 200 });
    expect(list.last).toMatchObject({ order: [], loading: true });
    await harness.start();
    await harness.settle();
    expect(calls.filter((call) => call.folderId === 0).map((call) => call.limit)).toEqual([20, 100, 100, 100, 100]);
    expect(list.last).toMatchObject({ total: 250, loading: false });
    expect(list.last.order).toEqual(Array.from({ length: 200 }, (_, index) => 1000 + index));
  });

  it('asks for the pinned chats again when all has to be loaded again while they were under way', async () => {
    harness = new Harness();
    const { server } = harness;
    const first = userPeerId(1000);
    serveChats(3, []);
    // As the server has it: pages leave pinned chats out.
    const getDialogs = server.handlers.get('messages.getDialogs');
    const pinned: PeerId[] = [];
    server.on('messages.getDialogs', (method) => {
      const answer = getDialogs?.(method as never) as tl.messages.dialogs;
      return { ...answer, dialogs: answer.dialogs.filter((each) => each._ === 'dialog' && each.peer._ === 'peerUser' && !pinned.includes(userPeerId(each.peer.userId))) };
    });
    const release: (() => void)[] = [];
    server.on('messages.getPinnedDialogs', async ({ folderId }) => {
      const ids = folderId === 0 ? [...pinned] : [];
      await new Promise<void>((resolve) => release.push(resolve));
      const people = ids.map((id): tl.user => ({ _: 'user', id, accessHash: 5n, firstName: `P${id}` }));
      const dialogs = ids.map((id) => server.dialog(id, { pinned: true }));
      const messages = ids.flatMap((id) => server.history(id).slice(0, 1));
      return { _: 'messages.peerDialogs', dialogs, messages, chats: [], users: people, state: { _: 'updates.state', pts: server.pts, qts: 1, date: 1, seq: 1, unreadCount: 0 } };
    });
    await harness.start();
    expect(release).toHaveLength(1);
    pinned.push(first);
    const getDifference = server.handlers.get('updates.getDifference');
    server.on('updates.getDifference', () => {
      if (getDifference !== undefined) server.handlers.set('updates.getDifference', getDifference);
      return { _: 'updates.differenceTooLong', pts: server.pts };
    });
    harness.updates.requestDifference('test');
    await harness.settle();
    for (let round = 0; round < 6; round += 1) {
      for (const go of release.splice(0)) go();
      await harness.settle();
    }
    expect(harness.store.dialogs.pinned('main')).toEqual([first]);
  });

  it('goes on after a restart where it stopped', async () => {
    harness = new Harness();
    const calls: tl.messages.getDialogs[] = [];
    serveChats(250, calls);
    const getDialogs = harness.server.handlers.get('messages.getDialogs');
    harness.server.on('messages.getDialogs', (method) => {
      if (method.offsetId !== 0 && calls.length >= 2) return new Promise(() => undefined);
      return getDialogs?.(method as never);
    });
    await harness.start();
    expect(harness.store.dialogs.count('main')).toBe(120);
    harness = harness.restart();
    calls.length = 0;
    serveChats(250, calls);
    await harness.start();
    await harness.settle();
    const next = calls.find((call) => call.offsetId !== 0);
    expect(next).toMatchObject({ limit: 100, offsetPeer: { _: 'inputPeerUser', userId: 1119 } });
    expect(harness.store.dialogs.count('main')).toBe(250);
  });
});

describe('chats that were left or deleted elsewhere while updates were lost', () => {
  const GONE = userPeerId(1001);

  /** The server lists all but the second of 30 chats from now on, and says that too much has happened. */
  async function lose(): Promise<tl.messages.getPeerDialogs[]> {
    harness = new Harness();
    serveChats(30, []);
    await harness.start();
    await harness.settle();
    expect(harness.store.dialogs.count('main')).toBe(30);
    const { server } = harness;
    const asked: tl.messages.getPeerDialogs[] = [];
    const peerDialogs = server.handlers.get('messages.getPeerDialogs');
    const getDialogs = server.handlers.get('messages.getDialogs');
    server.on('messages.getPeerDialogs', (method) => {
      asked.push(method);
      return peerDialogs?.(method as never);
    });
    server.on('messages.getDialogs', (method) => {
      const answer = getDialogs?.(method as never) as tl.messages.dialogs;
      const isThere = (peer: tl.Peer): boolean => peer._ !== 'peerUser' || peer.userId !== GONE;
      return { ...answer, dialogs: answer.dialogs.filter((dialog) => isThere(dialog.peer)) };
    });
    return asked;
  }

  async function reload(): Promise<void> {
    const { server } = harness;
    const getDifference = server.handlers.get('updates.getDifference');
    server.on('updates.getDifference', () => {
      if (getDifference !== undefined) server.handlers.set('updates.getDifference', getDifference);
      return { _: 'updates.differenceTooLong', pts: server.pts };
    });
    harness.updates.requestDifference('test');
    for (let round = 0; round < 4; round += 1) await harness.settle();
  }

  /** Its history is gone at the server, too. */
  const empty = (): void => {
    harness.server.messages.splice(0, Infinity, ...harness.server.messages.filter(({ peerId }) => {
      return peerId._ !== 'peerUser' || peerId.userId !== GONE;
    }));
  };

  it('go when the lists were loaded again', async () => {
    const asked = await lose();
    empty();
    const list = harness.listen('dialogs.window', { folder: 'main', start: 0, count: 100 });
    await reload();
    expect(list.last.order).toHaveLength(29);
    expect(list.last.order).not.toContain(GONE);
    expect(asked.flatMap((call) => call.peers)).toHaveLength(1);
  });

  it('stay when the server has them after all: a chat moved while the pages were read', async () => {
    await lose();
    await reload();
    expect(harness.store.dialogs.count('main')).toBe(30);
  });

  it('stay while something is written in them or on its way', async () => {
    await lose();
    empty();
    void harness.call('drafts.save', { peerId: GONE, text: 'dear', entities: [] });
    await reload();
    expect(harness.store.dialogs.has(GONE)).toBe(true);
    void harness.call('drafts.save', { peerId: GONE, text: '', entities: [] });
    harness.server.on('messages.sendMessage', () => new Promise(() => undefined));
    harness.send(GONE, 'are you there?');
    await reload();
    expect(harness.store.dialogs.has(GONE)).toBe(true);
  });

  it('stay until the server could be asked, and go after a restart then', async () => {
    await lose();
    empty();
    const peerDialogs = harness.server.handlers.get('messages.getPeerDialogs');
    harness.server.on('messages.getPeerDialogs', () => new Promise(() => undefined));
    await reload();
    expect(harness.store.dialogs.has(GONE)).toBe(true);
    if (peerDialogs !== undefined) harness.server.handlers.set('messages.getPeerDialogs', peerDialogs);
    harness = harness.restart();
    await harness.start();
    expect(harness.store.dialogs.has(GONE)).toBe(false);
    expect(harness.store.dialogs.count('main')).toBe(29);
  });

  it.each([['CHANNEL_PRIVATE', false], ['SOMETHING_ELSE', true]] as const)('that are refused with %s', async (error, stays) => {
    await lose();
    empty();
    harness.server.on('messages.getPeerDialogs', () => {
      throw new RpcError(400, error, 'messages.getPeerDialogs');
    });
    await reload();
    expect(harness.store.dialogs.has(GONE)).toBe(stays);
    expect(harness.store.dialogs.count('main')).toBe(stays ? 30 : 29);
  });
});

describe('a window into the chat list', () => {
  it('moves one row for a new message, and sends only that row', async () => {
    harness = await new Harness().start();
    for (const peerId of [ANNA, BORIS]) {
      harness.server.add(peerId, 'hi');
      await harness.withDialog(peerId);
    }
    const list = harness.listen('dialogs.window', { folder: 'main', start: 0, count: 50 });
    expect(list.last.order).toEqual([BORIS, ANNA]);
    list.events.length = 0;
    harness.server.receive(ANNA, 'news');
    await harness.settle();
    expect(list.last.order).toEqual([ANNA, BORIS]);
    expect(list.events.flatMap((event) => event.upsert.map((item) => item.peerId))).toEqual([ANNA]);
    expect(row(list, ANNA)).toMatchObject({ unreadCount: 1, topMessage: { text: 'news' } });
  });

  it('stays silent when something outside it changes', async () => {
    harness = await new Harness().start();
    for (const peerId of [ANNA, BORIS]) {
      harness.server.add(peerId, 'hi');
      await harness.withDialog(peerId);
    }
    const list = harness.listen('dialogs.window', { folder: 'main', start: 0, count: 1 });
    list.events.length = 0;
    harness.store.dialogs.put(ANNA, { unreadMentions: 3 });
    await harness.settle();
    expect(list.events).toEqual([]);
  });

  it('shows a draft and what is being sent, and lifts the chat for both', async () => {
    harness = await new Harness().start();
    for (const peerId of [ANNA, BORIS]) {
      harness.server.add(peerId, 'hi', { date: 1_000 });
      await harness.withDialog(peerId);
    }
    const list = harness.listen('dialogs.window', { folder: 'main', start: 0, count: 50 });
    harness.call('drafts.save', { peerId: ANNA, text: 'not yet', entities: [] });
    await harness.settle();
    expect(list.last.order).toEqual([ANNA, BORIS]);
    expect(row(list, ANNA).draft?.text).toBe('not yet');
    harness.server.online = false;
    harness.clock.advance(5_000);
    harness.send(BORIS, 'on its way');
    await harness.settle();
    expect(list.last.order).toEqual([BORIS, ANNA]);
    expect(row(list, BORIS)).toMatchObject(
      { topSenderName: 'You', topMessage: { text: 'on its way', sending: { state: 'pending' } } },
    );
  });

  it('ends a mute by itself', async () => {
    harness = await new Harness().start();
    const until = Math.floor(harness.clock.now() / 1000) + 3600;
    harness.server.add(ANNA, 'hi');
    await harness.withDialog(ANNA, { unreadCount: 2, notifySettings: { _: 'peerNotifySettings', muteUntil: until } });
    const list = harness.listen('dialogs.window', { folder: 'main', start: 0, count: 50 });
    const totals = harness.listen('dialogs.totals', {});
    expect(row(list, ANNA).muted).toBe(true);
    expect(totals.last).toEqual({ unreadMessages: 0, unreadChats: 0 });
    await harness.settle(3_600_500);
    expect(row(list, ANNA).muted).toBe(false);
    expect(totals.last).toEqual({ unreadMessages: 2, unreadChats: 1 });
  });

  it('sums up the archive on the main list only', async () => {
    harness = await new Harness().start();
    harness.server.add(ANNA, 'hi');
    await harness.withDialog(ANNA, { folderId: 1, unreadCount: 4 });
    const main = harness.listen('dialogs.window', { folder: 'main', start: 0, count: 50 });
    const archive = harness.listen('dialogs.window', { folder: 'archive', start: 0, count: 50 });
    expect(main.last).toMatchObject({ order: [], archive: { chatCount: 1, unreadCount: 1, titles: ['Anna'] } });
    expect(archive.last.archive).toBeUndefined();
    expect(archive.last.order).toEqual([ANNA]);
  });

  it('sends one row per message, however many chats there are', async () => {
    harness = await new Harness().start();
    const { store } = harness;
    store.transaction(() => {
      for (let n = 0; n < 5_000; n += 1) {
        const peerId = userPeerId(10_000 + n);
        store.peers.apply([{ _: 'user', id: peerId, accessHash: 1n, firstName: `P${n}` }], []);
        store.dialogs.put(peerId, { topMessageId: (n + 1) as MessageId, topDate: 1_000 + n });
      }
    });
    const list = harness.listen('dialogs.window', { folder: 'main', start: 0, count: 60 });
    list.events.length = 0;
    for (let n = 0; n < 50; n += 1) {
      harness.server.receive(userPeerId(10_000 + n * 90), 'x', { id: 10_000 + n });
      harness.clock.advance(20);
    }
    expect(list.last.order[0]).toBe(10_000 + 49 * 90);
    expect(list.last.total).toBe(5_000);
    // Each message moves one row: nothing else travels.
    expect(list.events.map((event) => event.upsert.length)).toEqual(Array.from({ length: 50 }, () => 1));
  });
});

describe('what is done to a chat as a whole', () => {
  it('is shown at once and told to the server', async () => {
    harness = await new Harness().start();
    harness.server.add(ANNA, 'hi');
    await harness.withDialog(ANNA);
    const list = harness.listen('dialogs.window', { folder: 'main', start: 0, count: 50 });
    const done = Promise.all([
      harness.call('dialogs.setPinned', { peerId: ANNA, pinned: true }),
      harness.call('dialogs.setMuted', { peerId: ANNA, muted: true }),
      harness.call('dialogs.setUnread', { peerId: ANNA, unread: true }),
    ]);
    harness.clock.advance(10);
    expect(row(list, ANNA)).toMatchObject({ pinned: true, muted: true, unreadMark: true });
    await harness.settle();
    await done;
    expect(harness.server.named('messages.toggleDialogPin')).toMatchObject([{ pinned: true }]);
    expect(harness.server.named('account.updateNotifySettings')).toMatchObject([{ settings: { muteUntil: 2 ** 31 - 1 } }]);
    expect(harness.server.named('messages.markDialogUnread')).toMatchObject([{ unread: true }]);
    expect(harness.store.pendingOps.list()).toEqual([]);
  });

  it('is taken back when the server refuses, and the caller hears why', async () => {
    harness = await new Harness().start();
    harness.server.add(ANNA, 'hi');
    await harness.withDialog(ANNA);
    harness.server.on('messages.toggleDialogPin', () => {
      throw new RpcError(400, 'PINNED_DIALOGS_TOO_MUCH', 'messages.toggleDialogPin');
    });
    const refused =
      expect(harness.call('dialogs.setPinned', { peerId: ANNA, pinned: true })).rejects.toThrow('PINNED_DIALOGS_TOO_MUCH');
    await harness.settle();
    await refused;
    expect(harness.store.dialogs.get(ANNA)?.pinned).toBeUndefined();
    expect(harness.store.pendingOps.list()).toEqual([]);
  });

  it('survives a restart until the server has heard of it, once', async () => {
    harness = await new Harness().start();
    for (let n = 0; n < 10; n += 1) harness.server.add(ANNA, `m${n}`);
    await harness.withDialog(ANNA, { unreadCount: 10 });
    harness.server.online = false;
    void harness.call('messages.read', { peerId: ANNA, maxId: 3 as MessageId });
    void harness.call('messages.read', { peerId: ANNA, maxId: 7 as MessageId });
    await harness.settle();
    expect(harness.store.dialogs.get(ANNA)?.readInboxMaxId).toBe(7);
    harness = harness.restart({ offline: true });
    harness.server.connect();
    harness.server.calls.length = 0;
    await harness.start();
    expect(harness.server.named('messages.readHistory').map((call) => call.maxId)).toEqual([7]);
    expect(harness.store.pendingOps.list()).toEqual([]);
  });
});

describe('read marks', () => {
  it('only move forward', async () => {
    harness = await new Harness().start();
    for (let n = 0; n < 10; n += 1) harness.server.add(ANNA, `m${n}`);
    await harness.withDialog(ANNA, { unreadCount: 10 });
    for (const maxId of [5, 3, 5, 8]) {
      void harness.call('messages.read', { peerId: ANNA, maxId: maxId as MessageId });
      await harness.settle();
    }
    expect(harness.server.named('messages.readHistory').map((call) => call.maxId)).toEqual([5, 8]);
  });

  it('take the unread mark off', async () => {
    harness = await new Harness().start();
    harness.server.add(ANNA, 'hi');
    await harness.withDialog(ANNA, { unreadMark: true, readInboxMaxId: 1 });
    await Promise.all([harness.call('dialogs.setUnread', { peerId: ANNA, unread: false }), harness.settle()]);
    expect(harness.store.dialogs.get(ANNA)?.unreadMark).toBe(false);
    expect(harness.server.named('messages.markDialogUnread').map((call) => call.unread)).toEqual([undefined]);
  });

  it('stay where they are in a chat without messages, whose unread mark goes', async () => {
    harness = await new Harness().start();
    harness.store.dialogs.put(ANNA, { unreadMark: true });
    await Promise.all([harness.call('dialogs.setUnread', { peerId: ANNA, unread: false }), harness.clock.settle()]);
    expect(harness.store.pendingOps.list()).toEqual([]);
    expect(harness.server.named('messages.markDialogUnread').map((call) => call.unread)).toEqual([undefined]);
    expect(harness.server.named('messages.readHistory')).toEqual([]);
    expect(harness.store.dialogs.get(ANNA)?.readInboxMaxId ?? 0).toBe(0);
  });

  it.each(['mention', 'reaction'] as const)('of every %s do not list a chat that is not listed', async (kind) => {
    harness = await new Harness().start();
    const nothing = { _: 'messages.affectedHistory', pts: harness.server.pts, ptsCount: 0, offset: 0 };
    for (const name of ['messages.readMentions', 'messages.readReactions'] as const) harness.server.on(name, () => nothing);
    void harness.call('unread.readAll', { peerId: ANNA, kind });
    expect(harness.store.dialogs.has(ANNA)).toBe(false);
    await harness.settle();
    expect(harness.store.dialogs.has(ANNA)).toBe(false);
    expect(harness.store.pendingOps.list()).toEqual([]);
  });

  it('clear the badge at once when the end is read', async () => {
    harness = await new Harness().start();
    for (let n = 0; n < 10; n += 1) harness.server.add(ANNA, `m${n}`);
    await harness.withDialog(ANNA, { unreadCount: 10 });
    const totals = harness.listen('dialogs.totals', {});
    expect(totals.last).toEqual({ unreadMessages: 10, unreadChats: 1 });
    void harness.call('messages.read', { peerId: ANNA, maxId: 10 as MessageId });
    await harness.settle(60);
    expect(totals.last).toEqual({ unreadMessages: 0, unreadChats: 0 });
  });
});
