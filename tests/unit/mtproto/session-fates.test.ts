import type { tl } from '#tl';
import { describe, expect, it } from 'vitest';
import { recordedQuery, SessionPeer, type RecordedQuery, type SentMessage } from './session-peer.ts';

const queriesOf = (messages: SentMessage[]): SentMessage[] => messages.filter((message) => message.seqNo % 2 === 1);
const names = (messages: SentMessage[]): string[] => messages.map((message) => message.request._);

/** Answers the state request that the client sends now; the messages that it sent. */
function tellStates(peer: SessionPeer, ...states: number[]): SentMessage[] {
  const sent = peer.sent(false);
  const ask = sent.find((message) => message.request._ === 'mt_msgs_state_req');
  if (ask === undefined) throw new Error('Nothing was asked');
  peer.receive({ _: 'mt_msgs_state_info', reqMsgId: ask.msgId, info: Uint8Array.from(states) });
  return sent;
}

function reconnect(peer: SessionPeer): void {
  peer.session.connectionLost();
  peer.session.connectionOpened();
}

/** Lets time pass and looks after the queries as a connection does. */
function wait(peer: SessionPeer, ms: number): void {
  const end = peer.clock.monotonic() + ms;
  while (peer.clock.monotonic() < end) {
    const next = peer.session.fates.check();
    peer.clock.advance(Math.min(next, end - peer.clock.monotonic()));
  }
  peer.session.fates.check();
}

describe('the fate of a query', () => {
  it('is asked within one connection when no acknowledgement comes, and again when no state comes', () => {
    const peer = new SessionPeer();
    const { message } = peer.sendQuery();
    wait(peer, 2_900);
    expect(peer.sent()).toEqual([]);
    wait(peer, 200);
    expect(peer.sent().map((item) => item.request)).toEqual([{ _: 'mt_msgs_state_req', msgIds: [message.msgId] }]);
    wait(peer, 2_000);
    expect(peer.sent()).toEqual([]);
    wait(peer, 1_100);
    expect(names(peer.sent())).toEqual(['mt_msgs_state_req']);
    expect(queriesOf(peer.sent())).toEqual([]);
  });

  it('is not asked while the server works on it', () => {
    const peer = new SessionPeer();
    const { message } = peer.sendQuery();
    peer.receive({ _: 'mt_msgs_ack', msgIds: [message.msgId] });
    wait(peer, 50_000);
    expect(peer.sent()).toEqual([]);
  });

  it.each([true, false])('is known within five seconds when the answer was lost with the connection (acknowledged before: %s)', (acked) => {
    const peer = new SessionPeer();
    const { query, message } = peer.sendQuery();
    if (acked) peer.receive({ _: 'mt_msgs_ack', msgIds: [message.msgId] });
    reconnect(peer);
    const start = peer.clock.monotonic();
    tellStates(peer, 4 | 64 | 128);
    expect(queriesOf(peer.sent())).toEqual([]);
    wait(peer, 1_600);
    tellStates(peer, 4 | 64 | 128);
    const [again] = queriesOf(peer.sent());
    expect(again?.body).toEqual(query.body);
    expect(peer.clock.monotonic() - start).toBeLessThan(5_000);
    peer.answer(again?.msgId ?? 0n);
    expect(query.outcome.length).toBe(1);
  });

  it('is left to the server for ten seconds while the connection stands: it delivers again by itself', () => {
    const peer = new SessionPeer();
    const { query } = peer.sendQuery();
    wait(peer, 3_100);
    tellStates(peer, 4 | 64);
    wait(peer, 11_000);
    expect(peer.sent()).toEqual([]);
    wait(peer, 1_500);
    tellStates(peer, 4 | 64);
    expect(queriesOf(peer.sent()).map((message) => message.body)).toEqual([query.body]);
  });

  it('is settled by the answer that the server delivers again', () => {
    const peer = new SessionPeer();
    const { query, message } = peer.sendQuery();
    reconnect(peer);
    tellStates(peer, 4 | 64);
    peer.answer(message.msgId);
    wait(peer, 10_000);
    expect(names(peer.sent()).filter((name) => name !== 'mt_msgs_ack')).toEqual([]);
    expect(query.outcome.length).toBe(1);
  });

  it('is given up after 20 s, not repeated, when an answer that exists never comes to what must not be repeated', () => {
    const peer = new SessionPeer();
    const { query } = peer.sendQuery({ repeatable: false });
    reconnect(peer);
    for (let seconds = 0; seconds < 20; seconds += 1.5) {
      expect(query.outcome).toEqual([]);
      expect(queriesOf(tellStates(peer, 4 | 64))).toEqual([]);
      wait(peer, 1_500);
    }
    tellStates(peer, 4 | 64);
    expect(query.outcome).toEqual(['lost']);
    expect(queriesOf(peer.sent())).toEqual([]);
  });

  it('stays open while the server executes it, however often the connection breaks', () => {
    const peer = new SessionPeer();
    const { query, message } = peer.sendQuery({ repeatable: false });
    for (let i = 0; i < 5; i++) {
      reconnect(peer);
      tellStates(peer, 4 | 32);
      wait(peer, 10_000);
    }
    expect(queriesOf(peer.sent())).toEqual([]);
    peer.answer(message.msgId);
    expect(query.outcome.length).toBe(1);
  });

  it('is lost with the session of the server for what must not be repeated', () => {
    const peer = new SessionPeer();
    const safe = peer.sendQuery();
    const unsafe = peer.sendQuery({ repeatable: false });
    reconnect(peer);
    const later = peer.sendQuery({ repeatable: false });
    const created = { _: 'mt_new_session_created', firstMsgId: later.message.containerId ?? 0n, uniqueId: 1n, serverSalt: 7n } as const;
    peer.receive(created, { content: true });
    expect(queriesOf(peer.sent()).map((message) => message.body)).toEqual([safe.query.body]);
    expect([safe, unsafe, later].map(({ query }) => query.outcome)).toEqual([[], ['lost'], []]);
  });
});

