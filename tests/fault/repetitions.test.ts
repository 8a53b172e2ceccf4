import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TranscriptEntry } from '../dc/protocol/report.ts';
import { row } from './rows.ts';
import { Hostage, nearest } from './support.ts';

let hostage: Hostage;

beforeEach(async () => {
  hostage = await Hostage.take();
});

afterEach(() => hostage.release());

describe(`${row(11)}`, () => {
  it.each([
    { name: 'the very same packet', fault: { do: 'replay' } },
    { name: 'the same message in a container', fault: { do: 'replay-in-container' } },
    { name: 'the same message twice in one container', fault: { do: 'content', forgery: 'repeated-in-container' } },
  ] as const)('$name delivers an update once', async ({ fault }) => {
    const injected = hostage.atNextUpdate(fault);
    hostage.push();
    await injected.hit();
    // The answer of a later call comes behind both copies.
    await hostage.expectServed();
    expect(hostage.dates).toEqual([1]);
  });

  it('the same packet on the next connection delivers an update once', async () => {
    const injected = hostage.atNextUpdate({ do: 'replay-after-reconnect' });
    hostage.push();
    await injected.hit();
    await hostage.expectServed();
    const lost = hostage.log.next('Connection lost');
    hostage.dc.server.cut();
    await lost;
    await hostage.expectServed();
    expect(hostage.dates).toEqual([1]);
  });

  it('an answer that comes twice answers once', async () => {
    hostage.dc.faults.add({ at: 'packet', do: 'replay', match: { type: 'rpc_result' }, times: 2 });
    expect(await Promise.all([hostage.client.call(nearest), hostage.client.call(nearest)])).toHaveLength(2);
    await hostage.expectServed();
    expect(hostage.dc.violations()).toEqual([]);
  });

  it('a repeated message is acknowledged again', async () => {
    const acks: TranscriptEntry[] = [];
    const injected = hostage.atNextUpdate({ do: 'replay' });
    hostage.push();
    await injected.hit();
    await hostage.expectServed();
    acks.push(...hostage.dc.report.transcript((entry) => entry.direction === 'in' && entry.type === 'msgs_ack'));
    expect(acks.length).toBeGreaterThanOrEqual(1);
  });

  it('an id lower than all that are remembered is not delivered and ends the session', async () => {
    const { dc } = hostage;
    for (let date = 1; date <= 4_000; date++) {
      hostage.push(date);
      // The server keeps so many at most for a client that does not acknowledge.
      if (date % 1_000 === 0) await hostage.expectServed();
    }
    expect(hostage.updates.length).toBe(4_000);
    const sessions = new Set(dc.world.sessions.map(({ sessionId }) => sessionId)).size;
    // 200 seconds are not too old, but lower than all that is remembered.
    hostage.atNextUpdate({ do: 'old-msg-id', seconds: 200 });
    const reconnecting = hostage.log.next('lower than all');
    hostage.push(5_000);
    await reconnecting;
    await hostage.expectServed();
    expect(hostage.dates).not.toContain(5_000);
    expect(new Set(dc.world.sessions.map(({ sessionId }) => sessionId)).size).toBe(sessions + 1);
  });
});

describe(`${row(12)}`, () => {
  it('an update that is older than 300 seconds is ignored', async () => {
    const injected = hostage.atNextUpdate({ do: 'old-msg-id', seconds: 330 });
    hostage.push();
    await injected.hit();
    await hostage.expectServed();
    expect(hostage.updates).toEqual([]);
  });

  it('one that is not quite so old is delivered, and so is an old one in a container that is new', async () => {
    const young = hostage.atNextUpdate({ do: 'old-msg-id', seconds: 270 });
    hostage.push(1);
    await young.hit();
    const inside = hostage.atNextUpdate({ do: 'content', forgery: 'old-in-container' });
    hostage.push(2);
    await inside.hit();
    await hostage.expectServed();
    expect(hostage.dates).toEqual([1, 2]);
  });

  it('three old ones in a row bring a new session, and none is delivered', async () => {
    const { dc, log } = hostage;
    const before = dc.world.sessions.length;
    const injected = hostage.atNextUpdate({ do: 'old-msg-id', seconds: 400 }, 3);
    const reconnecting = log.next('Old messages only');
    for (let date = 1; date <= 3; date++) {
      hostage.push(date);
      // Each in a packet of its own.
      await injected.hit(date);
    }
    await reconnecting;
    await hostage.expectServed();
    expect(hostage.updates).toEqual([]);
    expect(dc.world.sessions.length).toBe(before + 1);
  });

  it('an old answer to what this session asked is taken, and sets the clock', async () => {
    const { client, dc } = hostage;
    const before = client.serverTime();
    dc.clock.jump(-3_600);
    await hostage.expectServed();
    expect(client.serverTime()).toBeLessThan(before - 3_000);
    // What comes now with the server's time is no longer old.
    hostage.push();
    await hostage.expectServed();
    expect(hostage.dates).toEqual([1]);
  });
});

describe(`${row(13)}`, () => {
  it('ids are multiples of four and rise, whatever the server does to the clock, salts and connections', async () => {
    const { client, dc } = hostage;
    const calls: Promise<unknown>[] = [];
    const turn = async (action: () => unknown): Promise<void> => {
      for (let i = 0; i < 20; i++) calls.push(client.call(nearest));
      action();
      await hostage.expectServed();
    };
    await turn(() => dc.clock.jump(600));
    await turn(() => dc.server.cut());
    await turn(() => dc.faults.add({ at: 'incoming', do: 'bad-salt' }));
    await turn(() => dc.clock.jump(-1_200));
    for (const code of [16, 17, 20, 64]) await turn(() => dc.faults.add({ at: 'incoming', do: 'bad-msg', code }));
    await Promise.all(calls);
    // The local DC checks parity, order and zero low halves of every message; a clock that jumps makes ids too high, never wrong.
    const broken = dc.violations().filter(({ rule }) => !rule.startsWith('msg-id-too') && !rule.startsWith('salt'));
    expect(broken).toEqual([]);
    const last = new Map<string, bigint>();
    for (const { sessionId, msgId, containerId } of dc.report.transcript((entry) => entry.direction === 'in')) {
      expect(msgId % 4n).toBe(0n);
      expect(msgId & 0xffff_ffffn).not.toBe(0n);
      if (containerId === undefined) {
        expect(msgId).toBeGreaterThan(last.get(sessionId) ?? 0n);
        last.set(sessionId, msgId);
      } else expect(msgId).toBeLessThan(containerId);
    }
  });
});
