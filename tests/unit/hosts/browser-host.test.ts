import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IpcPort } from '#shared/ipc/wire.ts';
import type { AttachmentAnswer, EngineHandle, RangeSpec } from '../../../src-main/app/engine-handle.ts';
import { fromMessagePort } from '../../../src-main/app/ipc/message-port.ts';
import { resolveRange } from '../../../src-main/files/range.ts';
import { startBrowserHost } from '../../../src-main/hosts/browser/index.ts';
import type { BrowserHost } from '../../../src-main/hosts/browser/index.ts';

const content = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 256));

/** Echoes calls; knows one picture of 1000 bytes. */
class EchoEngine implements EngineHandle {
  readonly pieces: { id: string; offset: number; bytes: Uint8Array }[] = [];

  writeAttachment(id: string, offset: number, bytes: Uint8Array): Promise<AttachmentAnswer> {
    this.pieces.push({ id, offset, bytes });
    return Promise.resolve({ ok: true, size: offset + bytes.length });
  }

  openLink(): void {}

  readonly ports: IpcPort[] = [];

  connect(): IpcPort {
    const { port1, port2 } = new MessageChannel();
    const server = fromMessagePort(port1);
    server.onMessage((message) => server.send({ t: 'result', id: 1, value: message }));
    this.ports.push(server);
    return fromMessagePort(port2);
  }

  readMedia(path: { kind: string; id?: string }, range: RangeSpec | undefined) {
    if (path.id === '404') return Promise.resolve({ ok: false as const, status: 404 as const, reason: 'Nothing is known of this file.' });
    const wanted = resolveRange(range, content.length);
    if (wanted === undefined) return Promise.resolve({ ok: false as const, status: 416 as const, reason: 'Outside.', size: content.length });
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(new Uint8Array(content.subarray(wanted.start, wanted.end + 1)));
        controller.close();
      },
    });
    const mimeType = path.id === '13' ? 'text/html' : 'image/jpeg';
    return Promise.resolve({ ok: true as const, size: content.length, ...wanted, partial: range !== undefined, mimeType, body });
  }

  retryNow(): void {
    // Nothing to retry.
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

let host: BrowserHost;
let origin: string;
let port: number;
let folder: string;
let cookie: string;
const engine = new EchoEngine();

function get(path: string, headers: Record<string, string> = {}, method = 'GET', body?: Uint8Array): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, path, method, headers: { host: `127.0.0.1:${port}`, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
      response.on('error', reject);
    });
    call.on('error', reject);
    call.end(body);
  });
}

const pathOf = (url: string): string => url.slice(origin.length);

async function openSession(): Promise<string> {
  const answer = await get(pathOf(host.newUrl()));
  return (answer.headers['set-cookie']?.[0] ?? '').split(';')[0]!;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'petrel-host-'));
  mkdirSync(join(folder, 'renderer/assets'), { recursive: true });
  writeFileSync(join(folder, 'renderer/index.html'), '<!doctype html><title>Petrel</title>');
  writeFileSync(join(folder, 'renderer/assets/app-1a2b.js'), 'export {};');
  writeFileSync(join(folder, 'renderer/.secret.js'), 'hidden');
  writeFileSync(join(folder, 'outside.js'), 'outside');
  host = await startBrowserHost({ engine, rendererDir: join(folder, 'renderer') });
  origin = new URL(host.url).origin;
  port = Number(new URL(host.url).port);
  cookie = await openSession();
});

afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

describe('files that a page attaches', () => {
  const id = '0123456789abcdef0123456789abcdef';

  it('come piece by piece', async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    expect((await get(`/attachment/${id}?at=5`, { cookie, origin }, 'PUT', bytes)).status).toBe(204);
    expect(engine.pieces.map((piece) => ({ ...piece, bytes: [...piece.bytes] }))).toEqual([{ id, offset: 5, bytes: [1, 2, 3] }]);
  });

  it('come from pages of ours alone, in pieces of a decent size', async () => {
    const before = engine.pieces.length;
    const bytes = new Uint8Array(1);
    expect((await get(`/attachment/${id}?at=0`, { cookie }, 'PUT', bytes)).status).toBe(403);
    expect((await get(`/attachment/${id}?at=0`, { origin }, 'PUT', bytes)).status).toBe(403);
    expect((await get(`/attachment/${id}?at=0`, { cookie, origin: 'http://evil.example' }, 'PUT', bytes)).status).toBe(403);
    expect((await get(`/attachment/${id}?at=-1`, { cookie, origin }, 'PUT', bytes)).status).toBe(405);
    expect((await get('/attachment/../../secret?at=0', { cookie, origin }, 'PUT', bytes)).status).toBe(405);
    expect((await get(`/attachment/${id}?at=0`, { cookie, origin }, 'PUT', new Uint8Array(4 * 1024 * 1024 + 1))).status).toBe(413);
    expect(engine.pieces).toHaveLength(before);
  });
});

