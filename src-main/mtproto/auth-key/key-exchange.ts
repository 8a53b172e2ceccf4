import type { DhChecker, RsaPublicKey } from '../../crypto/index.ts';
import type { Runtime } from '../runtime.ts';
import { MessageIds } from '../session/message-ids.ts';
import type { ServerClock } from '../session/server-clock.ts';
import { Transport } from '../transport/transport.ts';
import type { DcAddress } from '../types.ts';
import { createAuthKey, type CreatedAuthKey } from './handshake.ts';
import { HandshakeError, readPlainMessage, writePlainMessage, type PlainChannel } from './plain-channel.ts';

/** Time for one whole attempt, milliseconds. */
const attemptTimeout = 10_000;

export interface KeyExchangeOptions {
  runtime: Runtime;
  address: DcAddress;
  /** The DC id that the server must see. */
  dc: number;
  publicKeys: readonly RsaPublicKey[];
  checker: DhChecker;
  serverClock: ServerClock;
  /** Ends the attempt. */
  signal: AbortSignal;
}

/**
 * Opens a connection of its own, creates an authorization key over it and closes it.
 * @throws HandshakeError, TransportError, or the socket's error; nothing is kept then
 */
export async function exchangeKey(options: KeyExchangeOptions): Promise<CreatedAuthKey> {
  const { runtime, dc, publicKeys, checker, signal } = options;
  const channel = new TransportChannel(options);
  const timer = runtime.clock.after(attemptTimeout, () => channel.fail(new HandshakeError('The key exchange takes too long')));
  const aborted = (): void => channel.fail(new HandshakeError('Aborted'));
  signal.addEventListener('abort', aborted);
  try {
    if (signal.aborted) throw new HandshakeError('Aborted');
    return await createAuthKey({ channel, dc, publicKeys, checker, random: runtime.random });
  } finally {
    signal.removeEventListener('abort', aborted);
    timer.cancel();
    channel.close();
  }
}

/** Unencrypted requests over a transport of its own. */
class TransportChannel implements PlainChannel {
  readonly #transport: Transport;
  readonly #ids: MessageIds;
  #waiting: { resolve(body: Uint8Array): void; reject(error: Error): void } | undefined;
  #queued: Uint8Array | undefined;
  #failure: Error | undefined;

  constructor({ runtime, address, dc, serverClock }: KeyExchangeOptions) {
    this.#ids = new MessageIds(serverClock, runtime.random);
    this.#transport = new Transport(
      { host: address.host, port: address.port, dc, secret: address.secret, connect: runtime.connect, random: runtime.random },
      {
        onOpen: () => this.#opened(),
        onFrame: (frame) => {
          if (frame.kind === 'message') this.#answered(frame.payload);
        },
        onClose: (error) => this.fail(error ?? new HandshakeError('The server closed the connection')),
      },
    );
  }

  request(body: Uint8Array): Promise<Uint8Array> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      if (this.#transport.isOpen) this.#transport.send(writePlainMessage(this.#ids, body));
      else this.#queued = body;
    });
  }

  fail(error: Error): void {
    this.#failure ??= error;
    this.#transport.close();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(error);
  }

  close(): void {
    this.#transport.close();
  }

  #opened(): void {
    if (this.#queued !== undefined) this.#transport.send(writePlainMessage(this.#ids, this.#queued));
    this.#queued = undefined;
  }

  #answered(packet: Uint8Array): void {
    const waiting = this.#waiting;
    try {
      const body = readPlainMessage(packet);
      // Plain messages are taken only while one is waited for.
      if (waiting === undefined) throw new HandshakeError('An answer to nothing');
      this.#waiting = undefined;
      waiting.resolve(body);
    } catch (error) {
      this.fail(error instanceof Error ? error : new HandshakeError('Unreadable answer'));
    }
  }
}