describe('a new session', () => {
  const refuse = (peer: SessionPeer, message: SentMessage, errorCode: number): bigint =>
    peer.receive({ _: 'mt_bad_msg_notification', badMsgId: message.msgId, badMsgSeqno: message.seqNo, errorCode });

  it.each([17, 32, 33, 18])('after code %i repeats what was refused, and nothing that may have been executed and must not be', (code) => {
    const peer = new SessionPeer();
    const before = peer.sendQuery({ repeatable: false });
    const safe = peer.sendQuery();
    const refused = peer.sendQuery({ repeatable: false });
    refuse(peer, refused.message, code);
    const again = queriesOf(peer.sent()).map((message) => message.body);
    expect(again).toEqual([safe.query.body, refused.query.body]);
    expect(before.query.outcome).toEqual(['lost']);
  });

  it('after code 17 repeats what was sent later as well: its ids were higher still', () => {
    const peer = new SessionPeer();
    const refused = peer.sendQuery({ repeatable: false });
    const later = peer.sendQuery({ repeatable: false });
    refuse(peer, refused.message, 17);
    expect(queriesOf(peer.sent()).length).toBe(2);
    expect([refused, later].map(({ query }) => query.outcome)).toEqual([[], []]);
  });

  it('under another key takes over what the server cannot have read, and loses what it may have executed', () => {
    const peer = new SessionPeer();
    const first = recordedQuery({ repeatable: false });
    peer.session.connectionOpened();
    peer.session.submit(first);
    peer.sent();
    expect(peer.session.drain(true)).toEqual([first]);
    expect(first.outcome).toEqual([]);

    const other = new SessionPeer();
    other.session.connectionOpened();
    const safe = other.sendQuery();
    const unsafe = other.sendQuery({ repeatable: false });
    other.receive({ _: 'updatesTooLong' });
    const waiting = recordedQuery({ repeatable: false });
    other.session.submit(waiting);
    expect(other.session.drain(true)).toEqual([safe.query, waiting]);
    expect(unsafe.query.outcome).toEqual(['lost']);
  });

  it('carries the wish to destroy the key along', () => {
    const peer = new SessionPeer();
    peer.session.request({ kind: 'destroyAuthKey' });
    expect(names(peer.sent())).toEqual(['mt_destroy_auth_key']);
    reconnect(peer);
    expect(names(peer.sent())).toEqual(['mt_destroy_auth_key']);
    peer.session.restart();
    expect(names(peer.sent())).toContain('mt_destroy_auth_key');
  });
});

describe('a quick acknowledgement', () => {
  it('is asked for where wanted, and marks the queries of its packet', () => {
    const peer = new SessionPeer();
    peer.session.submit(recordedQuery());
    expect(peer.session.nextPacket(false)?.quickAck).toBe(false);
    const query = recordedQuery({ quickAck: true });
    peer.session.submit(query);
    const packet = peer.session.nextPacket(false);
    expect(packet?.quickAck).toBe(true);
    const token = peer.quickAckToken(packet?.packet ?? new Uint8Array(0));
    peer.session.quickAcked(token ^ 4);
    const sent = [...peer.session.inFlight.values()].find((item) => item.query === query);
    expect(sent?.acked).toBe(false);
    peer.session.quickAcked(token);
    expect(sent?.acked).toBe(true);
  });

  it('of a connection that broke means nothing', () => {
    const peer = new SessionPeer();
    peer.session.submit(recordedQuery({ quickAck: true }));
    const token = peer.quickAckToken(peer.session.nextPacket(false)?.packet ?? new Uint8Array(0));
    reconnect(peer);
    peer.session.quickAcked(token);
    expect([...peer.session.inFlight.values()].every((sent) => !sent.acked)).toBe(true);
  });
});

