import { encode, gzipPacked, type tl } from '#tl';
import { describe, expect, it } from 'vitest';
import { concat, int64Bytes } from '../../../src-main/crypto/index.ts';
import { writeContainer } from '../../../src-main/mtproto/session/container.ts';
import { openMessage } from '../../../src-main/mtproto/session/envelope.ts';
import { recordedQuery, SessionPeer, type SentMessage } from './session-peer.ts';

const queriesOf = (messages: SentMessage[]): SentMessage[] => messages.filter((message) => message.seqNo % 2 === 1);
const names = (messages: SentMessage[]): string[] => messages.map((message) => message.request._);
const badMsg = (message: Pick<SentMessage, 'msgId' | 'seqNo'>, errorCode: number): tl.mt_bad_msg_notification => ({
  _: 'mt_bad_msg_notification',
  badMsgId: message.msgId,
  badMsgSeqno: message.seqNo,
  errorCode,
});

describe('answers', () => {
  it('settle a query once and are acknowledged every time', () => {
    const peer = new SessionPeer();
    const { query, message } = peer.sendQuery();
    const packet = peer.seal(peer.message(peer.result(message.msgId, { _: 'updatesTooLong' }), { content: true, answer: true }));
    peer.receiver.receive(packet);
    peer.receiver.receive(packet);
    expect(query.outcome).toEqual(['answered updatesTooLong']);
    expect((peer.sent()[0]?.request as tl.mt_msgs_ack).msgIds.length).toBe(2);
  });

  it('may be packed, inside the result or around it', () => {
    const peer = new SessionPeer();
    const first = peer.sendQuery();
    peer.answer(first.message.msgId, gzipPacked(encode({ _: 'updatesTooLong' })));
    const second = peer.sendQuery();
    peer.receive(gzipPacked(peer.result(second.message.msgId, { _: 'updatesTooLong' })), { content: true, answer: true });
    expect([...first.query.outcome, ...second.query.outcome]).toEqual(['answered updatesTooLong', 'answered updatesTooLong']);
  });

  it('that are damaged reject only their call', () => {
    const peer = new SessionPeer();
    const { query, message } = peer.sendQuery();
    const broken = gzipPacked(encode({ _: 'updatesTooLong' }));
    broken.fill(0xff, 16, 24);
    peer.answer(message.msgId, broken);
    expect(query.outcome).toEqual(['unreadable']);
  });

  it('that are errors carry code and text', () => {
    const peer = new SessionPeer();
    const { query, message } = peer.sendQuery();
    peer.answer(message.msgId, { _: 'mt_rpc_error', errorCode: 420, errorMessage: 'FLOOD_WAIT_3' });
    expect(query.outcome).toEqual(['failed 420 FLOOD_WAIT_3']);
  });

  it('to nothing are acknowledged and dropped', () => {
    const peer = new SessionPeer();
    peer.answer(0x1234_5678_0000_0000n, { _: 'updatesTooLong' });
    expect(names(peer.sent())).toEqual(['mt_msgs_ack']);
  });

  it('end the announcement of the layer when they are no errors', () => {
    const peer = new SessionPeer();
    peer.initialized = false;
    peer.answer(peer.sendQuery().message.msgId, { _: 'mt_rpc_error', errorCode: 400, errorMessage: 'X' });
    expect(peer.events).not.toContain('initialized');
    peer.answer(peer.sendQuery().message.msgId);
    expect(peer.events).toContain('initialized');
  });

  it('and updates in one container are all delivered, each inner id once', () => {
    const peer = new SessionPeer();
    const { query, message } = peer.sendQuery();
    const update = peer.message({ _: 'updatesTooLong' }, { content: true });
    const result = peer.message(peer.result(message.msgId, { _: 'updatesTooLong' }), { content: true, answer: true });
    peer.receiveContainer([update, result]);
    peer.receiveContainer([update, result]);
    expect(query.outcome.length).toBe(1);
    expect(peer.pushed.length).toBe(1);
    expect((peer.sent()[0]?.request as tl.mt_msgs_ack).msgIds).toEqual([update.msgId, result.msgId, update.msgId, result.msgId]);
  });

  it('inside a msg_copy are delivered once', () => {
    const peer = new SessionPeer();
    const { query, message } = peer.sendQuery();
    const inner = peer.message(peer.result(message.msgId, { _: 'updatesTooLong' }), { content: true, answer: true });
    const words = new Uint8Array(Int32Array.of(inner.seqNo, inner.body.length).buffer);
    const copy = concat(new Uint8Array(Int32Array.of(0xe06046b2).buffer), int64Bytes(inner.msgId), words, inner.body);
    peer.receive(copy);
    peer.receive(copy);
    expect(query.outcome).toEqual(['answered updatesTooLong']);
  });
});

