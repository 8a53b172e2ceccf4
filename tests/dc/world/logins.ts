import { Account, Authorization, keyName, type KeyRef } from './account.ts';
import type { ClientInfo } from '../protocol/types.ts';
import { badRequest, floodWait, migrate } from './errors.ts';
import type { WorldUser } from './model.ts';
import { RpcFailure } from '../protocol/types.ts';
import type { WorldState } from './state.ts';

export type CodeKind = 'app' | 'sms' | 'call';

/** A code that was sent and not yet used. */
export interface PendingCode {
  phone: string;
  hash: string;
  kind: CodeKind;
  sentAt: number;
  key: string;
  attempts: number;
  /** The code was right, the number has no account yet: sign-up may follow. */
  verified: boolean;
}

interface ExportedLogin {
  id: number;
  bytes: Uint8Array;
  dcId: number;
  auth: Authorization;
  until: number;
}

const PHONE = /^99966(\d)\d{4}$/;

/** Codes, logins and their spreading over data centres (core.telegram.org/api/auth, /api/datacenter). */
export class Logins {
  readonly #state: WorldState;
  readonly #codes = new Map<string, PendingCode>();
  readonly #sends = new Map<string, number[]>();
  readonly #blockedUntil = new Map<string, number>();
  #exported: ExportedLogin[] = [];
  readonly #tokens = new Map<string, number>();
  #serial = 0;

  constructor(state: WorldState) {
    this.#state = state;
  }

