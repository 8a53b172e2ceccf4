import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Country } from '#shared/model/index.ts';
import type { Credentials, SavedFlow } from '../features/auth/index.ts';
import type { DcAddress, Logger, StoredAuthKey } from '../mtproto/index.ts';
import { SealedFile } from './sealed-file.ts';

interface StoredToken {
  /** Hex. */
  token: string;
  userId: number;
  environment: string;
}

/** Keys of an account that was ended here while the server could not be told; JSON, so bytes are hex and salts are left out. */
export interface Farewell {
  environment: string;
  mainDcId: number;
  addresses: DcAddress[] | undefined;
  keys: { dcId: number; key: string; createdAt: number; authorized: boolean; timeOffset: number }[];
}

interface AppStateData {
  /** The account of each environment: its folder's name. A folder that is not named here is being wiped. */
  accounts: Record<string, string>;
  credentials?: Credentials;
  tokens: StoredToken[];
  flow?: SavedFlow;
  farewells: Farewell[];
  countries?: { hash: number; countries: Country[] };
}

const MAX_TOKENS = 20;

/**
 * What the app itself keeps between starts, beside the accounts' databases: which account is there, credentials, a sign-in under
 * way, future auth tokens (they survive logging out), keys that still have to be destroyed. One encrypted file.
 */
export class AppState {
  readonly #file: SealedFile<AppStateData>;
  readonly #accountsDir: string;
  readonly #environment: string;
  readonly #log: Logger;
  #data: AppStateData;
  /** Called when the state could not be written. */
  onWriteFailed: ((error: unknown) => void) | undefined;

  constructor(profileDir: string, masterKey: Uint8Array, environment: string, log: Logger) {
    this.#file = new SealedFile(join(profileDir, 'state.bin'), masterKey, 'app state');
    this.#accountsDir = join(profileDir, 'accounts');
    this.#environment = environment;
    this.#log = log;
    const read = this.#file.read();
    if (read.state === 'damaged') this.#file.setAside(`damaged-${Date.now()}`);
    this.#data = read.state === 'present' ? read.value : { accounts: {}, tokens: [], farewells: [] };
    if (read.state === 'present') this.#finishWipes();
    else this.#adoptAccount();
  }

  /** The folder of this environment's account; made when there is none. */
  accountDir(): string {
    let id = this.#data.accounts[this.#environment];
    if (id === undefined) {
      id = `${this.#environment}-${randomBytes(6).toString('hex')}`;
      this.#data.accounts = { ...this.#data.accounts, [this.#environment]: id };
      this.#write();
    }
    const dir = join(this.#accountsDir, id);
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    return dir;
  }

  /** Wipes the account: from the moment that its folder is not named any more, the next start would finish the work. */
  wipeAccount(): void {
    const id = this.#data.accounts[this.#environment];
    if (id === undefined) return;
    const { [this.#environment]: _, ...others } = this.#data.accounts;
    this.#data.accounts = others;
    this.#write();
    // A thread that was moving the log may let go of its files a moment later.
    rmSync(join(this.#accountsDir, id), { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  }

  get credentials(): Credentials | undefined {
    return this.#data.credentials;
  }

  setCredentials(credentials: Credentials): void {
    this.#data.credentials = credentials;
    this.#write();
  }

  get flow(): SavedFlow | undefined {
    return this.#data.flow;
  }

  setFlow(flow: SavedFlow | undefined): void {
    if (flow === undefined && this.#data.flow === undefined) return;
    const { flow: _, ...rest } = this.#data;
    this.#data = flow === undefined ? rest : { ...rest, flow };
    this.#write();
  }

  get countries(): { hash: number; countries: Country[] } | undefined {
    return this.#data.countries;
  }

  setCountries(countries: { hash: number; countries: Country[] }): void {
    this.#data.countries = countries;
    this.#write();
  }

  tokens(): Uint8Array[] {
    return this.#data.tokens
      .filter((entry) => entry.environment === this.#environment)
      .map((entry) => new Uint8Array(Buffer.from(entry.token, 'hex')));
  }

  addToken(userId: number, token: Uint8Array): void {
    const entry = { token: Buffer.from(token).toString('hex'), userId, environment: this.#environment };
    this.#data.tokens = [entry, ...this.#data.tokens].slice(0, MAX_TOKENS);
    this.#write();
  }

  removeTokensOf(userId: number): void {
    this.#data.tokens = this.#data.tokens.filter(
      (entry) => entry.userId !== userId || entry.environment !== this.#environment,
    );
    this.#write();
  }

  get farewells(): readonly Farewell[] {
    return this.#data.farewells.filter((entry) => entry.environment === this.#environment);
  }

  addFarewell(mainDcId: number, keys: StoredAuthKey[], addresses: DcAddress[] | undefined): void {
    if (keys.length === 0) return;
    const stored = keys.map(({ dcId, key, createdAt, authorized, timeOffset }) => ({
      dcId,
      key: Buffer.from(key).toString('hex'),
      createdAt,
      authorized,
      timeOffset,
    }));
    this.#data.farewells = [...this.#data.farewells, { environment: this.#environment, mainDcId, addresses, keys: stored }];
    this.#write();
  }

  removeFarewell(farewell: Farewell): void {
    this.#data.farewells = this.#data.farewells.filter((entry) => entry !== farewell);
    this.#write();
  }

  /** Without a readable state, an account folder that is there is taken over rather than wiped. */
  #adoptAccount(): void {
    for (const id of this.#folders()) {
      const environment = id.split('-', 1)[0] ?? '';
      this.#data.accounts[environment] ??= id;
    }
  }

  #finishWipes(): void {
    const named = new Set(Object.values(this.#data.accounts));
    for (const id of this.#folders()) {
      if (!named.has(id)) rmSync(join(this.#accountsDir, id), { recursive: true, force: true });
    }
  }

  #folders(): string[] {
    return existsSync(this.#accountsDir) ? readdirSync(this.#accountsDir) : [];
  }

  #write(): void {
    try {
      this.#file.write(this.#data);
    } catch (error) {
      this.#log.error('the state could not be written', { error });
      this.onWriteFailed?.(error);
    }
  }
}
