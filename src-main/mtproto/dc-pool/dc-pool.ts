import { decode, TlError, UnknownConstructorError, type tl } from '#tl';
import { concat, DhChecker, parseRsaPublicKey, type RsaPublicKey } from '../../crypto/index.ts';
import { Connection } from '../connection/connection.ts';
import type { ConnectionStatus } from '../connection/types.ts';
import type { Runtime } from '../runtime.ts';
import type { Query } from '../session/query.ts';
import { initConnection, withoutUpdates } from '../session/wrappers.ts';
import type { DcAddress, Environment, InitParams, MtprotoStorage, SessionKind } from '../types.ts';
import { Addresses } from './addresses.ts';
import { DataCenter } from './data-center.ts';

/** How many connections a kind of session may open, and when idle ones close (milliseconds). */
const pools: Readonly<Record<SessionKind, { size: number; idleTimeout: number }>> = {
  main: { size: 1, idleTimeout: 300_000 },
  upload: { size: 4, idleTimeout: 15_000 },
  download: { size: 4, idleTimeout: 15_000 },
};
/** Calls in flight on every open connection of a pool before another one is opened. */
const loadToGrow = 4;

export interface DcPoolOptions {
  environment: Environment;
  init: InitParams;
  storage: MtprotoStorage;
  runtime: Runtime;
  events: DcPoolEvents;
}

export interface DcPoolEvents {
  /** Status of the main DC's main connection. */
  mainStatus(status: ConnectionStatus): void;
  updates(updates: tl.Updates): void;
  updatesLost(reason: 'newSession' | 'undecodable'): void;
  keyDestroyed(dcId: number, outcome: 'ok' | 'none' | 'fail'): void;
}

interface Pooled {
  connection: Connection;
  kind: SessionKind;
  dcId: number;
}

const updateConstructors: ReadonlySet<string> = new Set<tl.Updates['_']>([
  'updatesTooLong',
  'updateShortMessage',
  'updateShortChatMessage',
  'updateShort',
  'updatesCombined',
  'updates',
  'updateShortSentMessage',
]);

/** All data centers and the connections to them (core.telegram.org/api/datacenter). */
export class DcPool {
  readonly #options: DcPoolOptions;
  readonly #addresses: Addresses;
  readonly #publicKeys: readonly RsaPublicKey[];
  readonly #checker = new DhChecker();
  readonly #centers = new Map<number, DataCenter>();
  readonly #initPrefix: Uint8Array;
  readonly #quietPrefix = withoutUpdates();
  #connections: Pooled[] = [];
  #mainDcId: number;
  #active = false;

  constructor(options: DcPoolOptions) {
    this.#options = options;
    const { environment, storage, runtime } = options;
    this.#addresses = new Addresses(runtime.clock, environment.addresses, storage.loadDcOptions() ?? []);
    this.#publicKeys = environment.publicKeys.map(parseRsaPublicKey);
    this.#mainDcId = storage.loadMainDcId() ?? environment.defaultDcId;
    this.#initPrefix = initConnection(options.init);
    for (const stored of storage.loadAuthKeys()) this.#centers.set(stored.dcId, this.#createCenter(stored.dcId, stored));
  }

  get mainDcId(): number {
    return this.#mainDcId;
  }