  /** The number as digits; throws unless it is one of the test numbers, and 303 when its home is elsewhere. */
  phone(raw: string, dcId: number): string {
    const digits = raw.replace(/[^\d]/g, '');
    const match = PHONE.exec(digits);
    if (!match) throw new RpcFailure(406, 'PHONE_NUMBER_INVALID');
    const home = Number(match[1]);
    if (home < 1 || home > this.#state.dcCount) throw new RpcFailure(406, 'PHONE_NUMBER_INVALID');
    const userId = this.#state.phones.get(digits);
    const homeDc = userId !== undefined ? (this.#state.accounts.get(userId)?.homeDc ?? home) : home;
    if (homeDc !== dcId) throw migrate('PHONE', homeDc);
    return digits;
  }

  /** The code that the number gets: its DC digit five times. */
  static codeFor(phone: string): string {
    return (phone[5] ?? '0').repeat(5);
  }

  sendCode(phone: string, key: KeyRef): PendingCode {
    const now = this.#state.now();
    const blocked = this.#blockedUntil.get(phone) ?? 0;
    if (blocked > now) throw floodWait(blocked - now);
    const recent = (this.#sends.get(phone) ?? []).filter((at) => at > now - 3600);
    if (recent.length >= this.#state.settings.codesPerHour) throw badRequest('PHONE_NUMBER_FLOOD');
    this.#sends.set(phone, [...recent, now]);
    const userId = this.#state.phones.get(phone);
    const elsewhere = userId !== undefined && (this.#state.accounts.get(userId)?.authorizations.size ?? 0) > 0;
    return this.#remember(phone, key, elsewhere ? 'app' : 'sms');
  }

  #remember(phone: string, key: KeyRef, kind: CodeKind): PendingCode {
    for (const [hash, code] of this.#codes) if (code.phone === phone && code.key === keyName(key)) this.#codes.delete(hash);
    const hash = `${(++this.#serial).toString(16).padStart(4, '0')}${this.#state.random.next().toString(16).padStart(8, '0')}${this.#state.random.next().toString(16).padStart(8, '0')}`;
    const code: PendingCode = { phone, hash, kind, sentAt: this.#state.now(), key: keyName(key), attempts: 0, verified: false };
    this.#codes.set(hash, code);
    return code;
  }

  /** The next way of delivery: app, then SMS, then a call, then nothing. */
  resend(phone: string, hash: string, key: KeyRef): PendingCode {
    const code = this.find(phone, hash);
    if (code.kind === 'call') throw new RpcFailure(406, 'SEND_CODE_UNAVAILABLE');
    const attempts = code.attempts;
    const next = this.#remember(phone, key, code.kind === 'app' ? 'sms' : 'call');
    next.attempts = attempts;
    return next;
  }

  cancel(phone: string, hash: string): void {
    this.#codes.delete(this.find(phone, hash).hash);
  }

  /** A code in flight; PHONE_CODE_EXPIRED when unknown or older than five minutes. */
  find(phone: string, hash: string): PendingCode {
    if (hash === '') throw badRequest('PHONE_CODE_HASH_EMPTY');
    const code = this.#codes.get(hash);
    if (!code || code.phone !== phone) throw badRequest('PHONE_CODE_EXPIRED');
    if (this.#state.now() >= code.sentAt + this.#state.settings.codeLifetime) {
      this.#codes.delete(hash);
      throw badRequest('PHONE_CODE_EXPIRED');
    }
    return code;
  }

  /** Checks what was typed; too many wrong codes block the number for a minute. */
  check(code: PendingCode, typed: string | undefined): void {
    if (typed === undefined || typed === '') throw badRequest('PHONE_CODE_EMPTY');
    const blocked = this.#blockedUntil.get(code.phone) ?? 0;
    const now = this.#state.now();
    if (blocked > now) throw floodWait(blocked - now);
    if (typed === Logins.codeFor(code.phone)) return;
    if (++code.attempts >= this.#state.settings.codeAttempts) {
      this.#blockedUntil.set(code.phone, now + 60);
      this.#codes.delete(code.hash);
      throw floodWait(60);
    }
    throw badRequest('PHONE_CODE_INVALID');
  }

  done(code: PendingCode): void {
    this.#codes.delete(code.hash);
  }

  /** Binds a key to an account. A key that was logged in before changes hands. */
  login(account: Account, key: KeyRef, client: ClientInfo | undefined): Authorization {
    const before = this.#state.keys.get(keyName(key));
    if (before) this.end(before);
    const auth = new Authorization(
      account,
      { dcId: key.dcId, authKeyId: key.authKeyId },
      this.#state.nextSalt(),
      this.#state.now(),
      client,
    );
    account.authorizations.add(auth);
    this.#state.keys.set(keyName(key), auth);
    return auth;
  }

  end(auth: Authorization): void {
    auth.account.authorizations.delete(auth);
    for (const key of auth.keys) this.#state.keys.delete(key);
    this.#exported = this.#exported.filter((one) => one.auth !== auth);
  }

  /** The key was destroyed by its client. */
  forgetKey(authKeyId: string): void {
    for (const [name, auth] of [...this.#state.keys]) {
      if (!name.endsWith(`:${authKeyId}`)) continue;
      if (keyName(auth.main) === name) this.end(auth);
      else {
        auth.keys.delete(name);
        this.#state.keys.delete(name);
      }
    }
  }

  exportTo(auth: Authorization, dcId: number): { id: number; bytes: Uint8Array } {
    if (dcId < 1 || dcId > this.#state.dcCount || !Number.isInteger(dcId)) throw badRequest('DC_ID_INVALID');
    const exported: ExportedLogin = {
      id: auth.account.id,
      bytes: this.#state.random.bytes(128),
      dcId,
      auth,
      until: this.#state.now() + 60,
    };
    this.#exported.push(exported);
    return exported;
  }

  /** Single use, one minute, only on the DC that it was made for. */
  importFrom(id: bigint, bytes: Uint8Array, key: KeyRef): Authorization {
    const now = this.#state.now();
    const found = this.#exported.find((one) => sameBytes(one.bytes, bytes));
    if (found) this.#exported = this.#exported.filter((one) => one !== found);
    if (!found || BigInt(found.id) !== id || found.dcId !== key.dcId || found.until < now) throw badRequest('AUTH_BYTES_INVALID');
    const before = this.#state.keys.get(keyName(key));
    if (before && before !== found.auth) this.end(before);
    found.auth.keys.add(keyName(key));
    this.#state.keys.set(keyName(key), found.auth);
    return found.auth;
  }

  futureToken(userId: number): Uint8Array {
    const token = this.#state.random.bytes(32);
    this.#tokens.set(hex(token), userId);
    return token;
  }

  /** Uses up a token of an earlier log-out of the same user. */
  redeemToken(tokens: readonly Uint8Array[], userId: number): boolean {
    for (const token of tokens) {
      if (this.#tokens.get(hex(token)) !== userId) continue;
      this.#tokens.delete(hex(token));
      return true;
    }
    return false;
  }

  accountOf(phone: string): Account | undefined {
    const userId = this.#state.phones.get(phone);
    return userId === undefined ? undefined : this.#state.accounts.get(userId);
  }

  openAccount(user: WorldUser, homeDc: number): Account {
    const account = new Account(user, homeDc);
    this.#state.accounts.set(user.id, account);
    return account;
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
