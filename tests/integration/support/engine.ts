import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallInput, CallName, CallOutput, TopicEvent, TopicInput, TopicName } from '#shared/ipc/contract.ts';
import type { IpcPort, ServerMessage } from '#shared/ipc/wire.ts';
import { AppError } from '#shared/model/index.ts';
import type { AuthState } from '#shared/model/index.ts';
import { localEnvironment } from '../../../src-main/app/environments.ts';
import { createEngine } from '../../../src-main/app/engine.ts';
import type { EngineHandle } from '../../../src-main/app/engine-handle.ts';
import type { EngineOptions } from '../../../src-main/app/engine-options.ts';
import { environmentProxy } from '../../../src-main/app/system-proxy/index.ts';
import type { AskSystemProxy } from '../../../src-main/app/system-proxy/index.ts';
import type { LocalDcDescription } from '../../../src-main/app/environments.ts';
import { engineLog } from './suite-logs.ts';

export const testKey = new Uint8Array(32).map((_, index) => index * 7 + 1);
const credentials = { apiId: 1, apiHash: '0123456789abcdef0123456789abcdef' };

/** A folder for a profile, with how to remove it. */
export function temporaryProfile(): { dir: string; remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'petrel-profile-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

export function engineOptions(profileDir: string, dc: LocalDcDescription, overrides: Partial<EngineOptions> = {}): EngineOptions {
  return {
    profileDir,
    masterKey: testKey,
    environment: localEnvironment(dc),
    credentials,
    app: { name: 'Petrel', version: '0.1.0', host: 'browser', platform: 'linux', warnings: [] },
    device: { deviceModel: 'Desktop', systemVersion: 'Linux', systemLangCode: 'en' },
    downloadsDir: join(profileDir, 'downloads'),
    ...engineLog({ masterKey: testKey, credentials }),
    ...overrides,
  };
}

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

/** An engine with one window that follows where signing in stands. */
export class TestEngine {
  readonly engine: EngineHandle;
  readonly window: TestWindow;
  readonly auth: Followed<AuthState>;

  constructor(engine: EngineHandle) {
    this.engine = engine;
    this.window = new TestWindow(engine);
    this.auth = this.window.listen('auth.state', {});
  }

  /** @param askSystem what the settings of this computer say of proxies; nothing by default */
  static open(profileDir: string, dc: LocalDcDescription, overrides: Partial<EngineOptions> = {}, askSystem?: AskSystemProxy): TestEngine {
    return new TestEngine(createEngine(engineOptions(profileDir, dc, overrides), askSystem ?? environmentProxy({})));
  }

  step<Step extends AuthState['step']>(step: Step): Promise<AuthState & { step: Step }> {
    return this.auth.until((state) => state.step === step) as Promise<AuthState & { step: Step }>;
  }

  /** Signs in with a test phone (99966XYYYY), whose code is X five times. */
  async signIn(phone: string): Promise<void> {
    await this.step('phone');
    await this.window.call('auth.sendCode', { phone });
    await this.step('code');
    await this.window.call('auth.signIn', { code: phone.replace(/\D/g, '').charAt(5).repeat(5) });
    await this.step('ready');
  }

  async close(): Promise<void> {
    await this.engine.close();
  }
}