describe('a chain', () => {
  const failed = (errorMessage: string): tl.mt_rpc_error => ({ _: 'mt_rpc_error', errorCode: 400, errorMessage });
  const chained = (count: number, options: Parameters<typeof recordedQuery>[0] = {}): RecordedQuery[] =>
    Array.from({ length: count }, () => recordedQuery({ chain: 'chat 5', ...options }));

  it('goes on without a head that was cancelled, sent or not', () => {
    for (const sentFirst of [true, false]) {
      const peer = new SessionPeer();
      const [head, next] = chained(2) as [RecordedQuery, RecordedQuery];
      peer.session.submit(head);
      if (sentFirst) peer.sent();
      peer.session.cancel(head);
      peer.session.submit(next);
      const sent = queriesOf(peer.sent());
      expect(names(sent)).toEqual(['mt_ping']);
      expect(sent[0]?.body).toEqual(next.body);
    }
  });

  it('keeps its order when the head is tried again at once', () => {
    const peer = new SessionPeer();
    const queries = chained(3);
    let refusals = 1;
    const [head] = queries as [RecordedQuery];
    head.failed = () => (refusals-- > 0 ? 'again' : 'done');
    for (const query of queries) peer.session.submit(query);
    const [a, b, c] = queriesOf(peer.sent()).map((message) => message.msgId) as [bigint, bigint, bigint];
    peer.answer(a, failed('CONNECTION_NOT_INITED'));
    peer.answer(b, failed('MSG_WAIT_FAILED'));
    peer.answer(c, failed('MSG_WAIT_FAILED'));
    const again = queriesOf(peer.sent());
    expect(names(again)).toEqual(['mt_ping', 'invokeAfterMsg', 'invokeAfterMsg']);
    expect((again[1]?.request as tl.invokeAfterMsg).msgId).toBe(again[0]?.msgId);
    expect((again[2]?.request as tl.invokeAfterMsg).msgId).toBe(again[1]?.msgId);
    expect(again[0]?.body).toEqual(head.body);
  });

  it('waits for the one before, instead of naming it, after the second MSG_WAIT_TIMEOUT', () => {
    const peer = new SessionPeer();
    const [head, next] = chained(2) as [RecordedQuery, RecordedQuery];
    for (const query of [head, next]) peer.session.submit(query);
    const [a, b] = queriesOf(peer.sent()).map((message) => message.msgId) as [bigint, bigint];
    peer.answer(b, failed('MSG_WAIT_TIMEOUT'));
    const [again] = queriesOf(peer.sent());
    expect((again?.request as tl.invokeAfterMsg).msgId).toBe(a);
    peer.answer(again?.msgId ?? 0n, failed('MSG_WAIT_TIMEOUT'));
    expect(queriesOf(peer.sent())).toEqual([]);
    peer.answer(a);
    const [alone] = queriesOf(peer.sent());
    expect(alone?.body).toEqual(next.body);
    peer.answer(alone?.msgId ?? 0n, failed('MSG_WAIT_TIMEOUT'));
    expect(next.outcome).toEqual(['failed 400 MSG_WAIT_TIMEOUT']);
  });

  it('names the new id of a call that was sent again, also after a change of the salt in between', () => {
    const peer = new SessionPeer();
    const queries = chained(3);
    for (const query of queries) peer.session.submit(query);
    const [first] = peer.sent();
    peer.receive({ _: 'mt_bad_server_salt', badMsgId: first?.containerId ?? 0n, badMsgSeqno: 6, errorCode: 48, newServerSalt: 5n });
    const again = queriesOf(peer.sent());
    expect((again[1]?.request as tl.invokeAfterMsg).msgId).toBe(again[0]?.msgId);
    expect((again[2]?.request as tl.invokeAfterMsg).msgId).toBe(again[1]?.msgId);
  });
});

