import { encode, gzipPacked, type tl } from '#tl';
import { describe, expect, it } from 'vitest';
import { encryptInPlace } from '../../../src-main/crypto/index.ts';
import { openMessage, sealMessage } from '../../../src-main/mtproto/session/envelope.ts';
import { MessageIds } from '../../../src-main/mtproto/session/message-ids.ts';
import { ServerClock } from '../../../src-main/mtproto/session/server-clock.ts';
import { packQuery } from '../../../src-main/mtproto/session/wrappers.ts';
import { FakeClock } from './fake-clock.ts';
import { recordedQuery, seededRandom, SessionPeer } from './session-peer.ts';

const names = (messages: { request: { _: string } }[]): string[] => messages.map((message) => message.request._);

describe('message ids', () => {
  it('are strictly increasing multiples of four near the server time', () => {
    const clock = new FakeClock();
    const ids = new MessageIds(new ServerClock(clock, 5), seededRandom());
    let last = 0n;
    for (let i = 0; i < 2_000; i++) {
      const id = ids.next();
      expect(id > last && id % 4n === 0n && BigInt.asUintN(32, id) !== 0n).toBe(true);
      expect(Math.abs(Number(id >> 32n) - (clock.wall() / 1000 + 5))).toBeLessThanOrEqual(1);
      last = id;
      if (i % 50 === 0) clock.advance(1);
    }
  });
});

