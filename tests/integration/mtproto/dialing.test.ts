import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { decode, encode } from '#tl';
import { concat, createSystemRandom, int64Bytes } from '../../../src-main/crypto/index.ts';
import { MtprotoClient, type DcAddress, type Environment, type MtprotoClientOptions } from '../../../src-main/mtproto/index.ts';
import { abridged } from '../../../src-main/mtproto/transport/abridged.ts';
import { full } from '../../../src-main/mtproto/transport/full.ts';
import { intermediate } from '../../../src-main/mtproto/transport/intermediate.ts';
import { paddedIntermediate } from '../../../src-main/mtproto/transport/padded.ts';
import { connectTcp, type Connect } from '../../../src-main/mtproto/transport/socket.ts';
import { Transport } from '../../../src-main/mtproto/transport/transport.ts';
import type { LocalDc } from '../../dc/index.ts';
import { clientOf, environmentOf, init, MemoryStorage, startTestDc, withoutWaitsOf, type TestWorld } from './support.ts';

const nearest = { _: 'help.getNearestDc' } as const;
const file = (id: bigint) =>
  ({
    _: 'upload.getFile',
    location: { _: 'inputPhotoFileLocation', id, accessHash: 1n, fileReference: new Uint8Array(0), thumbSize: 'x' },
    offset: 0,
    limit: 4096,
  }) as const;

