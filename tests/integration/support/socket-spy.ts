import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/** Where this process tried to connect to by TCP, from the moment that the spy is made. */
export class SocketSpy {
  readonly #attempts: { socket: Socket; port: number }[] = [];
  readonly #listener = (message: unknown): void => {
    const { socket } = message as { socket: Socket };
    socket.on('connectionAttempt', (_ip: string, port: number) => this.#attempts.push({ socket, port }));
  };

  constructor() {
    subscribe('net.client.socket', this.#listener);
  }

  /** The ports, each once, without the sockets that are somebody else's. */
  ports(except: (socket: Socket) => boolean): number[] {
    return [...new Set(this.#attempts.filter(({ socket }) => !except(socket)).map(({ port }) => port))];
  }

  get count(): number {
    return this.#attempts.length;
  }

  stop(): void {
    unsubscribe('net.client.socket', this.#listener);
  }
}
