import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Proxy } from '#shared/model/index.ts';
import { createSystemRandom } from '../../../src-main/crypto/index.ts';
import { systemClock } from '../../../src-main/mtproto/clock.ts';
import { measureLatency, ProxyError, Resolver, routeThrough } from '../../../src-main/mtproto/proxy/index.ts';
import type { Route } from '../../../src-main/mtproto/index.ts';
import { connectTcp } from '../../../src-main/mtproto/transport/socket.ts';
import type { LocalDc } from '../../dc/index.ts';
import { startProxies } from '../../dc/proxies/index.ts';
import type { AllProxies, ProxyServer } from '../../dc/proxies/index.ts';
import { clientOf, startTestDc, type TestWorld } from './support.ts';

let dc: LocalDc<TestWorld>;
let proxies: AllProxies;

beforeAll(async () => {
  dc = await startTestDc();
  proxies = await startProxies(() => dc.dcs);
});

afterAll(async () => {
  await proxies.close();
  await dc.close();
});

const names = ['socks5', 'socks5Login', 'http', 'httpLogin', 'plain', 'padded', 'tls'] as const;
const described = (name: (typeof names)[number]): Proxy => proxies.describe()[name] as Proxy;

interface Tried {
  ms?: number;
  reason?: string;
  /** Where sockets were opened to. */
  opened: number[];
}

/** Asks DC 2 through a proxy. */
async function ask(proxy: Proxy, changes: { serverTime?: () => number; signal?: AbortSignal; host?: string } = {}): Promise<Tried> {
  const opened: number[] = [];
  const route = routeThrough(proxy, {
    connect: (target, events) => {
      opened.push(target.port);
      return connectTcp(target, events);
    },
    resolver: new Resolver(systemClock),
    clock: systemClock,
    random: createSystemRandom(),
    serverTime: changes.serverTime ?? (() => Date.now() / 1000),
  });
  const target = dc.dcs[1];
  if (target === undefined) throw new Error('no DC 2');
  try {
    const ms = await measureLatency({
      route,
      address: { ...target, host: changes.host ?? target.host },
      wireId: 2,
      clock: systemClock,
      random: createSystemRandom(),
      signal: changes.signal ?? new AbortController().signal,
    });
    return { ms, opened };
  } catch (error) {
    return { reason: error instanceof ProxyError ? error.reason : error instanceof Error ? error.name : 'unknown', opened };
  }
}

describe('a data center answers', () => {
  it.each(names)('through %s, and the only socket goes to the proxy', async (name) => {
    const server: ProxyServer = proxies[name];
    const { ms, opened } = await ask(described(name));
    expect(ms).toBeGreaterThan(0);
    expect(opened).toEqual([server.port]);
    expect(server.violations).toEqual([]);
    expect(server.relayed).toBeGreaterThan(0);
  });

  it('to what looks like nothing where the secret asks for it: envelopes of random lengths', async () => {
    const totals = async (route: Route): Promise<number[]> => {
      dc.report.packets.length = 0;
      const { client } = clientOf(dc, { route });
      client.start();
      for (let count = 0; count < 25; count++) await client.call({ _: 'help.getNearestDc' });
      await client.close();
      return dc.report.packets.map(({ total }) => total);
    };
    const through = (name: (typeof names)[number]): Route =>
      routeThrough(described(name), { connect: connectTcp, resolver: new Resolver(systemClock), clock: systemClock, random: createSystemRandom(), serverTime: () => Date.now() / 1000 });
    // Totals of a few sizes tell how much was said only roughly, but that it is MTProto.
    const steps = [64, 128, 192, 256, 384, 512, 768, 1_024, 1_280];
    const isStep = (total: number) => steps.includes(total);
    expect((await totals({ kind: 'direct' })).every(isStep)).toBe(true);
    expect((await totals(through('plain'))).every(isStep)).toBe(true);
    for (const name of ['padded', 'tls'] as const) expect((await totals(through(name))).filter(isStep).length, name).toBeLessThan(20);
    expect(dc.violations()).toEqual([]);
  });

  it('at an address of IPv6, where this machine has one', async () => {
    const port = dc.dcs[1]?.port ?? 0;
    const reachable = await new Promise<boolean>((resolve) => {
      const opened = (): void => {
        socket.destroy();
        resolve(true);
      };
      const socket = connectTcp({ host: '::1', port }, { onOpen: opened, onData: () => undefined, onClose: () => resolve(false) });
    });
    for (const name of ['socks5', 'http'] as const) {
      const { ms } = await ask(described(name), { host: '::1' });
      expect(ms !== undefined).toBe(reachable);
    }
    expect(proxies.socks5.requests.at(-1)?.form).toBe('ipv6');
  });

  it('to a proxy that is known by name', async () => {
    expect((await ask({ ...described('socks5'), host: 'localhost' })).ms).toBeGreaterThan(0);
  });

  it('behind further handshake records', async () => {
    proxies.tls.extraRecords = 3;
    expect((await ask(described('tls'))).ms).toBeGreaterThan(0);
    proxies.tls.extraRecords = 0;
  });

  it('with the DC id in the header, and addresses as addresses', async () => {
    expect(new Set([...proxies.plain.requests, ...proxies.padded.requests, ...proxies.tls.requests])).toEqual(new Set([2]));
    expect(proxies.socks5.requests[0]).toEqual({ host: '127.0.0.1', port: dc.dcs[1]?.port, form: 'ipv4' });
  });
});

