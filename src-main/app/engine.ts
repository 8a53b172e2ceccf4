import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { LAYER } from '#tl';
import { drop } from '#shared/assert.ts';
import type { CallHandlers, TopicHandlers } from '#shared/ipc/handlers.ts';
import type { IpcPort } from '#shared/ipc/wire.ts';
import type { MediaPath } from '#shared/media-path.ts';
import { AppError } from '#shared/model/index.ts';
import type { AuthState, ConnectionStatus, SpellingState } from '#shared/model/index.ts';
import { AuthFeature } from '../features/auth/index.ts';
import type { AuthContext, Credentials } from '../features/auth/index.ts';
import { systemClock } from '../features/clock.ts';
import { Languages } from '../features/languages/index.ts';
import type { StoredLanguage } from '../features/languages/index.ts';
import { Spelling } from '../features/spelling/index.ts';
import { WindowChoices } from '../features/window-choices/index.ts';
import type { AttachmentAnswer } from '../files/index.ts';
import type { MediaAnswer, RangeSpec } from '../files/types.ts';
import { createLog, logToFile } from '../log/index.ts';
import { systemClock as engineClock } from '../mtproto/index.ts';
import type { Logger } from '../mtproto/index.ts';
import { StoreError } from '../store/index.ts';
import type { Store } from '../store/index.ts';
import { mapEntities } from '../store/map/index.ts';
import { Account } from './account.ts';
import { gateAccount } from './account-gate.ts';
import type { AccountHandlers, EngineCallName, EngineTopicName } from './account-gate.ts';
import { AppState } from './app-state.ts';
import type { EngineHandle } from './engine-handle.ts';
import { initParams } from './engine-options.ts';
import type { EngineOptions } from './engine-options.ts';
import { checkedDc } from './environments.ts';
import { toAppErrorData } from './error-text.ts';
import { Farewells } from './farewells.ts';
import { fromMessagePort } from './ipc/message-port.ts';
import { IpcServer } from './ipc/server.ts';
import { NoticeBoard } from './notices.ts';
import { Observable } from './observable.ts';
import { OutsideLinks } from './outside-links.ts';
import { Proxies, ProxyNetwork } from './proxies/index.ts';
import type { StoredProxies } from './proxies/index.ts';
import { SealedFile } from './sealed-file.ts';
import { AccountDatabase, replacedText } from './storage/account-database.ts';
import { storageFailure } from './storage/failure.ts';
import { StorageHealth } from './storage/health.ts';
import { environmentProxy } from './system-proxy/index.ts';
import type { AskSystemProxy } from './system-proxy/index.ts';
import { WaitBoard } from './waits.ts';

const CLOSE_LIMIT_MS = 5000;
const CACHE_LIMIT = 2 * 1024 ** 3;
const PATIENCE_MS = 20_000;
const DISK_LOOK_MS = 10_000;

/**
 * The composition root: one profile with its account, everything behind the IPC contract. Runs in the engine's thread, in a test, or
 * wherever `createEngine` is called; message ports are all that leads out of it.
 */
export class Engine implements EngineHandle {
  readonly #options: EngineOptions;
  readonly #log: (area: string) => Logger;
  readonly #state: AppState;
  readonly #network: ProxyNetwork;
  readonly #proxies: Proxies;
  readonly #languages: Languages;
  readonly #spelling: Spelling;
  readonly #windowChoices: WindowChoices;
  readonly #notices = new NoticeBoard();
  readonly #links = new OutsideLinks();
  readonly #database: AccountDatabase;
  readonly #storage: StorageHealth;
  readonly #waits = new WaitBoard(systemClock());
  readonly #status = new Observable<ConnectionStatus>({ kind: 'connecting' });
  readonly #handlers = new Observable<AccountHandlers | undefined>(undefined);
  readonly #auth: AuthFeature;
  readonly #authState: Observable<AuthState>;
  readonly #ipc: IpcServer;
  #farewells: Farewells | undefined;
  #account: Account | undefined;
  #active = false;
  #online = true;
  #tzOffsetSeconds = -new Date().getTimezoneOffset() * 60;
  #closing: Promise<void> | undefined;
  #recovering = false;

