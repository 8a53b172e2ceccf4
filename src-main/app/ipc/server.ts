import * as v from 'valibot';
import { calls, topics } from '#shared/ipc/contract.ts';
import type { CallName, TopicName } from '#shared/ipc/contract.ts';
import type { CallContext, CallHandlers, IpcConnection, Subscription, TopicHandlers } from '#shared/ipc/handlers.ts';
import type { ClientMessage, IpcPort, ServerMessage } from '#shared/ipc/wire.ts';
import type { AppErrorData } from '#shared/model/index.ts';
import { drop } from '#shared/assert.ts';
import type { Logger } from '../../mtproto/types.ts';
import { toAppErrorData } from '../error-text.ts';
import { EventBatcher } from './batcher.ts';
import { parseClientMessage } from './client-message.ts';

const MAX_PENDING_CALLS = 1000;
const MAX_SUBSCRIPTIONS = 1000;

export interface IpcHandlers {
  calls: CallHandlers;
  topics: TopicHandlers;
}

export interface IpcServerOptions {
  handlers: IpcHandlers;
  log: Logger;
  /** A handler failed; the window has been told already. */
  onHandlerError?: (error: unknown) => void;
  /** A window has gone: whatever was kept for it may be forgotten. */
  onConnectionClosed?: (connection: IpcConnection) => void;
}

type AnyCall = (input: unknown, context: CallContext) => unknown;
type AnyTopic = (input: unknown, emit: (event: unknown) => void, connection: IpcConnection) => Subscription<unknown>;

/**
 * Serves the IPC contract to any number of windows. Every input is validated against the contract's schema; nothing that a
 * window sends can throw here, and nothing but codes and sentences of `error-text.ts` goes back when a handler fails.
 */
export class IpcServer {
  readonly #options: IpcServerOptions;
  readonly #connections = new Set<Connection>();
  #nextId = 1;

  constructor(options: IpcServerOptions) {
    this.#options = options;
  }

