/** The store at scale: 10,000 to 1,000,000 messages in 5,000 chats, on disk, encrypted, with the full-text index. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageId } from '#shared/model/index.ts';
import { openStore } from '../../src-main/store/index.ts';
import type { MessageSearch, Store } from '../../src-main/store/index.ts';
import { catchUpInBulk } from './bulk-updates.ts';
import type { BulkRates } from './bulk-updates.ts';
import { growthRow } from './row.ts';
import type { BenchRow } from './row.ts';
import { fill, message, peerOf, textMaker } from './store-world.ts';

const SIZES = (process.env['PETREL_BENCH_MESSAGES'] ?? '10000,100000,1000000').split(',').map(Number);
const DIALOGS = 5_000;
const KEY = new Uint8Array(32).fill(9);
const PAGE = 50;
const ROUNDS = 15;
/** Channels with a hundred missed messages each. */
const BULK_CHANNELS = 500;

/** What people type, letter by letter, and what is hard: common and rare parts of words, several words, scripts without spaces. */
const QUERIES = [
  'te', 'tele', 'telegram', 'gram', 'an', 'ing', 'the', 'a', 'migration tele', 'ruch', 'stan', 'strasse', 'naive', '中文', '测', '的', '我在', 'привет', '#release',
  'github.com', '🎉', 'zanotte', 'nothinglikethis', 'er st in',
];

interface Measured {
  insertRate: number;
  indexRate: number;
  bytesPerMessage: number;
  indexBytesPerMessage: number;
  bulk: BulkRates;
  /** Updates per second, of the index behind them. */
  bulkIndexRate: number;
  times: Map<string, number[]>;
}

function time(times: Map<string, number[]>, name: string, work: () => void): void {
  const begin = performance.now();
  work();
  const took = performance.now() - begin;
  const all = times.get(name);
  if (all === undefined) times.set(name, [took]);
  else all.push(took);
}

function measureReads(store: Store, times: Map<string, number[]>, count: number): void {
  const text = textMaker(17);
  for (let round = 0; round < ROUNDS; round += 1) {
    const big = peerOf(round % 20);
    time(times, 'dialogs', () => {
      for (const { peerId, topMessageId } of store.dialogs.page('main', round * 37, PAGE).records) {
        store.peers.get(peerId);
        store.messages.get(peerId, topMessageId);
      }
    });
    time(times, 'history', () => void store.messages.around(big, messageId(Math.floor(count / 2) + round * 100), PAGE, PAGE));
    time(times, 'insert', () => {
      const id = count + 1_000 + round;
      store.messages.put(message(big, id, 1_700_000_000 + id, text(), false));
    });
    const search = (name: string, wanted: MessageSearch): void => time(times, name, () => void store.search.messages(wanted, 20));
    for (const query of QUERIES) {
      search('search', { text: query });
      search(`query ${query}`, { text: query });
      search('chat', { text: query, chat: big });
      time(times, 'names', () => void store.search.peers(query, 30));
      time(times, 'typed', () => {
        store.search.peers(query, 30);
        store.search.messages({ text: query }, 20);
      });
    }
    const recent = store.messages.idsBetween(big, 0, count).slice(-100);
    time(times, 'delete', () => void store.messages.delete(big, recent));
    time(times, 'filtered', () => void store.search.messages({ text: 'tele', chat: big, from: big, after: 1_500_100_000 }, 20));
  }
}

