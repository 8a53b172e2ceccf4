import { afterEach, beforeEach, expect, it } from 'vitest';
import { drop } from '#shared/assert.ts';
import type { TopicEvent } from '#shared/ipc/contract.ts';
import type { SearchResults } from '#shared/ipc/search.ts';
import { channelPeerId, foundKey } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';
import { rowsOf, Town } from '../support/chats.ts';
import { rendition } from '../../dc/world/files.ts';
import type { Somebody } from '../support/chats.ts';
import type { Followed } from '../support/engine.ts';

let town: Town;
let anna: Somebody;
let boris: PeerId;
let news: PeerId;
let greta: PeerId;
const MARCH = { from: Date.UTC(2024, 2, 1) / 1_000, to: Date.UTC(2024, 3, 1) / 1_000 };
const inMarch = (day: number): number => Date.UTC(2024, 2, day, 12) / 1_000;

beforeEach(async () => {
  town = await Town.found();
  boris = town.neighbour('Boris').id as PeerId;
  const stranger = town.neighbour('Bolero Dancer');
  town.world.state.usernames.set('bolero', stranger.id);
  stranger.usernames.push('bolero');
  anna = await town.move('Anna', (user) => {
    const channel = town.world.createSupergroup({ title: 'Bird news', creatorId: boris, memberIds: [user.id] });
    news = channelPeerId(channel.id);
    for (let n = 1; n <= 90; n += 1) post(boris, user.id as PeerId, n % 3 === 0 ? `penguin number ${n}` : `something else ${n}`);
    for (let n = 1; n <= 60; n += 1) post(boris, news, n % 2 === 0 ? `penguins in the news ${n}` : `weather ${n}`);
    post(boris, user.id as PeerId, '中文测试');
    post(boris, user.id as PeerId, '我的桌子');
    post(boris, user.id as PeerId, 'Telegram test');
    greta = town.neighbour('Greta').id as PeerId;
    const photo = town.world.state.files.addPhoto({ dcId: 2, date: 1 }, [rendition('m', 32, 24, new Uint8Array(90))]);
    const dated = (day: number, seconds = 0, isPhoto = false): void => {
      const date = inMarch(day) + seconds;
      town.world.sendMessage({ from: greta, to: user.id as never, text: `day ${day}`, date, ...(isPhoto ? { media: { kind: 'photo', photo } } : {}) });
    };
    dated(-40, 0, true);
    dated(2);
    dated(4, 0, true);
    // More than one page of the server's calendar.
    for (let n = 0; n < 110; n += 1) dated(6, n, true);
    dated(20);
  });
  const dialogs = anna.dialogs();
  await dialogs.until((rows) => rows.some((row) => row.peerId === news) && rows.some((row) => row.peerId === boris));
});
afterEach(async () => {
  expect(town.dc.violations()).toEqual([]);
  await town.close();
});

function post(from: PeerId, to: PeerId, text: string): void {
  town.world.sendMessage({ from, to: to as never, text });
}

let request = 0;
type Input = Parameters<typeof anna.engine.window.listen<'search.results'>>[1];
function search(input: Partial<Input>): Followed<TopicEvent<'search.results'>> {
  return anna.engine.window.listen('search.results', { request: ++request, query: '', count: 30, ...input });
}
const textsOf = (followed: Followed<SearchResults>): string[] => rowsOf(followed.events, foundKey).map(({ text }) => text);
const done = (event: SearchResults): boolean => event.state === 'done';

it('finds at the server what is not here, across chats, in pages without repetition', async () => {
  const followed = search({ query: 'penguin', count: 1_000 });
  await followed.until((event) => done(event) && !event.hasMore && event.order.length >= 60);
  const texts = textsOf(followed);
  expect(new Set(texts).size).toBe(texts.length);
  expect(texts.toSorted()).toEqual(
    [
      ...Array.from({ length: 30 }, (_, n) => `penguin number ${(n + 1) * 3}`),
      ...Array.from({ length: 30 }, (_, n) => `penguins in the news ${(n + 1) * 2}`),
    ].toSorted(),
  );
  expect(town.dc.report.calls.get('messages.searchGlobal')).toBe(2);
});

it('counts and pages within a chat, from a sender, in the order of the history', async () => {
  post(anna.id, boris, 'my own penguin');
  const all = search({ query: 'penguin', inChat: boris, count: 10 });
  const first = await all.until((event) => done(event) && event.total === 31);
  expect(first.order.length).toBe(10);
  expect(first.hasMore).toBe(true);
  expect(textsOf(all)[0]).toBe('my own penguin');
  const own = search({ query: 'penguin', inChat: boris, from: anna.id });
  await own.until((event) => done(event) && event.order.length === 1);
  expect(textsOf(own)).toEqual(['my own penguin']);
});

