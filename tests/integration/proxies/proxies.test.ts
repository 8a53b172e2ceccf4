import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PeerId, Proxy, ProxyId, ProxyOverview } from '#shared/model/index.ts';
import { parseMediaPath } from '#shared/media-path.ts';
import { environmentProxy } from '../../../src-main/app/system-proxy/index.ts';
import type { AskSystemProxy } from '../../../src-main/app/system-proxy/index.ts';
import { startLocalDc } from '../../dc/index.ts';
import { startProxies } from '../../dc/proxies/index.ts';
import { channelKey } from '../../dc/world/peers.ts';
import type { AllProxies } from '../../dc/proxies/index.ts';
import { TestEngine, temporaryProfile } from '../support/engine.ts';
import type { Followed } from '../support/engine.ts';
import { SocketSpy } from '../support/socket-spy.ts';

type Dc = Awaited<ReturnType<typeof startLocalDc>>;
const names = ['socks5', 'socks5Login', 'http', 'httpLogin', 'plain', 'padded', 'tls'] as const;
type Name = (typeof names)[number];

const phone = '9996621234';
let dc: Dc;
let proxies: AllProxies;
let profile: ReturnType<typeof temporaryProfile>;
let engine: TestEngine;
let overview: Followed<ProxyOverview>;
let spy: SocketSpy;
let annaId: number;
let benId: number;

beforeEach(async () => {
  profile = temporaryProfile();
  dc = await startLocalDc();
  proxies = await startProxies(() => dc.dcs);
  annaId = dc.world.createUser({ firstName: 'Anna', phone }).id;
  benId = dc.world.createUser({ firstName: 'Ben', phone: '9996615555' }).id;
  spy = new SocketSpy();
});

afterEach(async () => {
  spy.stop();
  await engine.close();
  expect(dc.violations()).toEqual([]);
  expect(names.flatMap((name) => proxies[name].violations)).toEqual([]);
  await proxies.close();
  await dc.close();
  profile.remove();
});

const proxyOf = (name: Name): Proxy => proxies.describe()[name] as Proxy;
const status = () => engine.window.listen('connection.status', {});
/** Ports that the app itself connected to. */
const ports = (): number[] => spy.ports((socket) => names.some((name) => proxies[name].opened(socket)));

/** The app as it is before anybody has connected to anything: proxies are chosen first. */
async function open(proxy?: Proxy, askSystem?: AskSystemProxy): Promise<ProxyId | undefined> {
  engine = TestEngine.open(profile.dir, dc, { credentials: undefined } as never, askSystem);
  overview = engine.window.listen('proxies', {});
  await engine.step('credentials');
  expect(spy.count).toBe(0);
  // Whoever chooses proxies looks at the app; in the background it opens sockets at leisure.
  await engine.window.call('app.setActive', { active: true });
  if (askSystem !== undefined) await engine.window.call('proxies.useSystem', {});
  const added = proxy === undefined ? undefined : await engine.window.call('proxies.add', { proxy, activate: true });
  await engine.window.call('auth.setCredentials', { apiId: 1, apiHash: '0123456789abcdef0123456789abcdef' });
  return added?.id;
}

const stateOf = (id: ProxyId | undefined) => overview.last?.entries.find((entry) => entry.id === id)?.state;
const inits = () => dc.server.keys.all().flatMap(({ dcId, init }) => (init === undefined ? [] : [{ dcId, proxy: init.proxy }]));

function sendDocument(size: number, dcId: number): Buffer {
  const bytes = randomBytes(size);
  const document = dc.world.state.files.addDocument(
    { dcId, date: 1_700_000_000 },
    {
      mimeType: 'video/mp4',
      size,
      attributes: [{ _: 'documentAttributeFilename', fileName: 'film.mp4' }],
      thumbs: [],
      read: (offset, limit) => new Uint8Array(bytes.subarray(offset, offset + limit)),
    },
  );
  dc.world.sendMessage({ from: benId, to: annaId as never, media: { kind: 'document', document } });
  return bytes;
}

/** The only document of the chat with Ben, from the server. */
async function download(): Promise<Buffer> {
  const window = engine.window.listen('messages.window', { peerId: benId as PeerId, anchor: 'end', older: 20, newer: 0 });
  await window.until((state) => state.order.length > 0 && state.loading === undefined && state.atStart);
  const [message] = window.events.flatMap((event) => event.upsert);
  if (message?.media?.kind !== 'document') throw new Error('no document came');
  const path = parseMediaPath(message.media.document.url);
  if (path === undefined) throw new Error('no media path');
  const answer = await engine.engine.readMedia(path, undefined, new AbortController().signal);
  if (!answer.ok) throw new Error(answer.reason);
  return Buffer.from(await new Response(answer.body).arrayBuffer());
}