  /** Serves one window until its port closes. */
  serve(port: IpcPort): IpcConnection {
    const connection = new Connection(this.#nextId++, port, this.#options, () => {
      this.#connections.delete(connection);
      this.#options.onConnectionClosed?.(connection);
    });
    this.#connections.add(connection);
    return connection;
  }

  /** Subscriptions that are open now, over all windows. */
  get subscriptionCount(): number {
    return [...this.#connections].reduce((sum, connection) => sum + connection.subscriptionCount, 0);
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  close(): void {
    for (const connection of [...this.#connections]) connection.close();
  }
}

class Connection implements IpcConnection {
  readonly id: number;
  readonly #port: IpcPort;
  readonly #options: IpcServerOptions;
  readonly #onClosed: () => void;
  readonly #calls = new Map<number, AbortController>();
  readonly #subscriptions = new Map<number, { topic: TopicName; subscription: Subscription<unknown> }>();
  readonly #batcher: EventBatcher;
  #closed = false;

  constructor(id: number, port: IpcPort, options: IpcServerOptions, onClosed: () => void) {
    this.id = id;
    this.#port = port;
    this.#options = options;
    this.#onClosed = onClosed;
    this.#batcher = new EventBatcher((message) => this.#send(message));
    port.onClose(() => this.#end());
    port.onMessage((data) => this.#receive(data));
  }

  get subscriptionCount(): number {
    return this.#subscriptions.size;
  }

  close(): void {
    this.#batcher.flush();
    this.#end();
    this.#port.close();
  }

  #receive(data: unknown): void {
    if (this.#closed) return;
    const message = parseClientMessage(data);
    if (message === undefined) {
      this.#options.log.warn('dropped a malformed message of a window');
      return;
    }
    switch (message.t) {
      case 'call':
        return this.#call(message);
      case 'cancel':
        return this.#calls.get(message.id)?.abort(new DOMException('Cancelled by the window', 'AbortError'));
      case 'listen':
        return this.#listen(message);
      case 'retune':
        return this.#retune(message);
      case 'dispose':
        return this.#dispose(message.id);
    }
  }

  #call(message: ClientMessage & { t: 'call' }): void {
    const { id, method } = message;
    if (this.#calls.has(id)) return this.#options.log.warn('dropped a call with a number that is in use');
    if (!isCallName(method)) return this.#refuse(id, 'This version of Petrel does not know that call.');
    if (this.#calls.size >= MAX_PENDING_CALLS) return this.#refuse(id, 'Too many calls at once.');
    const input = v.safeParse(calls[method].input, message.input);
    if (!input.success) return this.#refuse(id, describeIssues(input.issues));
    const controller = new AbortController();
    this.#calls.set(id, controller);
    drop(this.#run(id, method, input.output, controller));
  }

  async #run(id: number, method: CallName, input: unknown, controller: AbortController): Promise<void> {
    try {
      const handler = this.#options.handlers.calls[method] as AnyCall;
      const value = await raceAbort(handler(input, { signal: controller.signal, connection: this }), controller.signal);
      this.#answer(id, { t: 'result', id, value });
    } catch (error) {
      const data = toAppErrorData(error);
      if (data.code === 'INTERNAL') this.#options.log.error('a call failed inside', { method, error });
      this.#answer(id, { t: 'error', id, error: data });
      this.#options.onHandlerError?.(error);
    }
  }

  #answer(id: number, message: ServerMessage): void {
    this.#calls.delete(id);
    // What the call changed is seen no later than its answer.
    this.#batcher.flush();
    this.#send(message);
  }

  #listen(message: ClientMessage & { t: 'listen' }): void {
    const { id, topic } = message;
    if (this.#subscriptions.has(id)) return this.#options.log.warn('dropped a listen with a number that is in use');
    if (!isTopicName(topic)) return this.#refuse(id, 'This version of Petrel does not know that topic.');
    if (this.#subscriptions.size >= MAX_SUBSCRIPTIONS) return this.#refuse(id, 'Too many subscriptions at once.');
    const input = v.safeParse(topics[topic].input, message.input);
    if (!input.success) return this.#refuse(id, describeIssues(input.issues));
    const handler = this.#options.handlers.topics[topic] as AnyTopic;
    const token = { live: true };
    try {
      const subscription = handler(
        input.output,
        (event) => {
          if (token.live && !this.#closed) this.#batcher.add(id, event);
        },
        this,
      );
      const dispose = (): void => {
        token.live = false;
        subscription.dispose();
      };
      this.#subscriptions.set(id, { topic, subscription: { retune: (next) => subscription.retune(next), dispose } });
    } catch (error) {
      token.live = false;
      this.#batcher.remove(id);
      this.#fail(id, `listening to ${topic} failed inside`, error);
    }
  }

  #retune(message: ClientMessage & { t: 'retune' }): void {
    const entry = this.#subscriptions.get(message.id);
    if (entry === undefined) return;
    const input = v.safeParse(topics[entry.topic].input, message.input);
    if (!input.success) return this.#refuse(message.id, describeIssues(input.issues));
    try {
      entry.subscription.retune(input.output);
    } catch (error) {
      this.#fail(message.id, `retuning ${entry.topic} failed inside`, error);
    }
  }

  #dispose(id: number): void {
    const entry = this.#subscriptions.get(id);
    if (entry === undefined) return;
    this.#subscriptions.delete(id);
    this.#batcher.remove(id);
    this.#disposeQuietly(entry.subscription);
  }

  #disposeQuietly(subscription: Subscription<unknown>): void {
    try {
      subscription.dispose();
    } catch (error) {
      this.#options.log.error('disposing a subscription failed inside', { error });
    }
  }

  #refuse(id: number, message: string): void {
    this.#send({ t: 'error', id, error: { code: 'INVALID_INPUT', message } });
  }

  #fail(id: number, what: string, error: unknown): void {
    const data: AppErrorData = toAppErrorData(error);
    if (data.code === 'INTERNAL') this.#options.log.error(what, { error });
    this.#send({ t: 'error', id, error: data });
    this.#options.onHandlerError?.(error);
  }

  #send(message: ServerMessage): void {
    if (this.#closed) return;
    try {
      this.#port.send(message);
    } catch (error) {
      this.#options.log.error('a message to a window could not be sent', { error });
    }
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#batcher.dispose();
    for (const controller of this.#calls.values()) controller.abort(new DOMException('The window is gone', 'AbortError'));
    this.#calls.clear();
    for (const { subscription } of this.#subscriptions.values()) this.#disposeQuietly(subscription);
    this.#subscriptions.clear();
    this.#onClosed();
  }
}

const isCallName = (name: string): name is CallName => Object.hasOwn(calls, name);
const isTopicName = (name: string): name is TopicName => Object.hasOwn(topics, name);

/** Names the field that is wrong, never what was in it. */
function describeIssues(issues: readonly v.BaseIssue<unknown>[]): string {
  const path = issues[0]?.path?.map((item) => String(item.key)).join('.').slice(0, 60) ?? '';
  return path === '' ? 'The input is not valid.' : `The input is not valid at "${path}".`;
}

/** Settles like `value`, or rejects with the signal's reason at once when it aborts: a handler may not listen to it. */
function raceAbort<T>(value: T | Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    Promise.resolve(value)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort))
      .catch(() => undefined);
  });
}
