/** Coming back after an absence: from the start of the engine to a list that is as the server has it, with everything missed stored. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { channelPeerId } from '#shared/model/index.ts';
import { startLocalDc } from '../dc/index.ts';
import { TestEngine } from '../integration/support/engine.ts';
import type { BenchRow } from './row.ts';
import { textMaker } from './store-world.ts';

/** What is missed: `--missed=1000,10000` for other amounts in private chats, `--channels=50000/500` for other absences (`0`: none). */
const option = (name: string): string | undefined => process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
const counts = (option('missed') ?? '1000,10000').split(',').map(Number);
const [missed = 0, channels = 1] = (option('channels') ?? '50000/500').split('/').map(Number);
const phone = '9996621234';
const CHATS = 50;

interface Absence {
  count: number;
  chats: number;
  /** Channels have a box each; private chats share one. */
  kind: 'private chats' | 'channels';
}

/** Milliseconds, by the clock. */
async function measure({ count, chats, kind }: Absence): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'petrel-catch-up-'));
  const dc = await startLocalDc();
  const { world } = dc;
  const text = textMaker(5);
  try {
    const anna = world.createUser({ firstName: 'Anna', phone }).id;
    const others = Array.from({ length: Math.min(chats, CHATS) }, (_, n) => world.createUser({ firstName: `Other ${n}`, phone: `99966${10_000 + n}` }).id);
    const authorOf = (n: number): number => others[n % others.length] as number;
    const targets = Array.from({ length: chats }, (_, n): number => {
      if (kind === 'private chats') return anna;
      return channelPeerId(world.createSupergroup({ title: `Channel ${n}`, creatorId: authorOf(n), memberIds: [anna] }).id);
    });
    const post = (n: number, words: string): void => void world.sendMessage({ from: authorOf(n), to: targets[n % chats] as never, text: words });
    for (let n = 0; n < chats; n += 1) post(n, 'before');
    const first = TestEngine.open(join(folder, 'profile'), dc);
    await first.signIn(phone);
    await first.window.listen('dialogs.window', { folder: 'main', start: 0, count: chats }).until(({ order }) => order.length === chats);
    await first.close();
    for (let n = 0; n < count; n += 1) post(n, text());
    const account = world.account(anna);
    const unread = [...account.dialogs.keys()].reduce((sum, peer) => sum + world.state.unreadCount(account, peer), 0);
    const begin = performance.now();
    const second = TestEngine.open(join(folder, 'profile'), dc);
    await second.window.listen('dialogs.totals', {}).until(({ unreadMessages }) => unreadMessages === unread);
    await second.window.listen('connection.status', {}).until(({ kind: state }) => state === 'ready');
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
  const absences: Absence[] = counts.map((count) => ({ count, chats: CHATS, kind: 'private chats' }));
  if (missed > 0) absences.push({ count: missed, chats: channels, kind: 'channels' });
  for (const absence of absences) {
    const took = await measure(absence);
    rows.push({
      name: `${absence.count.toLocaleString('en-US')} missed messages in ${absence.chats} ${absence.kind}`, unit: 'ms', ours: took, higherIsBetter: false,
      note: `${Math.round(absence.count / (took / 1_000)).toLocaleString('en-US')} messages/s with start, network and the local DC in the same process`,
    });
  }
  return rows;
}
