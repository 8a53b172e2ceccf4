import type { CallInput, CallName, CallOutput, TopicEvent, TopicInput, TopicName } from '#shared/ipc/contract.ts';
import type { IpcPort, ServerMessage } from '#shared/ipc/wire.ts';
import { AppError } from '#shared/model/index.ts';
import type { EngineHandle } from '../../../src-main/app/engine-handle.ts';

/** Follows a topic: what came, and a promise for what will come. */
export class Followed<Event> {
  readonly events: Event[] = [];
  #waiters: { check: (event: Event) => boolean; resolve: (event: Event) => void }[] = [];

  take(event: Event): void {
    this.events.push(event);
    const ready = this.#waiters.filter(({ check }) => check(event));
    this.#waiters = this.#waiters.filter((waiter) => !ready.includes(waiter));
    for (const { resolve } of ready) resolve(event);
  }

  get last(): Event | undefined {
    return this.events.at(-1);
  }

  /** Resolves when the newest event fits, now or later. */
  until(check: (event: Event) => boolean): Promise<Event> {
    const { last } = this;
    if (last !== undefined && check(last)) return Promise.resolve(last);
    return new Promise((resolve) => this.#waiters.push({ check, resolve }));
  }
}

/** A window of a test: the renderer's end of the contract over a real port. */
export class TestWindow {
  readonly #port: IpcPort;
  readonly #calls = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
  readonly #topics = new Map<number, Followed<unknown>>();
  readonly closed: Promise<void>;
  #nextId = 1;

  constructor(engine: EngineHandle) {
    this.#port = engine.connect();
    this.#port.onMessage((message) => this.#receive(message as ServerMessage));
    this.closed = new Promise((resolve) => this.#port.onClose(resolve));
  }

  call<Name extends CallName>(method: Name, input: CallInput<Name>): Promise<CallOutput<Name>> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#port.send({ t: 'call', id, method, input });
    });
  }

  /** The error that a call is answered with; throws when it is answered with a value. */
  async refusal<Name extends CallName>(method: Name, input: CallInput<Name>): Promise<AppError> {
    try {
      await this.call(method, input);
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    }
    throw new Error(`${method} was not refused`);
  }

  listen<Name extends TopicName>(topic: Name, input: TopicInput<Name>): Followed<TopicEvent<Name>> {
    const id = this.#nextId++;
    const followed = new Followed<TopicEvent<Name>>();
    this.#topics.set(id, followed as Followed<unknown>);
    this.#port.send({ t: 'listen', id, topic, input });
    return followed;
  }

  close(): void {
    this.#port.close();
  }

  #receive(message: ServerMessage): void {
    if (message.t === 'events') {
      for (const { id, event } of message.batch) this.#topics.get(id)?.take(event);
      return;
    }
    const call = this.#calls.get(message.id);
    this.#calls.delete(message.id);
    if (message.t === 'result') call?.resolve(message.value);
    else call?.reject(new AppError(message.error));
  }
}
