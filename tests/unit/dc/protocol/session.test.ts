import { deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodeResult } from '#tl';
import { ID, WireReader, boxed, bytes, containerBody, int, long, longVector } from '../../../dc/protocol/wire.ts';
import type { RawSession } from './support/raw-client.ts';
import { connectTo, method, newSession, readySession, startTestDc, wrapped } from './support/setup.ts';
import type { TestDc } from './support/setup.ts';

let dc: TestDc;

beforeEach(async () => {
  dc = await startTestDc({ ackDelayMs: 20, waitForMessageMs: 200 });
});

afterEach(() => dc.close());

const ping = (id = 7n): Buffer => boxed(ID.ping, long(id));
const nearest = method({ _: 'help.getNearestDc' });
const rules = (): string[] => dc.violations().map(({ rule }) => rule);

test('the first message of a session is greeted by new_session_created with its own id', async () => {
  const session = newSession(dc);
  const sent = session.send(ping(), false);
  const greeting = await session.next();
  expect(greeting.id).toBe(ID.new_session_created);
  expect(greeting.seqNo % 2).toBe(1);
  expect(greeting.body.readBigInt64LE(4)).toBe(sent.msgId);
  const pong = await session.nextOf(ID.pong);
  expect([pong.body.readBigInt64LE(4), pong.body.readBigInt64LE(12)]).toEqual([sent.msgId, 7n]);
  expect(pong.msgId & 3n).toBe(1n);
  expect(greeting.msgId & 3n).toBe(3n);
});

test('first_msg_id of a container is its lowest member', async () => {
  const session = newSession(dc);
  const members = [session.message(ping(1n), false), session.message(ping(2n), false)];
  session.sendMessage(session.container(members));
  const greeting = await session.nextOf(ID.new_session_created);
  expect(greeting.body.readBigInt64LE(4)).toBe(members[0]?.msgId);
});

test('a wrong salt is answered with the right one and nothing is executed', async () => {
  const session = await readySession(dc);
  const good = session.salt;
  session.salt = good ^ 1n;
  const sent = session.send(nearest);
  const answer = await session.nextOf(ID.bad_server_salt);
  expect(answer.body.readBigInt64LE(4)).toBe(sent.msgId);
  expect(answer.body.readInt32LE(16)).toBe(48);
  expect(answer.body.readBigInt64LE(20)).toBe(good);
  expect(dc.world.seen).toHaveLength(1);
});

test('rotated salts make the old one wrong; future salts start with the current one', async () => {
  const session = await readySession(dc);
  for (const key of dc.server.keys.all()) key.salts.rotate();
  session.send(ping(), false);
  const fresh = (await session.nextOf(ID.bad_server_salt)).body.readBigInt64LE(20);
  session.salt = fresh;
  session.send(boxed(ID.get_future_salts, int(3)), false);
  const reader = new WireReader((await session.nextOf(ID.future_salts)).body);
  reader.raw(16);
  expect(reader.int()).toBe(3);
  expect(reader.int()).toBeLessThanOrEqual(dc.clock.now());
  reader.int();
  expect(reader.long()).toBe(fresh);
});

async function badCode(session: RawSession): Promise<number> {
  return (await session.nextOf(ID.bad_msg_notification)).body.readInt32LE(16);
}

test('ids far from the clock are refused with 16 and 17, and the server keeps the session', async () => {
  const session = await readySession(dc);
  session.sendMessage({ ...session.message(nearest), msgId: session.nextId() - (400n << 32n) });
  expect(await badCode(session)).toBe(16);
  session.sendMessage({ ...session.message(nearest), msgId: session.nextId() + (60n << 32n) });
  expect(await badCode(session)).toBe(17);
  expect(rules()).toEqual([]);
});

test('a jump of the clock makes honest ids wrong until the client follows', async () => {
  const session = await readySession(dc);
  dc.clock.jump(1000);
  session.send(nearest);
  const notice = await session.nextOf(ID.bad_msg_notification);
  expect(notice.body.readInt32LE(16)).toBe(16);
  expect(Number(notice.msgId >> 32n) - Date.now() / 1000).toBeGreaterThan(900);
  dc.clock.jump(-2000);
  session.send(nearest);
  const second = await session.nextOf(ID.bad_msg_notification);
  expect(second.body.readInt32LE(16)).toBe(17);
  expect(Number(second.msgId >> 32n) - Date.now() / 1000).toBeLessThan(-900);
});

