import { batch, createSignal, type Accessor } from 'solid-js';
import { drop } from '#shared/assert.ts';
import type { CallInput, CallName, CallOutput, TopicEvent, TopicInput, TopicName } from '#shared/ipc/contract.ts';
import type { ClientMessage, IpcPort, ServerMessage } from '#shared/ipc/wire.ts';
import { AppError } from '#shared/model/index.ts';
import { t } from '../strings/index.ts';

/** Opens one connection to the app's own process; rejects when the process is not there. */
export type Connect = (signal: AbortSignal) => Promise<IpcPort>;

/** Whether the app's own process can be reached (not Telegram: that is `connection.status`). */
export type LinkState = 'connecting' | 'open' | 'lost';

export interface Listening<Input> {
  /** Wants the same topic with other parameters. */
  retune(input: Input): void;
  /** Asks for the whole state again, for a listener that cannot apply a diff. */
  restart(): void;
  dispose(): void;
}

export interface IpcClient {
  readonly link: Accessor<LinkState>;
  /**
   * Calls a method of the contract. Throws `AppError`. Calls made while the process is away wait for it; those that it was
   * working on when it went away are repeated if that is harmless, and fail with `OFFLINE` if not.
   */
  call<Name extends CallName>(name: Name, input: CallInput<Name>, options?: { signal?: AbortSignal }): Promise<CallOutput<Name>>;
  /** Listens to a topic until disposed; after a reconnection the topic starts anew with its full state. */
  listen<Name extends TopicName>(
    name: Name,
    input: TopicInput<Name>,
    onEvent: (event: TopicEvent<Name>) => void,
  ): Listening<TopicInput<Name>>;
  dispose(): void;
}

/** Calls that must not be made twice: whoever made them learns that the outcome is unknown. */
const onlyOnce: ReadonlySet<CallName> = new Set([
  'messages.send',
  'messages.forward',
  'messages.retry',
  'auth.sendCode',
  'auth.resendCode',
  'auth.signIn',
  'auth.signUp',
  'auth.logOut',
]);

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

interface PendingCall {
  method: CallName;
  input: unknown;
  sent: boolean;
  resolve(value: unknown): void;
  reject(error: AppError): void;
}

interface Topic {
  topic: TopicName;
  input: unknown;
  onEvent(event: unknown): void;
}

function isServerMessage(message: unknown): message is ServerMessage {
  if (typeof message !== 'object' || message === null || !('t' in message)) return false;
  return message.t === 'result' || message.t === 'error' || message.t === 'events';
}

/** Makes the renderer's end of the contract over connections that may come and go. */
export function createIpcClient(connect: Connect): IpcClient {
  const [link, setLink] = createSignal<LinkState>('connecting');
  const pending = new Map<number, PendingCall>();
  const listening = new Map<number, Topic>();
  const ended = new AbortController();
  let port: IpcPort | undefined;
  let lastId = 0;

  const send = (message: ClientMessage) => port?.send(message);

  function receive(message: unknown): void {
    if (!isServerMessage(message)) return;
    if (message.t === 'events') {
      batch(() => {
        for (const { id, event } of message.batch) listening.get(id)?.onEvent(event);
      });
      return;
    }
    const call = pending.get(message.id);
    if (!call) return;
    pending.delete(message.id);
    if (message.t === 'result') call.resolve(message.value);
    else call.reject(new AppError(message.error));
  }

  function attach(opened: IpcPort): void {
    port = opened;
    opened.onMessage((message) => {
      if (port === opened) receive(message);
    });
    opened.onClose(() => {
      if (port === opened) lose();
    });
    for (const [id, topic] of listening) send({ t: 'listen', id, topic: topic.topic, input: topic.input });
    for (const [id, call] of pending) {
      call.sent = true;
      send({ t: 'call', id, method: call.method, input: call.input });
    }
    setLink('open');
  }

  function lose(): void {
    port = undefined;
    if (ended.signal.aborted) return;
    setLink('lost');
    for (const [id, call] of pending) {
      if (!call.sent) continue;
      call.sent = false;
      if (!onlyOnce.has(call.method)) continue;
      pending.delete(id);
      call.reject(new AppError({ code: 'OFFLINE', message: t.link.callInterrupted }));
    }
    drop(open());
  }

  async function open(): Promise<void> {
    for (let wait = FIRST_WAIT_MS; !ended.signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      try {
        const opened = await connect(ended.signal);
        if (ended.signal.aborted) opened.close();
        else attach(opened);
        return;
      } catch {
        if (ended.signal.aborted) return;
        setLink('lost');
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  drop(open());

  return {
    link,
    call(name, input, options) {
      return new Promise((resolve, reject) => {
        const id = ++lastId;
        const signal = options?.signal;
        const cancelled = () => new AppError({ code: 'CANCELLED', message: t.link.cancelled });
        if (signal?.aborted || ended.signal.aborted) return reject(cancelled());
        const cancel = () => {
          if (pending.delete(id)) send({ t: 'cancel', id });
          reject(cancelled());
        };
        signal?.addEventListener('abort', cancel, { once: true });
        const settle = () => signal?.removeEventListener('abort', cancel);
        pending.set(id, {
          method: name,
          input,
          sent: port !== undefined,
          resolve: (value) => (settle(), resolve(value as CallOutput<typeof name>)),
          reject: (error) => (settle(), reject(error)),
        });
        send({ t: 'call', id, method: name, input });
      });
    },
    listen(name, input, onEvent) {
      let id = ++lastId;
      const topic: Topic = { topic: name, input, onEvent: (event) => onEvent(event as TopicEvent<typeof name>) };
      listening.set(id, topic);
      send({ t: 'listen', id, topic: name, input });
      return {
        retune(next) {
          topic.input = next;
          if (listening.has(id)) send({ t: 'retune', id, input: next });
        },
        restart() {
          if (!listening.delete(id)) return;
          send({ t: 'dispose', id });
          id = ++lastId;
          listening.set(id, topic);
          send({ t: 'listen', id, topic: name, input: topic.input });
        },
        dispose() {
          if (listening.delete(id)) send({ t: 'dispose', id });
        },
      };
    },
    dispose() {
      ended.abort();
      for (const call of pending.values()) call.reject(new AppError({ code: 'CANCELLED', message: t.link.cancelled }));
      pending.clear();
      listening.clear();
      port?.close();
      port = undefined;
    },
  };
}
