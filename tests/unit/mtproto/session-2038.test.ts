import { describe, expect, it } from 'vitest';
import { isLower, MessageIds, secondsOf } from '../../../src-main/mtproto/session/message-ids.ts';
import { ReceivedIds } from '../../../src-main/mtproto/session/received-ids.ts';
import { ServerClock } from '../../../src-main/mtproto/session/server-clock.ts';
import { FakeClock } from './fake-clock.ts';
import { seededRandom, SessionPeer } from './session-peer.ts';

/** 2038-01-19 03:14:08 UTC: from here on the first bit of a message id is set. */
const turn = 2 ** 31;
const in2040 = Date.UTC(2040, 5, 1) / 1000;
const idAt = (seconds: number): bigint => BigInt.asIntN(64, (BigInt(seconds) << 32n) | 1n);

describe('message ids after 2038', () => {
  it('go on rising', () => {
    const clock = new FakeClock();
    const serverClock = new ServerClock(clock);
    serverClock.set(turn - 1);
    const ids = new MessageIds(serverClock, seededRandom());
    let last = ids.next();
    for (let i = 0; i < 300; i++) {
      clock.advance(10);
      const id = ids.next();
      expect(isLower(last, id) && !isLower(id, last)).toBe(true);
      expect(id % 4n).toBe(0n);
      expect(BigInt.asIntN(64, id)).toBe(id);
      expect(Math.abs(secondsOf(id) - serverClock.now())).toBeLessThanOrEqual(1);
      last = id;
    }
    expect(secondsOf(last)).toBeGreaterThanOrEqual(turn);
  });

  it('are known again, and those below all that are remembered are stale', () => {
    const received = new ReceivedIds(4);
    expect([2, 1, 0, -1].map((seconds) => received.add(idAt(turn + seconds)))).toEqual(['new', 'new', 'new', 'new']);
    expect(received.add(idAt(turn - 1))).toBe('duplicate');
    expect(received.add(idAt(turn + 1))).toBe('duplicate');
    expect(received.add(idAt(turn - 2))).toBe('stale');
    expect(received.add(idAt(turn + 3))).toBe('new');
  });
});

describe('a session whose server is in the year 2040', () => {
  function peerIn2040(): SessionPeer {
    const peer = new SessionPeer();
    peer.serverTime = in2040;
    peer.receive({ _: 'updatesTooLong' }, { content: true });
    expect(Math.abs(peer.serverClock.now() - in2040)).toBeLessThan(1);
    return peer;
  }

  it('sends, gets its answers once, and acknowledges them', () => {
    const peer = peerIn2040();
    const first = peer.sendQuery();
    const second = peer.sendQuery();
    expect(secondsOf(first.message.msgId)).toBe(in2040);
    expect(isLower(first.message.msgId, second.message.msgId)).toBe(true);
    const answers = [second, first].map(({ message }) => peer.answer(message.msgId));
    expect([first, second].map(({ query }) => query.outcome)).toEqual([['answered nearestDc'], ['answered nearestDc']]);
    expect(peer.session.inFlight.size).toBe(0);
    const acked = peer.sent().flatMap(({ request }) => (request._ === 'mt_msgs_ack' ? request.msgIds : []));
    expect(acked.map((id) => BigInt.asUintN(64, id))).toEqual(answers);
    expect(peer.events).toEqual([]);
  });

  it('sends again what a new session of the server has missed, and nothing else', () => {
    const peer = peerIn2040();
    const lost = peer.sendQuery();
    const kept = peer.sendQuery();
    peer.receive({ _: 'mt_new_session_created', firstMsgId: kept.message.msgId, uniqueId: 5n, serverSalt: 7n }, { content: true });
    const again = peer.sent().filter(({ seqNo }) => seqNo % 2 === 1);
    expect(again.map(({ body }) => Buffer.from(body))).toEqual([Buffer.from(lost.query.body)]);
    expect(peer.session.inFlight.has(kept.message.msgId)).toBe(true);
  });

  it('takes the clock of the server when its own message ids are refused as too low', () => {
    const peer = new SessionPeer();
    const { message, query } = peer.sendQuery();
    peer.serverTime = in2040;
    peer.receive({ _: 'mt_bad_msg_notification', badMsgId: message.msgId, badMsgSeqno: message.seqNo, errorCode: 16 });
    const again = peer.sent().find(({ seqNo }) => seqNo % 2 === 1);
    expect(secondsOf(again?.msgId ?? 0n)).toBe(in2040);
    peer.answer(again?.msgId ?? 0n);
    expect(query.outcome).toEqual(['answered nearestDc']);
  });

  it('goes through the salts that the server lists', () => {
    const peer = peerIn2040();
    peer.salts.adopt(1n, in2040 - 1000);
    peer.clock.advance(61_000);
    const asked = peer.sent().find(({ request }) => request._ === 'mt_get_future_salts');
    const signed = (seconds: number): number => seconds | 0;
    const salts = [0, 1, 2].map((hour) => ({
      _: 'mt_future_salt' as const,
      validSince: signed(in2040 + hour * 3_600),
      validUntil: signed(in2040 + (hour + 2) * 3_600),
      salt: BigInt(10 + hour),
    }));
    peer.serverTime += 61;
    peer.receive({ _: 'mt_future_salts', reqMsgId: asked?.msgId ?? 0n, now: signed(in2040), salts }, { answer: true });
    expect([10, 3_700, 7_300].map((seconds) => peer.salts.current(in2040 + seconds))).toEqual([10n, 11n, 12n]);
  });
});