describe('bad_server_salt', () => {
  it('changes the salt and sends the query again', () => {
    const peer = new SessionPeer();
    const { query, message } = peer.sendQuery();
    peer.receive({ _: 'mt_bad_server_salt', badMsgId: message.msgId, badMsgSeqno: 1, errorCode: 48, newServerSalt: 99n });
    expect(peer.salts.current(peer.serverTime)).toBe(99n);
    const [again] = queriesOf(peer.sent());
    expect(again?.body).toEqual(query.body);
    expect((again?.msgId ?? 0n) > message.msgId && again?.seqNo === 3).toBe(true);
    peer.answer(again?.msgId ?? 0n);
    expect(query.outcome.length).toBe(1);
  });

  it('that names a container sends all its members again, acknowledgements and pings included', () => {
    const peer = new SessionPeer();
    const acked = peer.receive({ _: 'updatesTooLong' }, { content: true });
    const queries = [recordedQuery(), recordedQuery()];
    for (const query of queries) peer.session.submit(query);
    peer.session.request({ kind: 'ping', pingId: 5n, disconnectDelay: 60 });
    const [first] = peer.sent();
    peer.receive({ _: 'mt_bad_server_salt', badMsgId: first?.containerId ?? 0n, badMsgSeqno: 4, errorCode: 48, newServerSalt: 99n });
    const again = peer.sent();
    expect(names(again)).toEqual(['mt_ping', 'mt_ping', 'mt_msgs_ack', 'mt_get_future_salts', 'mt_ping_delay_disconnect']);
    const ack = again.find((message) => message.request._ === 'mt_msgs_ack')?.request as tl.mt_msgs_ack;
    expect(ack.msgIds).toEqual([acked]);
    for (const message of queriesOf(again)) peer.answer(message.msgId);
    expect(queries.map((query) => query.outcome.length)).toEqual([1, 1]);
  });

  it('for a single ping creates the ping anew', () => {
    const peer = new SessionPeer();
    peer.session.request({ kind: 'ping', pingId: 5n, disconnectDelay: 60 });
    const [ping] = peer.sent();
    peer.receive({ _: 'mt_bad_server_salt', badMsgId: ping?.msgId ?? 0n, badMsgSeqno: 0, errorCode: 48, newServerSalt: 1n });
    const again = peer.sent().find((message) => message.request._ === 'mt_ping_delay_disconnect');
    peer.receive({ _: 'mt_pong', msgId: again?.msgId ?? 0n, pingId: 5n }, { answer: true });
    expect(peer.events).toContain('pong 5');
  });
});