test('an id that is no multiple of four is refused with 18', async () => {
  const session = await readySession(dc);
  session.sendMessage({ ...session.message(nearest), msgId: session.nextId() + 1n });
  expect(await badCode(session)).toBe(18);
  expect(rules()).toEqual(['msg-id-parity']);
});

test('sequence numbers must rise with the ids: 32 and 33', async () => {
  const session = await readySession(dc);
  const first = session.message(nearest);
  const second = session.message(nearest);
  session.sendMessage({ ...second, seqNo: first.seqNo });
  await session.result(second);
  const third = session.message(nearest);
  session.sendMessage({ ...third, seqNo: first.seqNo });
  expect(await badCode(session)).toBe(32);
  // Between `first` by id and `second` there is no room for a higher number.
  session.sendMessage({ ...first, seqNo: 99 });
  expect(await badCode(session)).toBe(33);
  expect(rules()).toEqual(['seqno-order', 'seqno-order']);
});

test('a call needs an odd sequence number (35), a container an even one (34)', async () => {
  const session = await readySession(dc);
  session.send(nearest, false);
  expect(await badCode(session)).toBe(35);
  const container = session.container([session.message(ping(), false)]);
  session.sendMessage({ ...container, seqNo: container.seqNo + 1 });
  expect(await badCode(session)).toBe(34);
});

test('bad containers are refused with 64 and nothing in them is executed', async () => {
  const session = await readySession(dc);
  const calls = dc.world.seen.length;
  const inner = session.message(nearest);
  session.sendMessage({ msgId: inner.msgId - 4n, seqNo: 10, body: containerBody([inner]) });
  expect(await badCode(session)).toBe(64);
  const nested = session.container([session.container([session.message(nearest)])]);
  session.sendMessage(nested);
  expect(await badCode(session)).toBe(64);
  session.sendMessage({ ...session.message(Buffer.alloc(0), false), body: boxed(ID.msg_container, int(3)) });
  expect(await badCode(session)).toBe(64);
  const many = session.container(Array.from({ length: 1021 }, () => session.message(ping(), false)));
  session.sendMessage(many);
  expect(await badCode(session)).toBe(64);
  expect(dc.world.seen).toHaveLength(calls);
});

test('a container under a used id is refused with 19', async () => {
  const session = await readySession(dc);
  const container = session.container([session.message(ping(), false)]);
  session.sendMessage(container);
  await session.nextOf(ID.pong);
  session.sendMessage(container);
  expect(await badCode(session)).toBe(19);
});

test('a repeated call is executed once and its answer announced again', async () => {
  const session = await readySession(dc);
  const sent = session.send(nearest);
  const answer = await session.nextOf(ID.rpc_result);
  session.sendMessage(sent);
  const info = await session.nextOf(ID.msg_detailed_info);
  expect(info.body.readBigInt64LE(4)).toBe(sent.msgId);
  expect(info.body.readBigInt64LE(12)).toBe(answer.msgId);
  expect(dc.world.seen).toHaveLength(2);
});

test('an unacknowledged answer comes again with its id inside a container, until it is acknowledged', async () => {
  dc.server.options.redeliverAfterMs = 50;
  const session = await readySession(dc);
  const sent = session.send(nearest);
  const first = await session.nextOf(ID.rpc_result);
  let again = await session.nextOf(ID.rpc_result);
  while (again.body.readBigInt64LE(4) !== sent.msgId) again = await session.nextOf(ID.rpc_result);
  expect(again.msgId).toBe(first.msgId);
  expect(again.container).toBeDefined();
  session.send(boxed(ID.msgs_ack, longVector([first.msgId])), false);
  session.send(ping(), false);
  await session.nextOf(ID.pong);
  expect(dc.server.sessions.all()[0]?.outbox.get(first.msgId)).toBeUndefined();
});

