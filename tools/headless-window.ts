import type { CallInput, CallName } from '#shared/ipc/contract.ts';
import type { IpcPort, ServerMessage } from '#shared/ipc/wire.ts';
import { AppError } from '#shared/model/index.ts';
import type { AuthState } from '#shared/model/index.ts';
import type { EngineHandle } from '../src-main/app/engine-handle.ts';

/** A window without a page: enough of the contract to sign in by itself. */
class HeadlessWindow {
  readonly #port: IpcPort;
  readonly #calls = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  #waiters: { check: (state: AuthState) => boolean; resolve: (state: AuthState) => void }[] = [];
  #state: AuthState = { step: 'starting' };
  #nextId = 1;

  constructor(engine: EngineHandle) {
    this.#port = engine.connect();
    this.#port.onMessage((message) => this.#receive(message as ServerMessage));
    this.#port.onClose(() => {
      for (const { reject } of this.#calls.values()) reject(new Error('The engine has stopped.'));
    });
    this.#port.send({ t: 'listen', id: 0, topic: 'auth.state', input: {} });
  }

  call<Name extends CallName>(method: Name, input: CallInput<Name>): Promise<void> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject });
      this.#port.send({ t: 'call', id, method, input });
    });
  }

  until(check: (state: AuthState) => boolean): Promise<AuthState> {
    if (check(this.#state)) return Promise.resolve(this.#state);
    return new Promise((resolve) => this.#waiters.push({ check, resolve }));
  }

  close(): void {
    this.#port.close();
  }

  #receive(message: ServerMessage): void {
    if (message.t === 'events') {
      for (const { event } of message.batch) this.#take(event as AuthState);
      return;
    }
    const call = this.#calls.get(message.id);
    this.#calls.delete(message.id);
    if (message.t === 'result') call?.resolve();
    else call?.reject(new AppError(message.error));
  }

  #take(state: AuthState): void {
    this.#state = state;
    for (const { resolve } of this.#waiters.filter(({ check }) => check(state))) resolve(state);
    this.#waiters = this.#waiters.filter(({ check }) => !check(state));
  }
}

/**
 * Signs in on a local DC through the flow that a person goes through. The code of a test phone (99966XYYYY) is its DC digit five
 * times. Does nothing when somebody is signed in already.
 */
export async function signInOnLocalDc(engine: EngineHandle, phone: string): Promise<void> {
  const window = new HeadlessWindow(engine);
  try {
    const { step } = await window.until((state) => state.step === 'phone' || state.step === 'ready');
    if (step === 'ready') return;
    await window.call('auth.sendCode', { phone });
    await window.until((state) => state.step === 'code');
    await window.call('auth.signIn', { code: phone.replace(/\D/g, '').charAt(5).repeat(5) });
    await window.until((state) => state.step === 'ready');
  } finally {
    window.close();
  }
}