describe('bad_msg_notification', () => {
  it('16: sets the clock from the notification and sends again with a higher id', () => {
    const peer = new SessionPeer();
    peer.serverTime += 3_600;
    const { query, message } = peer.sendQuery();
    peer.receive(badMsg(message, 16));
    expect(Math.abs(peer.serverClock.now() - peer.serverTime)).toBeLessThanOrEqual(1);
    const [again] = queriesOf(peer.sent());
    expect(Number((again?.msgId ?? 0n) >> 32n)).toBeGreaterThanOrEqual(Math.floor(peer.serverTime));
    peer.answer(again?.msgId ?? 0n);
    expect(query.outcome.length).toBe(1);
  });

  it('17: sets the clock back and starts a new session', () => {
    const peer = new SessionPeer();
    const { query, message } = peer.sendQuery();
    const before = peer.session.id;
    peer.serverTime -= 3_600;
    peer.receive(badMsg(message, 17));
    expect(Math.abs(peer.serverClock.now() - peer.serverTime)).toBeLessThanOrEqual(1);
    expect(peer.session.id).not.toBe(before);
    expect(peer.events.some((event) => event.startsWith('reconnect'))).toBe(true);
    const sent = peer.sent();
    expect(sent.find((item) => item.request._ === 'mt_destroy_session')?.request).toEqual({ _: 'mt_destroy_session', sessionId: before });
    const [again] = queriesOf(sent);
    expect(again?.seqNo).toBe(1);
    expect((again?.msgId ?? 0n) < message.msgId).toBe(true);
    peer.answer(again?.msgId ?? 0n);
    expect(query.outcome.length).toBe(1);
  });

  it.each([18, 19, 34, 35])('%i, our mistake: new session, and after three in a row the call fails', (code) => {
    const peer = new SessionPeer();
    const query = recordedQuery();
    peer.session.submit(query);
    for (let round = 0; round < 3; round++) {
      expect(query.outcome).toEqual([]);
      const [message] = queriesOf(peer.sent());
      peer.receive(badMsg(message as SentMessage, code));
    }
    expect(query.outcome).toEqual([`failed 500 BAD_MSG_${code}`]);
    expect(queriesOf(peer.sent())).toEqual([]);
  });

  it('20: repeats what may be repeated and reports the rest as of unknown outcome', () => {
    const peer = new SessionPeer();
    const safe = peer.sendQuery({ repeatable: true });
    const unsafe = peer.sendQuery({ repeatable: false });
    peer.receive(badMsg(safe.message, 20));
    peer.receive(badMsg(unsafe.message, 20));
    const again = queriesOf(peer.sent());
    expect(again.map((message) => message.body)).toEqual([safe.query.body]);
    expect(unsafe.query.outcome).toEqual(['lost']);
    expect(safe.query.outcome).toEqual([]);
  });

  it.each([32, 33])('%i: new session, everything again from seqno 1', (code) => {
    const peer = new SessionPeer();
    peer.answer(peer.sendQuery().message.msgId);
    const { message } = peer.sendQuery();
    expect(message.seqNo).toBe(3);
    const before = peer.session.id;
    peer.receive(badMsg(message, code));
    expect(peer.session.id).not.toBe(before);
    expect(queriesOf(peer.sent()).map((item) => item.seqNo)).toEqual([1]);
  });

  it('64: dissolves the container into smaller ones', () => {
    const peer = new SessionPeer();
    for (let i = 0; i < 900; i++) peer.session.submit(recordedQuery());
    const [packet] = peer.packets();
    expect(packet?.length).toBe(900);
    peer.receive(badMsg({ msgId: packet?.[0]?.containerId ?? 0n, seqNo: 1800 }, 64));
    const again = peer.packets().map((items) => queriesOf(items).length);
    expect(again.length).toBeGreaterThan(1);
    expect(Math.max(...again)).toBeLessThanOrEqual(500);
    expect(again.reduce((a, b) => a + b)).toBe(900);
  });

  it('about an id that was never sent changes nothing', () => {
    const peer = new SessionPeer();
    const time = peer.serverClock.now();
    peer.receive(badMsg({ msgId: 4n, seqNo: 1 }, 17));
    expect(peer.events).toEqual([]);
    expect(Math.abs(peer.serverClock.now() - time)).toBeLessThan(1);
  });
});

describe('after the connection broke', () => {
  it('asks for the fate of everything, and sends again what did not arrive', () => {
    const peer = new SessionPeer();
    const acked = peer.sendQuery();
    peer.receive({ _: 'mt_msgs_ack', msgIds: [acked.message.msgId] });
    const arrived = peer.sendQuery();
    const lost = peer.sendQuery();
    const forgotten = peer.sendQuery({ repeatable: false });
    peer.session.connectionLost();
    peer.session.connectionOpened();
    const [ask] = peer.sent();
    const ids = [acked, arrived, lost, forgotten].map(({ message }) => message.msgId);
    expect(ask?.request).toEqual({ _: 'mt_msgs_state_req', msgIds: ids });
    peer.receive({ _: 'mt_msgs_state_info', reqMsgId: ask?.msgId ?? 0n, info: Uint8Array.of(4 | 32, 4 | 8, 2, 1) });
    expect(queriesOf(peer.sent()).map((message) => message.body)).toEqual([lost.query.body]);
    expect(forgotten.query.outcome).toEqual(['lost']);
    peer.answer(acked.message.msgId);
    peer.answer(arrived.message.msgId);
    expect([acked, arrived].map(({ query }) => query.outcome.length)).toEqual([1, 1]);
  });

  it('holds chained queries back until nothing is unknown', () => {
    const peer = new SessionPeer();
    const first = peer.sendQuery({ chain: 'chat 5' });
    peer.session.connectionLost();
    peer.session.connectionOpened();
    const second = recordedQuery({ chain: 'chat 5' });
    peer.session.submit(second);
    const [ask] = peer.sent();
    expect(queriesOf(peer.sent())).toEqual([]);
    peer.receive({ _: 'mt_msgs_state_info', reqMsgId: ask?.msgId ?? 0n, info: Uint8Array.of(2) });
    const again = queriesOf(peer.sent());
    expect(again[0]?.body).toEqual(first.query.body);
    expect((again[1]?.request as tl.invokeAfterMsg).msgId).toBe(again[0]?.msgId);
  });

  it('drops the connection when the states are of another number of messages', () => {
    const peer = new SessionPeer();
    peer.sendQuery();
    peer.session.connectionLost();
    peer.session.connectionOpened();
    const [ask] = peer.sent();
    const info = { _: 'mt_msgs_state_info', reqMsgId: ask?.msgId ?? 0n, info: Uint8Array.of(4, 4) } as const;
    expect(() => peer.receive(info)).toThrow(expect.objectContaining({ name: 'SecurityError' }));
  });
});

