import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock, type Clock } from '../../../src-main/mtproto/clock.ts';
import type { FetchText } from '../../../src-main/mtproto/recovery/txt-record.ts';
import { connectTcp } from '../../../src-main/mtproto/transport/socket.ts';
import type { LocalDc } from '../../dc/index.ts';
import { Publisher, resolverAnswer } from '../../unit/mtproto/published-configs.ts';
import { clientOf, environmentOf, MemoryStorage, startTestDc, type TestWorld } from './support.ts';

const nearest = { _: 'help.getNearestDc' } as const;
/** The machine's clock on which the patience with dead addresses is over at once. */
const impatient: Clock = { ...systemClock, after: (ms, action) => systemClock.after(ms === 20_000 ? 0 : ms, action) };

let dc: LocalDc<TestWorld>;
let deadPort: number;
const publisher = new Publisher();

beforeEach(async () => {
  dc = await startTestDc();
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  deadPort = (server.address() as AddressInfo).port;
  await new Promise((resolve) => server.close(resolve));
});

afterEach(() => dc.close());

/** A client that knows nothing but an address that is dead. */
function lost(fetch: FetchText, options: Parameters<typeof clientOf>[1] = {}) {
  const environment = { ...environmentOf(dc), addresses: [{ id: 2, host: '127.0.0.1', port: deadPort, thisPortOnly: true }] };
  return clientOf(dc, { environment, fetch, recoveryKey: publisher.publicKey, clock: impatient, ...options });
}

it('a client whose addresses are all dead finds others that were published, when it may, and keeps none of them', async () => {
  const now = Date.now() / 1000;
  const alive = { host: '127.0.0.1', port: dc.dcs.find(({ id }) => id === 2)?.port ?? 0 };
  // One address is forged, as whoever is on the way could do: nobody is there, and nothing is lost but time.
  const rules = [{ dcId: 2, ips: [{ host: '127.0.0.1', port: deadPort, secret: randomBytes(16) }, alive] }];
  const text = publisher.publish({ date: now - 10, expires: now + 60, rules });
  const asked: string[] = [];
  const { client, storage } = lost((url) => {
    asked.push(new URL(url).hostname);
    return asked.length === 1 ? Promise.reject(new Error('blocked too')) : Promise.resolve({ text: resolverAnswer(text), date: now });
  });
  client.setRecovery(true);
  client.start();
  expect(await client.call(nearest)).toMatchObject({ thisDc: 2 });
  expect(asked).toEqual(['dns.google', 'cloudflare-dns.com']);
  expect((storage as MemoryStorage).dcOptions).toBeUndefined();
  await client.close();
  expect(dc.violations()).toEqual([]);
});

it('a client that may not, or has a proxy, asks nobody', async () => {
  const asked: string[] = [];
  const fetch: FetchText = (url) => {
    asked.push(url);
    return Promise.reject(new Error('nobody'));
  };
  let tried = 0;
  const threeTimes = (action: () => void) => new Promise<void>((resolve) => {
    const look = setInterval(() => {
      if (tried < 3) return;
      clearInterval(look);
      action();
      resolve();
    }, 10);
  });
  const counting: typeof connectTcp = (target, events) => {
    tried++;
    return connectTcp(target, events);
  };
  const usual = lost(fetch, { connect: counting }).client;
  usual.start();
  await threeTimes(() => expect(asked).toEqual([]));
  await usual.close();
  tried = 0;
  const proxied = lost(fetch, { route: { kind: 'tunnel', connect: counting } }).client;
  proxied.setRecovery(true);
  proxied.start();
  await threeTimes(() => expect(asked).toEqual([]));
  await proxied.close();
});
