import type { Socket } from 'node:net';
import { ProxyServer, ProxyViolation } from './proxy-server.ts';
import type { Endpoint } from './proxy-server.ts';
import type { SocketReader } from './socket-reader.ts';

export interface Login {
  username: string;
  password: string;
}

export interface SocksRequest extends Endpoint {
  /** How the client named the target. */
  form: 'ipv4' | 'ipv6' | 'name';
}

/** A SOCKS5 proxy as of RFC 1928 and RFC 1929: CONNECT alone, with a login when one is given. */
export class Socks5Server extends ProxyServer {
  readonly requests: SocksRequest[] = [];
  /** Reply code for every request instead of connecting. */
  refusal: number | undefined;
  /** What else is sent right behind the reply. */
  extra = Buffer.alloc(0);
  readonly #login: Login | undefined;

  constructor(login?: Login) {
    super();
    this.#login = login;
  }

  protected override async serve(socket: Socket, reader: SocketReader): Promise<void> {
    const [version = 0, count = 0] = await reader.take(2);
    if (version !== 5) throw new ProxyViolation('not version 5');
    const methods = await reader.take(count);
    const method = this.#login === undefined ? 0 : 2;
    if (!methods.includes(method)) {
      socket.end(Buffer.of(5, 0xff));
      return;
    }
    socket.write(Buffer.of(5, method));
    if (this.#login !== undefined && !(await this.#checkLogin(socket, reader, this.#login))) return;
    const request = await this.#request(reader);
    this.requests.push(request);
    if (this.refusal !== undefined) return void socket.end(reply(this.refusal));
    const upstream = await this.reach(request, socket).catch(() => undefined);
    if (upstream === undefined) return void socket.end(reply(5));
    socket.write(Buffer.concat([reply(0), this.extra]));
    this.relay(socket, reader, upstream);
  }

  async #checkLogin(socket: Socket, reader: SocketReader, login: Login): Promise<boolean> {
    const [version = 0, length = 0] = await reader.take(2);
    if (version !== 1) throw new ProxyViolation('not version 1 of the login');
    const username = (await reader.take(length)).toString('utf8');
    const [passwordLength = 0] = await reader.take(1);
    const password = (await reader.take(passwordLength)).toString('utf8');
    const right = username === login.username && password === login.password;
    if (right) socket.write(Buffer.of(1, 0));
    else socket.end(Buffer.of(1, 1));
    return right;
  }

  async #request(reader: SocketReader): Promise<SocksRequest> {
    const [version, command, reserved, type] = await reader.take(4);
    if (version !== 5 || command !== 1 || reserved !== 0) throw new ProxyViolation('not a request to connect');
    let host: string;
    let form: SocksRequest['form'];
    if (type === 1) {
      form = 'ipv4';
      host = [...(await reader.take(4))].join('.');
    } else if (type === 4) {
      form = 'ipv6';
      host = (await reader.take(16)).toString('hex').replace(/(....)(?=.)/g, '$1:');
    } else if (type === 3) {
      form = 'name';
      const [length = 0] = await reader.take(1);
      host = (await reader.take(length)).toString('latin1');
    } else throw new ProxyViolation('an unknown type of address');
    return { host, port: (await reader.take(2)).readUInt16BE(), form };
  }
}

function reply(code: number): Buffer {
  return Buffer.of(5, code, 0, 1, 127, 0, 0, 1, 0, 0);
}
