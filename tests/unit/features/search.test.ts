import type { tl } from '#tl';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TopicInput } from '#shared/ipc/contract.ts';
import type { SearchResults } from '#shared/ipc/search.ts';
import type { Subscription } from '#shared/ipc/handlers.ts';
import type { FoundKey, Message, MessageId, PeerId } from '#shared/model/index.ts';
import { foundKey } from '#shared/model/index.ts';
import { RpcError } from '../../../src-main/mtproto/index.ts';
import { ANNA, BORIS, Harness, SELF, users } from './harness.ts';

let harness: Harness;
let requests = 0;

beforeEach(async () => {
  requests = 0;
  harness = new Harness();
  harness.server.on('contacts.search', () => ({ _: 'contacts.found', myResults: [], results: [], chats: [], users: [] }));
  answerWith([]);
});
afterEach(() => harness.remove());

type Input = Partial<TopicInput<'search.results'>>;
const wish = (input: Input) => ({ request: ++requests, query: '', count: 30, ...input }) as never;

/** A search that is followed, with its messages put together as a renderer does. */
class Following {
  readonly #subscription: Subscription<unknown>;
  #rows = new Map<FoundKey, Message>();
  #last: SearchResults | undefined;

  constructor(input: Input) {
    const handler = harness.chats.topics()['search.results'];
    this.#subscription = handler(wish(input), (event) => this.#take(event), harness.connection) as Subscription<unknown>;
  }