test('after a reconnect the same session gets what it has not acknowledged, and no new greeting', async () => {
  const session = await readySession(dc);
  dc.faults.add({ at: 'outgoing', match: { method: 'help.getNearestDc' }, do: 'cut' });
  const sent = session.send(nearest);
  await session.connection.closed;
  session.connection = connectTo(dc);
  session.send(ping(), false);
  const body = await session.result(sent);
  expect(decodeResult('help.getNearestDc', body).thisDc).toBe(1);
  expect(dc.report.transcript(({ type }) => type === 'new_session_created').map(({ msgId }) => msgId)).toSatisfy(
    (ids: bigint[]) => new Set(ids).size === 1,
  );
});

test('a large unacknowledged answer is announced, and sent again on request', async () => {
  dc.server.options.detailedInfoFrom = 1000;
  dc.server.options.redeliverAfterMs = 50;
  const session = await readySession(dc);
  const location = { _: 'inputTakeoutFileLocation' } as const;
  const sent = session.send(method({ _: 'upload.getFile', location, offset: 0, limit: 4096 }));
  // The answer to the greeting call, which nobody acknowledged, comes again too.
  let answer = await session.nextOf(ID.rpc_result);
  while (answer.body.readBigInt64LE(4) !== sent.msgId) answer = await session.nextOf(ID.rpc_result);
  let info = await session.nextOf(ID.msg_detailed_info);
  while (info.body.readBigInt64LE(4) !== sent.msgId) info = await session.nextOf(ID.msg_detailed_info);
  expect(info.body.readInt32LE(20)).toBe(answer.body.length);
  session.send(boxed(ID.msg_resend_req, longVector([answer.msgId])), false);
  for (;;) {
    const again = await session.nextOf(ID.rpc_result);
    if (again.msgId !== answer.msgId) continue;
    expect(again.body.equals(answer.body)).toBe(true);
    break;
  }
});

test('state requests tell received, unknown and future messages apart', async () => {
  const session = await readySession(dc);
  const call = session.send(nearest);
  await session.result(call);
  const skipped = session.nextId();
  const note = session.send(ping(), false);
  const ids = [call.msgId, skipped, note.msgId, note.msgId + (100n << 32n)];
  session.send(boxed(ID.msgs_state_req, longVector(ids)), false);
  const info = new WireReader((await session.nextOf(ID.msgs_state_info)).body);
  info.raw(12);
  const states = [...info.string()];
  expect((states[0] ?? 0) & 7).toBe(4);
  expect((states[0] ?? 0) & 64).toBe(64);
  expect(states[1]).toBe(2);
  expect((states[2] ?? 0) & 7).toBe(4);
  expect(states[3]).toBe(3);
});

test('rpc_drop_answer stops a running call and forgets a ready answer', async () => {
  const session = await readySession(dc);
  dc.faults.add({ at: 'call', match: { method: 'help.getNearestDc' }, do: 'delay', ms: 60_000 });
  const running = session.send(nearest);
  const drop = session.send(boxed(ID.rpc_drop_answer, long(running.msgId)));
  expect((await session.result(drop)).readUInt32LE(0)).toBe(ID.rpc_answer_dropped_running);
  const done = session.send(nearest);
  const answer = await session.nextOf(ID.rpc_result);
  const forget = session.send(boxed(ID.rpc_drop_answer, long(done.msgId)));
  const dropped = await session.result(forget);
  expect(dropped.readUInt32LE(0)).toBe(ID.rpc_answer_dropped);
  expect(dropped.readBigInt64LE(4)).toBe(answer.msgId);
  const unknown = session.send(boxed(ID.rpc_drop_answer, long(4n)));
  expect((await session.result(unknown)).readUInt32LE(0)).toBe(ID.rpc_answer_unknown);
});

test('content-related messages without a quick answer are acknowledged', async () => {
  const session = await readySession(dc);
  dc.faults.add({ at: 'call', match: { method: 'help.getNearestDc' }, do: 'delay', ms: 60_000 });
  const sent = session.send(nearest);
  const ack = new WireReader((await session.nextOf(ID.msgs_ack)).body);
  ack.id();
  expect(ack.longs()).toContain(sent.msgId);
});

