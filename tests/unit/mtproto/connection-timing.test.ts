import { encode } from '#tl';
import { describe, expect, it } from 'vitest';
import { KeepAlive } from '../../../src-main/mtproto/connection/keep-alive.ts';
import { silentLogger } from '../../../src-main/mtproto/runtime.ts';
import { LinkWatch } from '../../../src-main/mtproto/connection/link-watch.ts';
import { ReconnectLimiter } from '../../../src-main/mtproto/connection/reconnect-limiter.ts';
import { ServerClock } from '../../../src-main/mtproto/session/server-clock.ts';
import { RpcError } from '../../../src-main/mtproto/rpc/errors.ts';
import { ReceivedIds } from '../../../src-main/mtproto/session/received-ids.ts';
import { FakeClock } from './fake-clock.ts';
import { seededRandom, SessionPeer } from './session-peer.ts';

describe('reconnecting', () => {
  /** Attempts made as soon as they are allowed; `works` says whether the connection then carries a packet. */
  function attempts(count: number, options: { works: boolean; flooded?: boolean; quiet?: boolean }): number[] {
    const clock = new FakeClock();
    const limiter = new ReconnectLimiter(clock, seededRandom());
    limiter.quiet = options.quiet === true;
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
      clock.advance(Math.max(0, limiter.delay()));
      times.push(clock.monotonic());
      limiter.attempted();
      if (options.works) limiter.succeeded();
      limiter.failed(options.flooded === true ? 'flooded' : 'lost');
    }
    return times;
  }

  /** The most attempts within any window. */
  const densest = (times: number[], windowMs: number): number =>
    Math.max(...times.map((start) => times.filter((time) => time >= start && time < start + windowMs).length));

  it('opens at most four sockets a second and five in five, however often the connection breaks', () => {
    const times = attempts(50, { works: true });
    expect(densest(times, 1_000)).toBeLessThanOrEqual(4);
    expect(densest(times, 5_000)).toBeLessThanOrEqual(5);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeLessThanOrEqual(250);
  });

  it('waits for about four seconds at most while somebody looks and nothing answers', () => {
    const times = attempts(60, { works: false });
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(4_000);
    expect(gaps.at(-1)).toBeGreaterThanOrEqual(3_000);
    expect(densest(times, 5_000)).toBeLessThanOrEqual(5);
  });

  it('waits longer and longer while nobody looks and nothing answers, up to 16 seconds', () => {
    const times = attempts(12, { works: false, quiet: true });
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(gaps[0]).toBeLessThanOrEqual(1_000);
    expect(gaps.at(-1)).toBeGreaterThanOrEqual(12_000);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(16_000);
  });

  it('keeps to one a second, two in four and three in eight after -429', () => {
    const clock = new FakeClock();
    const limiter = new ReconnectLimiter(clock, seededRandom());
    limiter.failed('flooded');
    const times: number[] = [];
    for (let i = 0; i < 10; i++) {
      clock.advance(Math.max(0, limiter.delay()));
      limiter.clearBackoff();
      times.push(clock.monotonic());
      limiter.attempted();
    }
    expect(densest(times, 1_000)).toBe(1);
    expect(densest(times, 4_000)).toBeLessThanOrEqual(2);
    expect(densest(times, 8_000)).toBeLessThanOrEqual(3);
  });

  it('waits for about a second after a forged packet, however well the connections worked before it', () => {
    const clock = new FakeClock();
    const limiter = new ReconnectLimiter(clock, seededRandom());
    limiter.succeeded();
    limiter.failed();
    expect(limiter.delay()).toBe(0);
    limiter.succeeded();
    limiter.failed('forged');
    expect(limiter.delay()).toBeGreaterThanOrEqual(750);
    limiter.failed('forged');
    expect(limiter.delay()).toBeGreaterThanOrEqual(1_500);
  });

  it('tries at once when it is told to, within the limits', () => {
    const clock = new FakeClock();
    const limiter = new ReconnectLimiter(clock, seededRandom());
    for (let i = 0; i < 6; i++) limiter.failed();
    expect(limiter.delay()).toBeGreaterThan(3_000);
    limiter.clearBackoff();
    expect(limiter.delay()).toBe(0);
  });
});

