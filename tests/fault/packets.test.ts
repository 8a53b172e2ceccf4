import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src-main/mtproto/clock.ts';
import type { PacketFault } from '../dc/faults.ts';
import { drop } from '#shared/assert.ts';
import { row } from './rows.ts';
import { Hostage, nearest } from './support.ts';

/** Defects of one packet: each must cost the connection, and nothing else. */
const forgeries: [title: string, cases: [name: string, fault: PacketFault][]][] = [
  [
    row(7),
    [
      ['another auth_key_id', { do: 'wrong-key-id' }],
      ['a msg_key that does not match', { do: 'broken-msg-key' }],
      ['a msg_key that does not cover the padding', { do: 'msg-key-without-padding' }],
      ['a flipped bit of the encrypted part', { do: 'flip-ciphertext' }],
      ['a missing last block', { do: 'truncate' }],
      ["the client's half of the key", { do: 'reflect' }],
    ],
  ],
  [
    row(8),
    [
      ['too little padding', { do: 'padding', bytes: 4 }],
      ['too much padding', { do: 'padding', bytes: 1_040 }],
      ['a length beyond the packet', { do: 'length', delta: 4_096 }],
      ['a length that is no multiple of four', { do: 'length', delta: -2 }],
      ['a negative length', { do: 'length', delta: -0x4000_0000 }],
      ['the smallest length there is', { do: 'length', delta: -0x8000_0000 + 1_000 }],
    ],
  ],
  [row(9), [['another session', { do: 'wrong-session' }]]],
  [
    row(10),
    [
      ['an even id', { do: 'even-msg-id' }],
      ['an even id in a container', { do: 'content', forgery: 'even-id-in-container' }],
    ],
  ],
  [row(15), [['an unencrypted message', { do: 'unencrypted' }]]],
  [
    'transport errors',
    [
      ['-404', { do: 'transport-error', code: 404 }],
      ['-429', { do: 'transport-error', code: 429 }],
      ['-444', { do: 'transport-error', code: 444 }],
    ],
  ],
];

let hostage: Hostage;

beforeEach(async () => {
  hostage = await Hostage.take();
});

afterEach(() => hostage.release());

describe.each(forgeries)('%s', (_title, cases) => {
  it.each(cases)('%s: nothing is delivered, no call fails, the key stays', async (_name, fault) => {
    const { client, dc, log, storage } = hostage;
    const key = storage.keys.get(2)?.key;
    const lost = log.next('Connection lost');
    const injected = hostage.atNextUpdate(fault);
    hostage.push();
    const call = client.call(nearest);
    await injected.hit();
    await lost;
    expect(hostage.updates).toEqual([]);
    expect(await call).toMatchObject({ thisDc: 2 });
    expect(storage.keys.get(2)?.key).toEqual(key);
    expect(dc.violations()).toEqual([]);
    hostage.expectNoSecretLogged();
  });
});

describe(`${row(7)}`, () => {
  it('whatever is wrong with a packet, the peer sees the same: the connection ends without another word', async () => {
    const reactions: string[][] = [];
    for (const fault of [{ do: 'broken-msg-key' }, { do: 'wrong-key-id' }, { do: 'padding', bytes: 4 }] as const) {
      const { dc, log } = hostage;
      const connection = dc.server.connections.find((candidate) => candidate.record !== undefined)?.id;
      const lost = log.next('Connection lost');
      const injected = hostage.atNextUpdate(fault);
      let after = -1;
      drop(injected.hit().then(() => (after = dc.report.transcript().length)));
      hostage.push();
      await lost;
      await hostage.expectServed();
      reactions.push(dc.report.transcript((entry) => entry.direction === 'in' && entry.connection === connection).slice(after).map(({ type }) => type));
    }
    expect(reactions).toEqual([[], [], []]);
  });
});

describe(`${row(14)}`, () => {
  it.each([0, 1, 2, -1, 0x7fff_ffff, -0x8000_0000])('an update with seq_no %i is delivered all the same', async (value) => {
    const odd = (value & 1) === 1;
    const injected = hostage.atNextUpdate({ do: 'seq-no', value });
    const acknowledged = hostage.dc.report.next((entry) => entry.type === 'msgs_ack');
    hostage.push();
    await injected.hit();
    await hostage.expectServed();
    expect(hostage.dates).toEqual([1]);
    // An odd one asks for an acknowledgement, which travels with the next packet.
    if (odd) {
      await hostage.expectServed();
      await acknowledged;
    }
    expect(hostage.dc.violations()).toEqual([]);
  });
});

describe(`${row(15)}`, () => {
  it('an answer of the key exchange after it is over changes nothing', async () => {
    const { client, log, storage } = hostage;
    const before = storage.keys.get(2)?.key;
    const lost = log.next('Connection lost');
    // An rpc_result in plain, for a call that waits for one.
    hostage.dc.faults.add({ at: 'packet', do: 'unencrypted', match: { type: 'rpc_result' } });
    const call = client.call(nearest);
    await lost;
    expect(await call).toMatchObject({ thisDc: 2 });
    expect(storage.keys.get(2)?.key).toEqual(before);
  });
});

describe(`${row(19)}`, () => {
  it('after a failed check the next connection waits for about a second', async () => {
    const patient = await Hostage.take({ client: { clock: systemClock } });
    try {
      const { accepted } = patient.dc.report;
      const before = accepted.length;
      const lost = patient.log.next('Connection lost');
      patient.atNextUpdate({ do: 'broken-msg-key' });
      patient.push();
      await lost;
      const failedAt = performance.now();
      await patient.expectServed();
      expect((accepted[before]?.at ?? 0) - failedAt).toBeGreaterThan(700);
    } finally {
      await patient.release();
    }
  });
});

it('a -404, however often, does not sign the person out', async () => {
  const { client, dc } = hostage;
  const ended: unknown[] = [];
  client.onUnauthorized((error) => ended.push(error));
  dc.faults.add({ at: 'connection', do: 'transport-error', code: 404, times: 3 });
  dc.server.cut();
  await hostage.expectServed();
  expect(ended).toEqual([]);
  expect(dc.server.keys.permanent().length).toBe(1);
});

it('a server that freezes is left for a new connection', async () => {
  const { client, dc, log } = hostage;
  const lost = log.next('Connection lost');
  dc.server.freeze();
  const call = client.call(nearest);
  await lost;
  expect(await call).toMatchObject({ thisDc: 2 });
});
