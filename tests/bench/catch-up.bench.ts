/** Coming back after an absence: from the start of the engine to a list that is as the server has it, with everything missed stored and indexed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalDc } from '../dc/index.ts';
import { TestEngine } from '../integration/support/engine.ts';
import type { BenchRow } from './row.ts';
import { textMaker } from './store-world.ts';

/** Missed messages: `--missed=1000` for a quick look. */
const counts = (process.argv.find((word) => word.startsWith('--missed='))?.slice(9) ?? '1000,10000').split(',').map(Number);
const phone = '9996621234';
const CHATS = 50;

async function measure(count: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'petrel-catch-up-'));
  const dc = await startLocalDc();
  const text = textMaker(5);
  try {
    const anna = dc.world.createUser({ firstName: 'Anna', phone }).id;
    const others = Array.from({ length: CHATS }, (_, n) => dc.world.createUser({ firstName: `Other ${n}`, phone: `99966${10_000 + n}` }).id);
    for (const from of others) dc.world.sendMessage({ from, to: anna as never, text: 'before' });
    const first = TestEngine.open(join(folder, 'profile'), dc);
    await first.signIn(phone);
    await first.window.listen('dialogs.window', { folder: 'main', start: 0, count: CHATS }).until(({ order }) => order.length === CHATS);
    await first.close();
    for (let n = 0; n < count; n += 1) dc.world.sendMessage({ from: others[n % CHATS] as never, to: anna as never, text: text() });
    const begin = performance.now();
    const second = TestEngine.open(join(folder, 'profile'), dc);
    const totals = second.window.listen('dialogs.totals', {});
    await totals.until(({ unreadMessages }) => unreadMessages === count + CHATS);
    await second.window.listen('connection.status', {}).until(({ kind }) => kind === 'ready');
    const took = performance.now() - begin;
    await second.close();
    return took;
  } finally {
    await dc.close();
    rmSync(folder, { recursive: true });
  }
}

export async function run(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const count of counts) {
    const took = await measure(count);
    rows.push({
      name: `${count.toLocaleString('en-US')} missed messages in ${CHATS} chats`, unit: 'ms', ours: took, higherIsBetter: false,
      note: `${Math.round(count / (took / 1_000)).toLocaleString('en-US')} messages/s with start, network and the local DC in the same process`,
    });
  }
  return rows;
}
