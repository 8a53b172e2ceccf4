import type { tl } from '#tl';
import { expect } from 'vitest';
import { systemClock, type Clock } from '../../src-main/mtproto/clock.ts';
import type { Logger, MtprotoClient, MtprotoClientOptions } from '../../src-main/mtproto/index.ts';
import type { Fault, FaultRule, PacketFault } from '../dc/faults.ts';
import type { LocalDc } from '../dc/index.ts';
import { legible, suiteLogger } from '../integration/support/suite-logs.ts';
import { clientOf, startTestDc, type MemoryStorage, type TestWorld } from '../integration/mtproto/support.ts';

export const nearest = { _: 'help.getNearestDc' } as const;

/** Everything that a client logs, as text. */
export class RecordingLogger implements Logger {
  readonly lines: string[] = [];
  #waiting: { text: string; resolve: () => void }[] = [];
  readonly #suite = suiteLogger();

  debug(message: string, fields?: Record<string, unknown>): void {
    const line = `${message} ${JSON.stringify(fields, legible)}`;
    this.lines.push(line);
    this.#suite?.debug(message, fields);
    const met = this.#waiting.filter(({ text }) => line.includes(text));
    this.#waiting = this.#waiting.filter((waiter) => !met.includes(waiter));
    for (const { resolve } of met) resolve();
  }

  readonly info = this.debug;
  readonly warn = this.debug;
  readonly error = this.debug;

  /** Resolves once a line with this text was logged, or at once when one was. */
  seen(text: string): Promise<void> {
    if (this.lines.some((line) => line.includes(text))) return Promise.resolve();
    return this.next(text);
  }

  /** Resolves with the next line that has this text. */
  next(text: string): Promise<void> {
    return new Promise((resolve) => this.#waiting.push({ text, resolve }));
  }
}

/** The machine's clock, on which short waits are over sooner: attempts to connect follow each other quickly. */
export const impatientClock: Clock = {
  wall: () => systemClock.wall(),
  monotonic: () => systemClock.monotonic(),
  soon: (action) => systemClock.soon(action),
  after: (ms, action) => systemClock.after(ms <= 5_000 ? ms / 10 : ms, action),
};

/** A client in the hands of a malicious local DC. */
export class Hostage {
  readonly dc: LocalDc<TestWorld>;
  readonly client: MtprotoClient;
  readonly storage: MemoryStorage;
  readonly log: RecordingLogger;
  /** What was delivered to the application. */
  readonly updates: tl.Updates[] = [];
  readonly updatesLost: string[] = [];

  private constructor(dc: LocalDc<TestWorld>, log: RecordingLogger, made: { client: MtprotoClient; storage: MemoryStorage }) {
    this.dc = dc;
    this.log = log;
    this.client = made.client;
    this.storage = made.storage;
    this.client.onUpdates((updates) => this.updates.push(updates));
    this.client.onUpdatesLost((reason) => this.updatesLost.push(reason));
  }

  /** `start` leaves it to the test to start the client when it is false; otherwise the client has a key and a session. */
  static async take(options: { start?: boolean; client?: Partial<MtprotoClientOptions> } = {}): Promise<Hostage> {
    const dc = await startTestDc();
    const log = new RecordingLogger();
    const hostage = new Hostage(dc, log, clientOf(dc, { log, clock: impatientClock, ...options.client }));
    if (options.start === false) return hostage;
    hostage.client.start();
    await hostage.client.call(nearest);
    hostage.client.setAuthorized(true);
    return hostage;
  }

  async release(): Promise<void> {
    await this.client.close();
    await this.dc.close();
  }

  /** Adds a rule that bites the next packet with a pushed update. */
  atNextUpdate(fault: PacketFault, times = 1): Fault {
    const rule: FaultRule = { ...fault, at: 'packet', match: { type: 'updateShort' }, times };
    return this.dc.faults.add(rule);
  }

  /** Pushes an update that can be told from others by its date. */
  push(date = 1): void {
    const [key] = this.dc.server.keys.permanent();
    this.dc.server.push({ dcId: 2, authKeyId: key?.boundTo ?? key?.id ?? '' }, { _: 'updateShort', update: { _: 'updatePtsChanged' }, date });
  }

  get dates(): number[] {
    return this.updates.map((updates) => ('date' in updates ? updates.date : 0));
  }

  /** The client still has its key, and is served. */
  async expectServed(): Promise<void> {
    expect(await this.client.call(nearest)).toMatchObject({ thisDc: 2 });
  }

  /** Whether no key, in no common notation, is in the log. */
  expectNoSecretLogged(): void {
    const text = this.log.lines.join('\n');
    const keys = [...[...this.storage.keys.values()].map(({ key }) => key), ...this.dc.server.keys.permanent().map(({ key }) => key)];
    for (const key of keys) {
      const bytes = Buffer.from(key);
      for (const form of [bytes.toString('hex').slice(0, 32), bytes.toString('base64').slice(0, 24), [...bytes.subarray(0, 8)].join(',')]) {
        expect(text).not.toContain(form);
      }
    }
  }
}