  get last(): SearchResults {
    if (this.#last === undefined) throw new Error('Nothing came');
    return this.#last;
  }

  retune(input: Input): void {
    this.#subscription.retune(wish(input));
  }

  get texts(): string[] {
    return this.last.order.map((key) => this.#rows.get(key)?.text ?? '');
  }

  #take(event: SearchResults): void {
    const rows = new Map([...this.#rows, ...event.upsert.map((message) => [foundKey(message), message] as const)]);
    const missing = event.order.find((key) => !rows.has(key));
    if (missing !== undefined) throw new Error(`A row was never sent: ${missing}`);
    this.#rows = new Map(event.order.map((key) => [key, rows.get(key)!]));
    this.#last = event;
  }
}

function answerWith(messages: tl.message[], extra: Partial<tl.messages.messagesSlice> = {}): void {
  const answer = () => ({ _: 'messages.messagesSlice', count: messages.length, messages, topics: [], chats: [], users: users(), ...extra });
  harness.server.on('messages.searchGlobal', answer);
  harness.server.on('messages.search', answer);
}

/** A chat whose messages are all stored, as if they had been read. */
async function chatWith(peerId: PeerId, texts: readonly string[]): Promise<tl.message[]> {
  const messages = texts.map((text) => harness.server.add(peerId, text));
  await harness.withDialog(peerId);
  const history = harness.history(peerId, 'end', 100, 0);
  await harness.settle();
  history.subscription?.dispose();
  return messages;
}

test('what is here comes with the first event; the server is asked once typing has paused, and adds behind it', async () => {
  await harness.start();
  const stored = await chatWith(ANNA, ['a fish', 'no bird', 'two fish']);
  const far = harness.server.add(BORIS, 'fish of the server');
  answerWith([far, stored[2]!, stored[0]!]);
  const search = new Following({ query: 'fish' });
  expect(search.texts).toEqual(['two fish', 'a fish']);
  expect(search.last.state).toBe('searching');
  expect(harness.server.named('messages.searchGlobal')).toEqual([]);
  await harness.settle(310);
  expect(search.texts).toEqual(['two fish', 'a fish', 'fish of the server']);
  expect(search.last.state).toBe('done');
  expect(harness.server.named('messages.searchGlobal').length).toBe(1);
});

test('five letters typed quickly ask once, and an answer to an earlier query is dropped', async () => {
  await harness.start();
  const waiting: ((messages: tl.message[]) => void)[] = [];
  harness.server.on('messages.searchGlobal', () => new Promise((resolve) => waiting.push((messages) =>
    resolve({ _: 'messages.messages', messages, topics: [], chats: [], users: users() }),
  )));
  const search = new Following({ query: 'f' });
  for (const query of ['fi', 'fis', 'fish', 'fishe']) {
    await harness.settle(40);
    search.retune({ query });
  }
  await harness.settle(310);
  expect(harness.server.named('messages.searchGlobal').map(({ q }) => q)).toEqual(['fishe']);
  search.retune({ query: 'bird' });
  await harness.settle(310);
  waiting[1]!([harness.server.add(BORIS, 'a bird')]);
  await harness.settle();
  waiting[0]!([harness.server.add(BORIS, 'fishes')]);
  await harness.settle();
  expect(search.texts).toEqual(['a bird']);
});

test('results of the server are stored outside of what is known of a history, and only for chats that are followed', async () => {
  await harness.start();
  await chatWith(ANNA, ['first fish', 'newest fish']);
  const before = harness.store.ranges.list(ANNA);
  const old = { ...harness.server.add(ANNA, 'old fish'), id: 1_000_000, date: 5 };
  const strange = harness.server.add(BORIS, 'strange fish');
  const lower: tl.message = { ...old, id: 1 };
  harness.store.messages.delete(ANNA, [1 as MessageId]);
  answerWith([old, lower, strange]);
  const search = new Following({ query: 'fish' });
  await harness.settle(310);
  expect(search.texts).toContain('strange fish');
  expect(harness.store.ranges.list(ANNA)).toEqual(before);
  expect(harness.store.messages.has(ANNA, 1 as MessageId)).toBe(true);
  // Its update has yet to come, and must be what counts it.
  expect(harness.store.messages.has(ANNA, 1_000_000 as MessageId)).toBe(false);
  expect(harness.store.messages.has(BORIS, strange.id as MessageId)).toBe(false);
});

test('a message that is deleted, here or meanwhile, does not come back', async () => {
  await harness.start();
  const [first, second] = await chatWith(ANNA, ['fish one', 'fish two']);
  let answer: (() => void) | undefined;
  harness.server.on('messages.searchGlobal', () => new Promise((resolve) => {
    answer = () => resolve({ _: 'messages.messages', messages: [second, first], topics: [], chats: [], users: users() });
  }));
  const search = new Following({ query: 'fish' });
  await harness.settle(310);
  harness.store.messages.delete(ANNA, [second!.id as MessageId]);
  expect(search.texts).toEqual(['fish one']);
  answer!();
  await harness.settle();
  expect(search.texts).toEqual(['fish one']);
  expect(harness.store.messages.has(ANNA, second!.id as MessageId)).toBe(false);
});

test('pages: more is read here first, then asked for behind the last message of the answer before', async () => {
  await harness.start();
  await chatWith(ANNA, Array.from({ length: 45 }, (_, n) => `fish ${n}`));
  const page = (from: number) =>
    Array.from({ length: 40 }, (_, n) => ({ ...harness.server.add(BORIS, `far fish ${from + n}`), date: 100 - from - n }));
  answerWith(page(0), { count: 80, nextRate: 77 });
  const search = new Following({ query: 'fish', count: 30 });
  expect(search.texts.length).toBe(30);
  expect(search.last.hasMore).toBe(true);
  await harness.settle(310);
  search.retune({ query: 'fish', count: 90 });
  await harness.settle(310);
  const calls = harness.server.named('messages.searchGlobal');
  expect(calls.map(({ offsetRate }) => offsetRate)).toEqual([0, 77]);
  expect(calls[1]).toMatchObject({ offsetPeer: { _: 'inputPeerUser', userId: BORIS } });
  expect(search.texts.length).toBe(85);
  expect(new Set(search.last.order).size).toBe(85);
});

test('in one chat: conditions written into the query become fields of one call, and the order is that of the history', async () => {
  await harness.start();
  const [early, middle, late] = await chatWith(ANNA, ['cat one', 'cat two', 'cat three']);
  harness.store.peers.apply([{ ...users()[1]!, username: 'ann' }], []);
  harness.store.messages.delete(ANNA, [middle!.id as MessageId]);
  answerWith([late!, middle!, early!]);
  const search = new Following({ query: 'from:@ann type:photo after:2024-01-01 cat', inChat: ANNA });
  await harness.settle(310);
  const after = new Date(2024, 0, 1).getTime() / 1000 - 1;
  expect(harness.server.named('messages.search')).toMatchObject([
    { q: 'cat', fromId: { _: 'inputPeerUser', userId: ANNA }, filter: { _: 'inputMessagesFilterPhotos' }, minDate: after, maxDate: 0 },
  ]);
  expect(harness.server.named('messages.searchGlobal')).toEqual([]);
  expect(search.texts).toEqual(['cat three', 'cat two', 'cat one']);
});

test('across all chats a sender is only found here, and an unknown one is said', async () => {
  await harness.start();
  await chatWith(ANNA, ['her cat']);
  harness.store.peers.apply([{ ...users()[1]!, username: 'ann' }], []);
  const search = new Following({ query: 'from:@ann cat' });
  await harness.settle(310);
  expect(search.texts).toEqual(['her cat']);
  search.retune({ query: 'from:@nobody cat' });
  await harness.settle(310);
  expect(search.last).toMatchObject({ order: [], problem: 'Nobody here is called @nobody.', state: 'done' });
  expect(harness.server.named('messages.searchGlobal')).toEqual([]);
});

test('people: own chats come at once, strangers of the server behind them, nobody twice', async () => {
  await harness.start();
  await chatWith(ANNA, ['hello']);
  const stranger = { ...users()[1]!, id: 900, accessHash: 900n, firstName: 'Annabel' };
  harness.server.on('contacts.search', () => ({
    _: 'contacts.found',
    myResults: [{ _: 'peerUser', userId: ANNA }],
    results: [{ _: 'peerUser', userId: 900 }, { _: 'peerUser', userId: ANNA }],
    chats: [],
    users: [...users(), stranger],
  }));
  const search = new Following({ query: 'anna' });
  expect(search.last.chats).toEqual([ANNA]);
  await harness.settle(310);
  expect(search.last).toMatchObject({ chats: [ANNA], others: [900] });
  search.retune({ query: 'an' });
  await harness.settle(310);
  expect(harness.server.named('contacts.search').length).toBe(1);
});

test('a refusal is a sentence; what is here stays, and the return of the connection asks again', async () => {
  await harness.start();
  await chatWith(ANNA, ['one fish']);
  harness.server.on('messages.searchGlobal', () => {
    throw new RpcError(500, 'INTERNAL', 'messages.searchGlobal');
  });
  const search = new Following({ query: 'fish' });
  await harness.settle(310);
  expect(search.last.state).toBe('failed');
  expect(search.last.problem).toBeTypeOf('string');
  expect(search.texts).toEqual(['one fish']);
  answerWith([harness.server.add(BORIS, 'far fish')]);
  harness.chats.connected();
  await harness.settle(310);
  expect(search.texts).toEqual(['one fish', 'far fish']);
  expect(search.last.problem).toBeUndefined();
});

test('a word found inside of another one, and posts of channels, come after what fits better', async () => {
  await harness.start();
  await chatWith(ANNA, ['the fish', 'a goldfish']);
  const search = new Following({ query: 'fish' });
  expect(search.texts).toEqual(['the fish', 'a goldfish']);
});

test('what was searched for lately is kept, newest first, until it is cleared', async () => {
  await harness.start();
  harness.call('search.remember', { peerId: ANNA, query: ' fish ' });
  harness.call('search.remember', { peerId: BORIS, query: 'bird' });
  harness.call('search.remember', { peerId: ANNA });
  expect(harness.call('search.recent', {})).toMatchObject({ peers: [{ id: ANNA }, { id: BORIS }], queries: ['bird', 'fish'] });
  harness.call('search.forget', {});
  expect(harness.call('search.recent', {})).toEqual({ peers: [], queries: [] });
});

test('the own chat is found under its shown name', async () => {
  await harness.start();
  harness.store.dialogs.put(SELF, { topDate: 5 });
  expect(new Following({ query: 'saved' }).last.chats).toEqual([SELF]);
});

test('public posts: a hashtag is asked for without a question; words only say what they would use, until it is agreed to', async () => {
  await harness.start();
  await chatWith(ANNA, ['a plover']);
  const post = { ...harness.server.add(BORIS, 'a public #plover'), date: 50 };
  const flood = (extra: Partial<tl.searchPostsFlood>): tl.searchPostsFlood => ({ _: 'searchPostsFlood', totalDaily: 10, remains: 4, starsAmount: 10n, ...extra });
  const answer = { _: 'messages.messagesSlice' as const, count: 1, messages: [post], topics: [], chats: [], users: users() };
  harness.server.on('channels.searchPosts', ({ query }) => ({ ...answer, ...(query === undefined ? {} : { searchFlood: flood({ remains: 3, queryIsFree: true }) }) }));
  harness.server.on('channels.checkSearchPostsFlood', ({ query }) => flood(query === 'paid before' ? { queryIsFree: true } : {}));
  const search = new Following({ query: '#plover', posts: 'look' });
  expect(search.texts).toEqual([]);
  await harness.settle(310);
  expect(search.texts).toEqual(['a public #plover']);
  expect(harness.server.named('channels.searchPosts')).toEqual([expect.objectContaining({ hashtag: 'plover', offsetRate: 0, offsetId: 0 })]);
  expect(harness.server.named('channels.searchPosts')[0]).not.toHaveProperty('query');
  search.retune({ query: 'plover', posts: 'look' });
  await harness.settle(310);
  expect(search.texts).toEqual([]);
  expect(search.last).toMatchObject({ state: 'done', quota: { pending: true, daily: 10, remains: 4 } });
  expect(harness.server.named('channels.searchPosts').length).toBe(1);
  search.retune({ query: 'plover', posts: 'search' });
  await harness.settle(310);
  expect(search.texts).toEqual(['a public #plover']);
  expect(search.last.quota).toEqual({ pending: false, daily: 10, remains: 3 });
  search.retune({ query: 'paid before', posts: 'look' });
  await harness.settle(310);
  expect(search.texts).toEqual(['a public #plover']);
  expect(harness.server.named('messages.searchGlobal')).toEqual([]);
  expect(harness.server.named('contacts.search')).toEqual([]);
  expect(harness.server.named('channels.searchPosts').every((call) => call.allowPaidStars === undefined)).toBe(true);
});

test('public posts: that words are only for some accounts is said in a sentence', async () => {
  await harness.start();
  harness.server.on('channels.searchPosts', () => {
    throw new RpcError(403, 'PREMIUM_ACCOUNT_REQUIRED', 'channels.searchPosts');
  });
  const search = new Following({ query: 'plovers', posts: 'search' });
  await harness.settle(310);
  expect(search.last.state).toBe('failed');
  expect(search.last.problem).toContain('Telegram Premium');
});
