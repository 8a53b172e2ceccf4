import type { Socket } from 'node:net';

/** The other side went away, or the proxy was closed. */
export class SocketGone extends Error {}

/** Bytes of a socket as they are asked for, in order. */
export class SocketReader {
  readonly #socket: Socket;
  #bytes = Buffer.alloc(0);
  #wanted: { ready: () => boolean; resolve: () => void; reject: (error: Error) => void } | undefined;
  #gone = false;
  #sink: ((bytes: Buffer) => void) | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('close', () => {
      this.#gone = true;
      this.#wanted?.reject(new SocketGone());
      this.#wanted = undefined;
    });
  }

  /** Exactly so many bytes. */
  async take(count: number): Promise<Buffer> {
    await this.#until(() => this.#bytes.length >= count);
    const taken = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count);
    return taken;
  }

  /** Everything up to and including a mark. */
  async through(mark: string): Promise<Buffer> {
    await this.#until(() => this.#bytes.includes(mark));
    return this.take(this.#bytes.indexOf(mark) + Buffer.byteLength(mark));
  }

  /** From now on bytes go here, those that wait first. */
  flow(sink: (bytes: Buffer) => void): void {
    this.#sink = sink;
    const waiting = this.#bytes;
    this.#bytes = Buffer.alloc(0);
    if (waiting.length > 0) sink(waiting);
  }

  #take(chunk: Buffer): void {
    if (this.#sink !== undefined) return this.#sink(chunk);
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    if (this.#wanted?.ready() === true) {
      this.#wanted.resolve();
      this.#wanted = undefined;
    }
  }

  #until(ready: () => boolean): Promise<void> {
    if (ready()) return Promise.resolve();
    if (this.#gone || this.#socket.destroyed) return Promise.reject(new SocketGone());
    return new Promise((resolve, reject) => {
      this.#wanted = { ready, resolve, reject };
    });
  }
}
