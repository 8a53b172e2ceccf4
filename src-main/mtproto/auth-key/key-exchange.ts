import type { DhChecker, RsaPublicKey } from '../../crypto/index.ts';
import type { Timer } from '../clock.ts';
import type { Line } from '../dialing/line.ts';
import type { Dial, DialEvents } from '../dialing/race.ts';
import type { Runtime } from '../runtime.ts';
import { MessageIds } from '../session/message-ids.ts';
import type { ServerClock } from '../session/server-clock.ts';
import { createAuthKey, type CreatedAuthKey } from './handshake.ts';
import { HandshakeError, readPlainMessage, writePlainMessage, type PlainChannel } from './plain-channel.ts';

/** Time for the exchange once the line is open, milliseconds. */
const attemptTimeout = 10_000;

export interface KeyExchangeOptions {
  runtime: Runtime;
  /** Opens a line to the DC. */
  dial(events: DialEvents): Dial;
  publicKeys: readonly RsaPublicKey[];
  checker: DhChecker;
  serverClock: ServerClock;
  /** Ends the attempt. */
  signal: AbortSignal;
}

/**
 * Opens a line of its own, creates an authorization key over it and closes it.
 * @throws HandshakeError, TransportError, or the socket's error; nothing is kept then
 */
export async function exchangeKey(options: KeyExchangeOptions): Promise<CreatedAuthKey> {
  const { runtime, publicKeys, checker, signal } = options;
  const channel = new LineChannel(options);
  let timer: Timer | undefined;
  const aborted = (): void => channel.fail(new HandshakeError('Aborted'));
  signal.addEventListener('abort', aborted);
  try {
    if (signal.aborted) throw new HandshakeError('Aborted');
    const dc = await channel.opened();
    timer = runtime.clock.after(attemptTimeout, () => channel.fail(new HandshakeError('The key exchange takes too long')));
    return await createAuthKey({ channel, dc, publicKeys, checker, random: runtime.random });
  } catch (error) {
    // Whoever gives wrong answers is not to be asked first the next time.
    if (error instanceof HandshakeError && !signal.aborted) channel.blame();
    throw error;
  } finally {
    signal.removeEventListener('abort', aborted);
    timer?.cancel();
    channel.close();
  }
}

/** Unencrypted requests over a line of its own. */
class LineChannel implements PlainChannel {
  readonly #ids: MessageIds;
  readonly #dial: Dial;
  #line: Line | undefined;
  #waiting: { resolve(body: Uint8Array): void; reject(error: Error): void } | undefined;
  #opening: { resolve(dc: number): void; reject(error: Error): void } | undefined;
  #failure: Error | undefined;

  constructor({ runtime, dial, serverClock }: KeyExchangeOptions) {
    this.#ids = new MessageIds(serverClock, runtime.random);
    this.#dial = dial({ onLine: (line) => this.#opened(line), onFailed: (error) => this.fail(error) });
  }

  /** Resolves with the DC id that the other end was told: the key exchange names the same. */
  opened(): Promise<number> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#line !== undefined) return Promise.resolve(this.#line.dc);
    return new Promise((resolve, reject) => {
      this.#opening = { resolve, reject };
    });
  }

  request(body: Uint8Array): Promise<Uint8Array> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#line?.send(writePlainMessage(this.#ids, body));
    });
  }

  fail(error: Error): void {
    this.#failure ??= error;
    this.close();
    const pending = [this.#waiting, this.#opening];
    this.#waiting = undefined;
    this.#opening = undefined;
    for (const one of pending) one?.reject(error);
  }

  blame(): void {
    this.#line?.failed();
  }

  close(): void {
    this.#dial.cancel();
    this.#line?.close();
  }

  #opened(line: Line): void {
    this.#line = line;
    line.listen({
      onFrame: (frame) => {
        if (frame.kind === 'message') this.#answered(frame.payload);
      },
      onClose: (error) => this.fail(error ?? new HandshakeError('The server closed the connection')),
    });
    this.#opening?.resolve(line.dc);
    this.#opening = undefined;
  }

  #answered(packet: Uint8Array): void {
    const waiting = this.#waiting;
    try {
      const body = readPlainMessage(packet);
      // Plain messages are taken only while one is waited for.
      if (waiting === undefined) throw new HandshakeError('An answer to nothing');
      this.#waiting = undefined;
      this.#line?.worked();
      waiting.resolve(body);
    } catch (error) {
      this.fail(error instanceof Error ? error : new HandshakeError('Unreadable answer'));
    }
  }
}
