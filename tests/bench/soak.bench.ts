/**
 * `npm run bench -- soak [--seconds=N] [--seed=N]`: one client, ten minutes, a local DC that cuts, delays, loses, repeats, reorders, forges and
 * restarts at random, while 50 calls a second, a stream of updates, and transfers go on. Afterwards everything is accounted for, or it fails.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { tl } from '#tl';
import { userPeerId } from '#shared/model/index.ts';
import { drop } from '#shared/assert.ts';
import { BulkThread } from '../../src-main/crypto/index.ts';
import { CallFailure, MtprotoClient, RpcError } from '../../src-main/mtproto/index.ts';
import { openStore } from '../../src-main/store/index.ts';
import { UpdatesManager } from '../../src-main/updates/index.ts';
import { syntheticSource } from '../dc/world/files.ts';
import { environmentOf, init } from '../integration/mtproto/support.ts';
import type { BenchRow } from './row.ts';
import { Stalls } from './stalls.ts';
import { soakFile, soakPhone, type FromDc, type SoakReport, type ToDc } from './soak-dc.ts';
import { median } from './turns.ts';

const callsPerSecond = 50;
/** Of the calls, every fifth sends a message. */
const sendEvery = 5;
const partSize = 512 * 1024;
const downloadsAtOnce = 2;
/** How long whatever is under way may take once the network is honest again, milliseconds. */
const patience = 120_000;
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What became of the calls of one kind. */
class Account {
  readonly #onAnswer: () => void;
  made = 0;
  answered = 0;
  readonly refused = new Map<string, number>();
  readonly untyped: string[] = [];
  readonly waits: { from: number; ms: number }[] = [];

  constructor(onAnswer: () => void = () => undefined) {
    this.#onAnswer = onAnswer;
  }

  get open(): number {
    return this.made - this.answered - this.failed;
  }

  get failed(): number {
    return [...this.refused.values()].reduce((sum, count) => sum + count, 0) + this.untyped.length;
  }

  /** Follows a call to its end; its value, or undefined when it was refused. */
  async follow<T>(call: Promise<T>): Promise<T | undefined> {
    this.made++;
    const start = performance.now();
    try {
      const value = await call;
      this.answered++;
      this.#onAnswer();
      return value;
    } catch (error) {
      const name = error instanceof RpcError ? `${error.code} ${error.raw}` : error instanceof CallFailure ? error.reason : undefined;
      if (name === undefined) this.untyped.push(String(error));
      else this.refused.set(name, (this.refused.get(name) ?? 0) + 1);
      return undefined;
    } finally {
      this.waits.push({ from: start, ms: performance.now() - start });
    }
  }
}

class Soak {
  readonly stalls = new Stalls();
  readonly reads = new Account(() => this.stalls.answered());
  readonly sends = new Account(() => this.stalls.answered());
  readonly transfers = new Account();
  readonly folder = mkdtempSync(join(tmpdir(), 'petrel-soak-'));
  readonly store = openStore({ path: join(this.folder, 'soak.db'), key: new Uint8Array(32).fill(5) });
  /** As in the app: large packets are sealed and opened there. */
  readonly bulk = new BulkThread();
  readonly client: MtprotoClient;
  readonly manager: UpdatesManager;
  /** How often each of Anna's messages was announced. */
  readonly announced = new Map<number, number>();
  readonly answeredTexts: string[] = [];
  readonly memory: number[] = [];
  wrongParts = 0;
  movedBytes = 0;
  connections = 0;
  running = true;
  readonly #anna;
  readonly #bytes = syntheticSource(soakFile.seed, soakFile.size);
  #next = 0;
  #uploaded = 0;

