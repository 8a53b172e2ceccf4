import type { Socket } from 'node:net';
import { ProxyServer, ProxyViolation } from './proxy-server.ts';
import type { Endpoint } from './proxy-server.ts';
import type { SocketReader } from './socket-reader.ts';
import type { Login } from './socks5-server.ts';

/** An HTTP proxy that knows CONNECT, and asks for a Basic login when one is given. */
export class HttpProxyServer extends ProxyServer {
  readonly requests: Endpoint[] = [];
  /** Status of every answer instead of connecting. */
  refusal: number | undefined;
  /** What else is sent right behind the answer. */
  extra = '';
  readonly #login: Login | undefined;

  constructor(login?: Login) {
    super();
    this.#login = login;
  }

  protected override async serve(socket: Socket, reader: SocketReader): Promise<void> {
    const head = (await reader.through('\r\n\r\n')).toString('latin1');
    const [line = '', ...headers] = head.trimEnd().split('\r\n');
    const target = /^CONNECT ((?:\[[0-9a-f:.]+\]|[^\s:[\]]+):(\d+)) HTTP\/1\.1$/i.exec(line);
    if (target === null) throw new ProxyViolation('not a CONNECT request');
    const fields = new Map(headers.map((header) => [header.slice(0, header.indexOf(':')).toLowerCase(), header.slice(header.indexOf(':') + 1).trim()]));
    if (fields.get('host') !== target[1]) throw new ProxyViolation('the Host header is not the target');
    if (this.#login !== undefined && fields.get('proxy-authorization') !== basic(this.#login)) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="test"\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const request = { host: (target[1] ?? '').replace(/:\d+$/, '').replace(/^\[|\]$/g, ''), port: Number(target[2]) };
    this.requests.push(request);
    if (this.refusal !== undefined) return void socket.end(`HTTP/1.1 ${this.refusal} No\r\n\r\n`);
    const upstream = await this.reach(request, socket).catch(() => undefined);
    if (upstream === undefined) return void socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    socket.write(`HTTP/1.1 200 Connection established\r\nVia: 1.1 test\r\n\r\n${this.extra}`);
    this.relay(socket, reader, upstream);
  }
}

function basic({ username, password }: Login): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}
