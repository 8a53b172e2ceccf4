/**
 * How late the engine's thread is while much goes on: a download of 256 MiB into the cache and out of it, 200 updates a second into an open chat,
 * and another chat's history read page by page (10-mtproto-engine, §17). The engine runs in its worker, as in the app.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HistoryWindow } from '#shared/ipc/messages.ts';
import type { MessageId, PeerId } from '#shared/model/index.ts';
import { EngineThread } from '../../src-main/app/thread/engine-thread.ts';
import { engineOptions, TestWindow, type Followed } from '../integration/support/engine.ts';
import { delayChannel, idleMs, type LoopDelays } from './loop-delays.ts';
import type { BenchRow } from './row.ts';
import { soakFile, soakPhone, type FromDc, type ToDc } from './soak-dc.ts';

const updatesPerSecond = 200;
const pageSize = 50;
/** Messages of the chat that is read page by page. */
const historyLength = 5_000;
/** MiB to download: `--mib=32` for a quick look. */
const size = Number(process.argv.find((word) => word.startsWith('--mib='))?.slice(6) ?? soakFile.size / 2 ** 20) * 2 ** 20;
/** On a machine that is busy with other things the download ends after this time, milliseconds: what came by then is what is measured. */
const longest = 30_000;
const never = new AbortController().signal;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const askDelays = (): Promise<LoopDelays> => askEngine('ask');

function askEngine<T>(question: 'ask' | 'idle'): Promise<T> {
  const channel = new BroadcastChannel(delayChannel);
  return new Promise((resolve) => {
    channel.addEventListener('message', (event: MessageEvent) => {
      if (event.data === question) return;
      channel.close();
      resolve(event.data as T);
    });
    channel.postMessage(question);
  });
}

async function signIn(window: TestWindow): Promise<void> {
  const auth = window.listen('auth.state', {});
  await auth.until(({ step }) => step === 'phone');
  await window.call('auth.sendCode', { phone: soakPhone });
  await auth.until(({ step }) => step === 'code');
  await window.call('auth.signIn', { code: '22222' });
  await auth.until(({ step }) => step === 'ready');
}

/** Reads a chat from its end to its beginning, again and again; the number of pages. Each page is looked at and left. */
async function page(engine: EngineThread, peerId: PeerId, isOver: () => boolean): Promise<number> {
  let pages = 0;
  let anchor: MessageId | 'end' = 'end';
  while (!isOver()) {
    const window = new TestWindow(engine);
    const shown: Followed<HistoryWindow> = window.listen('messages.window', { peerId, anchor, older: pageSize, newer: 0 });
    const state: HistoryWindow = await shown.until(({ loading, order }) => loading === undefined && order.length > 0);
    window.close();
    pages++;
    anchor = state.atStart ? 'end' : (state.order[0] ?? 'end');
    await pause(20);
  }
  return pages;
}

/** Keeps a chat open at its end. What has scrolled away is let go every second, as a page does that retunes its window. */
async function follow(engine: EngineThread, peerId: PeerId, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const window = new TestWindow(engine);
    window.listen('messages.window', { peerId, anchor: 'end', older: pageSize, newer: 0 });
    await pause(1_000);
    window.close();
  }
}

/**
 * Streams the file through the engine, from where it broke off when it did. The bytes that came, and how often it broke off; more than
 * a few times is an error.
 */
async function download(engine: EngineThread, documentId: string): Promise<{ bytes: number; breaks: number }> {
  let bytes = 0;
  const until = performance.now() + longest;
  for (let breaks = 0; ; breaks++) {
    try {
      const answer = await engine.readMedia({ kind: 'document', id: documentId }, { start: bytes, end: size - 1 }, never);
      if (!answer.ok) throw new Error(`The file cannot be read: ${answer.reason}`);
      for await (const chunk of answer.body) {
        bytes += chunk.length;
        if (performance.now() > until) return { bytes, breaks };
      }
      if (bytes !== size) throw new Error(`The file has ${bytes} bytes`);
      return { bytes, breaks };
    } catch (error) {
      if (breaks >= 3) throw error;
    }
  }
}

