/** One start of the engine with a large account, in a process of its own: prints what a window waited for and what the process holds, as JSON. */
import { localEnvironment, type LocalDcDescription } from '../../src-main/app/environments.ts';
import { describeDevice, knownPlatform } from '../../src-main/app/process-options.ts';
import { EngineThread } from '../../src-main/app/thread/engine-thread.ts';
import type { PeerId, MessageId } from '#shared/model/index.ts';
import { TestWindow } from '../integration/support/window.ts';

export interface LargeStartOptions {
  profileDir: string;
  /** Hex; a throw-away key of a throw-away profile. */
  masterKey: string;
  servers: LocalDcDescription;
  /** A chat, and a message in the middle of its history. */
  chat: PeerId;
  middle: MessageId;
  query: string;
}

/** Milliseconds, and MiB. */
export interface LargeStart {
  list: number;
  /** Processor time of all threads from the engine's beginning to the list. */
  listProcessor: number;
  opened: number;
  middle: number;
  found: number;
  resident: number;
}

const ROWS = 30;

async function main(): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? '') as LargeStartOptions;
  const [begin, processor] = [performance.now(), process.cpuUsage()];
  const engine = new EngineThread({
    profileDir: options.profileDir,
    masterKey: new Uint8Array(Buffer.from(options.masterKey, 'hex')),
    environment: localEnvironment(options.servers),
    credentials: { apiId: 1, apiHash: '0123456789abcdef0123456789abcdef' },
    app: { name: 'Petrel', version: '0.0.0', host: 'browser', platform: knownPlatform(process.platform), warnings: [] },
    device: describeDevice('en'),
    logLevel: 'error',
  });
  const window = new TestWindow(engine);
  const took = async (work: () => Promise<unknown>): Promise<number> => {
    const from = performance.now();
    await work();
    return performance.now() - from;
  };
  const { order } = await window.listen('dialogs.window', { folder: 'main', start: 0, count: ROWS }).until((event) => event.order.length === ROWS);
  const list = performance.now() - begin;
  const used = process.cpuUsage(processor);
  const newest = order[0];
  if (newest === undefined) throw new Error('The list is empty.');
  const opened = await took(() => window.listen('messages.window', { peerId: newest, anchor: 'end', older: 50, newer: 0 }).until(({ order: rows }) => rows.length > 0));
  const middle = await took(() =>
    window.listen('messages.window', { peerId: options.chat, anchor: options.middle, older: 50, newer: 50 }).until(({ order: rows }) => rows.length > 50),
  );
  const found = await took(() =>
    window.listen('search.results', { request: 1, query: options.query, count: 20 }).until((event) => event.order.length > 0),
  );
  await window.listen('connection.status', {}).until(({ kind }) => kind === 'ready');
  const answer: LargeStart = { list, listProcessor: (used.user + used.system) / 1_000, opened, middle, found, resident: process.memoryUsage.rss() / 2 ** 20 };
  console.log(JSON.stringify(answer));
  await engine.close();
  process.exit(0);
}

await main();