  constructor(dc: { dcs: { id: number; host: string; port: number }[]; publicKey: string; annaId: number }) {
    this.#anna = userPeerId(dc.annaId);
    this.client = new MtprotoClient({
      environment: environmentOf(dc), init, refreshAddresses: false, storage: this.store.mtproto, log: this.stalls.log, bulk: this.bulk,
    });
    this.manager = new UpdatesManager({ client: this.client, store: this.store, log: silent });
    this.manager.onEvent((event) => {
      if (event.kind === 'message' && !event.out && event.peerId === this.#anna) this.announced.set(event.id, (this.announced.get(event.id) ?? 0) + 1);
    });
    this.client.onConnectionState(({ kind }) => {
      if (kind === 'connected') this.connections++;
    });
    this.client.start();
  }

  async signIn(): Promise<void> {
    const { client } = this;
    const sent = await client.call({ _: 'auth.sendCode', phoneNumber: soakPhone, apiId: 1, apiHash: 'x'.repeat(32), settings: { _: 'codeSettings' } });
    if (sent._ !== 'auth.sentCode') throw new Error('No code was sent');
    const result = await client.call({ _: 'auth.signIn', phoneNumber: soakPhone, phoneCodeHash: sent.phoneCodeHash, phoneCode: '22222' });
    if (result._ !== 'auth.authorization') throw new Error('Not signed in');
    this.store.peers.apply([result.user], []);
    client.setAuthorized(true);
    this.manager.start();
    await this.manager.ready();
    const dialogs = await client.call({ _: 'messages.getDialogs', offsetDate: 0, offsetId: 0, offsetPeer: { _: 'inputPeerEmpty' }, limit: 100, hash: 0n });
    if (dialogs._ === 'messages.dialogsNotModified') throw new Error('Dialogs were asked for without a hash');
    await this.manager.applyDialogs(dialogs);
  }

  /** Ids of Anna's messages that are in the store. */
  stored(): number[] {
    const { messages } = this.store;
    return messages.getMany(this.#anna, messages.idsBetween(this.#anna, 1, 1 << 30)).filter(({ out }) => !out).map(({ id }) => id);
  }

  /** Makes calls at a steady pace until it is over. */
  async callAlong(): Promise<void> {
    let due = performance.now();
    for (let count = 0; this.running; count++) {
      drop(count % sendEvery === 0 ? this.#send(count) : this.#read(count));
      due += 1000 / callsPerSecond;
      await pause(Math.max(0, due - performance.now()));
    }
  }

  /** Downloads the file over and over, part by part, and looks at every byte. */
  async downloadAlong(document: tl.document): Promise<void> {
    const { id, accessHash, fileReference, dcId } = document;
    const location = { _: 'inputDocumentFileLocation', id, accessHash, fileReference, thumbSize: '' } as const;
    while (this.running) {
      const offset = (this.#next++ * partSize) % soakFile.size;
      const part = await this.transfers.follow(this.client.call({ _: 'upload.getFile', location, offset, limit: partSize }, { kind: 'download', dcId }));
      if (part?._ !== 'upload.file') continue;
      if (Buffer.compare(part.bytes, this.#bytes(offset, partSize)) !== 0) this.wrongParts++;
      this.movedBytes += part.bytes.length;
      await pause(100);
    }
  }

  async uploadAlong(): Promise<void> {
    while (this.running) {
      const number = this.#uploaded++;
      const bytes = this.#bytes((number * partSize) % soakFile.size, partSize);
      const call = { _: 'upload.saveBigFilePart', fileId: BigInt(number >> 3), filePart: number & 7, fileTotalParts: 8, bytes } as const;
      if (await this.transfers.follow(this.client.call(call, { kind: 'upload' }))) this.movedBytes += bytes.length;
      await pause(250);
    }
  }

  async watchMemory(): Promise<void> {
    while (this.running) {
      globalThis.gc?.();
      const { heapUsed, external } = process.memoryUsage();
      this.memory.push((heapUsed + external) / 2 ** 20);
      await pause(2_000);
    }
  }

  #read(count: number): Promise<unknown> {
    const peer = this.#peer();
    const calls: tl.TlMethod[] = [
      // Not to be repeated when its outcome is unknown: then it is refused.
      { _: 'messages.saveDraft', peer, message: `draft ${count}` },
      { _: 'help.getNearestDc' },
      { _: 'users.getUsers', id: [{ _: 'inputUserSelf' }] },
      { _: 'messages.getHistory', peer, offsetId: 0, offsetDate: 0, addOffset: 0, limit: 20, maxId: 0, minId: 0, hash: 0n },
    ];
    return this.reads.follow(this.client.call(calls[count % calls.length] as tl.TlMethod));
  }

  async #send(count: number): Promise<void> {
    const text = `sent ${count}`;
    const randomId = BigInt(count + 1);
    const peerId = this.#anna;
    const row = this.store.outbox.add({
      randomId,
      peerId,
      kind: 'text',
      params: {},
      createdAt: 1,
      message: { peerId, date: 1, out: true, text, entities: [], sending: { state: 'pending' } },
    });
    const answer = await this.sends.follow(this.client.call({ _: 'messages.sendMessage', peer: this.#peer(), message: text, randomId }));
    if (answer === undefined) {
      // The server may have it all the same, and then an update has settled the row.
      if (this.store.outbox.get(row.localId) !== undefined) this.store.outbox.delete(row.localId);
      return;
    }
    this.answeredTexts.push(text);
    if (answer._ === 'updateShortSentMessage') this.manager.feedSent(randomId, answer);
    else this.manager.feed(answer);
  }

  #peer(): tl.InputPeer {
    const peer = this.store.peers.inputPeer(this.#anna);
    if (peer === undefined) throw new Error('Anna has no address');
    return peer;
  }

  async document(): Promise<tl.document> {
    const history = await this.client.call({ _: 'messages.getHistory', peer: this.#peer(), offsetId: 0, offsetDate: 0, addOffset: 0, limit: 5, maxId: 0, minId: 0, hash: 0n });
    for (const message of 'messages' in history ? history.messages : []) {
      const media = message._ === 'message' ? message.media : undefined;
      if (media?._ === 'messageMediaDocument' && media.document?._ === 'document') return media.document;
    }
    throw new Error('The file is not there');
  }

  async close(): Promise<void> {
    this.manager.dispose();
    await this.client.close();
    this.bulk.dispose();
    this.store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function option(name: string, fallback: number): number {
  const found = process.argv.find((word) => word.startsWith(`--${name}=`));
  return found === undefined ? fallback : Number(found.slice(name.length + 3));
}

/** Waits until `done`, for as long as things under way may take. */
async function until(done: () => boolean): Promise<void> {
  const end = performance.now() + patience;
  while (!done() && performance.now() < end) await pause(100);
}

export async function run(): Promise<BenchRow[]> {
  const seconds = option('seconds', 600);
  const seed = option('seed', Date.now() & 0xffff_ffff);
  console.error(`${seconds} seconds, seed ${seed}`);
  const child = fork(join(import.meta.dirname, 'soak-dc.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const heard = <K extends FromDc['is']>(is: K): Promise<Extract<FromDc, { is: K }>> =>
    new Promise((resolve) => child.on('message', (message: FromDc) => message.is === is && resolve(message as Extract<FromDc, { is: K }>)));
  const ask = (message: ToDc): void => void child.send(message);
  const soak = new Soak(await heard('ready'));
  try {
    await soak.signIn();
    const document = await soak.document();
    ask({ do: 'start', seed });
    const work = [soak.callAlong(), soak.uploadAlong(), soak.watchMemory(), ...Array.from({ length: downloadsAtOnce }, () => soak.downloadAlong(document))];
    await pause(seconds * 1000);
    const quiet = heard('quiet');
    ask({ do: 'quiet' });
    const { written } = await quiet;
    soak.running = false;
    const open = (): number => soak.reads.open + soak.sends.open + soak.transfers.open;
    await until(() => open() === 0);
    await Promise.race([Promise.all(work), pause(1_000)]);
    // Anna's file came before everything that is counted.
    await until(() => soak.stored().length === written + 1);
    const told = heard('report');
    ask({ do: 'report' });
    return judge(soak, (await told).report, seconds);
  } finally {
    child.disconnect();
    await soak.close();
  }
}

const total = (counts: Record<string, number>): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
const list = (counts: Iterable<[string, number]>): string => [...counts].map(([name, count]) => `${count} × ${name}`).join(', ');

/** Compares what both sides know; throws when something is missing, double or false. */
function judge(soak: Soak, report: SoakReport, seconds: number): BenchRow[] {
  const { reads, sends, transfers } = soak;
  const stored = new Set(soak.stored());
  const missing = report.written.filter((id) => !stored.has(id));
  const twice = [...soak.announced.values()].filter((count) => count > 1).length;
  const sentTimes = new Map(report.sent);
  const unsent = soak.answeredTexts.filter((text) => sentTimes.get(text) === undefined);
  const doubled = report.sent.filter(([, times]) => times > 1);
  const third = Math.max(1, Math.floor(soak.memory.length / 3));
  const [first, last] = [median(soak.memory.slice(0, third)), median(soak.memory.slice(-third))];
  const all = [...reads.waits, ...sends.waits];
  const waits = all.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const outside = soak.stalls.outside(all).toSorted((a, b) => a - b);
  const stalls = soak.stalls.list();
  const stood = stalls.reduce((sum, { from, to }) => sum + to - from, 0) / 1000;
  console.error(`Trouble: ${list(Object.entries(report.trouble))}`);
  console.error(`Refused: reads ${list(reads.refused)}; sends ${list(sends.refused)}; transfers ${list(transfers.refused)}`);
  const failures: [what: string, found: unknown[]][] = [
    ['calls without an outcome', Array.from({ length: reads.open + sends.open + transfers.open })],
    ['errors without a type', [...reads.untyped, ...sends.untyped, ...transfers.untyped]],
    ['updates that were not applied', missing],
    ['updates that were announced twice', Array.from({ length: twice })],
    ['messages that were confirmed and are not there', unsent],
    ['messages that are there twice', doubled],
    ['parts with wrong bytes', Array.from({ length: soak.wrongParts })],
    ['breaches of the protocol', report.violations],
    ['failures of the local DC', report.internalErrors],
    // Numbers of what was counted grow with the run; anything beyond is a leak.
    ['MiB more in the last third than in the first', last > first * 1.25 + 8 ? [last - first] : []],
  ];
  const found = failures.filter(([, items]) => items.length > 0);
  if (found.length > 0) throw new Error(found.map(([what, items]) => `${items.length} ${what}: ${JSON.stringify(items.slice(0, 20))}`).join('\n'));
  const up = { higherIsBetter: true } as const;
  const down = { higherIsBetter: false } as const;
  return [
    { name: 'Calls, each with one outcome', unit: 'calls', ours: reads.made + sends.made + transfers.made, ...up, note: `${seconds} s; ${total(report.trouble)} troubles: ${list(Object.entries(report.trouble))}` },
    { name: '… refused with a typed error', unit: 'calls', ours: reads.failed + sends.failed + transfers.failed, ...down, note: list([...reads.refused, ...sends.refused, ...transfers.refused]) },
    { name: 'Updates, each applied once', unit: 'messages', ours: report.written.length, ...up, note: 'none missing, none announced twice' },
    { name: 'Messages sent, none twice', unit: 'messages', ours: sends.answered, ...up },
    { name: 'Transferred, each byte compared', unit: 'MiB', ours: soak.movedBytes / 2 ** 20, ...up },
    { name: 'Wait for an answer, 50th percentile', unit: 'ms', ours: waits[waits.length >> 1] ?? 0, ...down },
    { name: 'Wait for an answer, 99th percentile', unit: 'ms', ours: waits[Math.floor(waits.length * 0.99)] ?? 0, ...down, note: 'bounded by the times in which nothing was answered, below' },
    { name: '… of calls outside of those times, 99th percentile', unit: 'ms', ours: outside[Math.floor(outside.length * 0.99)] ?? 0, ...down, note: 'what was lost is asked for after 3 s; delays of up to 3 s are among the troubles' },
    { name: 'Time in which nothing was answered', unit: 's', ours: stood, ...down, note: `${stalls.length} times for more than 1 s; ${soak.stalls.describe()}` },
    { name: 'Memory held in the last third', unit: 'MiB', ours: last, ...down, note: `${first.toFixed(1)} MiB in the first third; JavaScript heap and buffers after collection` },
  ];
}