describe('everything goes through the proxy', () => {
  it.each(names)('%s: signing in, and a file from another data center', async (name) => {
    const bytes = sendDocument(700_000, 3);
    const id = await open(proxyOf(name));
    await engine.signIn(phone);
    expect((await download()).equals(bytes)).toBe(true);
    expect(ports()).toEqual([proxies[name].port]);
    await overview.until(() => stateOf(id)?.kind === 'online');
    expect(overview.last?.entries[0]?.lastUsedAt).toBeGreaterThan(Date.now() - 60_000);
    const told = ['plain', 'padded', 'tls'].includes(name) ? { address: '127.0.0.1', port: proxies[name].port } : undefined;
    expect(inits().length).toBeGreaterThanOrEqual(2);
    for (const { proxy } of inits()) expect(proxy).toEqual(told);
  });

  it('over a restart of the app', async () => {
    await open(proxyOf('tls'));
    await engine.signIn(phone);
    await engine.close();
    engine = TestEngine.open(profile.dir, dc);
    await status().until(({ kind }) => kind === 'ready');
    expect(ports()).toEqual([proxies.tls.port]);
  });
});

describe('the settings of this computer', () => {
  it('say how everything goes, also when they change, and nothing is opened before they are known', async () => {
    const { password = '', username = '' } = proxyOf('socks5Login') as Proxy & { kind: 'socks5' };
    const env: NodeJS.ProcessEnv = { ALL_PROXY: `socks5://${username}:${encodeURIComponent(password)}@127.0.0.1:${proxies.socks5Login.port}` };
    await open(undefined, environmentProxy(env));
    await engine.signIn(phone);
    await overview.until(({ system }) => system?.kind === 'proxy' && system.state.kind === 'online');
    expect(ports()).toEqual([proxies.socks5Login.port]);
    env['HTTPS_PROXY'] = `http://127.0.0.1:${proxies.http.port}`;
    await engine.window.call('app.setOnline', { online: true });
    await overview.until(({ system }) => system?.kind === 'proxy' && system.proxy.kind === 'http' && system.state.kind === 'online');
    await engine.close();
    engine = TestEngine.open(profile.dir, dc, {}, environmentProxy(env));
    await status().until(({ kind }) => kind === 'ready');
    expect(ports()).toEqual([proxies.socks5Login.port, proxies.http.port]);

    overview = engine.window.listen('proxies', {});
    env['HTTPS_PROXY'] = 'https://127.0.0.1:1';
    engine.engine.retryNow();
    const { system } = await overview.until(({ system: way }) => way?.kind === 'unusable');
    expect(system).toMatchObject({ reason: expect.stringContaining('another way') as string });
    await status().until(({ kind }) => kind === 'connectingToProxy');
    env['NO_PROXY'] = '127.0.0.0/8';
    await engine.window.call('connection.retry', {});
    await overview.until(({ system: way }) => way?.kind === 'direct');
    await status().until(({ kind }) => kind === 'ready');
  });
});

describe('the sponsor of an MTProto proxy', () => {
  it('is told while the proxy is in use, and to nobody who is in the channel', async () => {
    const channel = dc.world.createChannel({ title: 'Better tea', creatorId: benId });
    dc.world.state.settings.sponsor = channelKey(channel.id);
    await open(proxyOf('padded'));
    await engine.signIn(phone);
    const sponsor = engine.window.listen('promo.sponsor', {});
    expect(await sponsor.until((peer) => peer !== null)).toMatchObject({ kind: 'channel', title: 'Better tea' });
    await engine.window.call('proxies.use', { id: null });
    await sponsor.until((peer) => peer === null);
    const id = overview.last?.entries[0]?.id;
    if (id === undefined) throw new Error('there is a proxy');
    await engine.window.call('proxies.use', { id });
    await sponsor.until((peer) => peer !== null);
    dc.world.chats.join(channel, annaId, benId);
    dc.world.sendMessage({ from: benId, to: channelKey(channel.id) as never, text: 'Welcome' });
    await sponsor.until((peer) => peer === null);
  });
});

