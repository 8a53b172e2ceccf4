import { encode } from '#tl';
import { AuthKey } from '../auth-key/auth-key.ts';
import { KeyLine } from '../auth-key/key-line.ts';
import type { Asked } from '../auth-key/question.ts';
import { TemporaryKeys, type TemporaryKey } from '../auth-key/temporary-keys.ts';
import type { DhChecker, RsaPublicKey } from '../../crypto/index.ts';
import { ReconnectLimiter } from '../connection/reconnect-limiter.ts';
import type { ConnectionDc } from '../connection/types.ts';
import type { Dialer } from '../dialing/dialer.ts';
import type { EndpointUse } from '../dialing/endpoints.ts';
import type { Dial, DialEvents, SocketLimit } from '../dialing/race.ts';
import type { Runtime } from '../runtime.ts';
import { Salts } from '../session/salts.ts';
import { ServerClock } from '../session/server-clock.ts';
import { TransportError } from '../transport/framing.ts';
import type { MtprotoStorage, StoredAuthKey, StoredTemporaryKey } from '../types.ts';

/** A permanent key that is younger may not be known everywhere yet, seconds. */
const youth = 60;
/** A key that is older, and was accepted within the same time, is not suspected; seconds. */
const trust = 86_400;

export interface DataCenterOptions {
  id: number;
  /** Its temporary keys are bound to nothing, and there is no permanent key. */
  cdn: boolean;
  runtime: Runtime;
  storage: MtprotoStorage;
  dialer: Dialer;
  publicKeys(): Promise<readonly RsaPublicKey[]>;
  publicKeysUnknown(): void;
  checker: DhChecker;
  stored: StoredAuthKey | undefined;
  storedTemporary: readonly StoredTemporaryKey[];
  /** Lifetime of a new temporary key, seconds. */
  keyLifetime(): number;
  events: DataCenterEvents;
}

export interface DataCenterEvents {
  /** Whether any connection uses these keys. */
  inUse(keys: TemporaryKeys): boolean;
  keyRenewed(keys: TemporaryKeys, old: TemporaryKey): void;
  keyDied(keys: TemporaryKeys, old: TemporaryKey): void;
  /** One of the endpoints that we know says that it belongs to another DC. */
  endpointRefused(): void;
  /** The server has destroyed the permanent key: the account is not signed in there any more. */
  permanentKeyDestroyed(wasAuthorized: boolean): void;
}

/** One data center: its permanent authorization key, the temporary ones, its clock, and whether the account is signed in there. */
export class DataCenter implements ConnectionDc {
  readonly id: number;
  readonly #options: DataCenterOptions;
  readonly serverClock: ServerClock;
  readonly #abort = new AbortController();
  readonly #limiter: ReconnectLimiter;
  readonly #temporary = new Map<EndpointUse, TemporaryKeys>();
  #authKey: AuthKey | undefined;
  #createdAt = 0;
  #salts: Salts | undefined;
  #authorized = false;
  #creating: Promise<AuthKey> | undefined;
  /** Server time when the permanent key was last accepted, unix seconds. */
  #provenAt: number | undefined;

  constructor(options: DataCenterOptions) {
    this.id = options.id;
    this.#options = options;
    const { stored, storedTemporary, runtime } = options;
    this.serverClock = new ServerClock(runtime.clock, stored?.timeOffset);
    this.#limiter = new ReconnectLimiter(runtime.clock, runtime.random);
    if (stored === undefined) return;
    this.#createdAt = stored.createdAt;
    this.#authorized = stored.authorized;
    this.#authKey = new AuthKey(stored.key);
    this.#salts = new Salts(stored.salts, () => this.save());
    for (const key of storedTemporary) {
      this.#provenAt = Math.max(this.#provenAt ?? 0, key.createdAt);
      this.keysFor(key.media ? 'media' : 'general', key);
    }
  }

  /** Whether there is a permanent key. */
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

