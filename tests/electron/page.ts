import { readFileSync } from 'node:fs';
import { EventEmitter } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import { runInNewContext } from 'node:vm';
import type { ServerMessage } from '#shared/ipc/wire.ts';
import type { StandIn, WebContentsStandIn } from './stand-in/index.ts';

/**
 * Plays the page of a window: runs the bundled preload in a context that has what a sandboxed preload has, and takes the port as
 * the renderer does.
 */
export class Page {
  readonly #world: StandIn;
  readonly #contents: WebContentsStandIn;
  readonly #listeners: ((event: unknown) => void)[] = [];
  readonly #window: object;
  #port: MessagePort | undefined;
  #nextId = 1;
  readonly #answers = new Map<number, (message: ServerMessage) => void>();
  readonly #events = new Map<number, (event: unknown) => void>();
  #portTaken: ((port: MessagePort) => void) | undefined;

  constructor(world: StandIn, contents: WebContentsStandIn, preloadPath: string) {
    this.#world = world;
    this.#contents = contents;
    const ipc = new EventEmitter();
    const frame = contents.mainFrame;
    const ipcRenderer = {
      send: (channel: string, ...args: unknown[]) => world.pageSends(contents, contents.mainFrame === frame ? frame : null, channel, ...args),
      on: (channel: string, listener: (...args: unknown[]) => void) => ipc.on(channel, listener),
    };
    contents.onFrameMessage = (channel, message, ports) => ipc.emit(channel, { ports, sender: ipcRenderer }, message);
    this.#window = {
      addEventListener: (type: string, listener: (event: unknown) => void) => {
        if (type === 'message') this.#listeners.push(listener);
      },
      postMessage: (data: unknown, targetOrigin: string, transfer: MessagePort[] = []) => {
        if (targetOrigin !== '/') throw new Error(`A port must go to our own origin only, not to "${targetOrigin}"`);
        this.#dispatch(structuredClone(data), transfer);
      },
    };
    const sandbox = {
      window: this.#window,
      location: { origin: 'petrel://app' },
      require: (name: string) => {
        if (name === 'electron') return { ipcRenderer };
        throw new Error(`module not found: ${name}`);
      },
      module: { exports: {} },
      exports: {},
    };
    runInNewContext(readFileSync(preloadPath, 'utf8'), sandbox, { filename: preloadPath });
    this.#listeners.push((event) => this.#take(event as { data: unknown; ports: MessagePort[] }));
  }

  /** What the renderer does at its start. */
  connect(): Promise<MessagePort> {
    const port = new Promise<MessagePort>((resolve) => {
      this.#portTaken = resolve;
    });
    this.#dispatch({ type: 'petrel:ready' }, []);
    return port;
  }

  /** A frame inside the page, or another page, says the same. */
  dispatchFrom(source: unknown, data: unknown): void {
    for (const listener of this.#listeners) listener({ data, source, ports: [] });
  }

  /** The renderer says something to the preload. */
  says(data: unknown): void {
    this.#dispatch(data, []);
  }

  /** What the preload told the renderer, oldest first. */
  readonly heard: unknown[] = [];

  call(method: string, input: unknown): Promise<ServerMessage> {
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#answers.set(id, resolve);
      this.#port?.postMessage({ t: 'call', id, method, input });
    });
  }

  /** The first event of a topic. */
  event(topic: string, input: unknown): Promise<unknown> {
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#events.set(id, resolve);
      this.#port?.postMessage({ t: 'listen', id, topic, input });
    });
  }

  get world(): StandIn {
    return this.#world;
  }

  get contents(): WebContentsStandIn {
    return this.#contents;
  }

  #dispatch(data: unknown, ports: MessagePort[]): void {
    for (const listener of this.#listeners) listener({ data, source: this.#window, ports });
  }

  #take({ data, ports }: { data: unknown; ports: MessagePort[] }): void {
    if (typeof data === 'object' && data !== null && 'value' in data) this.heard.push(data);
    const port = ports[0];
    if (port === undefined || (data as { type?: unknown }).type !== 'petrel:port') return;
    this.#port = port;
    port.on('message', (message: ServerMessage) => {
      if (message.t !== 'events') this.#answers.get(message.id)?.(message);
      else for (const { id, event } of message.batch) this.#events.get(id)?.(event);
    });
    this.#portTaken?.(port);
  }
}