describe('a session that sends', () => {
  it('sends one query bare, with an odd seqno, under the current salt', () => {
    const peer = new SessionPeer();
    peer.session.submit(recordedQuery());
    const packet = peer.session.nextPacket(true)?.packet ?? new Uint8Array(0);
    const opened = openMessage(peer.authKey, packet, 'toServer');
    expect(opened.seqNo).toBe(1);
    expect(opened.msgId % 4n).toBe(0n);
    expect(opened.sessionId).toBe(peer.session.id);
    expect(peer.session.nextPacket(true)).toBeUndefined();
  });

  it('numbers queries 1, 3, 5 and everything else even', () => {
    const peer = new SessionPeer();
    for (let i = 0; i < 3; i++) peer.session.submit(recordedQuery());
    peer.session.request({ kind: 'ping', pingId: 1n, disconnectDelay: 60 });
    const sent = peer.sent();
    expect(sent.map((message) => message.seqNo)).toEqual([1, 3, 5, 6]);
    expect(new Set(sent.map((message) => message.containerId)).size).toBe(1);
    const ids = sent.map((message) => message.msgId);
    expect([...ids].sort((a, b) => (a < b ? -1 : 1))).toEqual(ids);
    expect((sent[0]?.containerId ?? 0n) > (ids.at(-1) ?? 0n)).toBe(true);
  });

  it('sends 2500 queries in containers of at most 1000 messages and 32 KiB, 1024 in flight', () => {
    const peer = new SessionPeer();
    const queries = Array.from({ length: 2_500 }, () => recordedQuery());
    for (const query of queries) peer.session.submit(query);
    const seen = new Set<bigint>();
    let total = 0;
    for (let round = 0; round < 3; round++) {
      const packets = peer.packets();
      for (const packet of packets) {
        expect(packet.length).toBeLessThanOrEqual(1000);
        expect(packet.reduce((sum, message) => sum + 16 + message.body.length, 8)).toBeLessThanOrEqual(32 * 1024 + 8);
      }
      const sent = packets.flat().filter((message) => message.seqNo % 2 === 1);
      expect(peer.session.inFlight.size).toBeLessThanOrEqual(1024);
      for (const { msgId } of sent) seen.add(msgId);
      // A packet for each answer would be most of the work of this test.
      const nearest = encode({ _: 'nearestDc', country: 'AQ', thisDc: 2, nearestDc: 2 });
      const answers = sent.map(({ msgId }) => peer.message(peer.result(msgId, nearest), { content: true, answer: true }));
      for (let from = 0; from < answers.length; from += 1000) peer.receiveContainer(answers.slice(from, from + 1000));
      total += sent.length;
    }
    expect(total).toBe(2_500);
    expect(seen.size).toBe(2_500);
    expect(queries.every((query) => query.outcome.length === 1)).toBe(true);
  });

  it('sends a large query alone', () => {
    const peer = new SessionPeer();
    const large = encode({ _: 'upload.saveFilePart', fileId: 1n, filePart: 0, bytes: new Uint8Array(100_000) });
    peer.session.submit(recordedQuery());
    peer.session.submit(recordedQuery({ body: large }));
    peer.session.submit(recordedQuery());
    expect(peer.packets().map(names)).toEqual([['mt_ping'], ['upload.saveFilePart'], ['mt_ping']]);
  });

  it('puts one upload.getFile into a container', () => {
    const peer = new SessionPeer();
    for (let i = 0; i < 3; i++) peer.session.submit(recordedQuery({ solitary: true }));
    peer.session.submit(recordedQuery());
    expect(peer.packets().map((packet) => packet.length)).toEqual([2, 1, 1]);
  });

  it('sends high priorities first', () => {
    const peer = new SessionPeer();
    const bodies = [2, 1, 0].map((priority) => {
      const body = encode({ _: 'mt_ping', pingId: BigInt(1000 + priority) });
      peer.session.submit(recordedQuery({ priority: priority as 0 | 1 | 2, body }));
      return body;
    });
    expect(peer.sent().map((message) => (message.request as tl.mt_ping).pingId)).toEqual([1000n, 1001n, 1002n]);
    expect(bodies.length).toBe(3);
  });

  it('acknowledges with the next packet, alone only when asked to, or at a hundred', () => {
    const peer = new SessionPeer();
    const first = peer.receive({ _: 'updatesTooLong' }, { content: true });
    expect(peer.sent(false)).toEqual([]);
    peer.session.submit(recordedQuery());
    const sent = peer.sent(false);
    expect(names(sent)).toEqual(['mt_ping', 'mt_msgs_ack']);
    expect((sent[1]?.request as tl.mt_msgs_ack).msgIds).toEqual([first]);
    const second = peer.receive({ _: 'updatesTooLong' }, { content: true });
    expect((peer.sent(true)[0]?.request as tl.mt_msgs_ack).msgIds).toEqual([second]);
    for (let i = 0; i < 100; i++) peer.receive({ _: 'updatesTooLong' }, { content: true });
    expect((peer.sent(false)[0]?.request as tl.mt_msgs_ack).msgIds.length).toBe(100);
  });

  it('does not acknowledge messages with an even seqno', () => {
    const peer = new SessionPeer();
    peer.receive({ _: 'updatesTooLong' }, { content: false });
    expect(peer.sent(true)).toEqual([]);
    expect(peer.pushed.length).toBe(1);
  });

  it('lets chained queries name the one before, also in the same container', () => {
    const peer = new SessionPeer();
    const queries = Array.from({ length: 3 }, () => recordedQuery({ chain: 'chat 5' }));
    for (const query of queries) peer.session.submit(query);
    const sent = peer.sent();
    expect(names(sent)).toEqual(['mt_ping', 'invokeAfterMsg', 'invokeAfterMsg']);
    expect((sent[1]?.request as tl.invokeAfterMsg).msgId).toBe(sent[0]?.msgId);
    expect((sent[2]?.request as tl.invokeAfterMsg).msgId).toBe(sent[1]?.msgId);
    for (const message of sent) peer.answer(message.msgId);
    peer.session.submit(recordedQuery({ chain: 'chat 5' }));
    expect(names(peer.sent(false)).slice(0, 1)).toEqual(['mt_ping']);
  });

  it('sends a chained query again when the one before it failed, and no other', () => {
    const peer = new SessionPeer();
    const queries = Array.from({ length: 3 }, () => recordedQuery({ chain: 'chat 5' }));
    for (const query of queries) peer.session.submit(query);
    const [a, b, c] = peer.sent().map((message) => message.msgId) as [bigint, bigint, bigint];
    peer.answer(a, { _: 'mt_rpc_error', errorCode: 400, errorMessage: 'MESSAGE_EMPTY' });
    peer.answer(b, { _: 'mt_rpc_error', errorCode: 400, errorMessage: 'MSG_WAIT_FAILED' });
    peer.answer(c, { _: 'mt_rpc_error', errorCode: 400, errorMessage: 'MSG_WAIT_FAILED' });
    const again = peer.sent(false).filter((message) => message.seqNo % 2 === 1);
    expect(names(again)).toEqual(['mt_ping', 'invokeAfterMsg']);
    expect((again[1]?.request as tl.invokeAfterMsg).msgId).toBe(again[0]?.msgId);
    for (const message of again) peer.answer(message.msgId);
    expect(queries.map((query) => query.outcome)).toEqual([['failed 400 MESSAGE_EMPTY'], ['answered nearestDc'], ['answered nearestDc']]);
  });

  it('asks the server to drop the answer of a cancelled query, and ignores it', () => {
    const peer = new SessionPeer();
    const { query, message } = peer.sendQuery();
    peer.session.cancel(query);
    const [drop] = peer.sent(false);
    expect(drop?.request).toEqual({ _: 'mt_rpc_drop_answer', reqMsgId: message.msgId });
    peer.answer(message.msgId);
    peer.answer(drop?.msgId ?? 0n, { _: 'mt_rpc_answer_dropped', msgId: 5n, seqNo: 1, bytes: 4 });
    expect(query.outcome).toEqual([]);
    expect(peer.session.busy).toBe(false);
  });

  it('never sends a query that was cancelled before it went out', () => {
    const peer = new SessionPeer();
    const query = recordedQuery();
    peer.session.submit(query);
    peer.session.cancel(query);
    expect(peer.sent(false)).toEqual([]);
  });

  it('asks for future salts when the current one ends, at most once a minute', () => {
    const peer = new SessionPeer();
    const now = Math.floor(peer.serverTime);
    const short = new SessionPeer([{ salt: 9n, validSince: now - 100, validUntil: now + 50 }]);
    const [ask] = short.sent();
    expect(ask?.request._).toBe('mt_get_future_salts');
    expect(short.sent()).toEqual([]);
    const salts = [1, 2, 3].map((i) => ({ _: 'mt_future_salt', validSince: now + i * 30, validUntil: now + i * 30 + 60, salt: BigInt(i) }) as const);
    short.receive({ _: 'mt_future_salts', reqMsgId: ask?.msgId ?? 0n, now, salts });
    expect(short.salts.current(now)).toBe(9n);
    expect(short.salts.current(now + 31)).toBe(1n);
    expect(short.salts.current(now + 95)).toBe(3n);
    expect(peer.sent()).toEqual([]);
  });
});

