import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodeResult } from '#tl';
import { Faults } from '../../../dc/faults.ts';
import type { FaultRule } from '../../../dc/faults.ts';
import { ID, boxed, long } from '../../../dc/protocol/wire.ts';
import { makeKey } from './support/raw-client.ts';
import { connectTo, method, readySession, startTestDc } from './support/setup.ts';
import type { TestDc } from './support/setup.ts';

let dc: TestDc;

beforeEach(async () => {
  dc = await startTestDc({ ackDelayMs: 20 });
});

afterEach(() => dc.close());

const nearest = method({ _: 'help.getNearestDc' });
const config = method({ _: 'help.getConfig' });
const ping = (id: bigint): Buffer => boxed(ID.ping, long(id));

test('skip and times choose which calls are refused', async () => {
  const session = await readySession(dc);
  const fault = dc.faults.add({
    at: 'call',
    match: { method: 'help.getNearestDc' },
    skip: 1,
    times: 2,
    do: 'error',
    code: 420,
    text: 'FLOOD_WAIT_3',
  });
  const errors: boolean[] = [];
  for (let i = 0; i < 4; i++) errors.push((await session.call(nearest)).readUInt32LE(0) === ID.rpc_error);
  expect(errors).toEqual([false, true, true, false]);
  expect(fault.hits).toBe(2);
  await fault.hit(2);
});

test('a dropped call is never executed; a lost answer comes by re-delivery', async () => {
  dc.server.options.redeliverAfterMs = 50;
  const session = await readySession(dc);
  const dropped = dc.faults.add({ at: 'incoming', match: { method: 'help.getConfig' }, do: 'drop' });
  session.send(config);
  await dropped.hit();
  const lost = dc.faults.add({ at: 'call', match: { method: 'help.getNearestDc' }, do: 'lose-answer' });
  const sent = session.send(nearest);
  await lost.hit();
  expect(decodeResult('help.getNearestDc', await session.result(sent)).country).toBe('NL');
  expect(dc.world.seen.map((call) => call.method._)).toEqual(['help.getNearestDc', 'help.getNearestDc']);
});

test('lose-answer-and-cut executes, forgets and closes', async () => {
  const session = await readySession(dc);
  dc.faults.add({ at: 'call', do: 'lose-answer-and-cut' });
  session.send(nearest);
  await session.connection.closed;
  expect(dc.world.seen).toHaveLength(2);
});

test('messages are delayed, doubled and reordered in both directions', async () => {
  const session = await readySession(dc);
  dc.faults.add({ at: 'outgoing', match: { type: 'pong' }, do: 'hold', after: 1 });
  session.send(ping(1n), false);
  session.send(ping(2n), false);
  const pongs = [await session.nextOf(ID.pong), await session.nextOf(ID.pong)];
  expect(pongs.map(({ body }) => body.readBigInt64LE(12))).toEqual([2n, 1n]);
  expect((pongs[0]?.msgId ?? 0n) > (pongs[1]?.msgId ?? 0n)).toBe(true);
  dc.faults.add({ at: 'outgoing', match: { type: 'pong' }, do: 'duplicate' });
  session.send(ping(3n), false);
  const twice = [await session.nextOf(ID.pong), await session.nextOf(ID.pong)];
  expect(new Set(twice.map(({ msgId }) => msgId)).size).toBe(1);
  dc.faults.add({ at: 'incoming', match: { type: 'ping' }, do: 'hold', after: 1 });
  session.send(ping(4n), false);
  session.send(ping(5n), false);
  const swapped = [await session.nextOf(ID.pong), await session.nextOf(ID.pong)];
  expect(swapped.map(({ body }) => body.readBigInt64LE(12))).toEqual([5n, 4n]);
  dc.faults.add({ at: 'incoming', match: { type: 'ping' }, do: 'delay', ms: 10 });
  session.send(ping(6n), false);
  expect((await session.nextOf(ID.pong)).body.readBigInt64LE(12)).toBe(6n);
});

test('salt and message errors can be forced', async () => {
  const session = await readySession(dc);
  dc.faults.add({ at: 'incoming', match: { type: 'ping' }, do: 'bad-salt' });
  dc.faults.add({ at: 'incoming', match: { type: 'ping' }, do: 'bad-msg', code: 32 });
  session.send(ping(1n), false);
  await session.nextOf(ID.bad_server_salt);
  session.send(ping(2n), false);
  expect((await session.nextOf(ID.bad_msg_notification)).body.readInt32LE(16)).toBe(32);
});

