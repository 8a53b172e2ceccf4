/** The local DC of the soak, in a process of its own: a world in which Anna keeps writing, and a network and a server that may misbehave. */
import { startLocalDc } from '../dc/index.ts';
import type { LocalDc } from '../dc/index.ts';
import type { FaultRule } from '../dc/faults.ts';
import { syntheticSource } from '../dc/world/files.ts';
import type { World } from '../dc/world/index.ts';
import { seededPicker, type Picker } from './soak-random.ts';

/** What the file of the soak is: both sides make its bytes from this. */
export const soakFile = { seed: 77, size: 256 * 1024 * 1024 };
export const soakPhone = '9996621111';
/** Messages that Anna writes in a second, unless another number is asked for. */
const usualUpdates = 20;

export type ToDc =
  | { do: 'write history'; messages: number }
  | { do: 'start'; seed: number; calm?: boolean; updatesPerSecond?: number }
  | { do: 'quiet' } | { do: 'report' };
export type FromDc =
  | { is: 'ready'; dcs: { id: number; host: string; port: number }[]; publicKey: string; fingerprint: string; annaId: number; archiveId: number; documentId: string }
  | { is: 'quiet'; written: number }
  | { is: 'report'; report: SoakReport };

export interface SoakReport {
  /** Ids of Anna's messages in the reader's box. */
  written: number[];
  /** Texts that the reader has sent, with how often each is there. */
  sent: [text: string, times: number][];
  pts: number;
  trouble: Record<string, number>;
  violations: string[];
  internalErrors: string[];
}

/** Rules that bite a few messages each. */
const faults: { name: string; rule: (pick: Picker) => FaultRule }[] = [
  { name: 'delay', rule: (pick) => ({ at: 'outgoing', do: 'delay', ms: pick.between(20, 1_500), times: pick.between(1, 10) }) },
  { name: 'duplicate', rule: (pick) => ({ at: 'outgoing', do: 'duplicate', times: pick.between(1, 10) }) },
  { name: 'reorder', rule: (pick) => ({ at: 'outgoing', do: 'hold', after: pick.between(1, 5), times: pick.between(1, 5) }) },
  { name: 'lose', rule: (pick) => ({ at: 'outgoing', do: 'drop', times: pick.between(1, 5) }) },
  { name: 'lose a call', rule: (pick) => ({ at: 'incoming', do: 'drop', times: pick.between(1, 5) }) },
  { name: 'repeat a call', rule: (pick) => ({ at: 'incoming', do: 'duplicate', times: pick.between(1, 5) }) },
  { name: 'delay a call', rule: (pick) => ({ at: 'call', do: 'delay', ms: pick.between(50, 3_000), times: pick.between(1, 5) }) },
  { name: 'lose an answer', rule: (pick) => ({ at: 'call', do: 'lose-answer', times: pick.between(1, 5) }) },
  { name: 'lose an answer and hang up', rule: () => ({ at: 'call', do: 'lose-answer-and-cut' }) },
  { name: 'fail', rule: (pick) => ({ at: 'call', do: 'error', code: 500, text: 'INTERNAL', times: pick.between(1, 3) }) },
  { name: 'replay a packet', rule: (pick) => ({ at: 'packet', do: 'replay', times: pick.between(1, 5) }) },
  { name: 'forge a packet', rule: () => ({ at: 'packet', do: 'broken-msg-key' }) },
  { name: 'refuse a salt', rule: () => ({ at: 'incoming', do: 'bad-salt' }) },
  { name: 'freeze the next connection', rule: () => ({ at: 'connection', do: 'freeze' }) },
  { name: 'cut the next connection', rule: (pick) => ({ at: 'connection', do: 'cut-after-bytes', bytes: pick.between(100, 20_000), direction: pick.between(0, 1) === 0 ? 'in' : 'out' }) },
];

class Trouble {
  readonly counts: Record<string, number> = {};
  readonly #dc: LocalDc<World>;
  readonly #pick: Picker;
  #running = true;
  #over: Promise<void> = Promise.resolve();

  constructor(dc: LocalDc<World>, pick: Picker) {
    this.#dc = dc;
    this.#pick = pick;
  }

  start(): void {
    this.#over = this.#run();
  }

  /** Ends the trouble; the network and the server are honest afterwards. */
  async stop(): Promise<void> {
    this.#running = false;
    await this.#over;
    this.#dc.faults.clear();
    await this.#dc.start();
  }

