import type { tl } from '#tl';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Logger, MtprotoClient } from '../../src-main/mtproto/index.ts';
import type { LocalDc } from '../dc/index.ts';
import type { PacketFault } from '../dc/faults.ts';
import { HANDSHAKE_FAULTS, type HandshakeStep } from '../dc/protocol/handshake-faults.ts';
import { clientOf, startTestDc, type TestWorld } from '../integration/mtproto/support.ts';

const nearest = { _: 'help.getNearestDc' } as const;

/** Everything that a client logs, as text. */
class RecordingLogger implements Logger {
  readonly lines: string[] = [];
  readonly #waiting: { text: string; resolve: () => void }[] = [];

  debug(message: string, fields?: Record<string, unknown>): void {
    const line = `${message} ${JSON.stringify(fields, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))}`;
    this.lines.push(line);
    for (const { text, resolve } of this.#waiting) if (line.includes(text)) resolve();
  }

  readonly info = this.debug;
  readonly warn = this.debug;
  readonly error = this.debug;

  /** Resolves once a line with this text was logged. */
  seen(text: string): Promise<void> {
    if (this.lines.some((line) => line.includes(text))) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ text, resolve }));
  }
}

describe('a malicious DC', () => {
  let dc: LocalDc<TestWorld>;
  let client: MtprotoClient;
  let storage: ReturnType<typeof clientOf>['storage'];
  let log: RecordingLogger;

  beforeEach(async () => {
    dc = await startTestDc();
    log = new RecordingLogger();
    ({ client, storage } = clientOf(dc, { log }));
  });

  afterEach(async () => {
    await client.close();
    await dc.close();
  });

  /** No key, in no common notation, may be in the log. */
  function expectNoSecretLogged(): void {
    const text = log.lines.join('\n');
    for (const { key } of storage.keys.values()) {
      const bytes = Buffer.from(key);
      for (const form of [bytes.toString('hex').slice(0, 32), bytes.toString('base64').slice(0, 24), [...bytes.subarray(0, 8)].join(',')]) {
        expect(text).not.toContain(form);
      }
    }
  }

  const refusals = Object.entries(HANDSHAKE_FAULTS).flatMap(([step, faults]) =>
    faults.filter((fault) => fault !== 'dh-gen-retry').map((fault) => ({ step, fault })),
  );

  it.each(refusals)('gets no key by lying in $step: $fault', async ({ step, fault }) => {
    const injected = dc.faults.add({ at: 'handshake', step: step as HandshakeStep, do: fault, times: 1 } as Parameters<typeof dc.faults.add>[0]);
    const failed = log.seen('Connection lost');
    client.start();
    const call = client.call(nearest);
    await injected.hit();
    await failed;
    expect(storage.keys.size).toBe(0);
    // The next attempt, with a new nonce on a new connection, succeeds.
    expect(await call).toMatchObject({ thisDc: 2 });
    expect(storage.keys.size).toBe(1);
    expectNoSecretLogged();
  });

  it('may ask for another key twice, and the client follows the chain of retry ids', async () => {
    dc.faults.add({ at: 'handshake', step: 'dh_gen', do: 'dh-gen-retry', times: 2 });
    client.start();
    expect(await client.call(nearest)).toMatchObject({ thisDc: 2 });
    expect(dc.violations()).toEqual([]);
  });

  it.each([{ after: 100 }, { after: 200 }, { after: 600 }, { after: 1_100 }])('that hangs up after $after bytes of the key exchange only delays it', async ({ after }) => {
    dc.faults.add({ at: 'connection', do: 'cut-after-bytes', bytes: after, direction: 'in', times: 1 });
    client.start();
    expect(await client.call(nearest)).toMatchObject({ thisDc: 2 });
  });

  const forgeries: (PacketFault & { name: string })[] = [
    { name: 'a message key that does not match', do: 'broken-msg-key' },
    { name: 'another session', do: 'wrong-session' },
    { name: 'another key', do: 'wrong-key-id' },
    { name: 'an even message id', do: 'even-msg-id' },
    { name: 'too little padding', do: 'padding', bytes: 4 },
    { name: 'too much padding', do: 'padding', bytes: 1_040 },
    { name: 'a length beyond the packet', do: 'length', delta: 4_096 },
    { name: 'a length that is no multiple of four', do: 'length', delta: -2 },
    { name: 'an unencrypted message', do: 'unencrypted' },
    { name: 'transport error -404', do: 'transport-error', code: 404 },
    { name: 'transport error -429', do: 'transport-error', code: 429 },
    { name: 'transport error -444', do: 'transport-error', code: 444 },
  ];

  it.each(forgeries)('cannot make a call fail or anything be delivered by sending $name', async ({ name: _name, ...fault }) => {
    const updates: tl.Updates[] = [];
    client.onUpdates((received) => updates.push(received));
    client.start();
    await client.call(nearest);
    client.setAuthorized(true);
    const before = storage.keys.get(2)?.key;
    const lost = log.seen('Connection lost');
    const injected = dc.faults.add({ ...fault, at: 'packet', match: { type: 'updateShort' }, times: 1 });
    const [key] = dc.server.keys.all();
    // 12 bytes behind a header of 32: four bytes of padding would fill the last block.
    dc.server.push({ dcId: 2, authKeyId: key?.id ?? '' }, { _: 'updateShort', update: { _: 'updatePtsChanged' }, date: 1 });
    await injected.hit();
    await lost;
    expect(updates).toEqual([]);
    expect(await client.call(nearest)).toMatchObject({ thisDc: 2 });
    expect(storage.keys.get(2)?.key).toEqual(before);
    expectNoSecretLogged();
  });

  it('cannot replay an update', async () => {
    let updates = 0;
    client.onUpdates(() => updates++);
    client.start();
    await client.call(nearest);
    const injected = dc.faults.add({ at: 'packet', do: 'replay', match: { type: 'updatesTooLong' }, times: 1 });
    const [key] = dc.server.keys.all();
    dc.server.push({ dcId: 2, authKeyId: key?.id ?? '' }, { _: 'updatesTooLong' });
    await injected.hit();
    // The answer of a later call comes behind both copies.
    await client.call(nearest);
    expect(updates).toBe(1);
  });

  it('cannot pass off an old message', async () => {
    let updates = 0;
    client.onUpdates(() => updates++);
    client.start();
    await client.call(nearest);
    const injected = dc.faults.add({ at: 'packet', do: 'old-msg-id', seconds: 400, match: { type: 'updatesTooLong' }, times: 1 });
    const [key] = dc.server.keys.all();
    dc.server.push({ dcId: 2, authKeyId: key?.id ?? '' }, { _: 'updatesTooLong' });
    await injected.hit();
    await client.call(nearest);
    expect(updates).toBe(0);
  });

  it('cannot sign the person out by a -404, however often', async () => {
    client.start();
    await client.call(nearest);
    client.setAuthorized(true);
    const ended: unknown[] = [];
    client.onUnauthorized((error) => ended.push(error));
    dc.faults.add({ at: 'connection', do: 'transport-error', code: 404, times: 3 });
    dc.server.cut();
    expect(await client.call(nearest)).toMatchObject({ thisDc: 2 });
    expect(ended).toEqual([]);
    expect(dc.server.keys.all().length).toBe(1);
  });

  it('that freezes is left for a new connection', async () => {
    client.start();
    await client.call(nearest);
    const lost = log.seen('Connection lost');
    dc.server.freeze();
    const call = client.call(nearest);
    await lost;
    expect(await call).toMatchObject({ thisDc: 2 });
  });
});
