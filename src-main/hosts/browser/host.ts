import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { drop } from '#shared/assert.ts';
import type { IpcPort } from '#shared/ipc/wire.ts';
import { parseMediaPath } from '#shared/media-path.ts';
import type { EngineHandle } from '../../app/engine-handle.ts';
import { relay } from '../../app/ipc/message-port.ts';
import { parseRange } from '../http-range.ts';
import { parseAttachmentUrl, PIECE_LIMIT } from '../attachment-request.ts';
import type { AttachmentPiece } from '../attachment-request.ts';
import { mediaHead } from '../media-headers.ts';
import { contentSecurityPolicy, SECURITY_HEADERS } from '../security-policy.ts';
import { readStaticFile } from '../static-files.ts';
import { Sessions } from './sessions.ts';
import { acceptWebSocket } from './websocket.ts';
import type { WebSocketConnection } from './websocket.ts';

const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

export interface BrowserHostOptions {
  engine: EngineHandle;
  /** Folder of the built renderer. */
  rendererDir: string;
  /** Random when absent. */
  port?: number;
}

export interface BrowserHost {
  /** Opens the app once: its token dies with the first use. */
  url: string;
  /** Another such address, for another window. */
  newUrl(): string;
  close(): Promise<void>;
}

/** Serves the app to browser windows of this machine: on the loopback address only, and only to whoever has the start token. */
export async function startBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  const server = createServer();
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const host = new Host(options, port);
  server.on('request', (request, response) => drop(host.serve(request, response)));
  server.on('upgrade', (request, socket, head) => host.upgrade(request, socket, head));
  return {
    url: host.newUrl(),
    newUrl: () => host.newUrl(),
    close: async () => {
      host.closeSockets();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

class Host {
  readonly #engine: EngineHandle;
  readonly #rendererDir: string;
  readonly #sessions: Sessions;
  readonly #authority: string;
  readonly #origin: string;
  readonly #pageHeaders: Record<string, string>;
  readonly #sockets = new Set<WebSocketConnection>();

  constructor(options: BrowserHostOptions, port: number) {
    this.#engine = options.engine;
    this.#rendererDir = options.rendererDir;
    this.#sessions = new Sessions(port);
    this.#authority = `127.0.0.1:${port}`;
    this.#origin = `http://${this.#authority}`;
    this.#pageHeaders = {
      ...SECURITY_HEADERS,
      'content-security-policy': contentSecurityPolicy({ media: '', connect: `ws://${this.#authority}` }),
    };
  }

  newUrl(): string {
    return `${this.#origin}/?token=${this.#sessions.issueToken()}`;
  }

  closeSockets(): void {
    for (const socket of this.#sockets) socket.close(1001);
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#answer(request, response);
    } catch {
      if (response.headersSent) response.destroy();
      else this.#refuse(response, 500, 'Something went wrong.');
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!this.#isOurs(request)) return this.#refuse(response, 403, 'Wrong host or origin.');
    const url = new URL(request.url ?? '/', this.#origin);
    const piece = request.method === 'PUT' ? parseAttachmentUrl(url) : undefined;
    if (piece !== undefined) return this.#attach(request, response, piece);
    if (request.method !== 'GET' && request.method !== 'HEAD') return this.#refuse(response, 405, 'Only GET is served.');
    const token = url.searchParams.get('token');
    if (url.pathname === '/' && token !== null) return this.#exchange(request, response, token);
    if (!this.#sessions.isAuthorized(request.headers.cookie)) {
      return this.#refuse(response, 403, 'Open the address that Petrel printed: it holds the key to this page.');
    }
    if (url.pathname.startsWith('/media/')) return this.#serveMedia(request, response, url.pathname.slice('/media/'.length));
    await this.#serveStatic(request, response, url.pathname);
  }

  /** Refuses names that other sites gave to this address (DNS rebinding) and requests that other sites make. */
  #isOurs(request: IncomingMessage): boolean {
    if (request.headers.host !== this.#authority) return false;
    const { origin } = request.headers;
    if (origin !== undefined && origin !== this.#origin) return false;
    const site = request.headers['sec-fetch-site'];
    const navigation = request.headers['sec-fetch-mode'] === 'navigate' && request.headers['sec-fetch-dest'] === 'document';
    return site === undefined || site === 'same-origin' || site === 'none' || navigation;
  }

  #exchange(request: IncomingMessage, response: ServerResponse, token: string): void {
    const cookie = request.method === 'GET' ? this.#sessions.exchange(token) : undefined;
    if (cookie === undefined) {
      // A reload of the first page: its session goes on.
      if (this.#sessions.isAuthorized(request.headers.cookie)) return this.#redirect(response, {});
      return this.#refuse(response, 403, 'This address has been used already. Start Petrel again for a new one.');
    }
    if (request.headers['sec-fetch-site'] !== 'cross-site') return this.#redirect(response, { 'set-cookie': cookie });
    // Followed from another site (a web terminal): a strict cookie would not go with a redirect, but does with a new navigation.
    response.writeHead(200, {
      ...this.#pageHeaders,
      'set-cookie': cookie,
      'cache-control': 'no-store',
      'content-type': 'text/html; charset=utf-8',
    });
    response.end('<!doctype html><meta http-equiv="refresh" content="0;url=/"><title>Petrel</title>');
  }

  /** Takes a piece of a file; only a page of ours can send one, as it names its origin. */
  async #attach(request: IncomingMessage, response: ServerResponse, piece: AttachmentPiece): Promise<void> {
    if (request.headers.origin !== this.#origin || !this.#sessions.isAuthorized(request.headers.cookie)) {
      return this.#refuse(response, 403, 'Only a page of Petrel attaches files.');
    }
    const bytes = await readBody(request, PIECE_LIMIT);
    if (bytes === undefined) return this.#refuse(response, 413, 'This piece is too large.');
    const answer = await this.#engine.writeAttachment(piece.id, piece.offset, bytes);
    if (!answer.ok) return this.#refuse(response, answer.status, answer.reason);
    response.writeHead(204, { ...SECURITY_HEADERS, 'cache-control': 'no-store' });
    response.end();
  }

  #redirect(response: ServerResponse, headers: Record<string, string>): void {
    response.writeHead(303, { ...this.#pageHeaders, ...headers, location: '/', 'cache-control': 'no-store', 'content-length': '0' });
    response.end();
  }

  async #serveStatic(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const file = await readStaticFile(this.#rendererDir, path);
    if (file === undefined) return this.#refuse(response, 404, 'There is no such file.');
    response.writeHead(200, {
      ...this.#pageHeaders,
      'content-type': file.contentType,
      'content-length': String(file.bytes.length),
      'cache-control': file.cacheControl,
    });
    response.end(request.method === 'HEAD' ? undefined : file.bytes);
  }

  async #serveMedia(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const media = parseMediaPath(path);
    if (media === undefined) return this.#refuse(response, 400, 'This is not the path of a file.');
    const controller = new AbortController();
    response.once('close', () => controller.abort());
    const answer = await this.#engine.readMedia(media, parseRange(request.headers.range), controller.signal);
    const { status, headers } = mediaHead(answer);
    response.writeHead(status, { ...headers, 'cross-origin-resource-policy': 'same-origin' });
    if (!answer.ok) return void response.end(request.method === 'HEAD' ? undefined : answer.reason);
    if (request.method === 'HEAD') {
      response.end();
      return answer.body.cancel();
    }
    // Fails when the window goes or the download breaks off: the connection is cut either way, which the page sees as an error.
    await pipeline(Readable.fromWeb(answer.body as never), response).catch(() => response.destroy());
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const allowed =
      request.url === '/ipc' &&
      request.headers.origin === this.#origin &&
      this.#isOurs(request) &&
      this.#sessions.isAuthorized(request.headers.cookie);
    if (!allowed) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const connection = acceptWebSocket(request, socket, head, { maxMessageBytes: MAX_MESSAGE_BYTES });
    if (connection === undefined) return;
    this.#sockets.add(connection);
    connection.onClose(() => this.#sockets.delete(connection));
    relay(fromWebSocket(connection), this.#engine.connect());
  }

  #refuse(response: ServerResponse, status: number, reason: string): void {
    response.writeHead(status, {
      ...SECURITY_HEADERS,
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
    });
    response.end(reason);
  }
}

/** The whole body; undefined when it is longer than `limit`. */
async function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > limit) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function fromWebSocket(socket: WebSocketConnection): IpcPort {
  return {
    send: (message) => socket.send(JSON.stringify(message)),
    onMessage: (listener) => {
      socket.onMessage((text) => {
        let message: unknown;
        try {
          message = JSON.parse(text);
        } catch {
          socket.close(1007);
          return;
        }
        listener(message);
      });
    },
    onClose: (listener) => socket.onClose(listener),
    close: () => socket.close(),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
