import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CallFailure, type ConnectionState, type MtprotoClient, type UpdatesLostReason } from '../../../src-main/mtproto/index.ts';
import type { LocalDc } from '../../dc/index.ts';
import { clientOf, MemoryStorage, startTestDc, type TestWorld } from './support.ts';

const nearest = { _: 'help.getNearestDc' } as const;
/** A call with a number in it, so that the server can count each one. */
const numbered = (id: number) => ({ _: 'help.getDeepLinkInfo', path: String(id) }) as const;

describe('the connection to a DC', () => {
  let dc: LocalDc<TestWorld>;
  const clients: MtprotoClient[] = [];

  function connect(options: Parameters<typeof clientOf>[1] = {}): ReturnType<typeof clientOf> {
    const made = clientOf(dc, options);
    clients.push(made.client);
    made.client.start();
    return made;
  }

  beforeEach(async () => {
    dc = await startTestDc();
    dc.world.on('help.getDeepLinkInfo', () => ({ _: 'help.deepLinkInfoEmpty' }));
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
    const { internalErrors } = dc.report;
    await dc.close();
    expect(internalErrors).toEqual([]);
  });

  /** How often each numbered call was executed. */
  function executed(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const call of dc.world.calls) {
      if (call._ === 'help.getDeepLinkInfo') counts.set(call.path, (counts.get(call.path) ?? 0) + 1);
    }
    return counts;
  }

  it('creates a key at each of three DCs and calls there, breaking no rule', async () => {
    const { client, storage } = connect();
    for (const dcId of [1, 2, 3]) expect(await client.call(nearest, { dcId })).toMatchObject({ thisDc: dcId });
    expect([...storage.keys.keys()].sort()).toEqual([1, 2, 3]);
    expect([...storage.keys.values()].every((stored) => stored.key.length === 256 && stored.salts.length > 0)).toBe(true);
    expect(dc.violations()).toEqual([]);
  });

  it('shares one key exchange among the calls of a DC', async () => {
    const { client } = connect();
    await Promise.all(Array.from({ length: 20 }, (_, i) => client.call(nearest, { dcId: 1, kind: i % 2 === 0 ? 'main' : 'download' })));
    expect(dc.server.keys.permanent().filter((key) => key.dcId === 1).length).toBe(1);
  });

  it('announces the layer with the first calls only', async () => {
    const { client } = connect();
    await client.call(nearest);
    await client.call(numbered(1));
    const calls = dc.report.transcript((entry) => entry.direction === 'in' && entry.method !== undefined);
    expect(calls.map((entry) => entry.wrappers)).toEqual([[], ['invokeWithLayer', 'initConnection'], []]);
    expect(calls[0]?.method).toBe('auth.bindTempAuthKey');
    expect(dc.world.handled[1]?.layer).toBe(227);
  });

  it('reuses key and salts after a restart of the client', async () => {
    const first = connect();
    await first.client.call(nearest);
    await first.client.close();
    const second = connect({ storage: first.storage });
    await second.client.call(nearest);
    expect(dc.server.keys.permanent().length).toBe(1);
    const salts = dc.report.transcript((entry) => entry.type === 'bad_server_salt');
    expect(salts).toEqual([]);
  });

  it('answers 3000 calls exactly once each', async () => {
    const { client } = connect();
    await Promise.all(Array.from({ length: 3_000 }, (_, i) => client.call(numbered(i))));
    const counts = executed();
    expect(counts.size).toBe(3_000);
    expect([...counts.values()].every((count) => count === 1)).toBe(true);
    const containers = new Map<bigint, number>();
    for (const { containerId } of dc.report.transcript((entry) => entry.direction === 'in')) {
      if (containerId !== undefined) containers.set(containerId, (containers.get(containerId) ?? 0) + 1);
    }
    expect(Math.max(...containers.values())).toBeLessThanOrEqual(1000);
    expect(dc.violations()).toEqual([]);
  });

  it('finishes every call when the connection is cut again and again', async () => {
    const { client } = connect();
    await client.call(nearest);
    const calls = Array.from({ length: 200 }, (_, i) => client.call(numbered(i)));
    dc.faults.add({ at: 'incoming', do: 'cut', match: { method: 'help.getDeepLinkInfo' }, skip: 50, times: 1 });
    dc.faults.add({ at: 'outgoing', do: 'cut', match: { type: 'rpc_result' }, skip: 100, times: 1 });
    await Promise.all(calls);
    const counts = executed();
    expect(counts.size).toBe(200);
    expect([...counts.values()].every((count) => count === 1)).toBe(true);
    expect(dc.violations()).toEqual([]);
  });

  it('survives dropped, repeated, late and reordered messages in both directions', async () => {
    const { client } = connect();
    await client.call(nearest);
    const { options } = dc.server;
    options.redeliverAfterMs = 300;
    options.ackDelayMs = 50;
    for (const at of ['incoming', 'outgoing'] as const) {
      const match = at === 'incoming' ? { method: 'help.getDeepLinkInfo' } : { type: 'rpc_result' };
      dc.faults.add({ at, do: 'duplicate', match, skip: 3, times: 3 });
      dc.faults.add({ at, do: 'delay', ms: 100, match, skip: 5, times: 3 });
      dc.faults.add({ at, do: 'hold', after: 2, match, skip: 8, times: 2 });
      dc.faults.add({ at, do: 'drop', match, skip: 10, times: 2 });
    }
    await Promise.all(Array.from({ length: 40 }, (_, i) => client.call(numbered(i))));
    const counts = executed();
    expect(counts.size).toBe(40);
    expect([...counts.values()].every((count) => count === 1)).toBe(true);
  });

  it('takes a corrected salt, also while salts change under load', async () => {
    const { client } = connect();
    await client.call(nearest);
    dc.faults.add({ at: 'incoming', do: 'bad-salt', match: { method: 'help.getDeepLinkInfo' }, times: 3 });
    await Promise.all(Array.from({ length: 10 }, (_, i) => client.call(numbered(i))));
    for (let round = 1; round <= 5; round++) {
      for (const key of dc.server.keys.all()) key.salts.rotate();
      await Promise.all(Array.from({ length: 10 }, (_, i) => client.call(numbered(round * 10 + i))));
    }
    expect([...executed().values()].every((count) => count === 1)).toBe(true);
    expect(executed().size).toBe(60);
  });

  it.each([16, 17, 18, 32, 33, 34, 35, 64])('recovers from bad_msg_notification %i', async (code) => {
    const { client } = connect();
    await client.call(nearest);
    dc.faults.add({ at: 'incoming', do: 'bad-msg', code, match: { method: 'help.getDeepLinkInfo' }, times: 1 });
    await Promise.all([1, 2, 3].map((id) => client.call(numbered(id))));
    expect(executed().size).toBe(3);
  });

  it('connects although its clock is a year off, both ways', async () => {
    for (const skew of [365, -365]) {
      const shift = skew * 86_400_000;
      const { client } = connect({ clock: shiftedClock(shift) });
      expect(await client.call(nearest)).toMatchObject({ thisDc: 2 });
      expect(Math.abs(client.serverTime() - Date.now() / 1000)).toBeLessThan(60);
    }
  });

  it('starts with a stored key although its clock moved a year meanwhile', async () => {
    const first = connect();
    await first.client.call(nearest);
    await first.client.close();
    for (const skew of [365, -365]) {
      const { client } = connect({ storage: first.storage, clock: shiftedClock(skew * 86_400_000) });
      expect(await client.call(nearest)).toMatchObject({ thisDc: 2 });
      await client.close();
    }
    expect(dc.server.keys.permanent().length).toBe(1);
  });

  it('recovers when the clock of the server jumps an hour under it', async () => {
    const { client } = connect();
    await client.call(nearest);
    for (const jump of [3_600, -3_600]) {
      dc.clock.jump(jump);
      await Promise.all([1, 2, 3].map((id) => client.call(numbered(jump + id))));
      expect(Math.abs(client.serverTime() - dc.clock.now())).toBeLessThan(60);
    }
    expect([...executed().values()]).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('notices a new session of the server and sends its calls again', async () => {
    const { client } = connect();
    await client.call(nearest);
    const lost: UpdatesLostReason[] = [];
    client.onUpdatesLost((reason) => lost.push(reason));
    await dc.restart();
    await Promise.all([1, 2, 3].map((id) => client.call(numbered(id))));
    expect(lost).toEqual(['newSession']);
    expect([...executed().values()]).toEqual([1, 1, 1]);
  });

  it('waits while the DC is away, says when it tries again, and goes on afterwards', async () => {
    const { client } = connect();
    await client.call(nearest);
    const states: ConnectionState[] = [];
    client.onConnectionState((state) => states.push(state));
    const waiting = new Promise<void>((resolve) => {
      client.onConnectionState((state) => {
        if (state.kind === 'connecting' && state.retryAt !== undefined) resolve();
      });
    });
    await dc.stop();
    const call = client.call(numbered(1));
    await waiting;
    await dc.start();
    client.retryNow();
    await call;
    expect(states.at(-1)).toEqual({ kind: 'connected' });
    expect(states.find((state) => state.kind === 'connecting' && (state.retryAt ?? 0) > Date.now() - 60_000)).toBeDefined();
  });

  it('says that it waits for the network when the system has none, and goes on when it comes back', async () => {
    await dc.stop();
    const { client } = connect();
    const states: ConnectionState['kind'][] = [];
    client.onConnectionState((state) => states.push(state.kind));
    client.setOnline(false);
    const call = client.call(nearest);
    await dc.start();
    client.setOnline(true);
    await call;
    expect(states[0]).toBe('waitingForNetwork');
    expect(states.at(-1)).toBe('connected');
  });

  it('rejects waiting calls on abort, timeout and close', async () => {
    await dc.stop();
    const { client } = connect();
    const abort = new AbortController();
    const aborted = client.call(nearest, { signal: abort.signal });
    const timed = client.call(nearest, { timeoutMs: 30 });
    const left = client.call(nearest);
    const reasons = Promise.allSettled([aborted, timed, left]);
    abort.abort(new Error('no longer wanted'));
    await expect(timed).rejects.toMatchObject({ name: 'CallFailure', reason: 'timeout' });
    await client.close();
    const results = await reasons;
    expect(results.map((result) => (result.status === 'rejected' ? (result.reason as Error).message : 'answered'))).toEqual([
      'no longer wanted',
      'help.getNearestDc: timeout',
      'help.getNearestDc: closed',
    ]);
    await expect(client.call(nearest)).rejects.toBeInstanceOf(CallFailure);
    await expect(client.call(nearest, { signal: AbortSignal.abort(new Error('never wanted')) })).rejects.toThrow();
  });

  it('tells the server to drop the answer of an aborted call', async () => {
    const { client } = connect();
    await client.call(nearest);
    const abort = new AbortController();
    dc.world.on('help.getDeepLinkInfo', () => new Promise(() => undefined));
    const arrived = dc.report.next((entry) => entry.method === 'help.getDeepLinkInfo');
    const dropped = dc.report.next((entry) => entry.type === 'rpc_drop_answer');
    const call = client.call(numbered(1), { signal: abort.signal });
    const rejected = expect(call).rejects.toThrow('enough');
    await arrived;
    abort.abort(new Error('enough'));
    await rejected;
    await dropped;
  });

  it('keeps the order of a chain, also when the first call is slow and the connection breaks', async () => {
    const { client } = connect();
    await client.call(nearest);
    const order: string[] = [];
    dc.world.on('help.getDeepLinkInfo', (call) => {
      order.push(call.path);
      return { _: 'help.deepLinkInfoEmpty' };
    });
    dc.faults.add({ at: 'call', do: 'delay', ms: 150, match: { method: 'help.getDeepLinkInfo' }, times: 1 });
    dc.faults.add({ at: 'incoming', do: 'cut', match: { method: 'help.getDeepLinkInfo' }, skip: 4, times: 1 });
    await Promise.all(Array.from({ length: 20 }, (_, i) => client.call(numbered(i), { chain: 'chat' })));
    expect(order).toEqual(Array.from({ length: 20 }, (_, i) => String(i)));
  });

  it('destroys its keys', async () => {
    const { client, storage } = connect();
    await client.call(nearest);
    await client.call(nearest, { dcId: 1 });
    const old = dc.server.keys.permanent().map((key) => key.id);
    expect(old.length).toBe(2);
    await client.destroyKeys();
    expect(dc.server.keys.permanent().map((key) => key.id).filter((id) => old.includes(id))).toEqual([]);
    expect(storage.keys.has(1)).toBe(false);
    expect(await client.call(nearest)).toMatchObject({ thisDc: 2 });
  });

  it('makes a new key when the DC forgot one that nobody was signed in with', async () => {
    const first = connect();
    await first.client.call(nearest);
    // A key of the first minute may only not be known everywhere yet.
    dc.clock.jump(120);
    for (const key of dc.server.keys.permanent()) dc.server.forgetKey(key.id);
    expect(await first.client.call(nearest)).toMatchObject({ thisDc: 2 });
  });

  it('closes media connections that are not used, and opens them again', async () => {
    const storage = new MemoryStorage();
    const { client } = connect({ storage });
    await client.call(nearest, { kind: 'download' });
    expect(dc.world.handled[0]?.withoutUpdates).toBe(true);
    await client.call(nearest);
    const sessions = new Set(dc.world.handled.map((item) => item.sessionId));
    expect(sessions.size).toBe(2);
    expect(dc.world.handled[1]?.withoutUpdates).toBe(false);
  });
});

function shiftedClock(shiftMs: number) {
  return {
    wall: () => Date.now() + shiftMs,
    monotonic: () => performance.now(),
    after: (ms: number, action: () => void) => {
      const handle = setTimeout(action, ms);
      return { cancel: () => clearTimeout(handle) };
    },
    soon: (action: () => void) => {
      const handle = setImmediate(action);
      return { cancel: () => clearImmediate(handle) };
    },
  };
}
