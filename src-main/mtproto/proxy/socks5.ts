import { concat } from '../../crypto/index.ts';
import { ProxyError } from './errors.ts';
import type { HandshakeStep, ProxyHandshake, ProxyLogin, TunnelTarget } from './handshake.ts';
import { ipBytes } from './ip-address.ts';

const VERSION = 5;
const NO_LOGIN = 0;
const LOGIN = 2;
const NO_METHOD = 0xff;

type State = 'method' | 'login' | 'reply' | 'done';

/** Opens a connection through a SOCKS5 proxy (RFC 1928), with user name and password where it wants them (RFC 1929). */
export class Socks5Handshake implements ProxyHandshake {
  readonly #target: TunnelTarget;
  readonly #login: ProxyLogin | undefined;
  #state: State = 'method';
  #received: Uint8Array = new Uint8Array(0);

  /** @throws RangeError when the target is not an IP address: names are not to be resolved by the proxy */
  constructor(target: TunnelTarget, login: ProxyLogin | undefined) {
    ipBytes(target.host);
    this.#target = target;
    this.#login = login;
  }

  start(): Uint8Array {
    return this.#login === undefined ? Uint8Array.of(VERSION, 1, NO_LOGIN) : Uint8Array.of(VERSION, 2, NO_LOGIN, LOGIN);
  }

  receive(bytes: Uint8Array): HandshakeStep {
    this.#received = concat(this.#received, bytes);
    switch (this.#state) {
      case 'method':
        return this.#method();
      case 'login':
        return this.#loggedIn();
      case 'reply':
        return this.#reply();
      case 'done':
        throw new ProxyError('notAProxy');
    }
  }

  #method(): HandshakeStep {
    const [version, method] = this.#received;
    if (version !== undefined && version !== VERSION) throw new ProxyError('notAProxy');
    if (method === undefined) return { done: false };
    this.#nothingBeyond(2);
    if (method === NO_METHOD) throw new ProxyError(this.#login === undefined ? 'loginNeeded' : 'forbidden');
    if (method === NO_LOGIN) return this.#request();
    if (method !== LOGIN || this.#login === undefined) throw new ProxyError('notAProxy');
    this.#next('login');
    const [username, password] = [Buffer.from(this.#login.username), Buffer.from(this.#login.password)];
    const send = concat(Uint8Array.of(1, username.length), username, Uint8Array.of(password.length), password);
    return { done: false, send };
  }

  #loggedIn(): HandshakeStep {
    const [version, status] = this.#received;
    if (status === undefined) return { done: false };
    this.#nothingBeyond(2);
    if (version !== 1 || status !== 0) throw new ProxyError('wrongLogin');
    return this.#request();
  }

  #request(): HandshakeStep {
    this.#next('reply');
    const address = ipBytes(this.#target.host);
    const port = Uint8Array.of(this.#target.port >>> 8, this.#target.port & 0xff);
    return { done: false, send: concat(Uint8Array.of(VERSION, 1, 0, address.length === 4 ? 1 : 4), address, port) };
  }

  #reply(): HandshakeStep {
    const [version, status, reserved, type, first] = this.#received;
    if (version !== undefined && version !== VERSION) throw new ProxyError('notAProxy');
    if (status !== undefined && status !== 0) throw refusal(status);
    if (type === undefined || first === undefined) return { done: false };
    const addressLength = { 1: 4, 3: 1 + first, 4: 16 }[type];
    if (reserved !== 0 || addressLength === undefined) throw new ProxyError('notAProxy');
    const length = 4 + addressLength + 2;
    if (this.#received.length < length) return { done: false };
    this.#nothingBeyond(length);
    this.#state = 'done';
    return { done: true };
  }

  /** Telegram never speaks first: bytes behind an answer come from something that only looks like a proxy. */
  #nothingBeyond(length: number): void {
    if (this.#received.length > length) throw new ProxyError('notAProxy');
  }

  #next(state: State): void {
    this.#state = state;
    this.#received = new Uint8Array(0);
  }
}

/** 2: not allowed by the ruleset; the other codes say that the target could not be reached, one way or another. */
function refusal(status: number): ProxyError {
  if (status > 8) return new ProxyError('notAProxy');
  return new ProxyError(status === 2 ? 'forbidden' : 'unreachable');
}