  /** Ids of all temporary keys that are in use or about to be; undefined while one is being made. */
  get temporaryIds(): bigint[] | undefined {
    const all = [...this.#temporary.values()];
    return all.some((keys) => keys.busy) ? undefined : all.flatMap((keys) => keys.ids);
  }

  /** The temporary keys of a class of endpoints. */
  keysFor(use: EndpointUse, stored?: StoredTemporaryKey): TemporaryKeys {
    const known = this.#temporary.get(use);
    if (known !== undefined) return known;
    const keys = this.#createTemporaryKeys(use, stored);
    this.#temporary.set(use, keys);
    return keys;
  }

  /** Announces layer and client again with the next calls. */
  armInit(): void {
    for (const keys of this.#temporary.values()) keys.armInit();
  }

  dial(use: EndpointUse, limit: SocketLimit, events: DialEvents): Dial {
    return this.#options.dialer.dial({ dcId: this.id, use }, limit, events);
  }

  endpointRefused(): void {
    this.#options.events.endpointRefused();
  }

  /**
   * Asks the server to destroy the permanent key. Resolves when it is gone there, whether or not it was there.
   * @throws whatever kept the server from saying so
   */
  async destroyKey(): Promise<void> {
    try {
      await this.#ask('destroyAuthKey');
    } catch (error) {
      if (!isUnknownKey(error)) throw error;
    }
  }

  /** Wipes all keys, here and in the storage. */
  forgetKey(): void {
    this.#authKey?.wipe();
    this.#authKey = undefined;
    this.#salts = undefined;
    this.#authorized = false;
    this.#provenAt = undefined;
    for (const keys of this.#temporary.values()) keys.clear();
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

  /** Ends running key exchanges, keeps what is worth keeping and wipes the keys from memory. */
  close(): void {
    this.#abort.abort();
    this.save();
    for (const keys of this.#temporary.values()) keys.close();
    this.#authKey?.wipe();
    this.#authKey = undefined;
  }

  #createTemporaryKeys(use: EndpointUse, stored: StoredTemporaryKey | undefined): TemporaryKeys {
    const { cdn, runtime, storage, checker, publicKeys, publicKeysUnknown, keyLifetime, events } = this.#options;
    const media = use === 'media';
    const limiter = new ReconnectLimiter(runtime.clock, runtime.random);
    const keys: TemporaryKeys = new TemporaryKeys({
      runtime,
      serverClock: this.serverClock,
      ...(cdn ? {} : { permanent: () => this.#permanentKey() }),
      permanentDoubted: () => this.#verifyKey(),
      permanentProven: () => {
        this.#provenAt = this.serverClock.now();
      },
      publicKeys,
      publicKeysUnknown,
      checker,
      lifetime: keyLifetime,
      openLine: () => this.#openLine(use, limiter),
      stored,
      save: (key) => {
        // Those of CDN DCs belong to no account, and are seldom needed again.
        if (!cdn) storage.saveTemporaryKey({ ...key, dcId: this.id, media });
      },
      forget: () => storage.deleteTemporaryKey(this.id, media),
      inUse: () => events.inUse(keys),
      renewed: (old) => events.keyRenewed(keys, old),
      died: (old) => events.keyDied(keys, old),
    });
    return keys;
  }

  /** The permanent key, made when there is none. One is made at a time; whoever needs it waits. */
  #permanentKey(): Promise<AuthKey> {
    if (this.#authKey !== undefined) return Promise.resolve(this.#authKey);
    this.#creating ??= this.#createKey().finally(() => {
      this.#creating = undefined;
    });
    return this.#creating;
  }

  async #createKey(): Promise<AuthKey> {
    const { runtime, publicKeys, checker } = this.#options;
    const line = this.#openLine('general', this.#limiter);
    try {
      const created = await line.createKey({ publicKeys: await publicKeys(), checker });
      const { serverTime } = created;
      this.serverClock.set(serverTime);
      this.#createdAt = serverTime;
      const authKey = new AuthKey(created.key);
      this.#authKey = authKey;
      this.#salts = new Salts([{ salt: created.salt, validSince: serverTime - 1, validUntil: serverTime + 1800 }], () => this.save());
      created.key.fill(0);
      this.save();
      runtime.log.info('Authorization key created', { dc: this.id });
      return authKey;
    } finally {
      line.close();
    }
  }

  /**
   * The server could not read what the permanent key sealed. Unless there is a good reason for that, asks under the key itself
   * whether it still lives: only what is said about it there counts, since anybody on the way can claim that a key is unknown.
   */
  async #verifyKey(): Promise<void> {
    const age = this.serverClock.now() - this.#createdAt;
    const accepted = this.#provenAt !== undefined && this.serverClock.now() - this.#provenAt < trust;
    if (!this.serverClock.synchronized || age < youth || (age > trust && accepted)) return;
    try {
      await this.#ask({ method: 'help.getNearestDc', body: () => encode({ _: 'help.getNearestDc' }) });
    } catch (error) {
      if (!isUnknownKey(error)) return;
      this.#options.runtime.log.warn('The permanent key was destroyed', { dc: this.id });
      const { authorized } = this;
      this.forgetKey();
      this.#options.events.permanentKeyDestroyed(authorized);
    }
  }

  /** Asks one thing under the permanent key, which encrypts nothing else. */
  async #ask(asked: Asked): Promise<void> {
    const [authKey, salts] = [this.#authKey, this.#salts];
    if (authKey === undefined || salts === undefined) return;
    const line = this.#openLine('general', this.#limiter);
    try {
      await line.ask({ authKey, salts, serverClock: this.serverClock }, asked);
    } finally {
      line.close();
    }
  }

  #openLine(use: EndpointUse, limit: SocketLimit): KeyLine {
    const { runtime } = this.#options;
    const { signal } = this.#abort;
    return new KeyLine({ runtime, dial: (events) => this.dial(use, limit, events), serverClock: this.serverClock, signal });
  }
}

/** The server does not know the key that a packet was sealed with. */
function isUnknownKey(error: unknown): boolean {
  return error instanceof TransportError && error.code === -404;
}