describe('new_session_created', () => {
  it('sends exactly the older queries again, adopts the salt and warns of missed updates', () => {
    const peer = new SessionPeer();
    const sent = Array.from({ length: 10 }, () => peer.sendQuery());
    const middle = sent[5]?.message.msgId ?? 0n;
    const created = { _: 'mt_new_session_created', firstMsgId: middle, uniqueId: 77n, serverSalt: 55n } as const;
    peer.receive(created, { content: true });
    expect(queriesOf(peer.sent()).map((message) => message.body)).toEqual(sent.slice(0, 5).map(({ query }) => query.body));
    expect(peer.salts.current(peer.serverTime)).toBe(55n);
    expect(peer.events.filter((event) => event === 'sessionCreated').length).toBe(1);
    peer.receive(created, { content: true });
    expect(queriesOf(peer.sent())).toEqual([]);
    expect(peer.events.filter((event) => event === 'sessionCreated').length).toBe(1);
  });

  it('maps the first message to its container', () => {
    const peer = new SessionPeer();
    const queries = [recordedQuery(), recordedQuery(), recordedQuery()];
    for (const query of queries) peer.session.submit(query);
    const [, second] = peer.sent();
    peer.receive({ _: 'mt_new_session_created', firstMsgId: second?.msgId ?? 0n, uniqueId: 1n, serverSalt: 7n }, { content: true });
    expect(queriesOf(peer.sent())).toEqual([]);
  });
});

describe('information about messages', () => {
  it('asks for an answer that it announces, and acknowledges one that came', () => {
    const peer = new SessionPeer();
    const { message } = peer.sendQuery();
    const answerMsgId = peer.serverId(true);
    peer.receive({ _: 'mt_msg_detailed_info', msgId: message.msgId, answerMsgId, bytes: 100, status: 0 });
    expect(peer.session.inFlight.get(message.msgId)?.acked).toBe(true);
    expect(peer.sent().map((item) => item.request)).toEqual([{ _: 'mt_msg_resend_req', msgIds: [answerMsgId] }]);
    const known = peer.receive({ _: 'updatesTooLong' }, { content: false });
    peer.receive({ _: 'mt_msg_new_detailed_info', answerMsgId: known, bytes: 100, status: 0 });
    expect(peer.sent().map((item) => item.request)).toEqual([{ _: 'mt_msgs_ack', msgIds: [known] }]);
  });

  it('acknowledges only what has reached the disk', async () => {
    const peer = new SessionPeer();
    const acksOf = (): bigint[] => peer.sent().flatMap(({ request }) => (request._ === 'mt_msgs_ack' ? request.msgIds : []));
    let disk = Promise.withResolvers<void>();
    peer.session.options.settled = () => disk.promise;
    const kept = peer.receive({ _: 'updatesTooLong' }, { content: true });
    const request = peer.receive({ _: 'mt_msgs_state_req', msgIds: [kept] });
    const info = peer.sent().find((item) => item.request._ === 'mt_msgs_state_info')?.request as tl.mt_msgs_state_info;
    expect(info).toMatchObject({ reqMsgId: request, info: Uint8Array.of(4) });
    expect(acksOf()).toEqual([]);
    disk.resolve();
    await disk.promise;
    expect(acksOf()).toEqual([kept]);
    disk = Promise.withResolvers<void>();
    peer.receive({ _: 'updatesTooLong' }, { content: true });
    disk.reject(new Error('the disk refuses'));
    await disk.promise.catch(() => undefined);
    expect(acksOf()).toEqual([]);
  });

  it('forgets acknowledgements of another session that wait for the disk', async () => {
    const peer = new SessionPeer();
    const disk = Promise.withResolvers<void>();
    peer.session.options.settled = () => disk.promise;
    peer.receive({ _: 'updatesTooLong' }, { content: true });
    peer.session.restart();
    disk.resolve();
    await disk.promise;
    expect(peer.session.services.acks).toEqual([]);
  });

  it('answers state requests of the server', () => {
    const peer = new SessionPeer();
    const known = peer.receive({ _: 'updatesTooLong' });
    const wanting = peer.receive({ _: 'updatesTooLong' }, { content: true });
    const acknowledged = peer.receive({ _: 'updatesTooLong' }, { content: true });
    peer.session.services.acks = [wanting];
    const future = peer.serverId(false, peer.serverTime + 1_000);
    const unknown = peer.serverId(false, peer.serverTime - 10);
    const request = peer.receive({ _: 'mt_msgs_state_req', msgIds: [known, wanting, acknowledged, future, unknown] }, { content: true });
    const info = peer.sent().find((item) => item.request._ === 'mt_msgs_state_info')?.request as tl.mt_msgs_state_info;
    expect(info.reqMsgId).toBe(request);
    expect([...info.info]).toEqual([4 + 16, 4, 4 + 8, 3, 2]);
  });

  it('sends named messages again unchanged, in a container', () => {
    const peer = new SessionPeer();
    const { message } = peer.sendQuery();
    peer.receive({ _: 'mt_msg_resend_req', msgIds: [message.msgId] }, { content: true });
    const again = peer.sent(false).find((item) => item.msgId === message.msgId);
    expect(again).toMatchObject({ seqNo: message.seqNo, body: message.body });
    expect((again?.containerId ?? 0n) > message.msgId).toBe(true);
  });

  it('takes acknowledgements of a container for its members', () => {
    const peer = new SessionPeer();
    for (let i = 0; i < 3; i++) peer.session.submit(recordedQuery());
    const [first] = peer.sent();
    peer.receive({ _: 'mt_msgs_ack', msgIds: [first?.containerId ?? 0n] });
    expect([...peer.session.inFlight.values()].every((sent) => sent.acked)).toBe(true);
  });
});

