import { MessageChannel } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type * as Electron from 'electron';
import { StrictEmitter } from './emitter.ts';
import { clone, refuse } from './strict.ts';

type PortApi = Pick<Electron.MessagePortMain, 'postMessage' | 'start' | 'close' | 'on' | 'once' | 'off'>;

/** Main's end of a channel. Messages wait until `start`, as in the real one; only such ports can be transferred. */
export class MessagePortStandIn extends StrictEmitter implements PortApi {
  readonly #port: MessagePort;
  #state: 'idle' | 'started' | 'closed' | 'transferred' = 'idle';

  constructor(port: MessagePort) {
    super('MessagePortMain', ['message', 'close']);
    this.#port = port;
    // Nothing keeps a test alive only because a port was left open.
    port.unref();
  }

  postMessage(message: unknown, transfer: Electron.MessagePortMain[] = []): void {
    this.#usable();
    if (transfer.some((item) => !((item as unknown) instanceof MessagePortStandIn))) refuse('Only MessagePortMain can be transferred');
    if (this.#state !== 'closed') this.#port.postMessage(clone(message));
  }

  start(): void {
    this.#usable();
    if (this.#state !== 'idle') return;
    this.#state = 'started';
    this.#port.on('message', (data: unknown) => this.emit('message', { data, ports: [] }));
    this.#port.on('close', () => {
      this.#state = 'closed';
      this.emit('close');
    });
  }

  close(): void {
    this.#usable();
    this.#state = 'closed';
    this.#port.close();
  }

  /** Hands the port to a page; main cannot use it any more. */
  transfer(): MessagePort {
    this.#usable();
    if (this.#state !== 'idle') refuse('A started or closed port cannot be transferred');
    this.#state = 'transferred';
    return this.#port;
  }

  #usable(): void {
    if (this.#state === 'transferred') refuse('The port was transferred');
  }
}

export class MessageChannelStandIn {
  readonly port1: MessagePortStandIn;
  readonly port2: MessagePortStandIn;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new MessagePortStandIn(port1);
    this.port2 = new MessagePortStandIn(port2);
  }
}
