import { concat } from '../../../crypto/index.ts';
import { ProxyError } from '../errors.ts';
import type { HandshakeStep, ProxyHandshake } from '../handshake.ts';
import { clientHello, RANDOM_BYTES, RANDOM_OFFSET, type ClientHelloOptions } from './client-hello.ts';
import { RecordCodec } from './records.ts';
import { isGenuine, serverHelloLength } from './server-hello.ts';

/** What looks like the start of TLS and proves on both sides that the secret is known; nothing of MTProto is sent before. */
export class FakeTlsHandshake implements ProxyHandshake {
  readonly #options: ClientHelloOptions;
  #clientRandom: Uint8Array = new Uint8Array(0);
  #received: Uint8Array = new Uint8Array(0);

  constructor(options: ClientHelloOptions) {
    this.#options = options;
  }

  start(): Uint8Array {
    const hello = clientHello(this.#options);
    this.#clientRandom = hello.slice(RANDOM_OFFSET, RANDOM_OFFSET + RANDOM_BYTES);
    return hello;
  }

  receive(bytes: Uint8Array): HandshakeStep {
    this.#received = concat(this.#received, bytes);
    const length = serverHelloLength(this.#received);
    if (length === undefined) return { done: false };
    if (!isGenuine(this.#received.subarray(0, length), this.#clientRandom, this.#options.secret)) throw new ProxyError('wrongSecret');
    return { done: true, codec: new RecordCodec(), rest: this.#received.subarray(length) };
  }
}
