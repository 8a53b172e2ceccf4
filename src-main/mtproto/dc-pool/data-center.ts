import { AuthKey } from '../auth-key/auth-key.ts';
import { exchangeKey } from '../auth-key/key-exchange.ts';
import type { DhChecker, RsaPublicKey } from '../../crypto/index.ts';
import { ReconnectLimiter } from '../connection/reconnect-limiter.ts';
import type { ConnectionDc, Credentials } from '../connection/types.ts';
import type { Dialer } from '../dialing/dialer.ts';
import type { EndpointUse } from '../dialing/endpoints.ts';
import type { Dial, DialEvents, SocketLimit } from '../dialing/race.ts';
import type { Runtime } from '../runtime.ts';
import { Salts } from '../session/salts.ts';
import { ServerClock } from '../session/server-clock.ts';
import type { MtprotoStorage, StoredAuthKey } from '../types.ts';

/** Refusals of a key in a row, each on a connection of its own, after which it is given up where that costs nothing. */
const refusalsToGiveUp = 2;

export interface DataCenterOptions {
  id: number;
  runtime: Runtime;
  storage: MtprotoStorage;
  dialer: Dialer;
  publicKeys: readonly RsaPublicKey[];
  checker: DhChecker;
  stored: StoredAuthKey | undefined;
  /** Whether a key may be replaced by a new one without signing the person out. */
  mayReplaceKey(): boolean;
  /** The key was given up: sessions move to the next one. */
  keyReplaced(): void;
  /** One of the endpoints that we know says that it belongs to another DC. */
  endpointRefused(): void;
}

/** One data center: its authorization key with salts and clock, and whether the account is signed in there. */
export class DataCenter implements ConnectionDc {
  readonly id: number;
  readonly #options: DataCenterOptions;
  readonly serverClock: ServerClock;
  readonly #abort = new AbortController();
  readonly #limiter: ReconnectLimiter;
  #authKey: AuthKey | undefined;
  #createdAt = 0;
  #salts: Salts | undefined;
  #authorized = false;
  #creating: Promise<void> | undefined;
  #refusals = 0;
  /** Whether the server knows our layer and who we are, under this key. */
  initialized = false;

  constructor(options: DataCenterOptions) {
    this.id = options.id;
    this.#options = options;
    const { stored, runtime } = options;
    this.serverClock = new ServerClock(runtime.clock, stored?.timeOffset);
    this.#limiter = new ReconnectLimiter(runtime.clock, runtime.random);
    if (stored === undefined) return;
    this.#createdAt = stored.createdAt;
    this.#authorized = stored.authorized;
    this.#use(stored.key, stored.salts);
  }

  get hasKey(): boolean {
    return this.#authKey !== undefined;
  }

  get authorized(): boolean {
    return this.#authorized;
  }

  setAuthorized(authorized: boolean): void {
    if (this.#authorized === authorized) return;
    this.#authorized = authorized;
    this.save();
  }

  key(): Promise<void> {
    if (this.#authKey !== undefined) return Promise.resolve();
    this.#creating ??= this.#create().finally(() => {
      this.#creating = undefined;
    });
    return this.#creating;
  }

  credentials(): Credentials {
    if (this.#authKey === undefined || this.#salts === undefined) throw new Error('No authorization key yet');
    return { authKey: this.#authKey, salts: this.#salts, serverClock: this.serverClock };
  }

  dial(use: EndpointUse, limit: SocketLimit, events: DialEvents): Dial {
    return this.#options.dialer.dial({ dcId: this.id, use }, limit, events);
  }

  endpointRefused(): void {
    this.#options.endpointRefused();
  }

  confirmed(): void {
    this.#refusals = 0;
  }

  keyRefused(confirmed: boolean): boolean {
    if (confirmed || this.#authKey === undefined) return false;
    this.#refusals++;
    // A −404 is not authenticated: alone it never signs anybody out.
    if (this.#refusals < refusalsToGiveUp || !this.#options.mayReplaceKey()) return false;
    this.forgetKey();
    this.#options.keyReplaced();
    return true;
  }

  /** Wipes the key, here and in the storage. */
  forgetKey(): void {
    this.#authKey?.wipe();
    this.#authKey = undefined;
    this.#salts = undefined;
    this.#authorized = false;
    this.initialized = false;
    this.#refusals = 0;
    this.#options.storage.deleteAuthKey(this.id);
  }

  save(): void {
    if (this.#authKey === undefined) return;
    this.#options.storage.saveAuthKey({
      dcId: this.id,
      key: Uint8Array.from(this.#authKey.bytes),
      createdAt: this.#createdAt,
      authorized: this.#authorized,
      salts: this.#salts?.snapshot() ?? [],
      timeOffset: this.serverClock.wallOffset(),
    });
  }

  /** Ends a running key exchange and wipes the key from memory. */
  close(): void {
    this.#abort.abort();
    this.#authKey?.wipe();
    this.#authKey = undefined;
  }

  async #create(): Promise<void> {
    const { runtime, publicKeys, checker } = this.#options;
    const created = await exchangeKey({
      runtime,
      dial: (events) => this.dial('general', this.#limiter, events),
      publicKeys,
      checker,
      serverClock: this.serverClock,
      signal: this.#abort.signal,
    });
    this.serverClock.set(created.serverTime);
    this.#createdAt = created.serverTime;
    // The first salt is good for half an hour; its successors are asked for early.
    this.#use(created.key, [{ salt: created.salt, validSince: created.serverTime - 1, validUntil: created.serverTime + 1800 }]);
    created.key.fill(0);
    this.confirmed();
    this.save();
    runtime.log.info('Authorization key created', { dc: this.id });
  }

  #use(key: Uint8Array, salts: StoredAuthKey['salts']): void {
    this.#authKey = new AuthKey(key);
    this.#salts = new Salts(salts, () => this.save());
    this.initialized = false;
  }
}