  async #run(): Promise<void> {
    while (this.#running) {
      await pause(this.#pick.between(200, 1_200));
      await this.#happen();
    }
  }

  async #happen(): Promise<void> {
    const pick = this.#pick;
    const { server } = this.#dc;
    const dice = pick.between(1, 100);
    if (dice <= 8) {
      this.#count('cut all connections');
      server.cut();
    } else if (dice <= 10) {
      this.#count('restart');
      await this.#dc.restart();
    } else if (dice <= 12) {
      this.#count('outage');
      await this.#dc.stop();
      await pause(pick.between(500, 3_000));
      await this.#dc.start();
    } else if (dice <= 14) {
      this.#count('freeze a connection');
      const victim = pick.of(server.connections);
      server.freeze((connection) => connection === victim);
    } else if (dice <= 17) {
      this.#count('forget sessions');
      for (const session of server.sessions.all()) server.sessions.forget(session);
    } else if (dice <= 20) {
      this.#count('rotate salts');
      for (const key of server.keys.all()) key.salts.rotate();
    } else {
      const fault = pick.of(faults);
      if (fault === undefined) return;
      this.#count(fault.name);
      this.#dc.faults.add(fault.rule(pick));
    }
  }

  #count(name: string): void {
    this.counts[name] = (this.counts[name] ?? 0) + 1;
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function main(): Promise<void> {
  const dc = await startLocalDc({ dcCount: 2, protocol: { redeliverAfterMs: 3_000 } });
  const { world } = dc;
  const self = world.createUser({ firstName: 'Me', phone: soakPhone });
  const anna = world.createUser({ firstName: 'Anna', phone: '9996622222' });
  const file = world.state.files.addDocument(
    { dcId: 1, date: world.state.now() },
    { mimeType: 'application/octet-stream', size: soakFile.size, attributes: [{ _: 'documentAttributeFilename', fileName: 'soak.bin' }], thumbs: [], read: syntheticSource(soakFile.seed, soakFile.size) },
  );
  world.sendMessage({ from: anna.id, to: self.id as never, text: 'a file', media: { kind: 'document', document: file } });
  const archive = world.createSupergroup({ title: 'Archive', creatorId: anna.id, memberIds: [self.id] });
  const archiveId = -(1_000_000_000_000 + archive.id);
  const tell = (message: FromDc): void => void process.send?.(message);
  let trouble: Trouble | undefined;
  let writing: NodeJS.Timeout | undefined;
  let written = 0;
  const write = (): void => void world.sendMessage({ from: anna.id, to: self.id as never, text: `update ${++written}` });
  process.on('message', (message: ToDc) => {
    if (message.do === 'write history') {
      for (let n = 1; n <= message.messages; n++) world.sendMessage({ from: anna.id, to: archiveId as never, text: `message ${n} of a long history` });
    } else if (message.do === 'start') {
      trouble = new Trouble(dc, seededPicker(message.seed));
      if (message.calm !== true) trouble.start();
      const { updatesPerSecond = usualUpdates } = message;
      const began = performance.now();
      let due = 0;
      // By the clock: timers that come late are made up for.
      writing = setInterval(() => {
        for (; due < ((performance.now() - began) / 1000) * updatesPerSecond; due++) write();
      }, 5);
    } else if (message.do === 'quiet') {
      clearInterval(writing);
      void (trouble?.stop() ?? Promise.resolve()).then(() => {
        // One more, so that whoever has missed the last ones learns of it.
        write();
        tell({ is: 'quiet', written });
      });
    } else tell({ is: 'report', report: reportOf() });
  });
  const reportOf = (): SoakReport => {
    const { box } = world.account(self.id);
    const thread = box.thread(anna.id as never);
    const sent = new Map<string, number>();
    for (const { out, content } of thread) if (out) sent.set(content.text, (sent.get(content.text) ?? 0) + 1);
    return {
      written: thread.filter(({ out }) => !out).map(({ id }) => id),
      sent: [...sent],
      pts: box.pts,
      trouble: trouble?.counts ?? {},
      violations: [...new Set(dc.violations().map(({ rule, detail }) => `${rule}: ${detail}`))],
      internalErrors: dc.report.internalErrors,
    };
  };
  process.on('disconnect', () => process.exit(0));
  const { dcs, publicKey, fingerprint } = dc;
  tell({ is: 'ready', dcs, publicKey, fingerprint, annaId: anna.id, archiveId, documentId: file.id.toString() });
}

if (process.send !== undefined) void main();