async function measure(count: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'petrel-store-bench-'));
  const path = join(folder, 'account.db');
  const times = new Map<string, number[]>();
  try {
    const first = openStore({ path, key: KEY });
    const insertRate = fill(first, { messages: count, dialogs: DIALOGS });
    const begin = performance.now();
    while (first.search.backfill(1_000)) continue;
    const indexRate = (count / (performance.now() - begin)) * 1_000;
    const indexBytes = first.search.byteSize();
    first.close();
    const bytes = statSync(path).size;
    let store: Store | undefined;
    for (let round = 0; round < ROUNDS; round += 1) {
      store?.close();
      time(times, 'open', () => {
        store = openStore({ path, key: KEY });
        store.dialogs.page('main', 0, 30);
      });
    }
    if (store === undefined) throw new Error('The store did not open.');
    measureReads(store, times, count);
    const bulk = await catchUpInBulk(store, DIALOGS, BULK_CHANNELS, count + 10_000);
    const behind = performance.now();
    while (store.search.backfill(1_000)) continue;
    const bulkIndexRate = (bulk.updates / (performance.now() - behind)) * 1_000;
    store.close();
    return { bulk, bulkIndexRate, insertRate, indexRate, bytesPerMessage: bytes / count, indexBytesPerMessage: indexBytes / count, times };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function percentile(values: readonly number[] | undefined, part: number): number {
  const sorted = (values ?? []).toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

const show = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(2));

const row = (name: string, unit: string, all: readonly { count: number; value: number }[], higherIsBetter = false, note = ''): BenchRow =>
  growthRow(name, unit, all, { higherIsBetter, note });

export async function run(): Promise<BenchRow[]> {
  const results: ({ count: number } & Measured)[] = [];
  for (const count of SIZES) results.push({ count, ...(await measure(count)) });
  const each = (value: (result: Measured) => number) => results.map((result) => ({ count: result.count, value: value(result) }));
  const timed = (key: string, part: number) => each((result) => percentile(result.times.get(key), part));
  const last = results.at(-1);
  const slowest = QUERIES.map((query) => ({ query, took: percentile(last?.times.get(`query ${query}`), 0.5) })).sort((a, b) => b.took - a.took);
  return [
    row('Messages stored', 'messages/s', each((result) => result.insertRate), true, 'aim 20,000; 1,000 to a transaction, spread over all chats; indexed behind'),
    row('… indexed in the idle time behind', 'messages/s', each((result) => result.indexRate), true),
    row('… both together', 'messages/s', each(({ insertRate, indexRate }) => 1 / (1 / insertRate + 1 / indexRate)), true),
    row('Updates applied in bulk, from the answer to the disk', 'updates/s', each(({ bulk }) => bulk.perSecond), true, `aim 20,000; differences of ${BULK_CHANNELS} channels, 100 messages each; two thirds are SQLite: a row and its indexes, whether it is known, its place in the search; the rest is mapping, threads and encryption of pages`),
    row('… per second of processor time', 'updates/s', each(({ bulk }) => bulk.perProcessorSecond), true),
    row('… with their index behind them', 'updates/s', each(({ bulk, bulkIndexRate }) => 1 / (1 / bulk.perSecond + 1 / bulkIndexRate)), true, 'aim 20,000'),
    row('Database, per message', 'bytes', each((result) => result.bytesPerMessage)),
    row('… of which the full-text index', 'bytes', each((result) => result.indexBytesPerMessage)),
    row('Open and first 30 chats', 'ms', timed('open', 0.5)),
    row('A page of 50 chats with their messages', 'ms', timed('dialogs', 0.5)),
    row('Open a history in its middle, 100 messages', 'ms', timed('history', 0.5), false, 'aim 30 ms'),
    row('Store one message, committed to the disk', 'ms', timed('insert', 0.5)),
    row('Delete 100 messages of a chat', 'ms', timed('delete', 0.5)),
    row('Search of all messages, median', 'ms', timed('search', 0.5), false, `${QUERIES.length} queries, 20 results`),
    row('Search of all messages, 95 of 100', 'ms', timed('search', 0.95), false,
      `slowest: ${slowest.slice(0, 3).map(({ query, took }) => `“${query}” ${show(took)}`).join(', ')}`),
    row('Search in one chat, 95 of 100', 'ms', timed('chat', 0.95)),
    row('Search with sender and date, median', 'ms', timed('filtered', 0.5)),
    row('Search of names, 95 of 100', 'ms', timed('names', 0.95)),
    row('A key press: names and messages, 95 of 100', 'ms', timed('typed', 0.95), false, 'aim 50 ms'),
  ];
}