describe('the clock', () => {
  it('is set by the first message and only moves forward afterwards', () => {
    const peer = new SessionPeer();
    peer.serverTime += 100;
    peer.receive({ _: 'updatesTooLong' });
    expect(Math.abs(peer.serverClock.now() - peer.serverTime)).toBeLessThanOrEqual(1);
    peer.receive({ _: 'updatesTooLong' }, { msgId: peer.serverId(false, peer.serverTime - 50) });
    expect(Math.abs(peer.serverClock.now() - peer.serverTime)).toBeLessThanOrEqual(1);
    peer.serverTime += 1_000;
    peer.receive({ _: 'updatesTooLong' });
    expect(Math.abs(peer.serverClock.now() - peer.serverTime)).toBeLessThanOrEqual(1);
    peer.clock.jumpWall(-86_400_000);
    expect(Math.abs(peer.serverClock.now() - peer.serverTime)).toBeLessThanOrEqual(1);
  });

  it('ignores old messages, and starts a new session after three', () => {
    const peer = new SessionPeer();
    peer.receive({ _: 'updatesTooLong' });
    for (let i = 3; i > 0; i--) {
      expect(peer.events).toEqual([]);
      peer.receive({ _: 'updatesTooLong' }, { msgId: peer.serverId(false, peer.serverTime - 400 - i) });
    }
    expect(peer.pushed.length).toBe(1);
    expect(peer.events.some((event) => event.startsWith('reconnect'))).toBe(true);
  });

  it('is set back by an old message that answers this session', () => {
    const peer = new SessionPeer();
    peer.receive({ _: 'updatesTooLong' });
    const { query, message } = peer.sendQuery();
    peer.serverTime -= 3_600;
    peer.receive(peer.result(message.msgId, { _: 'updatesTooLong' }), { msgId: peer.serverId(true, peer.serverTime), content: true });
    expect(query.outcome).toEqual(['answered updatesTooLong']);
    expect(Math.abs(peer.serverClock.now() - peer.serverTime)).toBeLessThanOrEqual(1);
  });

  it('is set back by an answer that is older than its question', () => {
    const peer = new SessionPeer();
    peer.receive({ _: 'updatesTooLong' });
    const { message } = peer.sendQuery();
    peer.serverTime -= 60;
    peer.receive(peer.result(message.msgId, { _: 'updatesTooLong' }), { msgId: peer.serverId(true, peer.serverTime), content: true });
    expect(Math.abs(peer.serverClock.now() - peer.serverTime)).toBeLessThanOrEqual(1);
  });
});