test.each(['incoming', 'outgoing'] as const)('an %s message can cut the connection', async (at) => {
  const session = await readySession(dc);
  dc.faults.add({ at, match: { type: at === 'incoming' ? 'ping' : 'pong' }, skip: 1, do: 'cut' });
  session.send(ping(1n), false);
  await session.nextOf(ID.pong);
  session.send(ping(2n), false);
  await session.connection.closed;
});

test('a connection is cut after some bytes, frozen, refused or answered with a transport error', async () => {
  dc.faults.add({ at: 'connection', do: 'cut-after-bytes', bytes: 100, direction: 'out' });
  const cut = connectTo(dc);
  await expect(makeKey(dc, cut)).rejects.toThrow('closed');
  dc.faults.add({ at: 'connection', do: 'refuse' });
  await connectTo(dc).closed;
  dc.faults.add({ at: 'connection', do: 'transport-error', code: 429 });
  await expect(makeKey(dc, connectTo(dc))).rejects.toThrow('transport error -429');
  const frozen = dc.faults.add({ at: 'connection', do: 'freeze' });
  const dead = connectTo(dc);
  await frozen.hit();
  let answered = false;
  const silence = makeKey(dc, dead).finally(() => (answered = true));
  await makeKey(dc, connectTo(dc));
  expect(answered).toBe(false);
  dead.close();
  await expect(silence).rejects.toThrow('closed');
});

const forgeries: [FaultRule & { at: 'packet' }, string][] = [
  [{ at: 'packet', do: 'even-msg-id' }, 'even'],
  [{ at: 'packet', do: 'old-msg-id', seconds: 400 }, 'old'],
];

test.each(forgeries)('packets are forged: %o', async (rule, what) => {
  const session = await readySession(dc);
  dc.faults.add({ ...rule, match: { type: 'pong' } });
  session.send(ping(1n), false);
  const { msgId } = await session.nextOf(ID.pong);
  const age = BigInt(Math.floor(Date.now() / 1000)) - (msgId >> 32n);
  expect([(msgId & 3n) === 0n, age > 300n]).toEqual([what === 'even', what === 'old']);
});

test('a packet is replayed byte by byte', async () => {
  const session = await readySession(dc);
  dc.faults.add({ at: 'packet', match: { type: 'pong' }, do: 'replay' });
  session.send(ping(1n), false);
  const first = await session.nextOf(ID.pong);
  expect((await session.nextOf(ID.pong)).msgId).toBe(first.msgId);
});

test('a rule that would never bite is refused', () => {
  const faults = new Faults();
  expect(() => faults.add({ at: 'call', do: 'drop' } as never)).toThrow('Unknown fault');
  expect(() => faults.add({ at: 'nowhere', do: 'drop' } as never)).toThrow('Unknown place');
  expect(() => faults.add({ at: 'handshake', step: 'resPQ', do: 'padding' } as never)).toThrow('No fault padding');
});

test('the control channel installs faults, moves the clock and reports', async () => {
  const session = await readySession(dc);
  const ask = async (verb: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const answer = await fetch(dc.control + path, { method: verb, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    return (await answer.json()) as Record<string, unknown>;
  };
  await ask('POST', '/faults', { at: 'call', do: 'error', code: 500, text: 'INTERNAL' });
  expect((await session.call(nearest)).toString('latin1')).toContain('INTERNAL');
  await ask('DELETE', '/faults');
  expect(await ask('GET', '/faults')).toEqual([]);
  expect(await ask('POST', '/faults', { at: 'call', do: 'nothing' })).toHaveProperty('error');
  const moved = await ask('POST', '/clock', { jump: 5000 });
  expect(Number(moved['now']) - Date.now() / 1000).toBeGreaterThan(4900);
  const report = await ask('GET', '/report');
  expect(report['calls']).toEqual({ 'help.getNearestDc': 2 });
  expect(report['keys']).toHaveLength(1);
  expect(report['sessions']).toMatchObject([{ receivesUpdates: true, id: session.sessionId.toString() }]);
  await ask('POST', '/cut', { authKeyId: session.key.id.toString('hex') });
  await session.connection.closed;
  expect(await ask('POST', '/nothing')).toHaveProperty('routes');
});

test('a key that is forgotten is unknown from then on', async () => {
  const session = await readySession(dc);
  dc.server.forgetKey(session.key.id.toString('hex'));
  await session.connection.closed;
  session.connection = connectTo(dc);
  session.send(ping(1n), false);
  await expect(session.next()).rejects.toThrow('transport error -404');
});