describe('the way to a DC', () => {
  const cleanups: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  async function serve(options: Parameters<typeof startTestDc>[0] = {}): Promise<LocalDc<TestWorld>> {
    const dc = await startTestDc(options);
    cleanups.push(() => dc.close());
    return dc;
  }

  function connect(dc: LocalDc<TestWorld>, options: Parameters<typeof clientOf>[1] = {}): ReturnType<typeof clientOf> {
    const made = clientOf(dc, options);
    cleanups.push(() => made.client.close());
    made.client.start();
    return made;
  }

  /** A port on which nobody listens. */
  async function closedPort(): Promise<number> {
    const server = createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    return port;
  }

  /** A port that takes connections and says nothing. */
  async function mutePort(): Promise<number> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
    });
    cleanups.push(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    });
    return listen(server);
  }

  const listen = (server: Server): Promise<number> =>
    new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

  const endpoint = (port: number, extra: Partial<DcAddress> = {}): DcAddress => ({ id: 2, host: '127.0.0.1', port, thisPortOnly: true, ...extra });
  const portOf = (dc: LocalDc, id: number): number => dc.dcs.find((candidate) => candidate.id === id && candidate.mediaOnly !== true)?.port ?? 0;

  it('is found in less than five seconds when all endpoints but one are dead', async () => {
    const dc = await serve();
    const dead = [endpoint(await closedPort()), endpoint(await mutePort()), endpoint(await mutePort()), endpoint(await closedPort())];
    const environment: Environment = { ...environmentOf(dc), addresses: [...dead, endpoint(portOf(dc, 2))] };
    const { client } = connect(dc, { environment, clock: withoutWaitsOf(5_000) });
    expect(await client.call(nearest)).toMatchObject({ thisDc: 2 });
    expect(dc.violations()).toEqual([]);
  });

  it('leads over IPv6 where the list has nothing else', async () => {
    const dc = await serve({ family: 'ipv6' });
    const hasIpv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1'));
    const asked: string[] = [];
    // On a machine without IPv6 the same request is carried by IPv4.
    const over: Connect = (target, events) => {
      asked.push(target.host);
      return connectTcp(hasIpv6 ? target : { ...target, host: '127.0.0.1' }, events);
    };
    const { client } = connect(dc, { connect: over });
    expect(await client.call(nearest)).toMatchObject({ thisDc: 2 });
    expect(new Set(asked)).toEqual(new Set(['::1']));
    expect(dc.report.accepted.every(({ ipv6 }) => ipv6 === hasIpv6)).toBe(true);
  });

  it('leads downloads to media endpoints, and nothing else', async () => {
    const dc = await serve({ media: [2] });
    dc.world.on('upload.getFile', () => ({ _: 'upload.file', type: { _: 'storage.fileJpeg' }, mtime: 0, bytes: new Uint8Array(10) }));
    dc.world.on('upload.saveFilePart', () => true);
    const { client } = connect(dc);
    await client.call(nearest);
    await client.call({ _: 'upload.saveFilePart', fileId: 1n, filePart: 0, bytes: new Uint8Array(4) }, { kind: 'upload' });
    const beside = dc.report.accepted.filter(({ mediaOnly }) => mediaOnly).length;
    await client.call(file(1n), { kind: 'download' });
    await client.call(file(2n), { kind: 'downloadSmall' });
    await client.call(file(3n), { kind: 'download', dcId: 1 });
    expect(beside).toBe(0);
    expect(dc.report.accepted.filter(({ mediaOnly }) => mediaOnly).map(({ dcId }) => dcId)).toEqual(expect.arrayContaining([2, 2]));
    expect(dc.report.accepted.some(({ mediaOnly, dcId }) => mediaOnly && dcId !== 2)).toBe(false);
    expect(dc.violations()).toEqual([]);
  });

  it('is that of the last run first, whatever was built in', async () => {
    const dc = await serve();
    dc.world.on('help.getConfig', () => ({
      _: 'config', date: 0, expires: 86_400, testMode: false, thisDc: 2,
      dcOptions: [1, 2, 3].map((id) => ({ _: 'dcOption' as const, id, ipAddress: '127.0.0.1', port: portOf(dc, id), thisPortOnly: true })),
      dcTxtDomainName: '', chatSizeMax: 0, megagroupSizeMax: 0, forwardedCountMax: 0, onlineUpdatePeriodMs: 0, offlineBlurTimeoutMs: 0,
      offlineIdleTimeoutMs: 0, onlineCloudTimeoutMs: 0, notifyCloudDelayMs: 0, notifyDefaultDelayMs: 0, pushChatPeriodMs: 0, pushChatLimit: 0,
      editTimeLimit: 0, revokeTimeLimit: 0, revokePmTimeLimit: 0, ratingEDecay: 0, stickersRecentLimit: 0, channelsReadMediaPeriod: 0,
      callReceiveTimeoutMs: 0, callRingTimeoutMs: 0, callConnectTimeoutMs: 0, callPacketTimeoutMs: 0, meUrlPrefix: '', captionLengthMax: 0,
      messageLengthMax: 0, webfileDcId: 2,
    }));
    const first = clientOf(dc, { refreshAddresses: true });
    const saved = new Promise<void>((resolve) => (first.storage.onSaveDcOptions = resolve));
    first.client.start();
    await saved;
    await first.client.close();
    const asked: number[] = [];
    const counting: Connect = (target, events) => {
      asked.push(target.port);
      return connectTcp(target, events);
    };
    const environment: Environment = { ...environmentOf(dc), addresses: [endpoint(await closedPort())] };
    const second = connect(dc, { environment, storage: first.storage, connect: counting });
    expect(await second.client.call(nearest)).toMatchObject({ thisDc: 2 });
    expect(await second.client.call(nearest, { dcId: 3 })).toMatchObject({ thisDc: 3 });
    // What worked in the last run is used without looking at anything else.
    expect(asked[0]).toBe(portOf(dc, 2));
    expect(dc.world.count('help.getConfig')).toBe(1);
  });

  it('does not lead to an endpoint that says that it belongs to another DC, and the list is asked for again', async () => {
    const dc = await serve({ protocol: { refuseWrongDc: true } });
    const environment: Environment = { ...environmentOf(dc), addresses: [endpoint(portOf(dc, 1)), endpoint(portOf(dc, 2))] };
    const storage = new MemoryStorage();
    const known = clientOf(dc, { storage });
    known.client.start();
    await known.client.call(nearest);
    await known.client.close();
    // The wrong one is taken at its word at first.
    storage.goodEndpoints = [`2 127.0.0.1 ${portOf(dc, 1)} false`];
    const { client } = connect(dc, { environment, storage, refreshAddresses: true });
    const asked = dc.report.next((entry) => entry.method === 'help.getConfig');
    expect(await client.call(nearest)).toMatchObject({ thisDc: 2 });
    await asked;
    expect(dc.violations().map(({ rule }) => rule)).toEqual(expect.arrayContaining(['obfuscation-dc']));
  });

  it.each([
    ['abridged', abridged, false], ['intermediate', intermediate, false], ['padded', paddedIntermediate, false], ['full', full, false],
    ['abridged', abridged, true], ['intermediate', intermediate, true], ['padded', paddedIntermediate, true],
  ])('speaks %s framing, obfuscated: %3$s', async (name, framing, obfuscated) => {
    const dc = await serve();
    const random = createSystemRandom();
    const request = encode({ _: 'mt_req_pq_multi', nonce: random(16) });
    const msgId = int64Bytes(BigInt(Math.floor(Date.now() / 1000)) << 32n);
    const plain = concat(new Uint8Array(8), msgId, new Uint8Array(Int32Array.of(request.length).buffer), request);
    const answers: Uint8Array[] = [];
    await new Promise<void>((resolve, reject) => {
      const transport = new Transport(
        { host: '127.0.0.1', port: portOf(dc, 2), dc: 2, framing, obfuscated, connect: connectTcp, random },
        {
          onOpen: () => transport.send(plain),
          onFrame: (frame) => {
            if (frame.kind === 'message') answers.push(frame.payload.slice());
            if (answers.length < 3) transport.send(plain);
            else resolve();
          },
          onClose: (error) => reject(error ?? new Error('closed')),
        },
      );
      cleanups.push(async () => transport.close());
    });
    expect(answers.map((answer) => decode(answer.subarray(20))._)).toEqual(['mt_resPQ', 'mt_resPQ', 'mt_resPQ']);
    expect(dc.server.connections.map((connection) => connection.transportName)).toEqual([`${obfuscated ? 'obfuscated-' : ''}${name}`]);
  });

  it('to one DC that is dead keeps nobody from the others', async () => {
    const dc = await serve();
    const environment = environmentOf(dc);
    const dead = await mutePort();
    const addresses = environment.addresses.map((address) => (address.id === 1 ? { ...address, port: dead } : address));
    const { client } = connect(dc, { environment: { ...environment, addresses } });
    const waiting = client.call(nearest, { dcId: 1, timeoutMs: 60_000 }).catch((error: unknown) => error);
    expect(await client.call(nearest)).toMatchObject({ thisDc: 2 });
    expect(await client.call(nearest, { dcId: 3 })).toMatchObject({ thisDc: 3 });
    await client.close();
    expect(await waiting).toMatchObject({ reason: 'closed' });
  });

  it('is replaced at once when the machine wakes up with a dead link', async () => {
    const dc = await serve();
    const { client } = connect(dc, { clock: withoutWaitsOf(2_000) });
    await client.call(nearest);
    dc.server.freeze();
    const before = dc.report.accepted.length;
    client.retryNow();
    await client.call(nearest);
    expect(dc.report.accepted.length).toBe(before + 1);
    expect(new Set(dc.world.handled.map(({ sessionId }) => sessionId)).size).toBe(1);
  });

  it('changes while calls wait: sockets are closed, session and key stay, nothing goes past the proxy', async () => {
    const dc = await serve();
    const opened = { direct: 0, proxy: 0 };
    const through = (which: keyof typeof opened): Connect => (target, events) => {
      opened[which]++;
      return connectTcp(target, events);
    };
    const states: string[] = [];
    const { client } = connect(dc, { connect: through('direct') });
    await client.call(nearest);
    const direct = opened.direct;
    client.onConnectionState(({ kind }) => states.push(kind));
    // The proxy is down at first.
    const broken: Connect = (_target, events) => {
      opened.proxy++;
      setImmediate(() => events.onClose(new Error('refused')));
      return { write: () => undefined, destroy: () => undefined };
    };
    const connecting = new Promise<void>((resolve) => client.onConnectionState(({ kind }) => kind === 'connectingToProxy' && resolve()));
    client.setRoute({ kind: 'tunnel', connect: broken });
    const call = client.call(nearest);
    await connecting;
    client.setRoute({ kind: 'tunnel', connect: through('proxy') });
    await call;
    await client.call(nearest, { dcId: 1 });
    await client.call(nearest, { kind: 'upload' });
    expect(opened.direct).toBe(direct);
    expect(opened.proxy).toBeGreaterThan(2);
    expect([...new Set(states)]).toEqual(['connectingToProxy', 'connected']);
    const main = dc.world.handled.filter(({ dcId, withoutUpdates }) => dcId === 2 && !withoutUpdates);
    expect(new Set(main.map(({ sessionId }) => sessionId)).size).toBe(1);
    expect(new Set(main.map(({ authKeyId }) => authKeyId)).size).toBe(1);
  });

  it('is of the framing and secret of an MTProto proxy, whose address the server is told', async () => {
    const dc = await serve();
    const storage = new MemoryStorage();
    const target = { host: '127.0.0.1', port: portOf(dc, 2) };
    const asked: string[] = [];
    const options: MtprotoClientOptions = { environment: environmentOf(dc), init, storage, refreshAddresses: false };
    const plain = new MtprotoClient(options);
    plain.start();
    await plain.call(nearest);
    const wrappers = (): (readonly string[])[] =>
      dc.report.transcript(({ direction, method }) => direction === 'in' && method === nearest._).map((entry) => entry.wrappers ?? []);
    expect(wrappers()).toEqual([['invokeWithLayer', 'initConnection']]);
    // No proxy stands here: the DC itself is dialled, which shows that a changed proxy is announced and the endpoint is not chosen.
    const pass: Connect = (wanted, events) => {
      asked.push(`${wanted.host}:${wanted.port}`);
      return connectTcp(target, events);
    };
    plain.setRoute({
      kind: 'mtproxy', host: 'proxy.example', port: 443, secret: new Uint8Array(16), framing: intermediate, connect: pass,
      clientProxy: { address: 'proxy.example', port: 443 },
    });
    await expect(plain.call(nearest, { timeoutMs: 1_500 })).rejects.toMatchObject({ reason: 'timeout' });
    expect(new Set(asked)).toEqual(new Set(['proxy.example:443']));
    plain.setRoute({ kind: 'direct' });
    await plain.call(nearest);
    expect(wrappers().at(-1)).toEqual(['invokeWithLayer', 'initConnection']);
    await plain.close();
  });
});