describe('packets', () => {
  it('have totals that hide the length of what is in them, with at least 12 bytes of padding', () => {
    const peer = new SessionPeer();
    const totals = new Set<number>();
    for (let length = 4; length <= 3_000; length += 4) {
      const { authKey } = peer;
      const { packet } = sealMessage({ authKey, salt: 1n, sessionId: 2n, random: seededRandom() }, { msgId: 4n, seqNo: 1, body: new Uint8Array(length) });
      const total = packet.length - 24;
      const padding = total - 32 - length;
      expect(padding >= 12 && padding <= 1024 && total % 16 === 0).toBe(true);
      totals.add(total);
    }
    const steps = [1_728, 2_176, 2_624, 3_072];
    expect([...totals]).toEqual([64, 128, 192, 256, 384, 512, 768, 1_024, 1_280, ...steps]);
  });

  it('have a random number of bytes more than needed where the framing is padded, up to 255 in whole blocks', () => {
    const { authKey } = new SessionPeer();
    const seal = (extra: number, length: number) => {
      const random = (size: number) => new Uint8Array(size).fill(extra);
      const { packet } = sealMessage({ authKey, salt: 1n, sessionId: 2n, random, padding: 'random' }, { msgId: 4n, seqNo: 1, body: new Uint8Array(length) });
      return packet.length - 24 - 32 - length;
    };
    expect([0, 8, 9, 255].map((extra) => seal(extra, 12))).toEqual([20, 20, 36, 276]);
    for (const length of [4, 64, 1_276, 40_000]) {
      for (let extra = 0; extra <= 255; extra++) {
        const padding = seal(extra, length);
        expect(padding >= 12 + extra && padding < 12 + extra + 16 && (32 + length + padding) % 16 === 0).toBe(true);
      }
    }
  });

  it('are padded as the line that carries them asks', () => {
    const peer = new SessionPeer();
    const totals = (padding: 'steps' | 'random') =>
      Array.from({ length: 40 }, () => {
        peer.session.submit(recordedQuery());
        return (peer.session.nextPacket(true, padding)?.packet.length ?? 0) - 24;
      });
    expect(totals('steps').every((total) => [64, 128, 192, 256].includes(total))).toBe(true);
    expect(new Set(totals('random')).size).toBeGreaterThan(8);
  });
});