export async function run(): Promise<BenchRow[]> {
  const child = fork(join(import.meta.dirname, 'soak-dc.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  // The real one has a machine of its own; here it takes what the engine, and the window that reads the file, leave of the cores.
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  const heard = <K extends FromDc['is']>(is: K): Promise<Extract<FromDc, { is: K }>> =>
    new Promise((resolve) => child.on('message', (message: FromDc) => message.is === is && resolve(message as Extract<FromDc, { is: K }>)));
  const ask = (message: ToDc): void => void child.send(message);
  const profile = mkdtempSync(join(tmpdir(), 'petrel-busy-'));
  const ready = heard('ready');
  ask({ do: 'write history', messages: historyLength });
  const dc = await ready;
  const engine = new EngineThread(engineOptions(profile, { ...dc, accounts: [] } as never), new URL('./busy-engine.ts', import.meta.url));
  const window = new TestWindow(engine);
  try {
    await signIn(window);
    await pause(3_000);
    const idle = await askEngine<number>('idle');
    let over = false;
    let looked = false;
    const look = page(engine, dc.archiveId as PeerId, () => looked);
    await pause(1_000);
    await askDelays();
    await pause(2_000);
    const calm = await askDelays();
    looked = true;
    await look;
    ask({ do: 'start', seed: 1, calm: true, updatesPerSecond });
    await askDelays();
    const start = performance.now();
    let pages = 0;
    const following = follow(engine, dc.annaId as PeerId, () => over);
    const paging = page(engine, dc.archiveId as PeerId, () => over).then((count) => (pages = count));
    const { bytes, breaks } = await download(engine, dc.documentId);
    const seconds = (performance.now() - start) / 1000;
    const busy = await askDelays();
    over = true;
    await Promise.all([paging, following]);
    const quiet = heard('quiet');
    ask({ do: 'quiet' });
    const { written } = await quiet;
    const note = `${busy.samples} samples in ${seconds.toFixed(1)} s; meanwhile ${(bytes / 2 ** 20 / seconds).toFixed(0)} MiB/s down${breaks === 0 ? '' : ` (broke off ${breaks} times)`}, ${Math.round(written / seconds)} updates/s, ${(pages / seconds).toFixed(0)} pages/s`;
    const perSecond = (count: number): string => (count / seconds).toFixed(1);
    const meanCollection = busy.collectionMs / Math.max(1, busy.collections);
    const beside = `beside it: ${perSecond(busy.collections)} full garbage collections a second of ${meanCollection.toFixed(0)} ms each by the clock, ${perSecond(busy.scavenges)} small ones of ${(busy.scavengeMs / Math.max(1, busy.scavenges)).toFixed(1)} ms, and at least four busy threads on the machine's cores, of which the local DC's goes last`;
    const row = (name: string, ours: number, extra = ''): BenchRow => ({ name, unit: 'ms', ours, higherIsBetter: false, note: extra });
    return [
      row('Delay of the event loop, 99th percentile', busy.p99, `${note}; budget 10 ms; ${beside}`),
      row('… 50th percentile', busy.p50),
      row('… longest', busy.max),
      row('… processor time of one turn, 99th percentile', busy.processorP99, `longest ${busy.processorMax.toFixed(0)} ms; what the thread itself computes between two looks at the loop`),
      row('… processor time of the thread in a second', busy.processorMs / seconds, `its loop was busy for ${Math.round(busy.utilization * 100)}% of the time by the clock: what is between the two numbers, others had`),
      row('… 99th percentile while one chat is paged through', calm.p99),
      row('Processor time of the idle engine in a minute', (idle * 60_000) / idleMs, `signed in and connected, nobody looks at a chat; ${idleMs / 1000} s; of packets it sends one a minute, which a unit test checks`),
    ];
  } finally {
    window.close();
    await engine.close();
    child.disconnect();
    rmSync(profile, { recursive: true, force: true });
  }
}
