import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { TopicEvent } from '#shared/ipc/contract.ts';
import type { ChatFolder, FolderId, PeerId } from '#shared/model/index.ts';
import { channelKey } from '../../dc/world/index.ts';
import { rowsOf, Town } from '../support/chats.ts';
import type { Somebody } from '../support/chats.ts';
import type { Followed } from '../support/engine.ts';

let town: Town;
beforeAll(async () => {
  town = await Town.found();
});
afterEach(() => expect(town.dc.violations()).toEqual([]));
afterAll(() => town.close());

const rules = { flags: [], included: [], excluded: [] };
type Overview = TopicEvent<'folders.overview'>;
const overviewOf = (person: Somebody): Followed<Overview> => person.engine.window.listen('folders.overview', {});
const titles = (overview: Overview): string[] =>
  overview.order.map((id) => (id === 0 ? 'All chats' : (overview.folders.find((folder) => folder.id === id)?.title.text ?? '?')));
const account = (person: Somebody) => town.world.account(person.user.id);

/** The ids of the chats of a list, as a promise for what they will be. */
function listOf(person: Somebody, folder: FolderId | 'main' | 'archive', keep?: PeerId) {
  const followed = person.engine.window.listen('dialogs.window', { folder, start: 0, count: 50, ...(keep === undefined ? {} : { keep }) });
  const ids = () => rowsOf(followed.events, (row) => row.peerId).map((row) => row.peerId);
  return {
    ids,
    until: (wanted: readonly number[]) => followed.until(() => JSON.stringify(ids()) === JSON.stringify(wanted)),
    rows: () => rowsOf(followed.events, (row) => row.peerId),
    followed,
  };
}

it('makes, changes, orders and deletes folders here and on another device', async () => {
  const boris = town.neighbour('Boris');
  const anna = await town.move('Anna', (user) => town.world.sendMessage({ from: boris.id, to: user.id as never, text: 'hi' }));
  const laptop = await town.device(anna);
  const there = overviewOf(laptop);
  await anna.dialogs().untilRow(boris.id as PeerId, () => true);
  const { window } = anna.engine;

  const { id } = await window.call('folders.save', { ...rules, title: 'Friends', emoticon: '👤', included: [boris.id] });
  const { id: second } = await window.call('folders.save', { ...rules, title: 'Groups', flags: ['groups', 'excludeMuted'] });
  await there.until((overview) => titles(overview).join() === 'All chats,Friends,Groups');
  expect(account(anna).filters.map((one) => one?.include)).toEqual([undefined, [boris.id], []]);
  expect(there.last?.folders[1]).toMatchObject({ flags: ['groups', 'excludeMuted'] });

  await window.call('folders.reorder', { order: [0, second, id] });
  await there.until((overview) => titles(overview).join() === 'All chats,Groups,Friends');
  await laptop.engine.window.call('folders.save', { ...rules, id, title: 'Pals', included: [boris.id], flags: ['contacts'] });
  const here = overviewOf(anna);
  await here.until((overview) => titles(overview).join() === 'All chats,Groups,Pals');
  await window.call('folders.remove', { id: second });
  await there.until((overview) => titles(overview).join() === 'All chats,Pals');
  expect(account(anna).filters).toHaveLength(2);
});

it('refuses what a folder cannot be, in sentences', async () => {
  const anna = await town.move('Anna');
  const { window } = anna.engine;
  await overviewOf(anna).until(() => true);
  expect((await window.refusal('folders.save', { ...rules, title: ' ', flags: ['groups'] })).message).toBe('Give the folder a name.');
  expect((await window.refusal('folders.save', { ...rules, title: 'Nothing' })).message).toMatch(/^Choose at least one chat/);
  expect((await window.refusal('folders.save', { ...rules, title: 'Far too long a name', flags: ['groups'] })).message).toMatch(/up to 12/);
  for (let n = 0; n < 10; n += 1) await window.call('folders.save', { ...rules, title: `Folder ${n}`, flags: ['groups'] });
  const refusal = await window.refusal('folders.save', { ...rules, title: 'One more', flags: ['groups'] });
  expect(refusal).toMatchObject({ code: 'LIMIT', message: 'You have 10 folders, and there can be no more. Delete one to make room.' });
  expect((await window.refusal('folders.setTags', { enabled: true })).message).toMatch(/Premium/);
  expect(account(anna).filters).toHaveLength(11);
});