test('ping_delay_disconnect really disconnects', async () => {
  const session = await readySession(dc);
  session.send(boxed(ID.ping_delay_disconnect, long(1n), int(60)), false);
  await session.nextOf(ID.pong);
  session.send(boxed(ID.ping_delay_disconnect, long(2n), int(0)), false);
  await session.connection.closed;
});

test('destroy_session ends another session of the same key', async () => {
  const session = await readySession(dc);
  const old = session.sessionId;
  session.sessionId = old + 1n;
  session.send(boxed(ID.destroy_session, long(old)), false);
  await session.nextOf(ID.destroy_session_ok);
  expect(dc.world.closed).toEqual([old]);
  session.send(boxed(ID.destroy_session, long(old)), false);
  await session.nextOf(ID.destroy_session_none);
});

test('destroy_auth_key makes the key unknown', async () => {
  const session = await readySession(dc);
  session.send(boxed(ID.destroy_auth_key), false);
  await session.nextOf(ID.destroy_auth_key_ok);
  expect(dc.world.destroyed).toEqual([session.key.id.toString('hex')]);
  session.send(ping(), false);
  await expect(session.next()).rejects.toThrow('transport error -404');
});

test('calls are read through wrappers in any order, packed at any depth', async () => {
  const session = newSession(dc);
  const packed = (body: Buffer): Buffer => boxed(ID.gzip_packed, bytes(gzipSync(body)));
  const withoutUpdates = (query: Buffer): Buffer => boxed(0xbf9459b7, query);
  const takeout = (query: Buffer): Buffer => boxed(0xaca9fd2e, long(9n), query);
  const init = wrapped({ _: 'help.getNearestDc' });
  await session.call(withoutUpdates(takeout(packed(init))));
  const context = dc.world.seen[0]?.context;
  expect(context).toMatchObject({ layer: 227, withoutUpdates: true, takeoutId: 9n, init: { apiId: 7, deviceModel: 'Test' } });
  expect(dc.server.sessions.all()[0]?.receivesUpdates).toBe(false);
  await session.call(boxed(ID.gzip_packed, bytes(deflateSync(nearest))));
  expect(dc.world.seen[1]?.context.withoutUpdates).toBe(false);
  expect(dc.server.sessions.all()[0]?.receivesUpdates).toBe(true);
});

test('a call before initConnection is refused', async () => {
  const session = newSession(dc);
  const error = await session.call(nearest);
  expect(error.readUInt32LE(0)).toBe(ID.rpc_error);
  expect(error.toString('latin1')).toContain('CONNECTION_NOT_INITED');
});

test('another layer can be refused', async () => {
  dc.server.options.onlyLayer = 227;
  const session = newSession(dc);
  expect((await session.call(wrapped({ _: 'help.getNearestDc' }, 200))).toString('latin1')).toContain('CONNECTION_LAYER_INVALID');
  expect((await session.call(wrapped({ _: 'help.getNearestDc' }))).readUInt32LE(0)).not.toBe(ID.rpc_error);
});

test('unknown methods, unimplemented ones and unreadable ones are told apart', async () => {
  const session = await readySession(dc);
  expect((await session.call(boxed(0x01020304))).toString('latin1')).toContain('INPUT_METHOD_INVALID_01020304');
  expect((await session.call(method({ _: 'help.getTermsOfServiceUpdate' }))).toString('latin1')).toContain('INPUT_METHOD_INVALID');
  expect((await session.call(Buffer.alloc(4, 0xff))).toString('latin1')).toContain('INPUT_METHOD_INVALID_ffffffff');
  const damaged = await session.call(boxed(ID.gzip_packed, bytes(Buffer.from('not packed at all'))));
  expect(damaged.toString('latin1')).toContain('INPUT_FETCH_FAIL');
  expect([...dc.report.unimplemented]).toEqual([['help.getTermsOfServiceUpdate', 1]]);
});

