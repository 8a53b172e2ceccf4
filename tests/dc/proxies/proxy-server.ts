import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { SocketGone, SocketReader } from './socket-reader.ts';

/** A client did something that this kind of proxy does not allow; the connection is closed. */
export class ProxyViolation extends Error {}

export interface Endpoint {
  host: string;
  port: number;
}

/** A proxy of a test: a listener on a port of its own, what its clients did, and how to break it. */
export abstract class ProxyServer {
  readonly host = '127.0.0.1';
  /** What clients did wrong. */
  readonly violations: string[] = [];
  /** Connections so far. */
  accepted = 0;
  /** Bytes from clients that went on to a server, after whatever the proxy itself wants. */
  relayed = 0;
  readonly #sockets = new Set<Socket>();
  readonly #reached = new WeakSet<Socket>();
  #server: Server | undefined;
  #port = 0;

  get port(): number {
    return this.#port;
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#sockets.size;
  }

  /** Whether the proxy itself opened this socket, to a server behind it. */
  opened(socket: Socket): boolean {
    return this.#reached.has(socket);
  }

  /** Listens; a second start uses the port of the first. */
  async start(): Promise<this> {
    const server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: this.host, port: this.#port, exclusive: true }, resolve);
    });
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    return this;
  }

  /** Stops listening and drops all connections; `start` brings it back. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    this.cut();
    await closed;
  }

  /** Drops all connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Serves one client until it goes. */
  protected abstract serve(socket: Socket, reader: SocketReader): Promise<void>;

  /** Opens the connection to the server behind the proxy; rejects when that fails. */
  protected reach({ host, port }: Endpoint, client: Socket): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const upstream = connect({ host, port, noDelay: true });
      this.#sockets.add(upstream);
      this.#reached.add(upstream);
      client.on('close', () => upstream.destroy());
      upstream.on('close', () => {
        this.#sockets.delete(upstream);
        client.destroy();
      });
      upstream.once('error', reject);
      upstream.once('connect', () => resolve(upstream));
    });
  }

  /** Passes bytes both ways, through these two functions. */
  protected relay(
    client: Socket,
    reader: Pick<SocketReader, 'flow'>,
    upstream: Socket,
    up = (bytes: Buffer) => bytes,
    down = (bytes: Buffer) => bytes,
  ): void {
    reader.flow((bytes) => {
      const through = this.#guard(client, () => up(bytes));
      if (through === undefined || through.length === 0) return;
      this.relayed += through.length;
      upstream.write(through);
    });
    upstream.on('data', (bytes) => client.write(down(bytes)));
  }

  #accept(socket: Socket): void {
    this.accepted++;
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    this.serve(socket, new SocketReader(socket)).catch((error: unknown) => this.#failed(socket, error));
  }

  #guard<T>(socket: Socket, action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      this.#failed(socket, error);
      return undefined;
    }
  }

  #failed(socket: Socket, error: unknown): void {
    if (error instanceof ProxyViolation) this.violations.push(error.message);
    else if (!(error instanceof SocketGone) && !isSocketError(error)) this.violations.push(String(error));
    socket.destroySoon();
  }
}

function isSocketError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