describe('answers that nobody waits for', () => {
  it('are acknowledged at once, so that they are not delivered again', () => {
    const peer = new SessionPeer();
    const { query, message } = peer.sendQuery();
    peer.session.cancel(query);
    peer.sent();
    const answerId = peer.answer(message.msgId);
    expect(peer.sent(false).map((item) => item.request)).toEqual([{ _: 'mt_msgs_ack', msgIds: [answerId] }]);
  });

  it('replace the connection when they are large and many', () => {
    const peer = new SessionPeer();
    const large = new Uint8Array(64 * 1024);
    for (let i = 0; i < 3; i++) peer.answer(4n, large);
    expect(peer.events).toEqual([]);
    for (let i = 0; i < 200; i++) peer.answer(4n, new Uint8Array(1_000));
    expect(peer.events).toEqual([]);
    peer.answer(4n, large);
    expect(peer.events).toEqual(['reconnect: Answers that nobody waits for']);
  });

  it('are not fetched when the server announces them', () => {
    const peer = new SessionPeer();
    const { query, message } = peer.sendQuery();
    peer.session.cancel(query);
    peer.sent();
    const answerMsgId = peer.serverId(true);
    peer.receive({ _: 'mt_msg_detailed_info', msgId: message.msgId, answerMsgId, bytes: 1_000_000, status: 0 });
    expect(peer.sent().map((item) => item.request)).toEqual([{ _: 'mt_msgs_ack', msgIds: [answerMsgId] }]);
  });
});

describe('packets', () => {
  it('hold what the server asks for again in containers of at most 32 KiB and 1000 messages', () => {
    const peer = new SessionPeer();
    const queries = Array.from({ length: 20 }, () => recordedQuery({ body: new Uint8Array(10_000).fill(1) }));
    for (const query of queries) peer.session.submit(query);
    const ids: bigint[] = [];
    for (let packet = peer.session.nextPacket(false); packet !== undefined; packet = peer.session.nextPacket(false)) expect(packet.quickAck).toBe(false);
    const msgIds = [...peer.session.inFlight.keys()];
    peer.receive({ _: 'mt_msg_resend_req', msgIds }, { content: true });
    const sizes: number[] = [];
    for (let packet = peer.session.nextPacket(false); packet !== undefined; packet = peer.session.nextPacket(false)) {
      const members = peer.members(packet.packet);
      sizes.push(members.reduce((sum, message) => sum + 16 + message.body.length, 8));
      ids.push(...members.filter((message) => message.body.length === 10_000).map((message) => message.msgId));
    }
    expect(Math.max(...sizes)).toBeLessThanOrEqual(32 * 1024);
    expect(ids).toEqual(msgIds);
  });

  it('are bare when the server refuses every container', () => {
    const peer = new SessionPeer();
    for (let i = 0; i < 20; i++) peer.session.submit(recordedQuery());
    for (let round = 0; round < 10; round++) {
      peer.session.request({ kind: 'ping', pingId: 1n, disconnectDelay: 60 });
      const container = peer.packets().find((packet) => packet.length > 1)?.[0]?.containerId;
      if (container === undefined) break;
      peer.receive({ _: 'mt_bad_msg_notification', badMsgId: container, badMsgSeqno: 0, errorCode: 64 });
    }
    peer.session.submit(recordedQuery());
    peer.session.request({ kind: 'ping', pingId: 1n, disconnectDelay: 60 });
    expect(peer.packets().map((packet) => packet.length)).toEqual([1, 1]);
    expect(peer.session.inFlight.size).toBe(21);
  });

  it('leave room in flight for what a person waits for', () => {
    const peer = new SessionPeer();
    for (let i = 0; i < 2_000; i++) peer.session.submit(recordedQuery({ priority: 2 }));
    expect(queriesOf(peer.sent()).length).toBe(512);
    for (let i = 0; i < 2_000; i++) peer.session.submit(recordedQuery({ priority: 1 }));
    expect(queriesOf(peer.sent()).length).toBe(1_000 - 512);
    const urgent = recordedQuery({ priority: 0 });
    peer.session.submit(urgent);
    expect(queriesOf(peer.sent()).map((message) => message.body)).toEqual([urgent.body]);
  });

  it('end with the ping', () => {
    const peer = new SessionPeer();
    peer.session.request({ kind: 'ping', pingId: 1n, disconnectDelay: 60 });
    peer.session.request({ kind: 'dropAnswer', reqMsgId: 4n });
    peer.session.submit(recordedQuery());
    peer.receive({ _: 'updatesTooLong' }, { content: true });
    expect(names(peer.sent())).toEqual(['mt_ping', 'mt_msgs_ack', 'mt_rpc_drop_answer', 'mt_ping_delay_disconnect']);
  });
});