test('invokeAfterMsg waits for the other call, fails with it, and gives up on one that never comes', async () => {
  const session = await readySession(dc);
  const after = (id: bigint, query: Buffer): Buffer => boxed(0xcb9f372d, long(id), query);
  dc.faults.add({ at: 'call', match: { method: 'help.getConfig' }, do: 'delay', ms: 50 });
  const slow = session.send(method({ _: 'help.getConfig' }));
  const second = session.send(after(slow.msgId, nearest));
  await session.result(second);
  expect(dc.world.seen.slice(-2).map((call) => call.method._)).toEqual(['help.getConfig', 'help.getNearestDc']);
  dc.faults.add({ at: 'call', match: { method: 'help.getConfig' }, do: 'error', code: 400, text: 'NOPE' });
  const failing = session.send(method({ _: 'help.getConfig' }));
  const third = session.send(after(failing.msgId, nearest));
  expect((await session.result(third)).toString('latin1')).toContain('MSG_WAIT_FAILED');
  const fourth = session.send(after(session.nextId(), nearest));
  expect((await session.result(fourth)).toString('latin1')).toContain('MSG_WAIT_TIMEOUT');
});

test('large answers are compressed, and read the same', async () => {
  const session = await readySession(dc);
  const { dcs } = dc;
  const body = await session.call(method({ _: 'help.getConfig' }));
  const config = decodeResult('help.getConfig', body);
  expect(config.dcOptions.map(({ port }) => port)).toEqual(dcs.map(({ port }) => port));
  const packed = await session.call(method({ _: 'messages.receivedQueue', maxQts: 0 }));
  expect(decodeResult('messages.receivedQueue', packed)).toEqual([1n, 2n ** 62n]);
});

test('updates go to receivers only, save the excepted session', async () => {
  const session = await readySession(dc);
  const authKeyId = session.key.id.toString('hex');
  const too = { _: 'updatesTooLong' } as const;
  dc.server.push({ dcId: 1, authKeyId }, too, { exceptSessionId: session.sessionId });
  dc.server.push({ dcId: 1, authKeyId: '00' }, too);
  session.send(ping(), false);
  await session.nextOf(ID.pong);
  expect(dc.report.transcript(({ type }) => type === 'updatesTooLong')).toEqual([]);
  dc.server.push({ dcId: 1, authKeyId }, too);
  expect((await session.nextOf(0xe317af7e)).seqNo % 2).toBe(1);
});

test('a restart forgets sessions and keeps keys and ports', async () => {
  const session = await readySession(dc);
  const { dcs } = dc;
  await dc.restart();
  await session.connection.closed;
  expect(dc.dcs).toEqual(dcs);
  session.connection = connectTo(dc);
  session.send(ping(), false);
  await session.nextOf(ID.new_session_created);
  await session.nextOf(ID.pong);
});

test.each([
  ['a broken ciphertext', { corrupt: true }, 'msg-key'],
  ['no padding', { padding: 0 }, 'padding-length'],
  ['too much padding', { padding: 1040 }, 'padding-length'],
  ['a length beyond the end', { length: 4096 }, 'body-length'],
  ['a length that is no multiple of four', { length: 6 }, 'body-length'],
])('%s ends the connection with -404', async (_what, tweaks, rule) => {
  const session = await readySession(dc);
  // 20 bytes: with no padding the envelope is whole blocks only for bodies of 16k bytes.
  session.sendMessage(session.message(boxed(ID.ping_delay_disconnect, long(1n), int(75)), false), tweaks);
  await expect(session.nextOf(ID.pong)).rejects.toThrow('transport error -404');
  expect(rules()).toEqual([rule]);
});

test.each(['abridged', 'intermediate', 'padded', 'full'] as const)('%s framing carries envelopes with any padding from 12 to 1024 bytes', async (framing) => {
  const session = newSession(dc);
  session.connection = connectTo(dc, framing);
  for (const padding of [12, 13, 100, 267, 1_009]) {
    const message = session.message(ping(), false);
    session.sendMessage(message, { padding });
    expect((await session.nextOf(ID.pong)).body.readBigInt64LE(4)).toBe(message.msgId);
  }
  expect(rules()).toEqual([]);
});

test('a key is unknown at another DC', async () => {
  const session = await readySession(dc);
  session.connection = connectTo(dc, 'intermediate', 2);
  session.send(ping(), false);
  await expect(session.next()).rejects.toThrow('transport error -404');
});
