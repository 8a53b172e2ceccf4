import { beforeEach, expect, it } from 'vitest';
import type { tl } from '#tl';
import type { WorldUser } from '../../../dc/world/index.ts';
import { TestWorld, type TestClient } from './support.ts';

const DAY = 86_400;
let test: TestWorld;
let ben: WorldUser;
let a: TestClient;
let start: number;
const links: tl.MessagesFilter = { _: 'inputMessagesFilterUrl' };

beforeEach(async () => {
  test = new TestWorld();
  test.world.createUser({ firstName: 'Ada', phone: '9996620001' });
  ben = test.world.createUser({ firstName: 'Ben', phone: '9996610002', username: 'benstorm' });
  a = await test.loggedIn('9996620001');
  start = Math.ceil(test.clock.time / DAY) * DAY;
  // Three days, 60 links each, with a text without one between them.
  for (let day = 0; day < 3; day += 1) {
    for (let n = 0; n < 60; n += 1) {
      test.clock.time = start + day * DAY + n * 60;
      await a.send(a.user(ben.id), n % 10 === 5 ? `https://example.org/${n} and a word` : `https://example.org/${n}`);
    }
    await a.send(a.user(ben.id), 'no link');
  }
});

const calendar = (extra: Partial<tl.messages.getSearchResultsCalendar> = {}) =>
  a.call({ _: 'messages.getSearchResultsCalendar', peer: a.user(ben.id), filter: links, offsetId: 0, offsetDate: 0, ...extra });

it('lays links out by days, newest first, in pages that may end within a day', async () => {
  const first = await calendar();
  expect(first.count).toBe(180);
  expect(first.periods).toEqual([
    { _: 'searchResultsCalendarPeriod', date: start + 2 * DAY, minMsgId: 123, maxMsgId: 182, count: 60 },
    { _: 'searchResultsCalendarPeriod', date: start + DAY, minMsgId: 82, maxMsgId: 121, count: 40 },
  ]);
  // The message of a day is its first one of the page.
  expect(first.messages.map(({ id }) => id)).toEqual([123, 82]);
  expect(first).toMatchObject({ minMsgId: 82, minDate: start + DAY + 20 * 60 });
  const second = await calendar({ offsetId: first.minMsgId });
  expect(second.periods.map(({ date, count }) => [date, count])).toEqual([[start + DAY, 20], [start, 60]]);
  expect(second.offsetIdOffset).toBe(100);
  expect((await calendar({ offsetDate: start + DAY })).periods).toMatchObject([{ date: start, count: 60 }]);
  expect((await calendar({ offsetId: 1 })).periods).toEqual([]);
});

it('refuses to lay out everything, or mentions, and chats that are none', async () => {
  for (const filter of [{ _: 'inputMessagesFilterEmpty' }, { _: 'inputMessagesFilterMyMentions' }] as const) {
    const query = { peer: a.user(ben.id), filter, offsetId: 0 };
    expect(await a.refusal({ _: 'messages.getSearchResultsCalendar', ...query, offsetDate: 0 })).toBe('400 FILTER_NOT_SUPPORTED');
    expect(await a.refusal({ _: 'messages.getSearchResultsPositions', ...query, limit: 50 })).toBe('400 FILTER_NOT_SUPPORTED');
  }
  const peer: tl.InputPeer = { _: 'inputPeerEmpty' };
  expect(await a.refusal({ _: 'messages.getSearchCounters', peer, filters: [links] })).toBe('400 PEER_ID_INVALID');
});

it('counts as many as a search finds, and names their positions', async () => {
  const filters: tl.MessagesFilter[] = [links, { _: 'inputMessagesFilterPhotos' }];
  expect(await a.call({ _: 'messages.getSearchCounters', peer: a.user(ben.id), filters })).toEqual([
    { _: 'messages.searchCounter', filter: links, count: 180 },
    { _: 'messages.searchCounter', filter: { _: 'inputMessagesFilterPhotos' }, count: 0 },
  ]);
  const query = { _: 'messages.getSearchResultsPositions', peer: a.user(ben.id), filter: links, limit: 2 } as const;
  expect(await a.call({ ...query, offsetId: 0 })).toMatchObject({ count: 180, positions: [{ msgId: 182, offset: 0 }, { msgId: 181, offset: 1 }] });
  expect(await a.call({ ...query, offsetId: 123 })).toMatchObject({ positions: [{ msgId: 121, offset: 60 }, { msgId: 120, offset: 61 }] });
});
