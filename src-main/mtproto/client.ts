import type { tl } from '#tl';
import { createSystemRandom, type BulkCipher, type RandomBytes } from '../crypto/index.ts';
import { CdnKeys } from './auth-key/cdn-keys.ts';
import { systemClock, type Clock, type Timer } from './clock.ts';
import type { ConnectionStatus } from './connection/types.ts';
import { ServerConfig } from './configuration/server-config.ts';
import { addressOf } from './dc-pool/dc-option.ts';
import { DcPool } from './dc-pool/dc-pool.ts';
import type { Route } from './dialing/route.ts';
import { Emitter } from './emitter.ts';
import { KeyDestroyer } from './key-destroyer.ts';
import { KeyDrop } from './key-drop.ts';
import { Recovery } from './recovery/recovery.ts';
import { fetchText, type FetchText } from './recovery/txt-record.ts';
import { Dispatcher } from './rpc/dispatcher.ts';
import { RpcError } from './rpc/errors.ts';
import { silentLogger, type Runtime } from './runtime.ts';
import { connectTcp, type Connect } from './transport/socket.ts';
import type {
  CallOptions,
  CallWait,
  ConnectionState,
  Environment,
  InitParams,
  Logger,
  MtprotoStorage,
  UpdatesListener,
  UpdatesLostReason,
} from './types.ts';

export interface MtprotoClientOptions {
  environment: Environment;
  init: InitParams;
  storage: MtprotoStorage;
  log?: Logger;
  /** When what listeners of updates have stored is safe, see `Runtime`; at once when absent. */
  settled?: () => Promise<void> | undefined;
  /** Opens large packets away from this thread; on it when absent. Who brings it ends it. */
  bulk?: BulkCipher | undefined;
  /** Whether to keep the server's configuration (`help.getConfig`) up to date once the main connection stands; on unless set to false. */
  refreshAddresses?: boolean;
  /** Lifetime of a new temporary key, seconds; between 23 and 24 hours when absent. */
  temporaryKeyLifetime?: () => number;
  /** Time, randomness and sockets; the machine's own when absent. */
  clock?: Clock;
  random?: RandomBytes;
  connect?: Connect;
  /** The way to the data centers; direct when absent. */
  route?: Route;
  /** Fetches texts over HTTPS, see `setRecovery`; by `fetch` when absent. */
  fetch?: FetchText;
  /** Who is trusted with other addresses, PEM PKCS#1; Telegram when absent. */
  recoveryKey?: string;
}

/** Shorter breaks of the connection are not reported, milliseconds. */
const flicker = 300;
/** What began less than this time ago is not given up because the person asks again, milliseconds. */
const attemptTime = 4_000;

/** The engine's door to Telegram: typed calls to any DC, pushed updates, connection state. One per account. */
export class MtprotoClient {
  readonly #runtime: Runtime;
  readonly #pool: DcPool;
  readonly #dispatcher: Dispatcher;
  readonly #destroyer: KeyDestroyer;
  readonly #config: ServerConfig;
  readonly #configs = new Emitter<tl.config>();
  readonly #keyDrop: KeyDrop;
  readonly #recovery: Recovery;
  readonly #updates = new Emitter<tl.Updates>();
  readonly #updatesLost = new Emitter<UpdatesLostReason>();
  readonly #connectionState = new Emitter<ConnectionState>();
  readonly #unauthorized = new Emitter<RpcError>();
  readonly #waits = new Emitter<readonly CallWait[]>();
  #init: InitParams;
  #state: ConnectionState = { kind: 'connecting' };
  #stateTimer: Timer | undefined;
  readonly #keepsConfig: boolean;
  #recovers = false;
  #phone = '';
  #started = false;
  #online = true;
  /** Nobody has said otherwise. */
  #active = true;
  #closed = false;

