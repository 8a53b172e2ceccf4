/** The engine's start, and the first things that a person does, with accounts of 10,000 to 1,000,000 messages in 5,000 chats. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messageId } from '#shared/model/index.ts';
import { openStore } from '../../src-main/store/index.ts';
import type { LocalDcDescription } from '../../src-main/app/environments.ts';
import { startLocalDc } from '../dc/index.ts';
import { TestEngine, testKey } from '../integration/support/engine.ts';
import type { LargeStart, LargeStartOptions } from './large-start.ts';
import { growthRow } from './row.ts';
import type { BenchRow } from './row.ts';
import { fill, peerOf } from './store-world.ts';
import { median } from './turns.ts';

const SIZES = (process.env['PETREL_BENCH_MESSAGES'] ?? '10000,100000,1000000').split(',').map(Number);
const DIALOGS = 5_000;
const STARTS = 7;
const PHONE = '9996621234';

async function signIn(profileDir: string, dc: LocalDcDescription): Promise<void> {
  const engine = TestEngine.open(profileDir, dc);
  await engine.signIn(PHONE);
  await engine.window.listen('connection.status', {}).until(({ kind }) => kind === 'ready');
  await engine.close();
}

/** Puts a large history under an account that has signed in. Returns a message in the middle of its first chat. */
function fillAccount(profileDir: string, messages: number): number {
  const accounts = join(profileDir, 'accounts');
  const store = openStore({ path: join(accounts, readdirSync(accounts)[0] ?? '', 'petrel.db'), key: testKey });
  fill(store, { messages, dialogs: DIALOGS });
  while (store.search.backfill(1_000)) continue;
  const ids = store.messages.idsBetween(peerOf(0), 1, 2 ** 31);
  store.checkpoint();
  store.close();
  return ids[Math.floor(ids.length / 2)] ?? 1;
}

async function start(script: string, options: LargeStartOptions): Promise<LargeStart> {
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(options)]);
  return JSON.parse(stdout) as LargeStart;
}

/** The profile of a large account, and its servers. */
export type LargeProfile = Pick<LargeStartOptions, 'profileDir' | 'masterKey' | 'servers'>;

/** `script`: the bundled `large-start.ts`; `use`: what else is to be done with this account. */
async function measure(script: string, messages: number, use: (profile: LargeProfile) => Promise<void>): Promise<LargeStart[]> {
  const folder = mkdtempSync(join(tmpdir(), 'petrel-large-'));
  const dc = await startLocalDc();
  try {
    dc.world.createUser({ firstName: 'Anna', phone: PHONE });
    const profileDir = join(folder, 'profile');
    await signIn(profileDir, dc);
    const options: LargeStartOptions = {
      profileDir, masterKey: Buffer.from(testKey).toString('hex'), chat: peerOf(0), middle: messageId(fillAccount(profileDir, messages)), query: 'te',
      servers: { dcs: dc.dcs, publicKey: dc.publicKey },
    };
    const starts: LargeStart[] = [];
    for (let n = 0; n < STARTS; n += 1) starts.push(await start(script, options));
    await use(options);
    return starts;
  } finally {
    await dc.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Rows for the table, the largest account's numbers with the growth from the smallest in the note.
 * @param useLargest what else is measured with the largest account
 */
export async function measureLargeAccounts(script: string, useLargest: (profile: LargeProfile) => Promise<void>): Promise<BenchRow[]> {
  const all: { count: number; starts: LargeStart[] }[] = [];
  for (const count of SIZES) {
    const use = count === SIZES.at(-1) ? useLargest : () => Promise.resolve();
    all.push({ count, starts: await measure(script, count, use) });
  }
  const row = (name: string, unit: string, of: (start: LargeStart) => number, note: string): BenchRow =>
    growthRow(name, unit, all.map(({ count, starts }) => ({ count, value: median(starts.map(of)) })), { note });
  return [
    row('Large account: start of the engine to the first 30 chats', 'ms', (each) => each.list, 'budget 400 ms; 5,000 chats; a thread of its own in a new process each time, from its making to the list at a window\'s port; its code comes compiled from the last start'),
    row('… and the processor time of all its threads', 'ms', (each) => each.listProcessor, ''),
    row('… the first chat opened at its end', 'ms', (each) => each.opened, 'in the same process, right after'),
    row('… a chat opened in the middle of its history', 'ms', (each) => each.middle, 'aim 30 ms'),
    row('… first key press to the first local result', 'ms', (each) => each.found, 'aim 50 ms'),
    row('… whole process, resident', 'MiB', (each) => each.resident, 'budget 250 MiB'),
  ];
}
