import { describe, expect, it } from 'vitest';
import { MtprotoClient, type ConnectionState, type DcAddress } from '../../../src-main/mtproto/index.ts';
import { MemoryStorage } from '../../integration/mtproto/support.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeNetwork, type Behaviour } from './fake-network.ts';
import { seededRandom } from './session-peer.ts';

const address = (id: number, host: string): DcAddress => ({ id, host, port: 443, thisPortOnly: true });

/** A client with a key, whose servers take bytes and never answer. */
function offline(behaviours: Record<string, Behaviour>) {
  const clock = new FakeClock();
  const network = new FakeNetwork(clock, behaviours);
  const storage = new MemoryStorage();
  for (const dcId of [1, 2]) {
    const salts = [{ salt: 1n, validSince: 0, validUntil: 4_000_000_000 }];
    storage.saveAuthKey({ dcId, key: seededRandom(`key ${dcId}`)(256), createdAt: 0, authorized: true, salts, timeOffset: 0 });
  }
  const client = new MtprotoClient({
    environment: { test: false, addresses: [address(1, 'one'), address(2, 'two')], publicKeys: [], defaultDcId: 2 },
    init: { apiId: 1, deviceModel: 'T', systemVersion: 'T', appVersion: '1', systemLangCode: 'en', langPack: '', langCode: '', tzOffsetSeconds: 0 },
    storage,
    clock,
    random: seededRandom(),
    connect: network.connect,
    refreshAddresses: false,
  });
  const opened = (host: string): number[] => network.sockets.filter(({ target }) => target.startsWith(host)).map(({ at }) => at);
  return { clock, network, client, opened };
}

/** The most sockets within any window. */
const densest = (times: number[], windowMs: number): number =>
  Math.max(0, ...times.map((start) => times.filter((time) => time >= start && time < start + windowMs).length));

describe('sockets of a session', () => {
  it('are never more than four a second and five in five, however often the link is cut and the person asks to try again', async () => {
    const { clock, network, client, opened } = offline({ 'two:443': 'mute' });
    client.start();
    for (let cut = 0; cut < 50; cut++) {
      await settle(clock, 100);
      const last = network.sockets.at(-1);
      if (last !== undefined && !last.closed) {
        last.closed = true;
        last.events.onClose(new Error('reset'));
      }
      client.retryNow();
      clock.advance(200 * (cut % 7));
    }
    const times = opened('two');
    expect(times.length).toBeGreaterThanOrEqual(20);
    expect(densest(times, 1_000)).toBeLessThanOrEqual(4);
    expect(densest(times, 5_000)).toBeLessThanOrEqual(5);
    await client.close();
  });

  it('are one a second, two in four and three in eight when nobody looks or there is no network, and still tried', async () => {
    for (const hush of [(client: MtprotoClient) => client.setActive(false), (client: MtprotoClient) => client.setOnline(false)]) {
      const { clock, client, opened } = offline({ 'two:443': 'refuses' });
      client.start();
      hush(client);
      for (let second = 0; second < 120; second++) await settle(clock, 1_000);
      const times = opened('two');
      expect(densest(times, 1_000)).toBe(1);
      expect(densest(times, 4_000)).toBeLessThanOrEqual(2);
      expect(densest(times, 8_000)).toBeLessThanOrEqual(3);
      expect(times.slice(1).every((time, index) => time - (times[index] ?? 0) <= 16_100)).toBe(true);
      await client.close();
    }
  });

  it('are replaced at once after sleep, the permanent one first', async () => {
    const { clock, network, client, opened } = offline({ 'one:443': 'mute', 'two:443': 'mute' });
    client.start();
    const call = client.call({ _: 'help.getNearestDc' }, { dcId: 1 }).catch(() => undefined);
    await settle(clock, 1_000);
    expect(network.open.sort()).toEqual(['one:443', 'two:443']);
    const woken = clock.monotonic();
    client.retryNow();
    expect(network.open).toEqual([]);
    await settle(clock, 300);
    expect(network.open).toEqual(['two:443']);
    await settle(clock, 1_700);
    expect(opened('two').at(-1)).toBeLessThan(woken + 2_000);
    expect(network.open.sort()).toEqual(['one:443', 'two:443']);
    await client.close();
    await call;
  });

  it('stay while somebody asks for another attempt again and again, until they had their time', async () => {
    const { clock, network, client, opened } = offline({ 'two:443': 'mute' });
    client.start();
    for (let asked = 0; asked < 12; asked++) {
      await settle(clock, 300);
      client.tryAgain();
    }
    expect(network.open).toEqual(['two:443']);
    expect(opened('two').length).toBe(1);
    await settle(clock, 700);
    client.tryAgain();
    expect(network.open).toEqual([]);
    await settle(clock, 300);
    expect(network.open).toEqual(['two:443']);
    await client.close();
  });

  it('of a session without calls are not replaced', async () => {
    const { clock, client, opened } = offline({ 'one:443': 'mute', 'two:443': 'mute' });
    client.start();
    const gone = new AbortController();
    const call = client.call({ _: 'help.getNearestDc' }, { dcId: 1, signal: gone.signal }).catch(() => undefined);
    await settle(clock, 1_000);
    gone.abort();
    await call;
    client.retryNow();
    await settle(clock, 3_000);
    expect(opened('one').length).toBe(1);
    await client.close();
  });
});

describe('what the person is told', () => {
  it('is that the proxy is being connected to, when there is one, before anything else is known', async () => {
    const clock = new FakeClock();
    const network = new FakeNetwork(clock, {});
    const client = new MtprotoClient({
      environment: { test: false, addresses: [address(2, 'two')], publicKeys: [], defaultDcId: 2 },
      init: { apiId: 1, deviceModel: 'T', systemVersion: 'T', appVersion: '1', systemLangCode: 'en', langPack: '', langCode: '', tzOffsetSeconds: 0 },
      storage: new MemoryStorage(),
      clock,
      random: seededRandom(),
      connect: network.connect,
      route: { kind: 'tunnel', connect: new FakeNetwork(clock, { 'two:443': 'refuses' }).connect },
    });
    const states: ConnectionState[] = [];
    client.onConnectionState((state) => states.push(state));
    expect(client.connectionState).toEqual({ kind: 'connectingToProxy' });
    client.start();
    for (let second = 0; second < 10; second++) await settle(clock, 1_000);
    client.setOnline(false);
    client.setRoute({ kind: 'direct' });
    client.setOnline(true);
    expect(states.some((state) => state.kind === 'connectingToProxy' && state.retryAt !== undefined)).toBe(true);
    const kinds = states.map(({ kind }) => kind);
    const since = kinds.slice(kinds.lastIndexOf('waitingForNetwork'));
    expect([...new Set(since)]).toEqual(['waitingForNetwork', 'connecting']);
    expect(network.sockets).toEqual([]);
    await client.close();
  });
});

/** Lets time pass, and promises that hang on it be kept. */
async function settle(clock: FakeClock, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 100) {
    clock.advance(Math.min(100, ms - passed));
    for (let round = 0; round < 3; round++) await new Promise((resolve) => setImmediate(resolve));
  }
}