describe('without its proxy the app', () => {
  it('connects to nothing, says so, and goes on when the proxy is back', async () => {
    dc.world.sendMessage({ from: benId, to: annaId as never, text: 'Hello' });
    const id = await open(proxyOf('socks5'));
    await engine.signIn(phone);
    const state = status();
    await state.until(({ kind }) => kind === 'ready');
    const dialogs = engine.window.listen('dialogs.window', { folder: 'main', start: 0, count: 20 });
    await dialogs.until(({ order, loading }) => order.includes(benId as PeerId) && !loading);
    await proxies.socks5.stop();
    await state.until(({ kind }) => kind === 'connectingToProxy');
    const before = spy.count;
    for (let times = 0; times < 3; times++) {
      await engine.window.call('connection.retry', {});
      await overview.until(() => stateOf(id)?.kind === 'connecting' && JSON.stringify(stateOf(id)).includes('Nothing answers'));
    }
    await engine.window.call('messages.send', { peerId: benId as PeerId, text: 'through the proxy alone', entities: [] });
    expect(spy.count).toBeGreaterThan(before);
    expect(ports()).toEqual([proxies.socks5.port]);
    await proxies.socks5.start();
    await engine.window.call('connection.retry', {});
    await state.until(({ kind }) => kind === 'ready');
    await overview.until(() => stateOf(id)?.kind === 'online');
    expect(ports()).toEqual([proxies.socks5.port]);
  });

  it('shows what is wrong with a login, and connects once it is mended', async () => {
    const wrong = { ...proxyOf('httpLogin'), password: 'calm' } as Proxy;
    const id = await open(wrong);
    await overview.until(() => JSON.stringify(stateOf(id)).includes('The proxy does not accept this user name and password.'));
    expect((await status().until(({ kind }) => kind !== 'ready')).kind).toBe('connectingToProxy');
    await engine.window.call('proxies.update', { id: id as ProxyId, proxy: proxyOf('httpLogin') });
    await overview.until(() => stateOf(id)?.kind === 'online');
    await engine.signIn(phone);
    expect(ports()).toEqual([proxies.httpLogin.port]);
  });

  it('sends nothing to one that cannot prove itself', async () => {
    proxies.tls.forgeProof = true;
    const id = await open(proxyOf('tls'));
    await overview.until(() => JSON.stringify(stateOf(id)).includes('does not know this secret'));
    expect(proxies.tls.afterHello).toBe(0);
    expect(await engine.window.call('proxies.test', { proxy: proxyOf('tls') })).toMatchObject({ kind: 'unavailable' });
    expect(proxies.tls.afterHello).toBe(0);
    expect(ports()).toEqual([proxies.tls.port]);
  });
});

describe('a switch', () => {
  it('closes every socket, keeps session and key, and tells the server of the proxy or takes that back', async () => {
    const first = await open();
    expect(first).toBeUndefined();
    await engine.signIn(phone);
    const state = status();
    await state.until(({ kind }) => kind === 'ready');
    const keys = dc.server.keys.all().length;
    const proxyOfMain = () => inits().find(({ dcId }) => dcId === 2)?.proxy;
    expect(proxyOfMain()).toBeUndefined();
    const directly = dc.server.connections.length;
    expect(directly).toBeGreaterThan(0);

    const { id } = await engine.window.call('proxies.add', { proxy: proxyOf('padded'), activate: true });
    await overview.until(() => stateOf(id)?.kind === 'online');
    await engine.window.call('peers.resolve', { username: 'nobody_one' }).catch(() => undefined);
    expect(proxyOfMain()).toEqual({ address: '127.0.0.1', port: proxies.padded.port });
    const since = spy.count;
    expect(since).toBeGreaterThan(0);

    const other = await engine.window.call('proxies.add', { proxy: proxyOf('socks5'), activate: true });
    await overview.until(() => stateOf(other.id)?.kind === 'online');
    await engine.window.call('peers.resolve', { username: 'nobody_two' }).catch(() => undefined);
    expect(proxyOfMain()).toBeUndefined();
    expect(proxies.padded.open).toBe(0);
    expect(stateOf(id)).toEqual({ kind: 'unchecked' });

    await engine.window.call('proxies.use', { id: null });
    await engine.window.call('peers.resolve', { username: 'nobody_three' }).catch(() => undefined);
    expect(proxies.socks5.open).toBe(0);
    expect(dc.server.keys.all()).toHaveLength(keys);
  });
});

it('checks what is in the list without touching the account', async () => {
  await open();
  await engine.signIn(phone);
  await status().until(({ kind }) => kind === 'ready');
  for (const name of names) await engine.window.call('proxies.add', { proxy: proxyOf(name) });
  const gone = await engine.window.call('proxies.add', { proxy: { kind: 'socks5', host: '127.0.0.1', port: 1 } });
  const [keys, calls] = [dc.server.keys.all().length, dc.report.transcript(({ direction, method }) => direction === 'in' && method !== undefined).length];
  await engine.window.call('proxies.check', {});
  await overview.until(({ entries }) => entries.every(({ state }) => state.kind === 'available' || state.kind === 'unavailable'));
  expect(overview.last?.entries.filter(({ state }) => state.kind === 'unavailable').map(({ id }) => id)).toEqual([gone.id]);
  for (const { state } of overview.last?.entries ?? []) if (state.kind === 'available') expect(state.pingMs).toBeGreaterThan(0);
  expect(dc.server.keys.all()).toHaveLength(keys);
  expect(dc.report.transcript(({ direction, method }) => direction === 'in' && method !== undefined).length - calls).toBeLessThanOrEqual(2);
});
