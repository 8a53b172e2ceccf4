import { drop } from '#shared/assert.ts';
import { encode } from '#tl';
import { readInt64, type DhChecker, type RsaPublicKey } from '../../crypto/index.ts';
import type { Timer } from '../clock.ts';
import type { Credentials } from '../connection/types.ts';
import { RpcError } from '../rpc/errors.ts';
import type { Runtime } from '../runtime.ts';
import { Salts } from '../session/salts.ts';
import type { ServerClock } from '../session/server-clock.ts';
import { TransportError } from '../transport/framing.ts';
import type { StoredTemporaryKey } from '../types.ts';
import { AuthKey } from './auth-key.ts';
import { sealBinding } from './bind.ts';
import { UnknownServerKeyError } from './handshake.ts';
import type { KeyLine } from './key-line.ts';
import { HandshakeError } from './plain-channel.ts';

/** A key is replaced this long before it expires, or after half of its life if that is shorter; seconds. */
const renewBefore = 3_600;
/** A key is not used any more when it expires within this time, seconds. */
const lastMinute = 60;
/** Whether a key is due is looked at again after this time at most: clocks are corrected, and machines sleep; milliseconds. */
const glance = 900_000;
/** A renewal that failed is tried again after this time at most, milliseconds. */
const renewalPause = 60_000;
/** `boolTrue` on the wire. */
const boolTrue = 0x997275b5;

/** A temporary key in use. */
export interface TemporaryKey extends Credentials {
  /** Unix seconds of server time. */
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Whether the server knows our layer and who we are, under this key. */
  initialized: boolean;
}

/** A key that was made and is not bound yet. */
interface Unbound {
  key: TemporaryKey;
  /** The server found its expiry wrong once. */
  expiryRefused: boolean;
}

export interface TemporaryKeysOptions {
  runtime: Runtime;
  serverClock: ServerClock;
  /** The permanent key to bind to, making it if need be; absent where keys are not bound (CDN DCs). */
  permanent?: () => Promise<AuthKey>;
  /** The server does not accept what the permanent key sealed: resolves when it is known what that means. */
  permanentDoubted(): Promise<void>;
  /** The permanent key has been accepted. */
  permanentProven(): void;
  publicKeys(): Promise<readonly RsaPublicKey[]>;
  /** The server has none of those keys. */
  publicKeysUnknown(): void;
  checker: DhChecker;
  /** Lifetime of a new key, seconds. */
  lifetime(): number;
  openLine(): KeyLine;
  stored?: StoredTemporaryKey | undefined;
  save(key: Omit<StoredTemporaryKey, 'dcId' | 'media'>): void;
  forget(): void;
  /** Whether any connection uses these keys. */
  inUse(): boolean;
  /** There is a new key; the old one still works for a while. */
  renewed(old: TemporaryKey): void;
  /** The server does not know the key any more: whoever uses it must stop. It is wiped afterwards. */
  died(old: TemporaryKey): void;
}

/**
 * The temporary key of one DC and one class of its endpoints, which all their sessions share (core.telegram.org/api/pfs): made and
 * bound when it is first needed, renewed before it expires, replaced when the server has lost it.
 */
export class TemporaryKeys {
  readonly #options: TemporaryKeysOptions;
  #current: TemporaryKey | undefined;
  #unbound: Unbound | undefined;
  #making: Promise<void> | undefined;
  #renewal: Timer | undefined;
  #closed = false;

  constructor(options: TemporaryKeysOptions) {
    this.#options = options;
    const { stored } = options;
    if (stored === undefined) return;
    const key = this.#keyOf(stored);
    // How much of its life is left is known only when the server has told its time; the clock's first guess has to do.
    if (this.#isOver(key)) {
      options.forget();
      key.authKey.wipe();
    } else {
      this.#current = key;
      this.#scheduleRenewal(key);
    }
  }

  /** The key to use, once `ready` has resolved. */
  get current(): TemporaryKey | undefined {
    return this.#current;
  }

