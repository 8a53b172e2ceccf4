import { isIPv6 } from 'node:net';
import { concat } from '../../crypto/index.ts';
import { ProxyError } from './errors.ts';
import type { HandshakeStep, ProxyHandshake, ProxyLogin, TunnelTarget } from './handshake.ts';
import { ipBytes } from './ip-address.ts';

/** Longer heads are not those of a proxy that lets us through. */
const MAX_HEAD = 16 * 1024;

/** Opens a connection through an HTTP proxy (CONNECT, RFC 9110 section 9.3.6; Basic login, RFC 7617). */
export class HttpConnectHandshake implements ProxyHandshake {
  readonly #target: TunnelTarget;
  readonly #login: ProxyLogin | undefined;
  #received: Uint8Array = new Uint8Array(0);
  #checked = false;

  /** @throws RangeError when the target is not an IP address: names are not to be resolved by the proxy */
  constructor(target: TunnelTarget, login: ProxyLogin | undefined) {
    ipBytes(target.host);
    this.#target = target;
    this.#login = login;
  }

  start(): Uint8Array {
    const { host, port } = this.#target;
    const authority = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
    const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`];
    if (this.#login !== undefined) {
      const { username, password } = this.#login;
      lines.push(`Proxy-Authorization: Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`);
    }
    return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  }

  receive(bytes: Uint8Array): HandshakeStep {
    this.#received = concat(this.#received, bytes);
    const head = Buffer.from(this.#received.buffer, this.#received.byteOffset, this.#received.length).toString('latin1');
    if (!this.#checked) this.#checkStatus(head);
    const end = /\r?\n\r?\n/.exec(head);
    if (end === null) {
      if (head.length > MAX_HEAD) throw new ProxyError('notAProxy');
      return { done: false };
    }
    // Telegram never speaks first: bytes behind the head come from something that only looks like a proxy.
    if (end.index + end[0].length < head.length) throw new ProxyError('notAProxy');
    return { done: true };
  }

  #checkStatus(head: string): void {
    const beginning = 'HTTP/1.';
    if (!head.startsWith(beginning.slice(0, head.length))) throw new ProxyError('notAProxy');
    const line = /^HTTP\/1\.([01]) (\d{3})(?: [^\n]*)?\r?\n/.exec(head);
    if (line === null) {
      if (head.includes('\n') || head.length > MAX_HEAD) throw new ProxyError('notAProxy');
      return;
    }
    this.#checked = true;
    const status = Number(line[2]);
    if (status >= 200 && status < 300) return;
    // 407, says the standard; some proxies answer a wrong login with 401.
    if (status === 407 || status === 401) throw new ProxyError(this.#login === undefined ? 'loginNeeded' : 'wrongLogin');
    throw new ProxyError(status >= 500 ? 'unreachable' : 'forbidden');
  }
}