describe('what is wrong is told apart', () => {
  const withLogin = (name: 'socks5Login' | 'httpLogin', login: object): Proxy => ({ ...described(name === 'socks5Login' ? 'socks5' : 'http'), port: proxies[name].port, ...login }) as Proxy;

  it.each(['socks5Login', 'httpLogin'] as const)('logins at %s', async (name) => {
    expect((await ask(withLogin(name, {}))).reason).toBe('loginNeeded');
    expect((await ask(withLogin(name, { username: 'windhover', password: 'wrong' }))).reason).toBe('wrongLogin');
  });

  it('refusals of the proxy', async () => {
    proxies.socks5.refusal = 2;
    proxies.http.refusal = 403;
    expect([(await ask(described('socks5'))).reason, (await ask(described('http'))).reason]).toEqual(['forbidden', 'forbidden']);
    proxies.socks5.refusal = 4;
    proxies.http.refusal = 502;
    expect([(await ask(described('socks5'))).reason, (await ask(described('http'))).reason]).toEqual(['unreachable', 'unreachable']);
    proxies.socks5.refusal = undefined;
    proxies.http.refusal = undefined;
  });

  it('bytes that a server cannot have sent', async () => {
    proxies.socks5.extra = Buffer.of(0);
    proxies.http.extra = 'x';
    expect([(await ask(described('socks5'))).reason, (await ask(described('http'))).reason]).toEqual(['notAProxy', 'notAProxy']);
    proxies.socks5.extra = Buffer.alloc(0);
    proxies.http.extra = '';
  });

  it('kinds of proxies', async () => {
    expect((await ask({ ...described('http'), port: proxies.socks5.port })).reason).toBe('closed');
    expect((await ask({ ...described('tls'), port: proxies.plain.port })).reason).toBe('closed');
    for (const name of names) proxies[name].violations.length = 0;
  });

  it('secrets, of which a wrong one opens nothing', async () => {
    const wrong = randomBytes(16).toString('hex');
    expect((await ask({ ...described('plain'), secret: wrong } as Proxy)).reason).toBe('closed');
    expect((await ask({ ...described('padded'), secret: `dd${wrong}` } as Proxy)).reason).toBe('closed');
    const domain = proxies.tls.secret.slice(34);
    expect((await ask({ ...described('tls'), secret: `ee${wrong}${domain}` } as Proxy)).reason).toBe('closed');
    expect(proxies.tls.violations).toEqual(['the client does not know the secret']);
    for (const name of names) proxies[name].violations.length = 0;
  });

  it('clocks that a TLS proxy does not accept', async () => {
    expect((await ask(described('tls'), { serverTime: () => Date.now() / 1000 - 3600 })).reason).toBe('closed');
    expect(proxies.tls.violations).toEqual(['the clock of the client is wrong']);
    proxies.tls.violations.length = 0;
  });

  it('a proof that is forged: not one byte follows the ClientHello', async () => {
    const [hellos, bytes, requests] = [proxies.tls.hellos.length, proxies.tls.afterHello, proxies.tls.requests.length];
    proxies.tls.forgeProof = true;
    expect((await ask(described('tls'))).reason).toBe('wrongSecret');
    proxies.tls.forgeProof = false;
    expect(proxies.tls.hellos).toHaveLength(hellos + 1);
    expect(proxies.tls.afterHello).toBe(bytes);
    expect(proxies.tls.requests).toHaveLength(requests);
  });

  it('nobody there, and nobody of that name', async () => {
    const empty = createServer();
    const port = await new Promise<number>((resolve) => empty.listen(0, '127.0.0.1', () => resolve((empty.address() as AddressInfo).port)));
    await new Promise((resolve) => empty.close(resolve));
    expect((await ask({ ...described('socks5'), port })).reason).toBe('refused');
    expect((await ask({ ...described('socks5'), host: 'nobody.invalid' })).reason).toBe('unresolved');
  });

  it('somebody who lost patience', async () => {
    const silent = createServer();
    const port = await new Promise<number>((resolve) => silent.listen(0, '127.0.0.1', () => resolve((silent.address() as AddressInfo).port)));
    const patience = new AbortController();
    silent.once('connection', () => patience.abort());
    expect((await ask({ ...described('http'), port }, { signal: patience.signal })).reason).toBe('AbortError');
    await new Promise((resolve) => silent.close(resolve));
  });
});