describe('reconnecting when another connection works again', () => {
  const failing = (how: 'lost' | 'forged' | 'flooded'): ReconnectLimiter => {
    const limiter = new ReconnectLimiter(new FakeClock(), seededRandom());
    for (let times = 0; times < 6; times++) limiter.failed(how);
    return limiter;
  };

  it('tries at once what failed for want of a network, within the limits', () => {
    const limiter = failing('lost');
    expect(limiter.delay()).toBeGreaterThan(3_000);
    limiter.networkFound();
    expect(limiter.delay()).toBe(0);
    limiter.attempted();
    expect(limiter.delay()).toBe(250);
  });

  it.each(['forged', 'flooded'] as const)('goes on waiting where packets were %s', (how) => {
    const limiter = failing(how);
    const wait = limiter.delay();
    limiter.networkFound();
    expect(limiter.delay()).toBeGreaterThan(wait / 2);
  });
});

describe('a link', () => {
  function watched() {
    const clock = new FakeClock();
    const link = { received: 0, silences: 0 };
    const runtime = { clock, random: seededRandom(), log: silentLogger, connect: () => ({ write: () => undefined, destroy: () => undefined }) };
    const watch = new LinkWatch({ runtime, session: () => undefined, received: () => link.received, silent: () => void link.silences++ });
    watch.setActive(true);
    watch.opened();
    watch.look();
    return { clock, link, watch };
  }

  it('is not dead while a large packet comes over it slowly', () => {
    const { clock, link } = watched();
    for (let second = 0; second < 60; second++) {
      link.received += 10_000;
      clock.advance(1_000);
    }
    expect(link.silences).toBe(0);
    clock.advance(10_000);
    expect(link.silences).toBe(1);
  });

  /** A link over which a session sends parts of a file. */
  function uploading() {
    const peer = new SessionPeer();
    const { clock, session } = peer;
    const link = { received: 0, silences: 0 };
    const runtime = { clock, random: seededRandom(), log: silentLogger, connect: () => ({ write: () => undefined, destroy: () => undefined }) };
    const watch = new LinkWatch({ runtime, session: () => session, received: () => link.received, silent: () => void link.silences++ });
    watch.opened();
    const send = () => peer.sendQuery({ body: encode({ _: 'upload.saveFilePart', fileId: 1n, filePart: 0, bytes: new Uint8Array(512 * 1024) }) }).message;
    const answer = (msgId: bigint): void => {
      peer.answer(msgId);
      link.received += 2_000;
    };
    return { clock, link, watch, send, answer };
  }

  it('is not dead while a large packet leaves over it slowly', () => {
    const { clock, link, watch, send, answer } = uploading();
    for (let part = 0; part < 3; part++) {
      const { msgId } = send();
      watch.look();
      clock.advance(50_000);
      expect(link.silences).toBe(0);
      answer(msgId);
      watch.look();
    }
    send();
    watch.look();
    clock.advance(70_000);
    expect(link.silences).toBe(1);
  });

  it('that was fast is given up soon although a part is on its way', () => {
    const { clock, link, watch, send, answer } = uploading();
    const { msgId } = send();
    clock.advance(100);
    answer(msgId);
    send();
    watch.look();
    clock.advance(10_000);
    expect(link.silences).toBe(1);
  });

  it('is not dead when it was the loop that stood still', () => {
    const { clock, link, watch } = watched();
    // What has come meanwhile is read after the timers that are due.
    const soon = clock.soon.bind(clock);
    clock.soon = (action) => soon(() => {
      watch.received();
      action();
    });
    clock.advance(8_000);
    expect(link.silences).toBe(0);
  });
});

