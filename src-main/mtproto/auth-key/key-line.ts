import type { DhChecker, RsaPublicKey } from '../../crypto/index.ts';
import type { Timer } from '../clock.ts';
import type { Credentials } from '../connection/types.ts';
import type { Line } from '../dialing/line.ts';
import type { Dial, DialEvents } from '../dialing/race.ts';
import type { Runtime } from '../runtime.ts';
import { SecurityError } from '../session/envelope.ts';
import { MessageIds } from '../session/message-ids.ts';
import type { ServerClock } from '../session/server-clock.ts';
import { createAuthKey, type CreatedAuthKey } from './handshake.ts';
import { HandshakeError, readPlainMessage, writePlainMessage, type PlainChannel } from './plain-channel.ts';
import { Question, type Asked } from './question.ts';

/** Time for one whole attempt once the line is open, milliseconds. */
const attemptTimeout = 10_000;

export interface KeyLineOptions {
  runtime: Runtime;
  /** Opens a line to the DC. */
  dial(events: DialEvents): Dial;
  serverClock: ServerClock;
  /** Ends whatever is under way. */
  signal: AbortSignal;
}

/**
 * A line for the sake of keys alone: a key is made over it without encryption, and then one question may be asked under that key
 * or another. The first failure ends it, and every attempt starts on another one.
 */
export class KeyLine implements PlainChannel {
  readonly #options: KeyLineOptions;
  readonly #ids: MessageIds;
  readonly #dial: Dial;
  readonly #aborted = (): void => this.close();
  #line: Line | undefined;
  #limit: Timer | undefined;
  #opening: { resolve(line: Line): void; reject(error: Error): void }[] = [];
  #waiting: { resolve(body: Uint8Array): void; reject(error: Error): void } | undefined;
  #question: Question | undefined;
  #failure: Error | undefined;
  /** It was not the other end's fault. */
  #ended = false;

  constructor(options: KeyLineOptions) {
    const { runtime, dial, serverClock, signal } = options;
    this.#options = options;
    this.#ids = new MessageIds(serverClock, runtime.random);
    this.#dial = dial({ onLine: (line) => this.#opened(line), onFailed: (error) => this.#fail(error) });
    signal.addEventListener('abort', this.#aborted);
    if (signal.aborted) this.#aborted();
  }

  /**
   * Makes a key; a temporary one when `expiresIn` (seconds) is given.
   * @throws HandshakeError, TransportError, or the socket's error; nothing is kept then
   */
  async createKey(options: { publicKeys: readonly RsaPublicKey[]; checker: DhChecker; expiresIn?: number }): Promise<CreatedAuthKey> {
    const { random } = this.#options.runtime;
    const line = await this.#open();
    try {
      return await createAuthKey({ channel: this, dc: line.dc, random, ...options });
    } catch (error) {
      // Whoever gives wrong answers is not to be asked first the next time.
      if (error instanceof HandshakeError && !this.#ended) line.failed();
      throw error;
    }
  }

  /**
   * Asks one thing in a session of its own, which is over with the answer.
   * @throws RpcError when the server refuses; otherwise as `createKey`
   */
  async ask(credentials: Credentials, asked: Asked): Promise<Uint8Array> {
    const line = await this.#open();
    return new Promise((resolve, reject) => {
      const send = (packet: Uint8Array): void => line.send(packet);
      this.#question = new Question({ credentials, runtime: this.#options.runtime, asked, send, padding: line.padding, resolve, reject });
    });
  }

  /** One unencrypted request over the open line. */
  request(body: Uint8Array): Promise<Uint8Array> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#line?.send(writePlainMessage(this.#ids, body));
    });
  }

  /** Ends it; whatever is still asked fails. */
  close(): void {
    this.#ended = true;
    this.#fail(new HandshakeError('Ended'));
  }

  #open(): Promise<Line> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#line !== undefined) return Promise.resolve(this.#line);
    return new Promise((resolve, reject) => this.#opening.push({ resolve, reject }));
  }

  #opened(line: Line): void {
    this.#line = line;
    line.listen({
      onFrame: (frame) => {
        if (frame.kind === 'message') this.#received(line, frame.payload);
      },
      onClose: (error) => this.#fail(error ?? new HandshakeError('The server closed the connection')),
    });
    this.#limit = this.#options.runtime.clock.after(attemptTimeout, () => this.#fail(new HandshakeError('The key exchange takes too long')));
    for (const { resolve } of this.#opening.splice(0)) resolve(line);
  }

  #received(line: Line, packet: Uint8Array): void {
    try {
      // Plain messages are over once something is asked under a key, and taken only while one is waited for.
      if (this.#question !== undefined) this.#question.receive(packet);
      else this.#answered(readPlainMessage(packet));
      line.worked();
    } catch (error) {
      if (error instanceof SecurityError) line.failed();
      this.#fail(error instanceof Error ? error : new HandshakeError('Unreadable answer'));
    }
  }

  #answered(body: Uint8Array): void {
    const waiting = this.#waiting;
    if (waiting === undefined) throw new HandshakeError('An answer to nothing');
    this.#waiting = undefined;
    waiting.resolve(body);
  }

  #fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#limit?.cancel();
    this.#options.signal.removeEventListener('abort', this.#aborted);
    this.#dial.cancel();
    this.#line?.close();
    for (const { reject } of this.#opening.splice(0)) reject(error);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(error);
    this.#question?.fail(error);
  }
}