  constructor(options: MtprotoClientOptions) {
    this.#runtime = {
      clock: options.clock ?? systemClock,
      random: options.random ?? createSystemRandom(),
      connect: options.connect ?? connectTcp,
      log: options.log ?? silentLogger,
      settled: options.settled,
      bulk: options.bulk,
    };
    this.#keepsConfig = options.refreshAddresses ?? true;
    this.#init = options.init;
    const cdnKeys = new CdnKeys({
      clock: this.#runtime.clock,
      log: this.#runtime.log,
      stored: options.storage.loadCdnKeys(),
      save: (keys) => options.storage.saveCdnKeys(keys),
      fetch: () => this.call({ _: 'help.getCdnConfig' }),
    });
    this.#pool = new DcPool({
      environment: options.environment,
      init: options.init,
      storage: options.storage,
      runtime: this.#runtime,
      route: options.route,
      keyLifetime: options.temporaryKeyLifetime,
      cdnKeys,
      events: {
        mainStatus: (status) => this.#mainStatus(status),
        updates: (updates) => this.#received(updates),
        updatesLost: (reason) => this.#emit(this.#updatesLost, reason),
        temporaryKeyLeft: (dcId) => this.#keyDrop.soon(dcId),
        permanentKeyDestroyed: (dcId, wasAuthorized) => {
          const error = new RpcError(401, 'AUTH_KEY_UNREGISTERED', 'auth.bindTempAuthKey');
          if (dcId === this.#pool.mainDcId && wasAuthorized) this.#accountOver(error);
        },
        endpointsOutdated: () => this.#config.refresh(),
      },
    });
    if (options.route !== undefined && options.route.kind !== 'direct') this.#state = { kind: 'connectingToProxy' };
    this.#dispatcher = new Dispatcher({
      pool: this.#pool,
      runtime: this.#runtime,
      signedOut: (error) => this.#signedOut(error),
      setMainDc: (dcId) => this.setMainDc(dcId),
      clusterChanged: () => {
        this.#config.refresh();
        // Not while the answer that says so is still being read.
        this.#runtime.clock.soon(() => this.#pool.renew());
      },
      waitsChanged: (waits) => this.#emit(this.#waits, waits),
    });
    this.#destroyer = new KeyDestroyer(this.#pool, this.#runtime);
    this.#keyDrop = new KeyDrop(this.#pool, this.#runtime.clock, (exceptAuthKeys, dcId) =>
      this.call({ _: 'auth.dropTempAuthKeys', exceptAuthKeys }, { dcId, priority: 'low', timeoutMs: 30_000 }),
    );
    this.#config = new ServerConfig({
      storage: options.storage,
      clock: this.#runtime.clock,
      random: this.#runtime.random,
      log: this.#runtime.log,
      test: options.environment.test,
      serverTime: () => this.serverTime(),
      mainDcId: () => this.mainDcId,
      ask: () => this.call({ _: 'help.getConfig' }, { priority: 'low' }),
      taken: (config) => this.#takeConfig(config),
    });
    this.#recovery = new Recovery({
      ...{ clock: this.#runtime.clock, random: this.#runtime.random, log: this.#runtime.log },
      ...{ fetch: options.fetch ?? fetchText, test: options.environment.test },
      serverTime: () => this.serverTime(),
      config: () => this.#config.current ?? {},
      phone: () => this.#phone,
      found: (addresses) => this.#pool.addLastResort(addresses),
      ...(options.recoveryKey === undefined ? {} : { publicKey: options.recoveryKey }),
    });
    if (this.#config.current !== undefined) this.#obey(this.#config.current);
  }

  /** Opens the main connection. Calls made before wait for it. */
  start(): void {
    if (this.#started || this.#closed) return;
    this.#started = true;
    this.#pool.openMain();
    this.#watchRecovery();
  }

  /** Closes every connection; calls without an answer are rejected with `CallFailure('closed')`. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#stateTimer?.cancel();
    this.#config.dispose();
    this.#recovery.dispose();
    this.#keyDrop.close();
    this.#dispatcher.close();
    this.#pool.closeConnections();
    this.#pool.close();
  }

  /**
   * Calls a method and resolves with its result (core.telegram.org/api/invoking). While there is no network the call waits.
   * @throws RpcError when the server refuses, CallFailure when there is no answer, the signal's reason when it is aborted
   */
  call<M extends tl.TlMethod>(method: M, options?: CallOptions): Promise<tl.ResultOf<M['_']>> {
    return this.#dispatcher.call(method, options);
  }

  get mainDcId(): number {
    return this.#pool.mainDcId;
  }

  /** Moves the account to another DC, if that is one. Calls that are under way stay where they are. */
  setMainDc(dcId: number): void {
    if (dcId === this.mainDcId || !this.#pool.knows(dcId)) return;
    this.#pool.setMainDc(dcId);
    this.#config.refresh();
  }

  /** The server's configuration, as it was last told; undefined before the first time. */
  get config(): tl.config | undefined {
    return this.#config.current;
  }

  onConfig(listener: (config: tl.config) => void): () => void {
    return this.#configs.on(listener);
  }

  /** An update says that there is a new configuration (`updateConfig`), or names endpoints (`updateDcOptions`). */
  configChanged(dcOptions: readonly tl.DcOption[] = []): void {
    if (dcOptions.length > 0) this.#pool.addEndpoints(dcOptions.map(addressOf));
    this.#config.refresh();
  }

  /** After sign-in or sign-out on the main DC. */
  setAuthorized(authorized: boolean): void {
    if (authorized) this.#pool.main.setAuthorized(true);
    else for (const center of this.#pool.centers) center.setAuthorized(false);
  }

  /** Whether somebody looks at the app: a dead link is then noticed within seconds instead of minutes. */
  setActive(active: boolean): void {
    this.#active = active;
    this.#pool.setQuiet(!active || !this.#online);
    this.#pool.setActive(active);
  }

  /** Facts about this client that have changed, such as the time zone: the servers are told again, the main DC at once. */
  setInit(changed: Partial<InitParams>): void {
    this.#init = { ...this.#init, ...changed };
    if (this.#pool.setInit(this.#init)) this.#config.refresh();
  }

  /** Whether the account pays for speed: it may have more media connections. */
  setPremium(premium: boolean): void {
    this.#pool.setPremium(premium);
  }

  /**
   * Goes on over another way to the data centers: every socket is closed, sessions and keys stay, calls wait. With a proxy nothing
   * is ever opened directly.
   */
  setRoute(route: Route): void {
    this.#pool.setRoute(route);
    this.#watchRecovery();
    // However soon the next connection stands: whoever chose the route learns that it works.
    this.#setState(this.#stateWithout({ kind: 'connecting' }));
    this.#config.refresh();
  }

  /**
   * Whether other addresses are asked for over HTTPS when no data center can be reached directly; off until told.
   * @param phone the person's number as far as it is known: some addresses are for some countries
   */
  setRecovery(on: boolean, phone = ''): void {
    this.#recovers = on;
    this.#phone = phone;
    this.#watchRecovery();
  }

  #watchRecovery(): void {
    const direct = this.#pool.route.kind === 'direct';
    this.#recovery.setWanted(this.#recovers && this.#started && !this.#closed && direct && this.#state.kind === 'connecting');
  }

  /**
   * What the operating system says about the network. Without one the client says that it waits for it; it still tries, because
   * such hints may be wrong.
   */
  setOnline(online: boolean): void {
    if (this.#online === online) return;
    this.#online = online;
    this.#pool.setQuiet(!this.#active || !online);
    if (online) this.retryNow();
    if (this.#state.kind !== 'connected') this.#setState(this.#stateWithout({ kind: 'connecting' }));
  }

  /** Updates that the server pushes, decoded. Listeners store them before they return: acknowledgement follows. */
  onUpdates(listener: UpdatesListener): () => void {
    return this.#updates.on(listener);
  }

  /** Updates may be missing: the difference is to be asked for. */
  onUpdatesLost(listener: (reason: UpdatesLostReason) => void): () => void {
    return this.#updatesLost.on(listener);
  }

  /** Changes of the main connection; short breaks are left out. */
  onConnectionState(listener: (state: ConnectionState) => void): () => void {
    return this.#connectionState.on(listener);
  }

  /** The account is over on this device: its session was ended elsewhere, or it was deactivated. */
  onUnauthorized(listener: (error: RpcError) => void): () => void {
    return this.#unauthorized.on(listener);
  }

  /** The calls that wait because the server asked for it or fails, told whenever they change. */
  onWaits(listener: (waits: readonly CallWait[]) => void): () => void {
    return this.#waits.on(listener);
  }

  get connectionState(): ConnectionState {
    return this.#state;
  }

  /** Unix seconds of the main DC's clock, fractional. */
  serverTime(): number {
    return this.#pool.main.serverClock.now();
  }

  /** After sign-out: asks every DC to destroy the key, for at most five seconds, and wipes all keys here. */
  async destroyKeys(): Promise<void> {
    await this.#destroyer.run();
    if (!this.#closed && this.#started) this.#pool.openMain();
  }

  /** The network changed, or the machine woke up: replaces every socket, which may be half-dead, and tries at once. */
  retryNow(): void {
    this.#pool.renew();
  }

  /** The person asks for another attempt: as `retryNow`, but what has just begun goes on, however often that is asked. */
  tryAgain(): void {
    this.#pool.renew(attemptTime);
  }

  #received(updates: tl.Updates): void {
    this.#emit(this.#updates, updates);
    // Whoever is signed in has updates kept in order, which brings these along.
    if (this.#pool.main.authorized || updates._ !== 'updateShort') return;
    if (updates.update._ === 'updateConfig') this.configChanged();
    else if (updates.update._ === 'updateDcOptions') this.configChanged(updates.update.dcOptions);
  }

  #signedOut(error: RpcError): void {
    if (this.#pool.main.authorized) this.#accountOver(error);
  }

  #accountOver(error: RpcError): void {
    this.setAuthorized(false);
    this.#emit(this.#unauthorized, error);
  }

  #mainStatus(status: ConnectionStatus): void {
    if (status.kind === 'open' && status.confirmed) {
      this.#setState({ kind: 'connected' });
      if (this.#keepsConfig) this.#config.start();
      return;
    }
    const next = this.#stateWithout(status);
    if (this.#state.kind !== 'connected') this.#setState(next);
    else this.#stateTimer ??= this.#runtime.clock.after(flicker, () => this.#setState(next));
  }

  #stateWithout(status: ConnectionStatus): ConnectionState {
    if (!this.#online) return { kind: 'waitingForNetwork' };
    const kind = this.#pool.route.kind === 'direct' ? 'connecting' : 'connectingToProxy';
    return status.kind === 'waiting' ? { kind, retryAt: status.retryAt } : { kind };
  }

  #setState(state: ConnectionState): void {
    this.#stateTimer?.cancel();
    this.#stateTimer = undefined;
    if (this.#closed || sameState(this.#state, state)) return;
    this.#state = state;
    this.#watchRecovery();
    this.#emit(this.#connectionState, state);
  }

  #takeConfig(config: tl.config): void {
    this.#pool.configure(config.dcOptions.map(addressOf));
    this.#obey(config);
    this.#emit(this.#configs, config);
  }

  #obey({ forceTryIpv6, tmpSessions }: tl.config): void {
    this.#pool.setIpv6(forceTryIpv6 === true);
    this.#pool.setMainSessions(tmpSessions ?? 1);
  }

  #emit<T>(emitter: Emitter<T>, value: T): void {
    emitter.emit(value, (error) => {
      this.#runtime.log.error('A listener failed', { name: error instanceof Error ? error.name : typeof error });
    });
  }
}

function sameState(a: ConnectionState, b: ConnectionState): boolean {
  const retryAt = (state: ConnectionState): number | undefined => ('retryAt' in state ? state.retryAt : undefined);
  return a.kind === b.kind && retryAt(a) === retryAt(b);
}