it('finds people and groups by name: those one has to do with first, then strangers', async () => {
  const followed = search({ query: 'bole' });
  const event = await followed.until((each) => done(each) && each.others.length === 1);
  expect(event.chats).toEqual([]);
  expect(followed.events.flatMap(({ peers }) => peers).map(({ title }) => title)).toContain('Bolero Dancer');
  const own = search({ query: 'bird' });
  expect((await own.until((each) => each.chats.length > 0)).chats).toEqual([news]);
});

it('without a connection finds what was seen: parts of words, and Chinese by one sign and by two; then the rest when it is back', async () => {
  const history = anna.history(boris, 'end', 20, 0);
  await history.until((messages) => messages.some(({ text }) => text === 'Telegram test'));
  await history.idle();
  await town.dc.stop();
  for (const [query, text] of [['gram', 'Telegram test'], ['文测', '中文测试'], ['桌', '我的桌子']] as const) {
    const followed = search({ query });
    await followed.until((event) => event.order.length > 0);
    expect(textsOf(followed)).toEqual([text]);
  }
  // Of this chat only the newest message is here, for its row in the list.
  const penguins = search({ query: 'penguin', inChat: news, count: 100 });
  await penguins.until((event) => event.state === 'offline');
  expect(textsOf(penguins)).toEqual(['penguins in the news 60']);
  await town.bringBack();
  await penguins.until((event) => done(event) && event.order.length === 30);
});

it('without a connection finds a caption, and never what was deleted', async () => {
  const history = anna.history(boris, 'end', 20, 0);
  const attachment = await anna.attach(new Uint8Array(60));
  const file = { attachment, as: 'file', name: 'list.bin', mimeType: 'application/octet-stream' } as const;
  await anna.engine.window.call('messages.sendFiles', { peerId: boris, files: [file], text: 'a heron on the pier', entities: [] });
  post(boris, anna.id, 'a grey heron');
  post(boris, anna.id, 'a night heron');
  const wanted = ['a heron on the pier', 'a grey heron', 'a night heron'];
  const seen = await history.until((messages) => wanted.every((text) => messages.some((one) => one.text === text && one.id > 0)));
  const remove = (text: string) => {
    const ids = seen.filter((one) => one.text === text).map(({ id }) => id);
    return anna.engine.window.call('messages.delete', { peerId: boris, ids, forEveryone: false });
  };
  await remove('a grey heron');
  await town.dc.stop();
  const before = search({ query: 'heron', inChat: boris });
  await before.until((event) => event.state === 'offline');
  expect(textsOf(before).toSorted()).toEqual(['a heron on the pier', 'a night heron']);
  drop(remove('a night heron'));
  await before.until((event) => event.order.length === 1);
  const after = search({ query: 'heron', inChat: boris });
  await after.until((event) => event.state === 'offline');
  expect(textsOf(after)).toEqual(['a heron on the pier']);
});

it('does not mistake what it found for a known history: the hole is filled when the chat is opened', async () => {
  const found = search({ query: 'penguin number 3', inChat: boris, count: 100 });
  await found.until((event) => done(event) && event.order.length > 0);
  const history = anna.history(boris, 'end', 200, 0);
  const messages = await history.until((all, window) => window.atStart && window.loading === undefined && all.length === 93);
  expect(messages.map(({ id }) => id)).toEqual(messages.map(({ id }) => id).toSorted((a, b) => a - b));
});

it('follows what happens to its results', async () => {
  const id = await anna.send(boris, 'a rare albatross');
  const followed = search({ query: 'albatross' });
  await followed.until((event) => done(event) && event.order.length === 1);
  expect(id).toBeLessThan(0);
  const sent = rowsOf(followed.events, foundKey)[0]!;
  await anna.engine.window.call('messages.delete', { peerId: boris, ids: [sent.id], forEveryone: true });
  await followed.until((event) => event.order.length === 0);
});

it('goes to a day, asking the server, or what is here without one', async () => {
  const first = town.world.account(anna.user.id).box.thread(boris as never)[0]!;
  const atDate = (date: number) => anna.engine.window.call('search.atDate', { peerId: boris, date });
  expect(await atDate(1)).toEqual({ id: first.id });
  const last = town.world.account(anna.user.id).box.thread(boris as never).at(-1)!;
  expect(await atDate(last.content.date + 1_000)).toEqual({ id: last.id });
});