describe('large packets', () => {
  const large = encode({ _: 'upload.saveFilePart', fileId: 1n, filePart: 0, bytes: new Uint8Array(100_000).fill(4) });

  it('are left to be sealed on their way, in memory that is given for them', () => {
    const taken: Uint8Array[] = [];
    const take = (length: number): Uint8Array => {
      const memory = new Uint8Array(length).fill(0xff);
      taken.push(memory);
      return memory;
    };
    const peer = new SessionPeer(undefined, { take });
    peer.session.submit(recordedQuery({ body: large }));
    const { packet, sealWith } = peer.session.nextPacket(false)!;
    expect([packet, sealWith]).toEqual([taken[0], peer.authKey.bytes]);
    // Its plaintext lies there as it is to be sealed.
    encryptInPlace(peer.authKey.bytes, packet, 'toServer');
    expect(openMessage(peer.authKey, packet, 'toServer').body).toEqual(large);
    peer.session.submit(recordedQuery());
    expect(peer.session.nextPacket(false)?.sealWith).toBeUndefined();
    expect(taken).toHaveLength(1);
  });

  it('are sealed here when their receipt is to be confirmed, as small ones are', () => {
    const peer = new SessionPeer(undefined, { take: () => expect.unreachable() });
    peer.session.submit(recordedQuery({ body: large, quickAck: true }));
    const first = peer.session.nextPacket(false);
    expect(first).toMatchObject({ quickAck: true });
    expect(first?.sealWith).toBeUndefined();
    peer.session.submit(recordedQuery());
    expect(peer.session.nextPacket(false)?.sealWith).toBeUndefined();
  });

  it('are not sent again once they are answered, whatever the server asked for before', () => {
    const peer = new SessionPeer();
    const { query, message } = peer.sendQuery({ body: large });
    peer.receive({ _: 'mt_msg_resend_req', msgIds: [message.msgId] });
    peer.answer(message.msgId);
    expect(query.outcome).toEqual(['answered nearestDc']);
    expect(peer.sent(false).filter(({ msgId }) => msgId === message.msgId)).toEqual([]);
  });
});

describe('packing of queries', () => {
  it('packs what shrinks by a tenth, and leaves small and random bytes alone', () => {
    const text = encode({ _: 'help.getDeepLinkInfo', path: 'petrel '.repeat(100) });
    expect(packQuery(text).length).toBeLessThan(text.length * 0.9);
    expect(packQuery(text)).toEqual(gzipPacked(text));
    const small = encode({ _: 'help.getDeepLinkInfo', path: 'a'.repeat(50) });
    expect(packQuery(small)).toBe(small);
    const noise = seededRandom()(40_000);
    expect(packQuery(noise)).toBe(noise);
  });
});