describe('a packet that no honest server sends', () => {
  const refused = expect.objectContaining({ name: 'SecurityError' });

  it.each([
    ['a flipped bit in the ciphertext', (packet: Uint8Array) => packet.fill((packet[40] ?? 0) ^ 1, 40, 41)],
    ['a flipped bit in the message key', (packet: Uint8Array) => packet.fill((packet[10] ?? 0) ^ 1, 10, 11)],
    ['another key id', (packet: Uint8Array) => packet.fill((packet[0] ?? 0) ^ 1, 0, 1)],
    ['a cut end', (packet: Uint8Array) => packet.subarray(0, packet.length - 16)],
    ['nearly nothing', (packet: Uint8Array) => packet.subarray(0, 40)],
  ])('is refused: %s', (_name, forge) => {
    const peer = new SessionPeer();
    const { query, message } = peer.sendQuery();
    const packet = peer.seal(peer.message(peer.result(message.msgId, { _: 'updatesTooLong' }), { content: true, answer: true }));
    expect(() => peer.receiver.receive(forge(packet))).toThrow(refused);
    expect(query.outcome).toEqual([]);
  });

  it('is refused: another session, an even id, an even id in a container', () => {
    const peer = new SessionPeer();
    const update = peer.message({ _: 'updatesTooLong' });
    expect(() => peer.receiver.receive(peer.seal(update, peer.session.id + 1n))).toThrow(refused);
    const even = { ...update, msgId: update.msgId + 1n };
    expect(() => peer.receiver.receive(peer.seal(even))).toThrow(refused);
    expect(() => peer.receiveContainer([even])).toThrow(refused);
    expect(peer.pushed).toEqual([]);
  });

  it('is refused: truncated and nested containers, an answer to nothing, an empty body', () => {
    const peer = new SessionPeer();
    const inner = peer.message({ _: 'updatesTooLong' });
    const container = writeContainer([inner]);
    expect(() => peer.receive(container.subarray(0, container.length - 4))).toThrow(refused);
    expect(() => peer.receive(concat(container, new Uint8Array(4)))).toThrow(refused);
    const bomb = container.slice(0, 8);
    new DataView(bomb.buffer).setInt32(4, 0x7fff_ffff, true);
    expect(() => peer.receive(bomb)).toThrow(refused);
    expect(() => peer.receiveContainer([{ ...inner, body: container }])).toThrow(refused);
    expect(() => peer.receive(peer.result(0n, { _: 'updatesTooLong' }))).toThrow(refused);
    expect(() => peer.receive(new Uint8Array(0))).toThrow(refused);
    expect(() => peer.receive(gzipPacked(gzipPacked(encode({ _: 'updatesTooLong' }))))).toThrow(refused);
  });

  it('is ignored when it is a replay, also after a reconnect', () => {
    const peer = new SessionPeer();
    const packet = peer.seal(peer.message({ _: 'updatesTooLong' }, { content: true }));
    peer.receiver.receive(packet);
    peer.session.connectionLost();
    peer.session.connectionOpened();
    peer.receiver.receive(packet);
    expect(peer.pushed.length).toBe(1);
  });

  it('starts a new session when its id is lower than all that are remembered', () => {
    const peer = new SessionPeer();
    const low = peer.serverId();
    for (let i = 0; i < 4_100; i++) peer.receive({ _: 'updatesTooLong' });
    const before = peer.pushed.length;
    peer.receive({ _: 'updatesTooLong' }, { msgId: low });
    expect(peer.pushed.length).toBe(before);
    expect(peer.events.some((event) => event.startsWith('reconnect'))).toBe(true);
  });
});

describe('a container', () => {
  it('is taken message by message: what was not reached when the line broke counts as not received', () => {
    const peer = new SessionPeer();
    const members = [1, 2, 3].map(() => peer.message({ _: 'updatesTooLong' }, { content: true }));
    const sealed = (): Uint8Array => peer.seal(peer.message(writeContainer(members)));
    const steps = peer.receiver.take(openMessage(peer.authKey, sealed()));
    steps.next();
    expect(peer.pushed).toHaveLength(1);
    peer.session.connectionLost();
    peer.session.connectionOpened();
    expect((peer.sent().find(({ request }) => request._ === 'mt_msgs_ack')?.request as tl.mt_msgs_ack).msgIds).toEqual([members[0]!.msgId]);
    peer.receiver.receive(sealed());
    expect(peer.pushed).toHaveLength(3);
  });
});