it('says that the query is empty to nobody: the server is not asked', async () => {
  await search({ query: '   ' }).until(done);
  await search({ query: '?!' }).until(done);
  expect(town.dc.report.errors.size).toBe(0);
  expect(town.dc.report.calls.get('messages.searchGlobal')).toBeUndefined();
});

it('searches the posts of public channels: by hashtag at once, by words as often as it is free, page after page for one of them', async () => {
  const channel = town.world.createChannel({ title: 'Shore birds', creatorId: boris, memberIds: [], username: 'shorebirds' });
  const shore = channelPeerId(channel.id);
  for (let n = 1; n <= 60; n += 1) post(boris, shore, `a curlew ${n} ${n % 6 === 0 ? '#waders' : ''}`);
  const hidden = town.world.createChannel({ title: 'Private birds', creatorId: boris, memberIds: [] });
  post(boris, channelPeerId(hidden.id), 'a curlew nobody sees #waders');
  anna.user.premium = true;
  town.world.state.settings.freePostSearches = 1;
  const tagged = search({ query: '#waders', posts: 'look', count: 100 });
  await tagged.until((event) => done(event) && event.order.length === 10);
  const looked = search({ query: 'curlew', posts: 'look' });
  expect((await looked.until(done)).quota).toEqual({ pending: true, daily: 1, remains: 1 });
  const found = search({ query: 'curlew', posts: 'search', count: 100 });
  await found.until((event) => done(event) && event.order.length === 60 && !event.hasMore);
  expect(new Set(textsOf(found)).size).toBe(60);
  // Looking again is free, another query is not.
  const again = search({ query: 'curlew', posts: 'look' });
  await again.until((event) => done(event) && event.order.length > 0);
  const other = search({ query: 'sandpiper', posts: 'look' });
  const event = await other.until(done);
  expect(event.quota).toMatchObject({ pending: true, remains: 0, freeAt: expect.any(Number) as number });
  const refused = search({ query: 'sandpiper', posts: 'search' });
  expect((await refused.until(({ state }) => state === 'failed')).problem).toContain('used your free searches');
  // What was found opens where it was said, without joining.
  const last = rowsOf(found.events, foundKey).at(-1)!;
  const history = anna.history(shore, last.id, 10, 10);
  await history.until((messages) => messages.some(({ id }) => id === last.id));
});

it('knows the days of a month: what is here, and pictures that only the server has; and how much there is of each kind', async () => {
  const place = { peerId: greta };
  await anna.dialogs().untilRow(greta, (row) => row.topMessage?.text === 'day 20');
  const days = await anna.engine.window.call('search.days', { ...place, ...MARCH });
  expect(days).toMatchObject({ here: false, first: inMarch(-40) });
  // The text of the second day is not here, and the server tells of pictures alone.
  expect(new Set(days.dates.map((date) => new Date(date * 1_000).getUTCDate()))).toEqual(new Set([4, 6, 20]));
  const { counts, here } = await anna.engine.window.call('search.counts', place);
  expect({ here, photo: counts.find(({ kind }) => kind === 'photo')?.count }).toEqual({ here: false, photo: 112 });
  await anna.history(greta, 'end', 200, 0).until((messages, window) => window.atStart && messages.length === 114);
  await town.dc.stop();
  const offline = await anna.engine.window.call('search.days', { ...place, ...MARCH });
  expect(offline.here).toBe(true);
  expect(new Set(offline.dates.map((date) => new Date(date * 1_000).getUTCDate()))).toEqual(new Set([2, 4, 6, 20]));
  expect(await anna.engine.window.call('search.counts', place)).toEqual({ here: true, counts });
  await town.bringBack();
});

it('looks only in groups, and for channels by their names', async () => {
  const inGroups = search({ query: 'penguin', among: 'groups', count: 100 });
  await inGroups.until((event) => done(event) && event.order.length === 30);
  expect(textsOf(inGroups).every((text) => text.startsWith('penguins in the news'))).toBe(true);
  const own = channelPeerId(town.world.createChannel({ title: 'Bird post', creatorId: boris, memberIds: [anna.id] }).id);
  const other = town.world.createChannel({ title: 'Birdwatching abroad', creatorId: boris, memberIds: [], username: 'birdsabroad' });
  await anna.dialogs().until((rows) => rows.some((row) => row.peerId === own));
  const named = search({ query: 'bird', channels: true });
  const event = await named.until((each) => done(each) && each.others.length > 0);
  expect(event).toMatchObject({ chats: [own], others: [channelPeerId(other.id)], order: [] });
  expect((await search({ query: '', channels: true }).until(done)).chats).toEqual([own]);
});