it('fills folders from both lists, follows what changes, and counts', async () => {
  const [boris, clara, dora] = [town.neighbour('Boris'), town.neighbour('Clara'), town.neighbour('Dora')];
  const anna = await town.move('Anna', (user) => {
    const own = town.world.account(user.id);
    town.world.addContact(own, boris);
    for (const [index, friend] of [boris, clara, dora].entries()) {
      town.world.sendMessage({ from: friend.id, to: user.id as never, text: 'hi', date: 1_700_000_000 + index });
    }
    own.dialog(dora.id as never).folderId = 1;
  });
  const { window } = anna.engine;
  await anna.dialogs().untilRow(clara.id as PeerId, () => true);
  const { id } = await window.call('folders.save', { ...rules, title: 'Unread', flags: ['contacts', 'nonContacts', 'excludeRead'] });
  const unread = listOf(anna, id);
  // The archive belongs to it as long as nobody leaves it out.
  await unread.until([dora.id, clara.id, boris.id]);
  const counters = window.listen('folders.counters', {});
  await counters.until((all) => all.find((one) => one.id === id)?.chats === 3);
  expect(counters.last?.[0]).toMatchObject({ id: 0, chats: expect.any(Number) as number });

  const open = listOf(anna, id, clara.id as PeerId);
  await open.until([dora.id, clara.id, boris.id]);
  town.world.readHistory(anna.user.id, clara.id as never);
  await unread.until([dora.id, boris.id]);
  // The chat that is open stays where one reads it.
  await open.followed.until(() => rowsOf(open.followed.events, (row) => row.peerId).some((row) => row.peerId === clara.id && row.unreadCount === 0));
  expect(open.ids()).toEqual([dora.id, clara.id, boris.id]);

  await window.call('folders.save', { ...rules, id, title: 'Unread', flags: ['contacts', 'nonContacts', 'excludeRead', 'excludeArchived', 'excludeMuted'] });
  await unread.until([boris.id]);
  await window.call('dialogs.setMuted', { peerId: boris.id, muted: true });
  await unread.until([]);
  await window.call('folders.setPinned', { id, peerId: clara.id, pinned: true });
  await unread.until([clara.id]);
  expect(unread.rows()[0]?.pinned).toBe(true);
  await window.call('folders.setMember', { id, peerId: clara.id, member: false });
  await unread.until([]);
  expect(account(anna).filters[1]).toMatchObject({ pinned: [], include: [], exclude: [] });
});

it('keeps a change that was made without a connection, joined with what happened elsewhere meanwhile', async () => {
  const [boris, clara] = [town.neighbour('Boris'), town.neighbour('Clara')];
  const anna = await town.move('Anna', (user) => {
    for (const friend of [boris, clara]) town.world.sendMessage({ from: friend.id, to: user.id as never, text: 'hi' });
  });
  await anna.dialogs().untilRow(clara.id as PeerId, () => true);
  const { id } = await anna.engine.window.call('folders.save', { ...rules, title: 'Both', included: [boris.id] });
  const stored = () => account(anna).filters.find((one) => one?.filter.id === id);
  await town.dc.stop();
  await anna.engine.window.listen('connection.status', {}).until((status) => status.kind !== 'ready' && status.kind !== 'updating');
  const waiting = anna.engine.window.call('folders.save', { ...rules, id, title: 'Both', included: [boris.id, clara.id] });
  const filter = stored()?.filter;
  if (filter) filter.title = { _: 'textWithEntities', text: 'Renamed', entities: [] };
  await town.bringBack();
  await waiting;
  const overview = overviewOf(anna);
  await overview.until(({ folders }) => folders.some((folder) => folder.title.text === 'Renamed' && folder.included.length === 2));
  await expect.poll(() => [stored()?.filter.title.text, stored()?.include], { timeout: 10_000 }).toEqual(['Renamed', [boris.id, clara.id]]);
});

it('shares a folder by link, joins it, brings what is added, and leaves it again', async () => {
  const anna = await town.move('Anna');
  const ben = await town.move('Ben');
  const [news, trips, later] = ['News', 'Trips', 'Later'].map((title) =>
    channelKey(town.world.createChannel({ title, creatorId: anna.user.id, memberIds: [] }).id),
  ) as [number, number, number];
  for (const channel of [news, trips, later]) town.world.sendMessage({ from: anna.user.id, to: channel as never, text: 'hello' });
  await anna.dialogs().untilRow(later as PeerId, () => true);
  const { window } = anna.engine;
  const { id } = await window.call('folders.save', { ...rules, title: 'Reading', included: [news, trips, later] });
  const link = await window.call('folders.share', { id, title: '', peerIds: [news, trips] });
  expect(link.url).toBe(`https://t.me/addlist/${link.slug}`);
  const isShared = (folder: ChatFolder | undefined) => folder?.shared === true && folder.hasLinks === true;
  await overviewOf(anna).until(({ folders }) => folders.some(isShared));
  expect(await window.call('folders.links', { id })).toEqual([link]);

  const bens = ben.engine.window;
  const preview = await bens.call('folders.checkLink', { slug: link.slug });
  expect([preview.title.text, preview.missing.map((peer) => peer.title)]).toEqual(['Reading', ['News', 'Trips']]);
  await bens.call('folders.joinLink', { slug: link.slug, peerIds: [news, trips] });
  const overview = overviewOf(ben);
  await overview.until(({ folders }) => folders.some((folder) => folder.title.text === 'Reading' && folder.included.length === 2));
  const folder = overview.last?.folders[0];
  const list = listOf(ben, folder?.id as FolderId);
  await list.followed.until(() => list.ids().length === 2);
  expect(town.world.state.isMember(ben.user.id, news as never)).toBe(true);

  await window.call('folders.editLink', { id, slug: link.slug, title: 'For Ben', peerIds: [news, trips, later] });
  const added = await bens.call('folders.news', { id: folder?.id as FolderId });
  expect(added.map((peer) => peer.title)).toEqual(['Later']);
  await bens.call('folders.takeNews', { id: folder?.id as FolderId, peerIds: [later] });
  await list.followed.until(() => list.ids().length === 3);

  const suggested = await bens.call('folders.leaveSuggestions', { id: folder?.id as FolderId });
  expect(suggested).toHaveLength(3);
  await bens.call('folders.leave', { id: folder?.id as FolderId, peerIds: [news] });
  await overview.until(({ folders }) => folders.length === 0);
  expect([news, trips].map((key) => town.world.state.isMember(ben.user.id, key as never))).toEqual([false, true]);
  await window.call('folders.deleteLink', { id, slug: link.slug });
  expect((await bens.refusal('folders.checkLink', { slug: link.slug })).message).toMatch(/not valid any more/);
});