describe('the start token', () => {
  it('is exchanged once for a strict cookie and a clean address', async () => {
    const path = pathOf(host.newUrl());
    const first = await get(path);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/');
    expect(first.headers['set-cookie']?.[0]).toMatch(/^petrel_\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
    const again = await get(path);
    expect(again.status).toBe(403);
    expect(again.headers['set-cookie']).toBeUndefined();
  });

  it('is refused when wrong, also by HEAD', async () => {
    expect((await get('/?token=wrong')).status).toBe(403);
    const path = pathOf(host.newUrl());
    expect((await get(path, {}, 'HEAD')).status).toBe(403);
    expect((await get(path)).status).toBe(303);
  });

  it('lets a reload of the first address go on under its session', async () => {
    expect((await get('/?token=used', { cookie })).status).toBe(303);
  });

  it('works from a link of another site, whose redirects carry no strict cookie', async () => {
    const answer = await get(pathOf(host.newUrl()), {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    });
    expect(answer.status).toBe(200);
    expect(answer.headers['set-cookie']).toHaveLength(1);
    expect(answer.body.toString()).toContain('url=/');
  });
});

describe('who is refused', () => {
  it.each(['/', '/assets/app-1a2b.js', '/media/photo/1/x', '/ipc'])('everyone without a session at %s', async (path) => {
    expect((await get(path)).status).toBe(403);
    expect((await get(path, { cookie: `petrel_${port}=made-up` })).status).toBe(403);
  });

  it.each(['localhost', 'evil.example', 'evil.example:80', '127.0.0.1', '0.0.0.0'])('a page that reaches this address by the name "%s"', async (name) => {
    expect((await get('/', { host: name, cookie })).status).not.toBe(200);
    expect((await get('/media/photo/1/x', { host: name, cookie })).status).not.toBe(200);
  });

  it('requests of other origins and sites', async () => {
    expect((await get('/', { cookie, origin: 'https://evil.example' })).status).toBe(403);
    expect((await get('/media/photo/1/x', { cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).status).toBe(403);
    expect((await get('/media/photo/1/x', { cookie, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' })).status).toBe(403);
  });

  it('methods that change something', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect((await get('/', { cookie }, method)).status).toBe(405);
  });

  it.each(['/../outside.js', '/%2e%2e/outside.js', '/..%2foutside.js', '/assets/../../outside.js', '/.secret.js', '/assets', '/%00.js', '/%zz.js', '/..\\outside.js'])(
    'paths out of the folder: %s',
    async (path) => {
      const answer = await get(path, { cookie });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.body.toString()).not.toMatch(/outside|hidden/);
    },
  );

  it('listens on the loopback address alone', async () => {
    const outcome = await new Promise((resolve) => {
      const socket = connect({ host: '127.0.0.2', port });
      socket.on('connect', () => resolve('connected'));
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    });
    expect(outcome).toBe('ECONNREFUSED');
  });
});

describe('pages', () => {
  it('come with the policy that keeps other content out', async () => {
    const answer = await get('/', { cookie });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    const policy = answer.headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe-inline');
    expect(policy).not.toMatch(/https?:/);
    expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' });
    expect((await get('/assets/app-1a2b.js', { cookie })).headers['cache-control']).toContain('immutable');
  });
});

describe('media', () => {
  it('answers the whole, ranges, suffixes and impossible ranges', async () => {
    const whole = await get('/media/photo/1/x', { cookie });
    expect(whole).toMatchObject({ status: 200, headers: { 'content-length': '1000', 'accept-ranges': 'bytes', 'content-type': 'image/jpeg', 'cache-control': 'no-store' } });
    expect(whole.body.equals(content)).toBe(true);
    const range = await get('/media/photo/1/x', { cookie, range: 'bytes=10-19' });
    expect(range).toMatchObject({ status: 206, headers: { 'content-range': 'bytes 10-19/1000', 'content-length': '10' } });
    expect(range.body.equals(content.subarray(10, 20))).toBe(true);
    expect((await get('/media/photo/1/x', { cookie, range: 'bytes=-5' })).headers['content-range']).toBe('bytes 995-999/1000');
    expect(await get('/media/photo/1/x', { cookie, range: 'bytes=1000-' })).toMatchObject({ status: 416, headers: { 'content-range': 'bytes */1000' } });
    expect((await get('/media/photo/1/x', { cookie, range: 'bytes=0-1,5-6' })).status).toBe(200);
    const head = await get('/media/photo/1/x', { cookie }, 'HEAD');
    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '1000', 0]);
  });

  it('gives reasons, and refuses what is no path of a file', async () => {
    expect(await get('/media/photo/404/x', { cookie })).toMatchObject({ status: 404 });
    for (const path of ['/media/', '/media/photo/1', '/media/photo/../x', '/media/photo/1/xx', '/media/avatar/1']) {
      expect((await get(path, { cookie })).status).toBe(400);
    }
  });

  it('never lets a file run as a page', async () => {
    const answer = await get('/media/document/13', { cookie });
    expect(answer.headers).toMatchObject({ 'content-type': 'application/octet-stream', 'content-disposition': 'attachment', 'x-content-type-options': 'nosniff' });
  });
});

describe('the socket', () => {
  const upgrade = (headers: Record<string, string>, path = '/ipc'): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port });
      const lines = Object.entries({
        host: `127.0.0.1:${port}`,
        upgrade: 'websocket',
        connection: 'Upgrade',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'sec-websocket-version': '13',
        ...headers,
      }).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
      socket.once('data', (data) => {
        resolve(data.toString('latin1').split('\r\n', 1)[0]!);
        socket.destroy();
      });
      socket.on('error', reject);
    });

  it('opens only for our page with a session', async () => {
    expect(await upgrade({ origin, cookie })).toBe('HTTP/1.1 101 Switching Protocols');
    for (const headers of [{ origin }, { cookie }, { origin: 'https://evil.example', cookie }, { origin: 'null', cookie }, { origin, cookie, host: 'evil.example' }] as Record<string, string>[]) {
      expect(await upgrade(headers)).toBe('HTTP/1.1 403 Forbidden');
    }
    expect(await upgrade({ origin, cookie }, '/other')).toBe('HTTP/1.1 403 Forbidden');
    expect(await upgrade({ origin, cookie, 'sec-websocket-version': '8' })).toBe('HTTP/1.1 400 Bad Request');
  });

  it('carries messages both ways, also long ones', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ipc`, { headers: { cookie, origin } } as never);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', reject);
    });
    for (const size of [1, 200, 70_000, 2_000_000]) {
      const answered = new Promise<string>((resolve) => socket.addEventListener('message', (event) => resolve(String(event.data)), { once: true }));
      socket.send(JSON.stringify({ text: 'ä'.repeat(size) }));
      expect(JSON.parse(await answered)).toEqual({ t: 'result', id: 1, value: { text: 'ä'.repeat(size) } });
    }
    const closed = new Promise((resolve) => socket.addEventListener('close', resolve));
    engine.ports.at(-1)?.close();
    await closed;
  });

  it.each([
    ['an unmasked frame', Buffer.from([0x81, 0x01, 0x41])],
    ['a reserved bit', Buffer.from([0xc1, 0x81, 0, 0, 0, 0, 0x41])],
    ['an unknown opcode', Buffer.from([0x83, 0x81, 0, 0, 0, 0, 0x41])],
    ['a binary message', Buffer.from([0x82, 0x81, 0, 0, 0, 0, 0x41])],
    ['a long ping', Buffer.from([0x89, 0xfe, 0, 200, 0, 0, 0, 0])],
    ['a continuation of nothing', Buffer.from([0x80, 0x81, 0, 0, 0, 0, 0x41])],
    ['text that is no UTF-8', Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28])],
    ['text that is no JSON', Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x7b])],
    ['a message of 2^62 bytes', Buffer.from([0x81, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4])],
  ])('is closed after %s', async (_, frame) => {
    const socket = connect({ host: '127.0.0.1', port });
    const received: Buffer[] = [];
    const ended = new Promise((resolve) => socket.on('close', resolve));
    socket.on('data', (data) => received.push(data));
    socket.write(
      `GET /ipc HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nOrigin: ${origin}\r\nCookie: ${cookie}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    );
    socket.write(frame);
    await ended;
    const text = Buffer.concat(received).toString('latin1');
    const frames = Buffer.concat(received).subarray(text.indexOf('\r\n\r\n') + 4);
    expect(frames[0]).toBe(0x88);
    expect(frames.readUInt16BE(2)).toBeGreaterThanOrEqual(1002);
  });
});
