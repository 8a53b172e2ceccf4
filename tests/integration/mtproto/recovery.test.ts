import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallOptions, CallWait, MtprotoClient } from '../../../src-main/mtproto/index.ts';
import type { LocalDc } from '../../dc/index.ts';
import type { RpcContext } from '../../dc/protocol/types.ts';
import { clientOf, startTestDc, withoutWaitsOf, type TestWorld } from './support.ts';

const nearest = { _: 'help.getNearestDc' } as const;
const numbered = (path: string) => ({ _: 'help.getDeepLinkInfo', path }) as const;

describe('calls over a wire', () => {
  let dc: LocalDc<TestWorld>;
  let client: MtprotoClient;
  const contexts: RpcContext[] = [];

  beforeEach(async () => {
    dc = await startTestDc();
    contexts.length = 0;
    dc.world.on('help.getDeepLinkInfo', (_call, context) => {
      contexts.push(context);
      return { _: 'help.deepLinkInfoEmpty' };
    });
    ({ client } = clientOf(dc, { clock: withoutWaitsOf(5_000) }));
    client.start();
    await client.call(nearest);
  });

  afterEach(async () => {
    await client.close();
    const { internalErrors } = dc.report;
    await dc.close();
    expect(internalErrors).toEqual([]);
  });

  const wrappersOf = (method: string): (readonly string[] | undefined)[] =>
    dc.report.transcript((entry) => entry.direction === 'in' && entry.method === method).map((entry) => entry.wrappers);

  it('have their answer soon although it was lost together with the connection', async () => {
    dc.faults.add({ at: 'call', do: 'lose-answer-and-cut', match: { method: 'help.getDeepLinkInfo' } });
    await client.call(numbered('1'));
    expect(dc.violations()).toEqual([]);
  });

  it('arrive inside their wrappers, in the documented order, packed where that pays', async () => {
    const export_: CallOptions = { takeoutId: 77n, messagesRange: { minId: 5, maxId: 900 }, chain: 'export', dcId: 1, priority: 'low' };
    const long = 'petrel '.repeat(100);
    await Promise.all([client.call(numbered(long), export_), client.call(numbered(long), export_)]);
    expect(contexts.map(({ takeoutId, messagesRange }) => ({ takeoutId, messagesRange }))).toEqual(
      Array.from({ length: 2 }, () => ({ takeoutId: 77n, messagesRange: { minId: 5, maxId: 900 } })),
    );
    const order = ['invokeWithLayer', 'initConnection', 'invokeWithoutUpdates', 'invokeAfterMsg', 'invokeWithTakeout', 'invokeWithMessagesRange', 'gzip_packed'];
    const [first = [], second = []] = wrappersOf('help.getDeepLinkInfo');
    for (const wrappers of [first, second]) {
      expect(wrappers).toEqual(order.filter((name) => wrappers.includes(name)));
      for (const name of ['invokeWithoutUpdates', 'invokeWithTakeout', 'invokeWithMessagesRange', 'gzip_packed']) expect(wrappers).toContain(name);
    }
    expect([first.includes('invokeAfterMsg'), second.includes('invokeAfterMsg')]).toEqual([false, true]);
    await client.call(numbered('b'), { businessConnectionId: 'connection' });
    expect(contexts.at(-1)?.businessConnectionId).toBe('connection');
    expect(dc.violations()).toEqual([]);
  });

  it('are confirmed on arrival where that is wanted', async () => {
    await client.call(numbered('1'));
    expect(dc.report.quickAcks).toBe(0);
    await client.call(numbered('2'), { quickAck: true });
    expect(dc.report.quickAcks).toBe(1);
  });

  it('go before what nobody waits for', async () => {
    const order: string[] = [];
    dc.world.on('help.getDeepLinkInfo', ({ path }) => {
      order.push(path);
      return { _: 'help.deepLinkInfoEmpty' };
    });
    const priorities = ['low', 'normal', 'high'] as const;
    await Promise.all(priorities.map((priority) => client.call(numbered(priority), { priority })));
    expect(order).toEqual(['high', 'normal', 'low']);
  });

  it('tell that they wait, and for how long', async () => {
    const seen: (readonly CallWait[])[] = [];
    client.onWaits((waits) => seen.push(waits));
    dc.faults.add({ at: 'call', do: 'error', code: 420, text: 'FLOOD_WAIT_1' });
    await client.call(numbered('1'), { priority: 'high' });
    expect(seen.map((waits) => waits.map(({ method, reason, awaited }) => [method, reason, awaited]))).toEqual([
      [['help.getDeepLinkInfo', 'flood', true]],
      [],
    ]);
  });

  it('are answered once each while the salt changes again and again under them', async () => {
    const calls: Promise<unknown>[] = [];
    for (let round = 0; round < 20; round++) {
      for (const key of dc.server.keys.all()) key.salts.rotate();
      calls.push(...[0, 1, 2].map((i) => client.call(numbered(`${round}.${i}`), { idempotent: i === 0 })));
      await calls[round * 3];
    }
    await Promise.all(calls);
    const paths = dc.world.calls.flatMap((call) => (call._ === 'help.getDeepLinkInfo' ? [call.path] : []));
    expect([paths.length, new Set(paths).size]).toEqual([60, 60]);
  });
});