  get main(): DataCenter {
    return this.center(this.#mainDcId);
  }

  get centers(): DataCenter[] {
    return [...this.#centers.values()];
  }

  /** Whether any endpoint of a DC is known. */
  knows(dcId: number): boolean {
    return this.#addresses.knows(dcId);
  }

  center(dcId: number): DataCenter {
    const known = this.#centers.get(dcId);
    if (known !== undefined) return known;
    const center = this.#createCenter(dcId, undefined);
    this.#centers.set(dcId, center);
    return center;
  }

  setMainDc(dcId: number): void {
    if (dcId === this.#mainDcId) return;
    const old = this.#mainDcId;
    this.#mainDcId = dcId;
    this.#options.storage.saveMainDcId(dcId);
    const moved = this.#connections.filter((item) => item.kind === 'main' && (item.dcId === dcId || item.dcId === old));
    // Their sessions were opened for another part: with or without updates.
    for (const item of moved) this.#replace(item);
    this.openMain();
  }

  /** Opens the main connection, which stays open. */
  openMain(): void {
    this.#pick(this.#mainDcId, 'main').start();
  }

  /** Sends a call over the least busy connection of its kind. */
  submit(dcId: number, kind: SessionKind, query: Query): void {
    this.#pick(dcId, kind).submit(query);
  }

  /** Gives up a call, wherever it is. */
  cancel(query: Query): void {
    for (const { connection } of this.#connections) connection.cancel(query);
  }

  /** Announces layer and client again with the next call. */
  armInit(dcId: number): void {
    this.center(dcId).initialized = false;
  }

  configure(options: DcAddress[]): void {
    this.#addresses.configure(options);
    this.#options.storage.saveDcOptions(options);
  }

  setActive(active: boolean): void {
    this.#active = active;
    for (const { connection, kind } of this.#connections) if (kind === 'main') connection.setActive(active);
  }

  retryNow(): void {
    for (const center of this.#centers.values()) center.serverClock.distrust();
    for (const { connection } of this.#connections) connection.retryNow();
  }

  destroyKey(dcId: number): void {
    this.#pick(dcId, 'main').destroyKey();
  }

  /** Closes a DC's connections; their unanswered calls are returned. */
  closeConnections(dcId?: number): Query[] {
    const closing = this.#connections.filter((item) => dcId === undefined || item.dcId === dcId);
    this.#connections = this.#connections.filter((item) => !closing.includes(item));
    return closing.flatMap(({ connection }) => connection.close());
  }

  close(): void {
    for (const center of this.#centers.values()) {
      if (center.hasKey) center.save();
      center.close();
    }
  }

  #createCenter(id: number, stored: ReturnType<MtprotoStorage['loadAuthKeys']>[number] | undefined): DataCenter {
    const { environment, runtime, storage } = this.#options;
    const center: DataCenter = new DataCenter({
      id,
      test: environment.test,
      runtime,
      storage,
      addresses: this.#addresses,
      publicKeys: this.#publicKeys,
      checker: this.#checker,
      stored,
      mayReplaceKey: () => id !== this.#mainDcId || !center.authorized,
      keyReplaced: () => {
        for (const item of this.#connections) if (item.dcId === id) item.connection.keyReplaced();
      },
    });
    return center;
  }

  #pick(dcId: number, kind: SessionKind): Connection {
    const { size } = pools[kind];
    const open = this.#connections.filter((item) => item.dcId === dcId && item.kind === kind).map((item) => item.connection);
    let best: Connection | undefined;
    for (const connection of open) if (best === undefined || connection.load < best.load) best = connection;
    if (best !== undefined && (open.length >= size || best.load < loadToGrow)) return best;
    return this.#add(dcId, kind);
  }

  #add(dcId: number, kind: SessionKind): Connection {
    const isMain = kind === 'main' && dcId === this.#mainDcId;
    const center = this.center(dcId);
    const { events, runtime } = this.#options;
    const connection: Connection = new Connection({
      dc: center,
      runtime,
      permanent: isMain,
      idleTimeout: pools[kind].idleTimeout,
      mediaOnly: kind === 'download',
      events: {
        status: (status) => {
          if (isMain && dcId === this.#mainDcId) events.mainStatus(status);
        },
        wrap: () => this.#wrap(center, isMain),
        initialized: () => {
          center.initialized = true;
        },
        push: (body) => this.#pushed(center, isMain, body),
        sessionCreated: () => {
          if (isMain && dcId === this.#mainDcId) events.updatesLost('newSession');
        },
        keyDestroyed: (outcome) => events.keyDestroyed(dcId, outcome),
        idle: () => this.#drop(connection),
      },
    });
    this.#connections.push({ connection, kind, dcId });
    if (isMain) connection.setActive(this.#active);
    return connection;
  }

  #wrap(center: DataCenter, updates: boolean): { prefix: Uint8Array; initializes: boolean } {
    const quiet = updates ? noPrefix : this.#quietPrefix;
    if (center.initialized) return { prefix: quiet, initializes: false };
    return { prefix: concat(this.#initPrefix, quiet), initializes: true };
  }

  /** A pushed message. Whatever is no update of this layer means that something was missed. */
  #pushed(center: DataCenter, isMain: boolean, body: Uint8Array): void {
    if (!isMain || center.id !== this.#mainDcId) return;
    const { events, runtime } = this.#options;
    let pushed: tl.TlObject;
    try {
      pushed = decode(body);
    } catch (error) {
      if (!(error instanceof TlError)) throw error;
      const constructorId = error instanceof UnknownConstructorError ? error.constructorId : undefined;
      runtime.log.warn('Undecodable update', { constructorId, path: error.path });
      center.initialized = false;
      events.updatesLost('undecodable');
      return;
    }
    if (isUpdates(pushed)) events.updates(pushed);
    else runtime.log.warn('Unexpected message', { constructor: pushed._ });
  }

  #replace(item: Pooled): void {
    this.#connections = this.#connections.filter((other) => other !== item);
    const calls = item.connection.close();
    for (const query of calls) this.submit(item.dcId, 'main', query);
  }

  #drop(connection: Connection): void {
    this.#connections = this.#connections.filter((item) => item.connection !== connection);
    connection.close();
  }
}

const noPrefix = new Uint8Array(0);

function isUpdates(object: tl.TlObject): object is tl.Updates {
  return updateConstructors.has(object._);
}
