import type { Clock, Timer } from '../clock.ts';
import type { ByteSocket, ByteSocketEvents, Connect } from '../transport/socket.ts';
import { ProxyError } from './errors.ts';
import type { ProxyHandshake, StreamCodec, TunnelTarget } from './handshake.ts';
import type { Resolver } from './resolver.ts';

/** Time for name, connection and handshake together, milliseconds. */
const TUNNEL_TIMEOUT_MS = 10_000;
/** An address of several that has not even accepted a connection by then is left for the next one, milliseconds. */
const STALL_MS = 3_000;

export interface TunnelOptions {
  host: string;
  port: number;
  /** The opening talk; none where the first bytes are the client's own. It may throw for a target that cannot be named. */
  handshake?: ((target: TunnelTarget) => ProxyHandshake) | undefined;
  /** Whether an end before the first byte means that the proxy did not want us: MTProto proxies refuse in silence. */
  refusesSilently: boolean;
  connect: Connect;
  resolver: Resolver;
  clock: Clock;
  onFailure?: ((error: Error) => void) | undefined;
}

/**
 * Opens streams through a proxy. A stream reports that it is open once the proxy has let it through; what goes wrong before is told
 * as a `ProxyError`, to the stream's owner and to `onFailure`. Every address of the proxy is tried, none but those of the proxy.
 */
export function connectThrough(options: TunnelOptions): Connect {
  return (target, events) => new Tunnel(options, target, events);
}

class Tunnel implements ByteSocket {
  readonly #options: TunnelOptions;
  readonly #target: TunnelTarget;
  readonly #events: ByteSocketEvents;
  readonly #deadline: Timer;
  #stall: Timer | undefined;
  #addresses: string[] = [];
  #socket: ByteSocket | undefined;
  #handshake: ProxyHandshake | undefined;
  #codec: StreamCodec | undefined;
  #state: 'opening' | 'open' | 'closed' = 'opening';
  /** Bytes came since the last change of the state. */
  #heard = false;

  constructor(options: TunnelOptions, target: TunnelTarget, events: ByteSocketEvents) {
    this.#options = options;
    this.#target = target;
    this.#events = events;
    this.#deadline = options.clock.after(TUNNEL_TIMEOUT_MS, () => this.#fail(new ProxyError('timeout')));
    options.resolver.resolve(options.host).then(
      (addresses) => {
        this.#addresses = [...addresses];
        this.#tryNext(new ProxyError('unresolved'));
      },
      (error: unknown) => this.#fail(error instanceof Error ? error : new ProxyError('unresolved')),
    );
  }

  write(bytes: Uint8Array, done?: () => void): void {
    if (this.#state === 'open') this.#socket?.write(this.#codec === undefined ? bytes : this.#codec.wrap(bytes), done);
  }

  gather(gathering: boolean): void {
    this.#socket?.gather?.(gathering);
  }

  hold(held: boolean): void {
    this.#socket?.hold?.(held);
  }

  destroy(): void {
    this.#state = 'closed';
    this.#deadline.cancel();
    this.#stall?.cancel();
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  /** Opens the next address, or gives up with the error of the one before. */
  #tryNext(failure: ProxyError): void {
    if (this.#state !== 'opening') return;
    this.#stall?.cancel();
    this.#socket?.destroy();
    this.#socket = undefined;
    const host = this.#addresses.shift();
    if (host === undefined) return this.#fail(failure);
    try {
      this.#handshake = this.#options.handshake?.(this.#target);
    } catch (error) {
      return this.#fail(error instanceof Error ? error : new ProxyError('notAProxy'));
    }
    let connected = false;
    const socket = this.#options.connect(
      { host, port: this.#options.port },
      {
        onOpen: () => {
          connected = true;
          if (socket === this.#socket) this.#connected(socket);
        },
        onData: (bytes) => {
          if (socket === this.#socket) this.#received(bytes);
        },
        onClose: (error) => {
          if (socket === this.#socket) this.#ended(error, connected);
        },
      },
    );
    this.#socket = socket;
    if (this.#addresses.length > 0) {
      this.#stall = this.#options.clock.after(STALL_MS, () => {
        if (!connected) this.#tryNext(new ProxyError('timeout'));
      });
    }
  }

  #connected(socket: ByteSocket): void {
    if (this.#handshake === undefined) return this.#opened(undefined, undefined);
    try {
      socket.write(this.#handshake.start());
    } catch (error) {
      // A cryptographic library that lacks something costs this proxy, not the app.
      this.#fail(error instanceof Error ? error : new ProxyError('notAProxy'));
    }
  }

  #received(bytes: Uint8Array): void {
    this.#heard = true;
    try {
      if (this.#state === 'open') this.#deliver(bytes);
      else this.#proceed(bytes);
    } catch (error) {
      if (!(error instanceof ProxyError)) throw error;
      this.#fail(error);
    }
  }

  #proceed(bytes: Uint8Array): void {
    const step = this.#handshake?.receive(bytes);
    if (step === undefined) return;
    if (step.done) this.#opened(step.codec, step.rest);
    else if (step.send !== undefined) this.#socket?.write(step.send);
  }

  #opened(codec: StreamCodec | undefined, rest: Uint8Array | undefined): void {
    this.#deadline.cancel();
    this.#stall?.cancel();
    this.#state = 'open';
    this.#codec = codec;
    this.#heard = false;
    this.#events.onOpen();
    if (rest !== undefined && rest.length > 0) this.#received(rest);
  }

  #deliver(bytes: Uint8Array): void {
    const data = this.#codec === undefined ? bytes : this.#codec.unwrap(bytes);
    if (data.length > 0) this.#events.onData(data);
  }

  #ended(error: Error | undefined, connected: boolean): void {
    if (this.#state === 'opening') this.#tryNext(new ProxyError(connected ? 'closed' : 'refused'));
    else if (this.#options.refusesSilently && !this.#heard) this.#fail(new ProxyError('closed'));
    else this.#close(error);
  }

  #fail(error: Error): void {
    if (this.#state === 'closed') return;
    this.#options.onFailure?.(error);
    this.#close(error);
  }

  #close(error: Error | undefined): void {
    if (this.#state === 'closed') return;
    this.destroy();
    this.#events.onClose(error);
  }
}
