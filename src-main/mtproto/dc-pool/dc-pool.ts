import type { tl } from '#tl';
import { DhChecker, parseRsaPublicKey, type RandomBytes, type RsaPublicKey } from '../../crypto/index.ts';
import type { CdnKeys } from '../auth-key/cdn-keys.ts';
import type { TemporaryKey, TemporaryKeys } from '../auth-key/temporary-keys.ts';
import { Connection } from '../connection/connection.ts';
import type { ConnectionStatus } from '../connection/types.ts';
import { Dialer } from '../dialing/dialer.ts';
import { Endpoints, type EndpointUse } from '../dialing/endpoints.ts';
import type { Route } from '../dialing/route.ts';
import type { Runtime } from '../runtime.ts';
import type { Query } from '../session/query.ts';
import { SecurityError } from '../session/envelope.ts';
import type { DcAddress, Environment, InitParams, MtprotoStorage, SessionKind, StoredAuthKey, StoredTemporaryKey } from '../types.ts';
import { Announcement, type Prefix } from './announcement.ts';
import { DataCenter } from './data-center.ts';
import { readPushed } from './pushed-updates.ts';
import { kinds, poolSize } from './session-kinds.ts';
import { SessionPool } from './session-pool.ts';

/** Lifetime of a temporary key: this and up to an hour more, seconds. */
const shortestLifetime = 23 * 3_600;
/** Sessions for ordinary calls, whatever the configuration says. */
const mostMainSessions = 8;

export interface DcPoolOptions {
  environment: Environment;
  init: InitParams;
  storage: MtprotoStorage;
  runtime: Runtime;
  route?: Route | undefined;
  /** Lifetime of a new temporary key, seconds; 23 to 24 hours when absent. */
  keyLifetime?: (() => number) | undefined;
  cdnKeys: CdnKeys;
  events: DcPoolEvents;
}

export interface DcPoolEvents {
  /** Status of the main DC's main connection. */
  mainStatus(status: ConnectionStatus): void;
  updates(updates: tl.Updates): void;
  updatesLost(reason: 'newSession' | 'undecodable'): void;
  /** A temporary key of a DC is not used any more, and still bound there. */
  temporaryKeyLeft(dcId: number): void;
  /** The server has destroyed the permanent key of a DC, with whatever was signed in under it. */
  permanentKeyDestroyed(dcId: number, wasAuthorized: boolean): void;
  /** An endpoint of our list belongs to another DC: the list is out of date. */
  endpointsOutdated(): void;
}

interface Pooled {
  sessions: SessionPool;
  kind: SessionKind;
  dcId: number;
}

/** All data centers and the connections to them (core.telegram.org/api/datacenter). */
export class DcPool {
  readonly #options: DcPoolOptions;
  readonly #endpoints: Endpoints;
  readonly #dialer: Dialer;
  readonly #publicKeys: readonly RsaPublicKey[];
  readonly #checker = new DhChecker();
  readonly #centers = new Map<number, DataCenter>();
  /** Temporary keys that were replaced and that some connection still uses, with their DCs. */
  readonly #replacedKeys = new Map<TemporaryKey, number>();
  readonly #announcement: Announcement;
  #pools: Pooled[] = [];
  #mainDcId: number;
  #active = false;
  #quiet = false;
  #premium = false;
  #mainSessions = 1;