  /** Ids of all keys that are in use or are about to be. */
  get ids(): bigint[] {
    return [this.#current, this.#unbound?.key].flatMap((key) => key?.authKey.idNumber ?? []);
  }

  /** Whether a key is being made or bound at the moment. */
  get busy(): boolean {
    return this.#making !== undefined;
  }

  /**
   * Resolves once there is a bound key.
   * @throws whatever ended the attempt; the next call makes another one
   */
  ready(): Promise<void> {
    const key = this.#current;
    if (key !== undefined) {
      if (!this.#isOver(key)) {
        if (this.#renewsIn(key) <= 0) this.#renew(key);
        return Promise.resolve();
      }
      this.#discard(key);
    }
    return this.#make();
  }

  /** The server does not know this key, or not whom it belongs to. Whether it was the one in use. */
  refused(authKey: AuthKey): boolean {
    const key = this.#current;
    if (key?.authKey !== authKey) return false;
    this.#options.runtime.log.info('A temporary key is dead');
    this.#discard(key);
    return true;
  }

  /** Announces layer and client again with the next call. */
  armInit(): void {
    if (this.#current !== undefined) this.#current.initialized = false;
  }

  /** Forgets the keys, here and in the storage: the permanent one that they were bound to is gone. */
  clear(): void {
    this.#unbound?.key.authKey.wipe();
    this.#unbound = undefined;
    if (this.#current !== undefined) this.#discard(this.#current);
    else this.#options.forget();
  }

  /** Keeps what is worth keeping and wipes the memory. */
  close(): void {
    this.#closed = true;
    this.#renewal?.cancel();
    if (this.#current !== undefined) this.#save(this.#current);
    this.#current?.authKey.wipe();
    this.#unbound?.key.authKey.wipe();
    this.#current = undefined;
    this.#unbound = undefined;
  }

  // Making keys.

  #make(): Promise<void> {
    this.#making ??= this.#makeAndInstall().finally(() => {
      this.#making = undefined;
    });
    return this.#making;
  }

  async #makeAndInstall(): Promise<void> {
    const line = this.#options.openLine();
    try {
      // Both keys are made at the same time when there is neither.
      const [permanent, unbound] = await Promise.all([this.#options.permanent?.(), this.#exchange(line)]);
      if (permanent !== undefined) await this.#bind(line, permanent, unbound);
      this.#unbound = undefined;
      if (this.#closed) unbound.key.authKey.wipe();
      else this.#install(unbound.key);
    } finally {
      line.close();
    }
  }

  async #exchange(line: KeyLine): Promise<Unbound> {
    if (this.#unbound !== undefined && !this.#isOver(this.#unbound.key)) return this.#unbound;
    const { checker, serverClock, publicKeys, publicKeysUnknown } = this.#options;
    const expiresIn = Math.floor(this.#options.lifetime());
    try {
      const created = await line.createKey({ publicKeys: await publicKeys(), checker, expiresIn });
      serverClock.set(created.serverTime);
      const { serverTime } = created;
      // The first salt is good for half an hour; its successors are asked for early.
      const salts = [{ salt: created.salt, validSince: serverTime - 1, validUntil: serverTime + 1800 }];
      const key = this.#keyOf({ key: created.key, salts, createdAt: serverTime, expiresAt: serverTime + expiresIn });
      created.key.fill(0);
      this.#unbound = { key, expiryRefused: false };
      return this.#unbound;
    } catch (error) {
      if (error instanceof UnknownServerKeyError) publicKeysUnknown();
      throw error;
    }
  }

  async #bind(line: KeyLine, permanent: AuthKey, unbound: Unbound): Promise<void> {
    const { random } = this.#options.runtime;
    const { key } = unbound;
    const nonce = readInt64(random(8), 0);
    const { expiresAt } = key;
    try {
      const result = await line.ask(key, {
        method: 'auth.bindTempAuthKey',
        body: ({ msgId, sessionId }) =>
          encode({
            _: 'auth.bindTempAuthKey',
            permAuthKeyId: permanent.idNumber,
            nonce,
            expiresAt,
            encryptedMessage: sealBinding({ permanent, temporary: key.authKey, nonce, expiresAt, sessionId, msgId, random }),
          }),
      });
      if (result.length !== 4 || new DataView(result.buffer, result.byteOffset).getUint32(0, true) !== boolTrue) {
        throw new HandshakeError('The key was not bound');
      }
    } catch (error) {
      await this.#bindingFailed(unbound, error);
      throw error;
    }
    this.#options.permanentProven();
  }

  /** What to do about the key before the next attempt; a key that is left is bound by that, with a message made anew. */
  async #bindingFailed(unbound: Unbound, error: unknown): Promise<void> {
    const { serverClock, permanentDoubted, runtime } = this.#options;
    if (error instanceof TransportError && error.code === -404) this.#dropUnbound();
    if (!(error instanceof RpcError)) return;
    runtime.log.warn('A temporary key could not be bound', { type: error.type });
    switch (error.type) {
      case 'ENCRYPTED_MESSAGE_INVALID':
        await permanentDoubted();
        return;
      case 'EXPIRES_AT_INVALID':
        // One of the clocks is wrong. If it is not that, then another key has another expiry.
        serverClock.resynchronize();
        if (unbound.expiryRefused) this.#dropUnbound();
        unbound.expiryRefused = true;
        return;
      case 'TEMP_AUTH_KEY_ALREADY_BOUND':
      case 'TEMP_AUTH_KEY_EMPTY':
        this.#dropUnbound();
        return;
      default:
        // The server's trouble: the next attempt may fare better.
        return;
    }
  }

  #dropUnbound(): void {
    this.#unbound?.key.authKey.wipe();
    this.#unbound = undefined;
  }

  #install(key: TemporaryKey): void {
    const old = this.#current;
    this.#current = key;
    this.#save(key);
    this.#scheduleRenewal(key);
    this.#options.runtime.log.info('Temporary key in use', { renewal: old !== undefined });
    if (old !== undefined) this.#options.renewed(old);
  }

  // Renewing and forgetting them.

  #scheduleRenewal(key: TemporaryKey): void {
    this.#renewal?.cancel();
    const wait = Math.max(0, this.#renewsIn(key)) * 1000;
    this.#renewal = this.#options.runtime.clock.after(Math.min(wait, glance), () => {
      if (this.#renewsIn(key) > 0) this.#scheduleRenewal(key);
      else this.#renew(key);
    });
  }

