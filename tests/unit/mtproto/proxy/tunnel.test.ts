import { describe, expect, it } from 'vitest';
import { ProxyError } from '../../../../src-main/mtproto/proxy/errors.ts';
import { HttpConnectHandshake } from '../../../../src-main/mtproto/proxy/http-connect.ts';
import { Resolver } from '../../../../src-main/mtproto/proxy/resolver.ts';
import { closedRoute } from '../../../../src-main/mtproto/proxy/route.ts';
import { connectThrough } from '../../../../src-main/mtproto/proxy/tunnel.ts';
import type { ByteSocketEvents, Connect } from '../../../../src-main/mtproto/transport/socket.ts';
import { FakeClock } from '../fake-clock.ts';

interface Opened {
  host: string;
  port: number;
  events: ByteSocketEvents;
  written: string;
  destroyed: boolean;
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

function setUp(options: { addresses?: string[]; handshake?: boolean; host?: string } = {}) {
  const clock = new FakeClock();
  const sockets: Opened[] = [];
  const asked: string[] = [];
  const connect: Connect = ({ host, port }, events) => {
    const opened: Opened = { host, port, events, written: '', destroyed: false };
    sockets.push(opened);
    return {
      write: (data) => {
        opened.written += Buffer.from(data).toString('latin1');
      },
      destroy: () => {
        opened.destroyed = true;
      },
    };
  };
  const resolver = new Resolver(clock, async (host) => {
    asked.push(host);
    return options.addresses ?? ['192.0.2.1'];
  });
  const heard: string[] = [];
  const failures: string[] = [];
  const say = (error: Error | undefined): string => (error instanceof ProxyError ? error.reason : (error?.message ?? 'end'));
  const withHandshake = options.handshake ?? true;
  const open = connectThrough({
    host: options.host ?? 'proxy.example',
    port: 1080,
    handshake: withHandshake ? (target) => new HttpConnectHandshake(target, undefined) : undefined,
    refusesSilently: !withHandshake,
    connect,
    resolver,
    clock,
    onFailure: (error) => failures.push(say(error)),
  });
  const socket = open(
    { host: '203.0.113.5', port: 443 },
    {
      onOpen: () => heard.push('open'),
      onData: (data) => heard.push(`data ${Buffer.from(data).toString('latin1')}`),
      onClose: (error) => heard.push(`close ${say(error)}`),
    },
  );
  return { clock, sockets, asked, heard, failures, socket, open };
}

const granted = bytes('HTTP/1.1 200 OK\r\n\r\n');

describe('a stream through a proxy', () => {
  it('opens once the proxy lets it, and passes bytes on', async () => {
    const { sockets, heard, socket, asked, failures, clock } = setUp();
    await settle();
    const [tcp] = sockets;
    expect(asked).toEqual(['proxy.example']);
    expect(tcp).toMatchObject({ host: '192.0.2.1', port: 1080 });
    socket.write(bytes('too early'));
    tcp!.events.onOpen();
    expect(tcp!.written).toBe('CONNECT 203.0.113.5:443 HTTP/1.1\r\nHost: 203.0.113.5:443\r\n\r\n');
    expect(heard).toEqual([]);
    tcp!.events.onData(granted);
    tcp!.written = '';
    socket.write(bytes('hello'));
    tcp!.events.onData(bytes('world'));
    expect(tcp!.written).toBe('hello');
    tcp!.events.onClose(undefined);
    expect(heard).toEqual(['open', 'data world', 'close end']);
    expect(failures).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('tries every address of the proxy, and nothing else', async () => {
    const { sockets, heard, failures } = setUp({ addresses: ['192.0.2.1', '2001:db8::1', '192.0.2.3'] });
    await settle();
    sockets[0]!.events.onClose(new Error('ECONNREFUSED'));
    sockets[1]!.events.onOpen();
    sockets[1]!.events.onClose(undefined);
    sockets[2]!.events.onClose(new Error('EHOSTUNREACH'));
    expect(sockets.map(({ host, port }) => `${host} ${port}`)).toEqual(['192.0.2.1 1080', '2001:db8::1 1080', '192.0.2.3 1080']);
    expect(heard).toEqual(['close refused']);
    expect(failures).toEqual(['refused']);
  });

  it('leaves an address that does not even accept', async () => {
    const { sockets, heard, clock } = setUp({ addresses: ['192.0.2.1', '192.0.2.2'] });
    await settle();
    clock.advance(3_000);
    expect(sockets).toHaveLength(2);
    expect(sockets[0]!.destroyed).toBe(true);
    sockets[0]!.events.onOpen();
    sockets[1]!.events.onOpen();
    sockets[1]!.events.onData(granted);
    expect(heard).toEqual(['open']);
  });

  it('gives the whole way ten seconds', async () => {
    const { sockets, heard, clock, failures } = setUp();
    await settle();
    sockets[0]!.events.onOpen();
    clock.advance(9_999);
    expect(heard).toEqual([]);
    clock.advance(1);
    expect(heard).toEqual(['close timeout']);
    expect(failures).toEqual(['timeout']);
    expect(sockets[0]!.destroyed).toBe(true);
    clock.advance(60_000);
    expect(heard).toHaveLength(1);
  });

  it('does not try another address when the proxy itself has said no', async () => {
    const { sockets, heard } = setUp({ addresses: ['192.0.2.1', '192.0.2.2'] });
    await settle();
    sockets[0]!.events.onOpen();
    sockets[0]!.events.onData(bytes('HTTP/1.1 407 Login\r\n'));
    expect(heard).toEqual(['close loginNeeded']);
    expect(sockets).toHaveLength(1);
    expect(sockets[0]!.destroyed).toBe(true);
  });

  it('without a handshake takes an end before the first byte for a refusal', async () => {
    const refused = setUp({ handshake: false });
    await settle();
    refused.sockets[0]!.events.onOpen();
    refused.socket.write(bytes('header'));
    refused.sockets[0]!.events.onClose(undefined);
    expect(refused.heard).toEqual(['open', 'close closed']);
    expect(refused.failures).toEqual(['closed']);
    const used = setUp({ handshake: false });
    await settle();
    used.sockets[0]!.events.onOpen();
    used.sockets[0]!.events.onData(bytes('x'));
    used.sockets[0]!.events.onClose(undefined);
    expect(used.heard).toEqual(['open', 'data x', 'close end']);
    expect(used.failures).toEqual([]);
  });

  it('is silent once destroyed, whenever that is', async () => {
    const { sockets, heard, socket, clock } = setUp();
    socket.destroy();
    await settle();
    expect(sockets).toHaveLength(0);
    clock.advance(60_000);
    expect(heard).toEqual([]);
  });

  it('refuses a target that has only a name', async () => {
    const { open } = setUp();
    const closed: (string | undefined)[] = [];
    open({ host: 'dc.example', port: 443 }, { onOpen: () => closed.push('open'), onData: () => undefined, onClose: (error) => closed.push(error?.name) });
    await settle();
    expect(closed).toEqual(['RangeError']);
  });
});

describe('the addresses of proxies', () => {
  it('are asked for by name alone, and remembered for five minutes', async () => {
    const clock = new FakeClock();
    const asked: string[] = [];
    const resolver = new Resolver(clock, async (host) => [`192.0.2.${asked.push(host)}`]);
    expect(await resolver.resolve('198.51.100.1')).toEqual(['198.51.100.1']);
    expect(await resolver.resolve('2001:db8::1')).toEqual(['2001:db8::1']);
    expect(asked).toEqual([]);
    expect(await Promise.all([resolver.resolve('a.example'), resolver.resolve('A.Example')])).toEqual([['192.0.2.1'], ['192.0.2.1']]);
    clock.advance(299_999);
    expect(await resolver.resolve('a.example')).toEqual(['192.0.2.1']);
    clock.advance(1);
    expect(await resolver.resolve('a.example')).toEqual(['192.0.2.2']);
  });

  it('that were not found are asked for again after a minute, or when the network comes back', async () => {
    const clock = new FakeClock();
    let asked = 0;
    const resolver = new Resolver(clock, async () => {
      asked++;
      throw new Error('ENOTFOUND');
    });
    const reason = (): Promise<unknown> => resolver.resolve('a.example').catch((error: unknown) => (error as ProxyError).reason);
    expect(await reason()).toBe('unresolved');
    await settle();
    clock.advance(59_999);
    expect(await reason()).toBe('unresolved');
    expect(asked).toBe(1);
    clock.advance(1);
    await reason();
    expect(asked).toBe(2);
    await settle();
    resolver.forgetFailures();
    await reason();
    expect(asked).toBe(3);
  });
});

it('a closed route opens nothing', () => {
  const clock = new FakeClock();
  const route = closedRoute(clock, 'unknownChoice');
  const heard: unknown[] = [];
  if (route.kind !== 'tunnel') throw new Error('unexpected kind of route');
  route.connect({ host: '192.0.2.1', port: 443 }, { onOpen: () => heard.push('open'), onData: () => undefined, onClose: (error) => heard.push((error as ProxyError).reason) });
  expect(heard).toEqual([]);
  clock.advance(0);
  expect(heard).toEqual(['unknownChoice']);
});