  constructor(options: DcPoolOptions) {
    this.#options = options;
    const { environment, storage, runtime, route } = options;
    this.#endpoints = new Endpoints(runtime.clock, environment.addresses, storage.loadDcOptions() ?? [], route === undefined || route.kind === 'direct' ? storage.loadGoodEndpoints() : []);
    this.#dialer = new Dialer({ runtime, endpoints: this.#endpoints, test: environment.test, route, found: () => storage.saveGoodEndpoints(this.#endpoints.good) });
    this.#publicKeys = environment.publicKeys.map(parseRsaPublicKey);
    this.#mainDcId = storage.loadMainDcId() ?? environment.defaultDcId;
    this.#announcement = new Announcement(options.init, this.#dialer.route);
    const temporary = storage.loadTemporaryKeys();
    for (const stored of storage.loadAuthKeys()) this.#centers.set(stored.dcId, this.#createCenter(stored.dcId, stored, temporary));
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

  get route(): Route {
    return this.#dialer.route;
  }

  /** Whether any endpoint of a DC is known. */
  knows(dcId: number, kind: SessionKind = 'main'): boolean {
    return this.#endpoints.knows(dcId, kinds[kind].use);
  }

  center(dcId: number): DataCenter {
    const known = this.#centers.get(dcId);
    if (known !== undefined) return known;
    const center = this.#createCenter(dcId, undefined, []);
    this.#centers.set(dcId, center);
    return center;
  }

  setMainDc(dcId: number): void {
    if (dcId === this.#mainDcId) return;
    const old = this.#mainDcId;
    this.#mainDcId = dcId;
    this.#options.storage.saveMainDcId(dcId);
    // Their sessions were opened for another part: with or without updates.
    const moved = this.#pools.filter((pool) => pool.kind === 'main' && (pool.dcId === dcId || pool.dcId === old));
    this.#pools = this.#pools.filter((pool) => !moved.includes(pool));
    for (const pool of moved) for (const query of pool.sessions.close()) this.submit(pool.dcId, 'main', query);
    this.openMain();
  }

  /** Opens the main connection, which stays open. */
  openMain(): void {
    this.#pool(this.#mainDcId, 'main').pick().start();
  }

  /** Sends a call over the least busy connection of its kind. */
  submit(dcId: number, kind: SessionKind, query: Query): void {
    this.#pool(dcId, kind).submit(query);
  }

  /** Gives up a call, wherever it is. */
  cancel(query: Query): void {
    for (const { sessions } of this.#pools) sessions.cancel(query);
  }

  /** Announces layer and client again with the next call. */
  armInit(dcId: number): void {
    this.center(dcId).armInit();
  }

  /** Ids of all temporary keys of a DC that are in use or about to be; undefined while one is being made. */
  temporaryKeyIds(dcId: number): bigint[] | undefined {
    const ids = this.center(dcId).temporaryIds;
    const held = this.#pools.filter((pool) => pool.dcId === dcId).flatMap(({ sessions }) => sessions.everything);
    return ids && [...new Set([...ids, ...held.flatMap(({ authKey }) => authKey?.idNumber ?? [])])];
  }

  /** Takes the endpoints of a configuration. */
  configure(options: DcAddress[]): void {
    this.#endpoints.configure(options);
    this.#options.storage.saveDcOptions([...this.#endpoints.configured]);
  }

  /** Takes endpoints that were pushed, which need not be all. */
  addEndpoints(options: DcAddress[]): void {
    this.#endpoints.merge(options);
    this.#options.storage.saveDcOptions([...this.#endpoints.configured]);
  }

  /** Takes endpoints for when no other answers, and tries them at once. */
  addLastResort(addresses: readonly DcAddress[]): void {
    this.#endpoints.addLastResort(addresses);
    for (const connection of this.#connections()) connection.retryNow();
  }

  /** Whether IPv6 is tried from the start. */
  setIpv6(welcome: boolean): void {
    this.#dialer.ipv6 = welcome;
  }

  /** Whether the account may have as many media sessions as paying ones have. */
  setPremium(premium: boolean): void {
    this.#premium = premium;
  }

  /** How many sessions may share the calls to the main DC. */
  setMainSessions(count: number): void {
    this.#mainSessions = Math.min(Math.max(1, count), mostMainSessions);
  }

  setActive(active: boolean): void {
    this.#active = active;
    for (const { sessions, kind } of this.#pools) {
      for (const connection of sessions.connections) if (kind === 'main') connection.setActive(active);
    }
  }

  /** Whether sockets are opened less often: nobody looks, or there is no network. */
  setQuiet(quiet: boolean): void {
    this.#quiet = quiet;
    for (const connection of this.#connections()) connection.setQuiet(quiet);
  }

  /** Replaces every socket that is not younger, in milliseconds, since it may be half-dead, and waits for nothing before it tries. */
  renew(sparing = 0): void {
    for (const center of this.#centers.values()) center.serverClock.distrust();
    // First those that wait, since whoever loses a socket now may have to let others go first.
    for (const connection of this.#connections()) connection.retryNow();
    this.#dialer.renew(sparing);
  }

  /** Closes every socket and goes on over another route, with the same sessions and keys. */
  setRoute(route: Route): void {
    for (const connection of this.#connections()) connection.retryNow();
    this.#dialer.setRoute(route);
    this.#announce({ route });
  }

  /** Facts about this client: if they have changed, they go out again with the next call to each DC. */
  setInit(init: InitParams): boolean {
    return this.#announce({ init });
  }

  /** Closes a DC's connections; their unanswered calls are returned. */
  closeConnections(dcId?: number): Query[] {
    const closing = this.#pools.filter((pool) => dcId === undefined || pool.dcId === dcId);
    this.#pools = this.#pools.filter((pool) => !closing.includes(pool));
    return closing.flatMap(({ sessions }) => sessions.close());
  }

  close(): void {
    for (const center of this.#centers.values()) center.close();
    for (const { authKey } of this.#replacedKeys.keys()) authKey.wipe();
    this.#dialer.close();
  }

  #createCenter(id: number, stored: StoredAuthKey | undefined, temporary: readonly StoredTemporaryKey[]): DataCenter {
    const { runtime, storage, cdnKeys, events, keyLifetime } = this.#options;
    const cdn = this.#endpoints.knows(id, 'cdn');
    return new DataCenter({
      id,
      cdn,
      runtime,
      storage,
      dialer: this.#dialer,
      publicKeys: () => (cdn ? cdnKeys.of(id) : Promise.resolve(this.#publicKeys)),
      publicKeysUnknown: () => {
        if (cdn) cdnKeys.outdated(id);
      },
      checker: this.#checker,
      stored,
      storedTemporary: temporary.filter(({ dcId }) => dcId === id),
      keyLifetime: keyLifetime ?? (() => shortestLifetime + randomFraction(runtime.random) * 3_600),
      events: {
        inUse: (keys) => this.#using(keys).length > 0,
        keyRenewed: (keys, old) => this.#keyRenewed(id, keys, old),
        keyDied: (_keys, old) => {
          for (const connection of this.#connections()) if (connection.authKey === old.authKey) connection.keyReplaced();
        },
        endpointRefused: () => events.endpointsOutdated(),
        permanentKeyDestroyed: (wasAuthorized) => events.permanentKeyDestroyed(id, wasAuthorized),
      },
    });
  }

  #connections(): Connection[] {
    return this.#pools.flatMap(({ sessions }) => sessions.everything);
  }

  /** The pools whose sessions use these keys. */
  #using(keys: TemporaryKeys): Pooled[] {
    return this.#pools.filter(({ sessions, dcId, kind }) => sessions.connections.length > 0 && this.#keysOf(dcId, kind) === keys);
  }

  #keysOf(dcId: number, kind: SessionKind): TemporaryKeys {
    return this.center(dcId).keysFor(this.#useOf(dcId, kind));
  }

  /** A key belongs to a class of endpoints: where there are no media endpoints, downloads are like anything else. */
  #useOf(dcId: number, kind: SessionKind): EndpointUse {
    const { use } = kinds[kind];
    return use === 'media' && !this.#endpoints.hasMedia(dcId) ? 'general' : use;
  }

  /** New calls go on under the new key; what was sent under the old one gets its answer there. */
  #keyRenewed(id: number, keys: TemporaryKeys, old: TemporaryKey): void {
    this.#replacedKeys.set(old, id);
    for (const { sessions, dcId, kind } of this.#using(keys)) {
      const leaving = sessions.connections.filter((connection) => connection.authKey === old.authKey);
      for (const connection of leaving) this.#leave(connection, sessions, this.#isMain(dcId, kind));
    }
    this.#wipeReplaced();
  }

  /** A connection whose key was replaced. The main one goes on until the next one stands: nobody is to see a gap. */
  #leave(connection: Connection, sessions: SessionPool, ofMain: boolean): void {
    if (ofMain && connection === sessions.connections[0]) sessions.openSuccessor(connection);
    else sessions.retire(connection);
  }

  /** Ends the keys that no connection uses any more. */
  #wipeReplaced(): void {
    const used = new Set(this.#connections().map(({ authKey }) => authKey));
    for (const [key, dcId] of this.#replacedKeys) {
      if (used.has(key.authKey)) continue;
      this.#replacedKeys.delete(key);
      key.authKey.wipe();
      this.#options.events.temporaryKeyLeft(dcId);
    }
  }

  #isMain(dcId: number, kind: SessionKind): boolean {
    return kind === 'main' && dcId === this.#mainDcId;
  }

  #pool(dcId: number, kind: SessionKind): SessionPool {
    const known = this.#pools.find((pool) => pool.dcId === dcId && pool.kind === kind);
    if (known !== undefined) return known.sessions;
    const { clock } = this.#options.runtime;
    const isMain = this.#isMain(dcId, kind);
    const sessions: SessionPool = new SessionPool({
      clock,
      size: () => poolSize(kind, { dcId, premium: this.#premium, mainSessions: this.#isMain(dcId, 'main') ? this.#mainSessions : 1 }),
      paced: kinds[kind].paced,
      // The others only share the calls: updates come over the first.
      create: (first) => this.#connection(dcId, kind, isMain && first, sessions),
    });
    this.#pools.push({ sessions, kind, dcId });
    return sessions;
  }

  #connection(dcId: number, kind: SessionKind, isMain: boolean, sessions: SessionPool): Connection {
    const center = this.center(dcId);
    const { events, runtime } = this.#options;
    const { idleTimeout } = kinds[kind];
    const use = this.#useOf(dcId, kind);
    const keys = center.keysFor(use);
    const connection: Connection = new Connection({
      dc: center,
      keys,
      runtime,
      permanent: isMain,
      idleTimeout,
      use,
      events: {
        status: (status) => {
          if (status.kind === 'open' && status.confirmed) for (const other of this.#connections()) other.networkFound();
          // Keys may have been replaced twice before it stood.
          const late = status.kind === 'open' && status.confirmed && sessions.stands(connection) && connection.authKey !== keys.current?.authKey;
          if (late && keys.current !== undefined) this.#leave(connection, sessions, isMain);
          // Not the one before the main connection, nor the one that comes after it.
          if (isMain && this.#isMain(dcId, kind) && sessions.connections.includes(connection)) events.mainStatus(status);
        },
        wrap: () => this.#prefix(connection, keys, kind, isMain),
        announced: (number) => {
          const { current } = keys;
          if (current !== undefined && current.authKey === connection.authKey && number === this.#announcement.number) current.initialized = true;
        },
        answered: (query) => sessions.answered(query),
        push: (body) => {
          // Nothing is ever pushed by a CDN DC that plays by the rules.
          if (kind === 'cdn') throw new SecurityError('A message pushed by a CDN DC');
          if (isMain && this.#isMain(dcId, kind)) this.#pushed(keys, body);
        },
        sessionCreated: () => {
          if (isMain && this.#isMain(dcId, kind)) events.updatesLost('newSession');
        },
        retired: (calls) => {
          sessions.retired(connection, calls);
          this.#wipeReplaced();
        },
        idle: () => sessions.drop(connection),
      },
    });
    connection.setQuiet(this.#quiet);
    if (isMain) connection.setActive(this.#active);
    return connection;
  }

  #announce(change: { init?: InitParams; route?: Route }): boolean {
    if (!this.#announcement.change(change)) return false;
    for (const center of this.#centers.values()) center.armInit();
    return true;
  }

  #prefix(connection: Connection, { current }: TemporaryKeys, kind: SessionKind, updates: boolean): Prefix {
    // Under a key that was replaced everything has been announced before.
    const told = current?.authKey !== connection.authKey || current?.initialized === true;
    return this.#announcement.prefix({ cdn: kind === 'cdn', told, updates });
  }

  /** A pushed message. Whatever is no update of this layer means that something was missed. */
  #pushed(keys: TemporaryKeys, body: Uint8Array): void {
    const { events, runtime } = this.#options;
    const pushed = readPushed(body, runtime.log);
    if (pushed === 'undecodable') {
      keys.armInit();
      events.updatesLost('undecodable');
    } else if (pushed !== undefined) events.updates(pushed);
  }
}

function randomFraction(random: RandomBytes): number {
  return new DataView(Uint8Array.from(random(4)).buffer).getUint32(0) / 2 ** 32;
}