  /** @param askSystem tells how the settings of this computer want Telegram to be reached */
  constructor(options: EngineOptions, askSystem: AskSystemProxy) {
    this.#options = options;
    this.#log = createLog(options.logLevel, options.logFile === undefined ? undefined : logToFile(options.logFile));
    mkdirSync(options.profileDir, { recursive: true, mode: 0o700 });
    this.#storage = new StorageHealth({
      dir: options.profileDir,
      intervalMs: options.diskLookMs ?? DISK_LOOK_MS,
      tryOut: () => this.#tryToWrite(),
      onFine: () => this.#account?.storageRecovered(),
    });
    this.#database = new AccountDatabase({
      masterKey: options.masterKey,
      log: this.#log,
      onReplaced: (signedIn) => this.#notices.say({ kind: 'error', text: replacedText(signedIn) }),
      // It may be in the middle of a transaction.
      onTrouble: (store, error) => void setImmediate(() => {
        if (this.#account?.store === store) this.#handleFailure(error);
      }),
    });
    this.#state = new AppState(options.profileDir, options.masterKey, options.environment.kind, this.#log('state'));
    this.#state.onWriteFailed = (error) => this.#handleFailure(error);
    this.#network = new ProxyNetwork({
      serverTime: () => this.#account?.client.serverTime() ?? Date.now() / 1000,
      checkedDc: () => checkedDc(options.environment.environment, this.#account?.client.mainDcId),
    });
    this.#proxies = new Proxies({
      file: new SealedFile<StoredProxies>(join(options.profileDir, 'proxies.bin'), options.masterKey, 'proxies'),
      network: this.#network,
      askSystem,
      systemUrl: () => {
        const { host, port } = checkedDc(options.environment.environment, this.#account?.client.mainDcId).address;
        return `https://${host.includes(':') ? `[${host}]` : host}:${port}/`;
      },
      now: () => Date.now(),
      clock: engineClock,
      onRoute: (route) => {
        this.#account?.client.setRoute(route);
        this.#farewells?.setRoute(route);
      },
      onRecovery: () => this.#setRecovery(),
      onWriteFailed: (error) => this.#handleFailure(error),
    });
    this.#languages = new Languages({
      file: this.#kept<StoredLanguage>('language'),
      client: () => this.#account?.client,
      log: this.#log('languages'),
    });
    this.#spelling = new Spelling(this.#kept<SpellingState>('spelling'));
    this.#windowChoices = new WindowChoices(this.#kept('windows'));
    this.#auth = new AuthFeature(this.#authContext());
    this.#authState = new Observable<AuthState>(this.#auth.state);
    this.#auth.onState((state) => {
      if (state.step !== 'ready') this.#handlers.set(undefined);
      this.#authState.set(state);
    });
    this.#ipc = new IpcServer({
      handlers: this.#ipcHandlers(),
      log: this.#log('ipc'),
      onHandlerError: (error) => this.#handleFailure(error),
    });
    this.#openAccount();
  }

  /** Subscriptions that windows hold now. */
  get subscriptionCount(): number {
    return this.#ipc.subscriptionCount;
  }

  connect(): IpcPort {
    const { port1, port2 } = new MessageChannel();
    this.serve(port1);
    return fromMessagePort(port2);
  }

  /** Serves a window whose port was made elsewhere. */
  serve(port: MessagePort): void {
    if (this.#closing === undefined) this.#ipc.serve(fromMessagePort(port));
    else port.close();
  }

  async readMedia(path: MediaPath, range: RangeSpec | undefined, signal: AbortSignal): Promise<MediaAnswer> {
    const account = this.#account;
    if (account === undefined) return { ok: false, status: 503, reason: 'Nobody is signed in.' };
    const sent = path.kind === 'attachment' ? account.attachments.successor(path.id) : undefined;
    if (path.kind === 'attachment' && sent === undefined) return account.attachments.read(path.id, range);
    return account.files.read(sent ?? path, range, signal);
  }

  async writeAttachment(id: string, offset: number, bytes: Uint8Array): Promise<AttachmentAnswer> {
    const account = this.#account;
    if (account?.self() === undefined) return { ok: false, status: 503, reason: 'Nobody is signed in.' };
    return account.attachments.append(id, offset, bytes);
  }

  openLink(link: string): void {
    this.#links.open(link);
  }

  retryNow(): void {
    this.#network.forgetFailures();
    this.#proxies.networkChanged();
    this.#account?.client.retryNow();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Takes note of an error of the database that surfaced somewhere; true when it was one. */
  noteFailure(error: unknown): boolean {
    return this.#handleFailure(error);
  }

  async #close(): Promise<void> {
    this.#ipc.close();
    this.#storage.close();
    this.#waits.dispose();
    this.#proxies.close();
    const work = (async () => {
      await this.#farewells?.close();
      await this.#account?.close();
    })();
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSE_LIMIT_MS);
    });
    await Promise.race([work.catch((error: unknown) => this.#log('engine').error('closing failed', { error })), limit]);
    clearTimeout(timer);
  }

  /** Opens the account's database and, once credentials are known, its connection. */
  #openAccount(): void {
    const credentials = this.#credentials();
    if (credentials === undefined) return this.#auth.start(undefined);
    const opened = this.#openStore();
    if (opened === undefined) return;
    this.#resume(this.#startAccount(opened.store, opened.dir, credentials));
  }

  /** Goes on as whoever is signed in there, or with signing in. */
  #resume(account: Account): void {
    const self = account.self();
    if (self !== undefined) account.startFeatures();
    this.#handlers.set(account.handlers);
    this.#auth.start(self);
  }

  #startAccount(store: Store, dir: string, credentials: Credentials): Account {
    const init = initParams(this.#options, credentials.apiId, this.#tzOffsetSeconds, this.#languages.init);
    const account = new Account({
      store,
      environment: this.#options.environment.environment,
      init,
      route: this.#proxies.route,
      cacheDir: join(dir, 'media'),
      attachmentsDir: join(dir, 'attachments'),
      cacheLimit: this.#options.cacheLimit ?? CACHE_LIMIT,
      downloadsDir: this.#options.downloadsDir ?? join(homedir(), 'Downloads'),
      log: this.#log,
      explain: toAppErrorData,
      onStatus: (status) => {
        if (this.#account === account) this.#setStatus(status);
      },
      onSelf: (self) => this.#auth.setSelf(self),
      onNotice: (notice) => this.#notices.say(notice),
      onLanguage: (update) => this.#languages.updated(update),
      onWaits: (waits) => {
        if (this.#account === account) this.#waits.update(waits);
      },
      onFailure: (error) => this.#handleFailure(error),
      onUnauthorized: (error) => {
        if (this.#account === account) drop(this.#auth.sessionLost(toAppErrorData(error).message));
      },
    });
    this.#account = account;
    this.#farewells ??= new Farewells(this.#state, this.#options.environment.environment, init, this.#proxies.route, this.#log('farewell'));
    account.client.onConfig((config) => this.#languages.configChanged(config));
    account.setActive(this.#active);
    account.client.setOnline(this.#online);
    this.#setRecovery();
    account.start();
    return account;
  }

  #setRecovery(): void {
    const self = this.#account?.self();
    this.#account?.client.setRecovery(this.#proxies.recovery, self?.phone);
  }

  /** A sealed file of the profile that belongs to no account. */
  #kept<T>(name: string): { load(): T | undefined; save(value: T | undefined): void } {
    const file = new SealedFile<T | null>(join(this.#options.profileDir, `${name}.bin`), this.#options.masterKey, name);
    return {
      load() {
        const found = file.read();
        return found.state === 'present' ? (found.value ?? undefined) : undefined;
      },
      save: (value) => {
        try {
          file.write(value ?? null);
        } catch (error) {
          this.#handleFailure(error);
        }
      },
    };
  }

  #setStatus(status: ConnectionStatus): void {
    this.#status.set(status);
    this.#proxies.setConnected(status.kind === 'ready' || status.kind === 'updating');
    if (status.kind === 'ready') this.#languages.connected();
    if (status.kind === 'ready' && this.#state.farewells.length > 0) drop(this.#farewells?.run() ?? Promise.resolve());
  }

  /** Undefined when the database cannot be used; the person has been told why. */
  #openStore(open = (dir: string): Store => this.#database.open(dir)): { store: Store; dir: string } | undefined {
    const dir = this.#state.accountDir();
    try {
      return { store: open(dir), dir };
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#log('engine').error('the database cannot be opened', { kind: error.kind });
      this.#notices.saySteadily({ kind: 'error', text: toAppErrorData(error).message });
      return undefined;
    }
  }

  /** Begins the account anew: with the same database after the disk has refused to keep a commit, else with one that replaces it. */
  async #reopen(damaged: boolean): Promise<void> {
    const account = this.#account;
    const credentials = this.#credentials();
    if (this.#recovering || account === undefined || credentials === undefined || this.#closing !== undefined) return;
    this.#recovering = true;
    try {
      this.#handlers.set(undefined);
      await account.close().catch((error: unknown) => this.#log('engine').warn('closing a broken account failed', { error }));
      this.#account = undefined;
      const opened = damaged ? this.#openStore((dir) => this.#database.replace(dir)) : this.#openStore();
      if (opened === undefined) return;
      this.#resume(this.#startAccount(opened.store, opened.dir, credentials));
    } finally {
      this.#recovering = false;
    }
  }

  async #tryToWrite(): Promise<void> {
    const { store } = this.#account ?? {};
    if (store === undefined) return;
    if (store.isStuck) return this.#reopen(false);
    store.meta.set('storage.try', Date.now());
    await store.settled();
  }

  #handleFailure(error: unknown): boolean {
    const kind = storageFailure(error);
    if (kind === undefined) return false;
    if (kind === 'corrupt') {
      drop(this.#reopen(true));
      return true;
    }
    this.#storage.note(kind === 'diskFull' ? 'full' : 'failing');
    this.#notices.say({ kind: 'error', text: toAppErrorData(error).message });
    return true;
  }

  #credentials(): Credentials | undefined {
    return this.#options.credentials ?? this.#state.credentials;
  }

  #authContext(): AuthContext {
    const state = this.#state;
    return {
      client: () => this.#account?.client,
      isOffline: () => this.#status.value.kind !== 'ready' && this.#status.value.kind !== 'updating',
      credentials: () => this.#credentials(),
      setCredentials: async (credentials) => {
        state.setCredentials(credentials);
        await this.#account?.close();
        this.#account = undefined;
        this.#openForSignIn();
      },
      credentialsAreFixed: this.#options.credentials !== undefined,
      flow: { load: () => state.flow, save: (flow) => state.setFlow(flow) },
      tokens: {
        list: () => state.tokens(),
        add: (userId, token) => state.addToken(userId, token),
        removeOf: (userId) => state.removeTokensOf(userId),
      },
      countries: { load: () => state.countries, save: (list) => state.setCountries(list) },
      accountSignedIn: (authorization) => {
        const account = this.#account;
        if (account === undefined) throw new AppError({ code: 'WRONG_STEP', message: 'Sign in again.' });
        const self = account.signIn(authorization);
        account.startFeatures();
        this.#handlers.set(account.handlers);
        return self;
      },
      endAccount: (options) => this.#endAccount(options),
      formatText: (text, entities) => ({ text, entities: mapEntities(entities, text) }),
      clock: { now: () => Date.now(), monotonic: () => performance.now() },
      log: this.#log('auth'),
      patienceMs: this.#options.patienceMs ?? PATIENCE_MS,
    };
  }

  async #endAccount({ farewell }: { farewell: boolean }): Promise<void> {
    const account = this.#account;
    this.#handlers.set(undefined);
    if (account !== undefined) {
      if (farewell) {
        const { mtproto } = account.store;
        this.#state.addFarewell(account.client.mainDcId, mtproto.loadAuthKeys(), mtproto.loadDcOptions());
      } else {
        await account.client.destroyKeys().catch(() => undefined);
      }
      await account.close();
      this.#account = undefined;
    }
    this.#state.wipeAccount();
    this.#openForSignIn();
  }

  /** An empty account with a connection, for whoever signs in next. */
  #openForSignIn(): void {
    const credentials = this.#credentials();
    const opened = credentials === undefined ? undefined : this.#openStore();
    if (credentials !== undefined && opened !== undefined) this.#startAccount(opened.store, opened.dir, credentials);
  }

  #ipcHandlers(): { calls: CallHandlers; topics: TopicHandlers } {
    const gated = gateAccount(this.#handlers);
    const calls: Pick<CallHandlers, EngineCallName> = {
      ...this.#auth.handlers,
      ...this.#proxies.handlers(),
      ...this.#languages.handlers(),
      ...this.#spelling.handlers(),
      ...this.#windowChoices.handlers(),
      'app.info': () => ({ ...this.#options.app, environment: this.#options.environment.kind, layer: LAYER }),
      'app.setActive': ({ active }) => {
        this.#active = active;
        if (active) this.#proxies.networkChanged();
        this.#account?.setActive(active);
      },
      'app.setOnline': ({ online }) => {
        // A server on this machine is there with or without a network.
        this.#online = online || this.#options.environment.kind === 'local';
        this.#account?.client.setOnline(this.#online);
        if (online) this.#proxies.networkChanged();
      },
      'storage.look': () => this.#storage.look(),
      'connection.retry': () => {
        this.#network.forgetFailures();
        this.#proxies.networkChanged();
        this.#account?.client.tryAgain();
      },
      'app.setTimeZone': ({ offsetSeconds }) => {
        this.#tzOffsetSeconds = offsetSeconds;
        this.#account?.client.setInit({ tzOffsetSeconds: offsetSeconds });
      },
    };
    const topics: Pick<TopicHandlers, EngineTopicName> = {
      'auth.state': (_, emit) => this.#authState.follow(emit),
      'connection.status': (_, emit) => this.#status.follow(emit),
      'app.notices': this.#notices.handler,
      'app.links': this.#links.handler,
      'storage.state': (_, emit) => this.#storage.state.follow(emit),
      language: this.#languages.topic,
      spelling: this.#spelling.topic,
      proxies: this.#proxies.topic,
      waits: this.#waits.handler,
    };
    return { calls: { ...gated.calls, ...calls }, topics: { ...gated.topics, ...topics } };
  }
}

/** Makes an engine for a profile. Throws when the profile folder cannot be used at all. */
export function createEngine(options: EngineOptions, askSystem = environmentProxy(process.env)): Engine {
  return new Engine(options, askSystem);
}