  /** Makes the next key in the background; the one in use goes on until then. */
  #renew(key: TemporaryKey): void {
    // Without any connection the key is looked at again when one is opened.
    if (key !== this.#current || this.#closed || !this.#options.inUse()) return;
    const { runtime } = this.#options;
    drop(
      this.#make().catch((error: unknown) => {
        runtime.log.info('A temporary key could not be renewed', { reason: error instanceof Error ? error.message : 'unknown' });
        const left = this.#secondsLeft(key) * 1000;
        this.#renewal?.cancel();
        this.#renewal = runtime.clock.after(Math.max(1_000, Math.min(renewalPause, left / 4)), () => this.#renew(key));
      }),
    );
  }

  #discard(key: TemporaryKey): void {
    this.#renewal?.cancel();
    this.#current = undefined;
    this.#options.forget();
    this.#options.died(key);
    key.authKey.wipe();
  }

  #secondsLeft(key: TemporaryKey): number {
    return key.expiresAt - this.#options.serverClock.now();
  }

  #isOver(key: TemporaryKey): boolean {
    return this.#secondsLeft(key) < Math.min(lastMinute, (key.expiresAt - key.createdAt) / 10);
  }

  /** Seconds until it is to be replaced. Not all of an account's keys are renewed in the same minute. */
  #renewsIn(key: TemporaryKey): number {
    const lifetime = key.expiresAt - key.createdAt;
    const jitter = (Number(key.authKey.idNumber & 0xffn) / 255) * Math.min(300, lifetime / 20);
    return this.#secondsLeft(key) - Math.min(renewBefore, lifetime / 2) - jitter;
  }

  #keyOf({ key, salts, createdAt, expiresAt }: Omit<StoredTemporaryKey, 'dcId' | 'media'>): TemporaryKey {
    const made: TemporaryKey = {
      authKey: new AuthKey(key),
      salts: new Salts(salts, () => {
        if (this.#current === made) this.#save(made);
      }),
      serverClock: this.#options.serverClock,
      createdAt,
      expiresAt,
      initialized: false,
    };
    return made;
  }

  #save({ authKey, salts, createdAt, expiresAt }: TemporaryKey): void {
    this.#options.save({ key: Uint8Array.from(authKey.bytes), salts: salts.snapshot(), createdAt, expiresAt });
  }
}
