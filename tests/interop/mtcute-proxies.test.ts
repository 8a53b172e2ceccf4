import { HttpProxyTcpTransport, MtProxyTcpTransport, SocksProxyTcpTransport } from '@mtcute/node';
import type { TelegramTransport } from '@mtcute/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDcWith } from '../dc/index.ts';
import type { LocalDc } from '../dc/index.ts';
import { startProxies } from '../dc/proxies/index.ts';
import type { AllProxies, ProxyServer } from '../dc/proxies/index.ts';
import { ConfigWorld } from '../unit/dc/protocol/support/config-world.ts';
import { mtcuteClient } from './support/mtcute.ts';

/** Another client goes through the tests' own proxies: they are not only what Petrel takes for proxies. */
let dc: LocalDc<ConfigWorld>;
let proxies: AllProxies;

beforeAll(async () => {
  dc = await startDcWith({ world: (parts) => new ConfigWorld(parts) });
  proxies = await startProxies(() => dc.dcs);
});

afterAll(async () => {
  await proxies.close();
  await dc.close();
});

type Case = [string, () => ProxyServer, (place: { host: string; port: number }) => TelegramTransport];
const cases: Case[] = [
  ['SOCKS5', () => proxies.socks5, (place) => new SocksProxyTcpTransport({ version: 5, ...place })],
  ['SOCKS5 with a login', () => proxies.socks5Login, (place) => new SocksProxyTcpTransport({ version: 5, ...place, user: proxies.login.username, password: proxies.login.password })],
  ['HTTP', () => proxies.http, (place) => new HttpProxyTcpTransport(place)],
  ['HTTP with a login', () => proxies.httpLogin, (place) => new HttpProxyTcpTransport({ ...place, user: proxies.login.username, password: proxies.login.password })],
  ['MTProto', () => proxies.plain, (place) => new MtProxyTcpTransport({ ...place, secret: proxies.plain.secret })],
  ['MTProto with padding', () => proxies.padded, (place) => new MtProxyTcpTransport({ ...place, secret: proxies.padded.secret })],
  ['MTProto inside TLS', () => proxies.tls, (place) => new MtProxyTcpTransport({ ...place, secret: proxies.tls.secret })],
];

test.each(cases)('mtcute makes a key and calls through %s', async (_, serverOf, transport) => {
  const server = serverOf();
  const client = await mtcuteClient(dc, { through: transport({ host: server.host, port: server.port }), dcId: 2 });
  try {
    await client.connect();
    const config = await client.call({ _: 'help.getConfig' });
    expect([config.thisDc, config.dcOptions.length]).toEqual([2, 3]);
    expect(server.relayed).toBeGreaterThan(1000);
    expect(server.violations).toEqual([]);
  } finally {
    await client.destroy();
  }
});
