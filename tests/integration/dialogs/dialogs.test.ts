import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PeerId } from '#shared/model/index.ts';
import { Town } from '../support/chats.ts';

let town: Town;
beforeEach(async () => {
  town = await Town.found();
});
afterEach(async () => {
  expect(town.dc.violations()).toEqual([]);
  await town.close();
});

it('loads 250 chats without gap or repeat, newest first', async () => {
  const expected: number[] = [];
  const anna = await town.move('Anna', (user) => {
    for (let n = 0; n < 250; n += 1) {
      const friend = town.world.createUser({ firstName: `Friend ${n}` });
      town.world.sendMessage({ from: friend.id, to: user.id as never, text: `from ${n}`, date: 1_700_000_000 + n });
      expected.unshift(friend.id);
    }
  });
  const first = anna.dialogs(200);
  await first.until((rows, window) => rows.length === 200 && window.total >= 250);
  const rest = anna.dialogs(200, 200);
  await rest.until((_rows, window) => window.total >= 250);
  const ids = [...first.rows, ...rest.rows].map((row) => Number(row.peerId)).filter((id) => expected.includes(id));
  expect(ids).toEqual(expected);
});

it('keeps pins, mutes, marks and counts the same on two devices', async () => {
  const boris = town.neighbour('Boris');
  const clara = town.neighbour('Clara');
  const anna = await town.move('Anna', (user) => {
    for (const friend of [boris, clara]) town.world.sendMessage({ from: friend.id, to: user.id as never, text: 'hi' });
  });
  const laptop = await town.device(anna);
  const there = laptop.dialogs();
  const borisId = boris.id as PeerId;
  await Promise.all([anna.dialogs().untilRow(borisId, () => true), there.untilRow(borisId, () => true)]);
  const { window } = anna.engine;

  await window.call('dialogs.setPinned', { peerId: borisId, pinned: true });
  await there.until((rows) => rows[0]?.peerId === borisId && rows[0].pinned);
  await window.call('dialogs.setMuted', { peerId: borisId, muted: true });
  await there.untilRow(borisId, (row) => row.muted);
  const totals = laptop.engine.window.listen('dialogs.totals', {});
  await totals.until((sum) => sum.unreadMessages >= 1);

  await window.call('dialogs.setUnread', { peerId: borisId, unread: false });
  await there.untilRow(borisId, (row) => row.unreadCount === 0);
  await window.call('dialogs.setUnread', { peerId: borisId, unread: true });
  await there.untilRow(borisId, (row) => row.unreadMark);

  town.world.sendMessage({ from: boris.id, to: anna.id as never, text: 'one more' });
  await there.untilRow(borisId, (row) => row.unreadCount === 1 && row.topMessage?.text === 'one more');
  await window.call('dialogs.setPinned', { peerId: borisId, pinned: false });
  await there.untilRow(borisId, (row) => !row.pinned);
});

it('says once, with the newest mark, what was read without a connection', async () => {
  const boris = town.neighbour('Boris');
  const anna = await town.move('Anna', (user) => {
    for (let n = 0; n < 10; n += 1) town.world.sendMessage({ from: boris.id, to: user.id as never, text: `m${n}` });
  });
  const borisId = boris.id as PeerId;
  const history = anna.history(borisId);
  const messages = await history.until((all) => all.length === 10);
  await town.dc.stop();
  for (const index of [2, 5, 7]) {
    const id = messages[index]?.id;
    if (id !== undefined) await anna.engine.window.call('messages.read', { peerId: borisId, maxId: id });
  }
  await anna.restart();
  expect(await anna.dialogs().untilRow(borisId, () => true)).toMatchObject({ unreadCount: 2, readInboxMaxId: messages[7]?.id });
  await town.bringBack();
  const laptop = await town.device(anna);
  await laptop.dialogs().untilRow(borisId, (row) => row.readInboxMaxId === messages[7]?.id && row.unreadCount === 2);
});

it('drops chats that were left or deleted elsewhere while more happened than a difference can tell', async () => {
  const [boris, clara] = [town.neighbour('Boris'), town.neighbour('Clara')];
  const anna = await town.move('Anna', (user) => {
    for (const friend of [boris, clara]) town.world.sendMessage({ from: friend.id, to: user.id as never, text: 'hi' });
  });
  const group = town.world.createSupergroup({ title: 'Walkers', creatorId: boris.id, memberIds: [anna.user.id] });
  const chats = (rows: { peerId: PeerId }[]): number[] =>
    rows.map((row) => row.peerId as number).filter((id) => [boris.id, clara.id].includes(id) || id < 0);
  await anna.dialogs().until((rows) => chats(rows).length === 3);
  await town.dc.stop();
  town.world.chats.leave(group, anna.user.id, 'left');
  town.world.deleteMessages(town.world.account(anna.user.id).box.thread(clara.id as never));
  town.world.forceTooLong();
  await anna.restart();
  const list = anna.dialogs();
  expect(chats(await list.until((rows) => chats(rows).length > 0))).toHaveLength(3);
  await town.bringBack();
  expect(chats(await list.until((rows) => chats(rows).length === 1))).toEqual([boris.id]);
  town.world.sendMessage({ from: clara.id, to: anna.user.id as never, text: 'again' });
  await list.untilRow(clara.id as PeerId, (row) => row.topMessage?.text === 'again' && row.unreadCount === 1);
});

it('finds people by their names', async () => {
  const anna = await town.move('Anna');
  const shop = town.world.createUser({ firstName: 'Shop', username: 'petrelshop' });
  expect(await anna.engine.window.call('peers.resolve', { username: 'PetrelShop' })).toMatchObject(
    { id: shop.id, title: 'Shop' },
  );
  expect((await anna.engine.window.refusal('peers.resolve', { username: 'nobody_at_all' })).code).toBe('NOT_FOUND');
  expect(await anna.engine.window.call('peers.get', { peerId: shop.id as PeerId })).toMatchObject({ title: 'Shop' });
});
