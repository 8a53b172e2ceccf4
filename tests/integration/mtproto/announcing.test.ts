import { afterEach, beforeEach, expect, it } from 'vitest';
import type { MtprotoClient } from '../../../src-main/mtproto/index.ts';
import type { LocalDc } from '../../dc/index.ts';
import { configOf } from '../../unit/configuration/sample.ts';
import { clientOf, startTestDc, type TestWorld } from './support.ts';

const nearest = { _: 'help.getNearestDc' } as const;

let dc: LocalDc<TestWorld>;
let client: MtprotoClient;

beforeEach(async () => {
  dc = await startTestDc();
});

afterEach(async () => {
  await client.close();
  const { internalErrors } = dc.report;
  const violations = dc.violations();
  await dc.close();
  expect([internalErrors, violations]).toEqual([[], []]);
});

function connect(options: Parameters<typeof clientOf>[1] = {}): void {
  client = clientOf(dc, options).client;
  client.start();
}

/** What the DC knows of the client, under the temporary key in use. */
const told = () => dc.server.keys.all().flatMap((key) => key.init ?? []);
const announced = (): (string | undefined)[] =>
  dc.report.transcript(({ direction, wrappers }) => direction === 'in' && wrappers?.includes('initConnection') === true).map(({ method }) => method);

it('tells the server again, once, when language or time zone change', async () => {
  connect();
  await client.call(nearest);
  expect(told()).toMatchObject([{ langPack: '', langCode: '', params: { tz_offset: 0 } }]);
  client.setInit({ tzOffsetSeconds: 3_600, langPack: 'tdesktop', langCode: 'de' });
  await client.call(nearest);
  await client.call(nearest);
  expect(told()).toMatchObject([{ langPack: 'tdesktop', langCode: 'de', params: { tz_offset: 3_600 } }]);
  // Less than a quarter of an hour is no other time zone.
  client.setInit({ tzOffsetSeconds: 3_700 });
  await client.call(nearest);
  expect(announced()).toEqual([nearest._, nearest._]);
});

it('tells every DC, and is not taken in by the answer to what was said before', async () => {
  dc.world.on('help.getDeepLinkInfo', () => ({ _: 'help.deepLinkInfoEmpty' }));
  connect();
  await Promise.all([client.call(nearest), client.call(nearest, { dcId: 1 })]);
  client.setInit({ deviceModel: 'First' });
  dc.faults.add({ at: 'call', do: 'delay', ms: 200, match: { method: 'help.getDeepLinkInfo' } });
  const arrived = dc.report.next(({ direction, method }) => direction === 'in' && method === 'help.getDeepLinkInfo');
  const slow = client.call({ _: 'help.getDeepLinkInfo', path: 'x' });
  await arrived;
  client.setInit({ deviceModel: 'Second' });
  await slow;
  await Promise.all([client.call(nearest), client.call(nearest, { dcId: 1 })]);
  expect(told().map(({ deviceModel }) => deviceModel)).toEqual(['Second', 'Second']);
});

it('does so without any call of the app when the configuration is kept', async () => {
  dc.world.on('help.getConfig', () => configOf({ date: 1_000, expires: 90_000, dcOptions: [] }));
  const configured = dc.report.next(({ direction, method }) => direction === 'out' && method === 'help.getConfig');
  connect({ refreshAddresses: true });
  await configured;
  const again = dc.report.next(({ direction, method }) => direction === 'out' && method === 'help.getConfig');
  client.setInit({ tzOffsetSeconds: -7_200 });
  await again;
  expect(told()).toMatchObject([{ params: { tz_offset: -7_200 } }]);
});

it('shares calls between as many sessions as the configuration says, of which one gets updates, and keeps chains together', async () => {
  dc.world.on('help.getConfig', () => configOf({ date: 1_000, expires: 90_000, tmpSessions: 3 }));
  dc.world.on('help.getDeepLinkInfo', () => ({ _: 'help.deepLinkInfoEmpty' }));
  connect({ refreshAddresses: true });
  const taken = new Promise((resolve) => client.onConfig(resolve));
  await client.call(nearest);
  await taken;
  dc.faults.add({ at: 'call', do: 'delay', ms: 30, times: 1_000, match: { method: 'help.getDeepLinkInfo' } });
  for (let round = 0; round < 4; round++) {
    await Promise.all(Array.from({ length: 12 }, (_, index) => client.call({ _: 'help.getDeepLinkInfo', path: String(index) }, index < 4 ? { chain: 'chat' } : {})));
  }
  const links = dc.world.handled.filter(({ method }) => method === 'help.getDeepLinkInfo');
  const sessions = new Map(links.map(({ sessionId, withoutUpdates }) => [sessionId, withoutUpdates]));
  expect([...sessions.values()].sort()).toEqual([false, true, true]);
  const chained = dc.world.calls.flatMap((call, index) => (call._ === 'help.getDeepLinkInfo' && Number(call.path) < 4 ? [{ path: call.path, in: dc.world.handled[index]?.sessionId }] : []));
  for (let round = 0; round < 4; round++) {
    const four = chained.slice(round * 4, round * 4 + 4);
    expect(four.map(({ path }) => path)).toEqual(['0', '1', '2', '3']);
    expect(new Set(four.map((entry) => entry.in)).size).toBe(1);
  }
});

it('reads the list of data centers again and opens its sockets anew when the server says that it is out of date', async () => {
  dc.world.on('help.getConfig', () => configOf({ date: 1_000, expires: 90_000 }));
  const configured = dc.report.next(({ direction, method }) => direction === 'out' && method === 'help.getConfig');
  connect({ refreshAddresses: true });
  await configured;
  const sockets = dc.report.accepted.length;
  dc.faults.add({ at: 'call', do: 'error', code: 400, text: 'MTPROTO_CLUSTER_INVALID', match: { method: nearest._ } });
  await expect(client.call(nearest)).resolves.toMatchObject({ thisDc: 2 });
  expect(dc.world.count('help.getConfig')).toBe(2);
  expect(dc.report.accepted.length).toBe(sockets + 1);
});