describe('keep-alive', () => {
  it('sends at most one ping a minute when idle, and gives up after 135 s', () => {
    const alive = new KeepAlive(0);
    expect(alive.evaluate(59_000, false)).toEqual({ kind: 'wait', ms: 1_000 });
    expect(alive.evaluate(60_000, false)).toEqual({ kind: 'ping' });
    alive.pingSent(60_000);
    expect(alive.evaluate(60_001, false).kind).toBe('wait');
    expect(alive.evaluate(135_000, false)).toEqual({ kind: 'dead' });
    alive.received(61_000);
    expect(alive.evaluate(62_000, false)).toEqual({ kind: 'wait', ms: 59_000 });
  });

  it('notices a dead link within ten seconds while somebody waits', () => {
    const alive = new KeepAlive(0);
    expect(alive.evaluate(2_100, true)).toEqual({ kind: 'ping' });
    alive.pingSent(2_100);
    expect(alive.evaluate(2_200, true).kind).toBe('wait');
    expect(alive.evaluate(9_000, true)).toEqual({ kind: 'dead' });
  });

  it('asks the server to end the connection a little after the longest silence that we bear', () => {
    const alive = new KeepAlive(0, 5_000);
    expect(alive.disconnectDelay(false)).toBe(142);
    expect(alive.disconnectDelay(true)).toBe(9 + 1);
    expect(alive.evaluate(139_000, false).kind).toBe('ping');
    alive.pingSent(60_000);
    expect(alive.evaluate(139_999, false).kind).toBe('wait');
    expect(alive.evaluate(140_000, false)).toEqual({ kind: 'dead' });
  });

  it('lets a ping go along with a packet once half of the silence is over', () => {
    const alive = new KeepAlive(0);
    expect([alive.mayAccompany(1_000, true), alive.mayAccompany(1_100, true)]).toEqual([false, true]);
    expect([alive.mayAccompany(29_999, false), alive.mayAccompany(30_000, false)]).toEqual([false, true]);
    alive.pingSent(30_000);
    expect(alive.mayAccompany(40_000, false)).toBe(false);
  });

  it('is more patient on slow links', () => {
    const alive = new KeepAlive(0);
    alive.measured(4_000);
    expect(alive.evaluate(6_000, true)).toEqual({ kind: 'wait', ms: 1_000 });
  });
});

describe('the server clock', () => {
  it('follows neither jumps of the wall clock nor sleep once it is set', () => {
    const clock = new FakeClock();
    const server = new ServerClock(clock, 10);
    expect(server.now()).toBeCloseTo(clock.wall() / 1000 + 10);
    server.set(5_000);
    clock.jumpWall(86_400_000);
    clock.advance(2_000);
    expect(server.now()).toBeCloseTo(5_002);
  });

  it('moves forward only, until there is a reason for doubt', () => {
    const clock = new FakeClock();
    const server = new ServerClock(clock);
    server.set(5_000);
    server.observe(4_000);
    expect(server.now()).toBeCloseTo(5_000);
    server.observe(5_050);
    expect(server.now()).toBeCloseTo(5_050);
    server.distrust();
    server.observe(4_000);
    expect(server.now()).toBeCloseTo(4_000);
    // The wall clock went on while the monotonic one stood still: the machine slept.
    clock.jumpWall(3_600_000);
    server.observe(3_900);
    expect(server.now()).toBeCloseTo(3_900);
  });
});

describe('received ids', () => {
  it('remember the last ones and know what is too old to tell', () => {
    const ids = new ReceivedIds(10);
    for (let id = 1n; id <= 40n; id++) expect(ids.add(id * 4n + 1n)).toBe('new');
    expect(ids.add(40n * 4n + 1n)).toBe('duplicate');
    expect(ids.add(1n)).toBe('stale');
    expect(ids.add(39n * 4n + 3n)).toBe('new');
    ids.clear();
    expect(ids.add(1n)).toBe('new');
  });
});

describe('errors of the server', () => {
  it.each([
    ['FLOOD_WAIT_30', 'FLOOD_WAIT_%d', 30],
    ['FILE_PART_3_MISSING', 'FILE_PART_%d_MISSING', 3],
    ['FILE_REFERENCE_2_EXPIRED', 'FILE_REFERENCE_%d_EXPIRED', 2],
    ['2FA_CONFIRM_WAIT_604800', '2FA_CONFIRM_WAIT_%d', 604_800],
    ['PREVIOUS_CHAT_IMPORT_ACTIVE_WAIT_5MIN', 'PREVIOUS_CHAT_IMPORT_ACTIVE_WAIT_%dMIN', 5],
    ['PHONE_CODE_INVALID', 'PHONE_CODE_INVALID', undefined],
    ['API_ID_INVALID: some explanation', 'API_ID_INVALID', undefined],
    ['MD5_CHECKSUM_INVALID', 'MD5_CHECKSUM_INVALID', undefined],
    ['Timeout', 'Timeout', undefined],
  ])('%s has type %s and value %s', (raw, type, value) => {
    expect(new RpcError(400, raw, 'x')).toMatchObject({ type, value, raw, code: 400 });
  });

  it('have code 500 when theirs makes no sense', () => {
    expect(new RpcError(0, 'X', 'x').code).toBe(500);
    expect(new RpcError(-10_000, 'X', 'x').code).toBe(500);
    expect(new RpcError(-503, 'Timeout', 'x').code).toBe(-503);
    expect(new RpcError(400, 'BROKEN\ufffd', 'x').code).toBe(500);
  });
});
