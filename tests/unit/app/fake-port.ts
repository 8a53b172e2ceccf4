import type { ClientMessage, IpcPort, ServerMessage } from '#shared/ipc/wire.ts';

/** A port whose window is the test: what the server sends is kept, what the window sends is injected. */
export class FakePort implements IpcPort {
  readonly sent: ServerMessage[] = [];
  closed = false;
  #message: ((message: unknown) => void) | undefined;
  #close: (() => void) | undefined;
  #waiters: { check: (message: ServerMessage) => boolean; resolve: (message: ServerMessage) => void }[] = [];

  send(message: ClientMessage | ServerMessage): void {
    const sent = message as ServerMessage;
    this.sent.push(sent);
    for (const waiter of this.#waiters.filter(({ check }) => check(sent))) waiter.resolve(sent);
    this.#waiters = this.#waiters.filter(({ check }) => !check(sent));
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#message = listener;
  }

  onClose(listener: () => void): void {
    this.#close = listener;
  }

  close(): void {
    this.closed = true;
  }

  inject(message: unknown): void {
    this.#message?.(message);
  }

  disconnect(): void {
    this.#close?.();
  }

  /** The first message, past or future, that fits. */
  waitFor(check: (message: ServerMessage) => boolean): Promise<ServerMessage> {
    const present = this.sent.find(check);
    if (present !== undefined) return Promise.resolve(present);
    return new Promise((resolve) => this.#waiters.push({ check, resolve }));
  }

  answer(id: number): Promise<ServerMessage> {
    return this.waitFor((message) => message.t !== 'events' && message.id === id);
  }

  /** Events of a subscription so far. */
  events(id: number): unknown[] {
    return this.sent.flatMap((message) => (message.t === 'events' ? message.batch.filter((entry) => entry.id === id) : [])).map((entry) => entry.event);
  }
}
