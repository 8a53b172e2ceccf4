import { MtprotoClient } from '../mtproto/index.ts';
import type { DcAddress, Environment, InitParams, Logger, MtprotoStorage, Route, StoredAuthKey } from '../mtproto/index.ts';
import type { AppState, Farewell } from './app-state.ts';

const PATIENCE_MS = 20_000;

/**
 * Ends sessions on the server whose account was ended here while there was no connection: logs out and destroys the keys that were
 * kept for that. What does not work is tried again at the next connection.
 */
export class Farewells {
  readonly #state: AppState;
  readonly #environment: Environment;
  readonly #init: InitParams;
  readonly #log: Logger;
  #running: Promise<void> | undefined;
  #client: MtprotoClient | undefined;
  #route: Route;
  #closed = false;

  constructor(state: AppState, environment: Environment, init: InitParams, route: Route, log: Logger) {
    this.#state = state;
    this.#environment = environment;
    this.#init = init;
    this.#route = route;
    this.#log = log;
  }

  /** There is a connection. */
  run(): Promise<void> {
    this.#running ??= this.#runAll().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Goodbyes go the way of everything else. */
  setRoute(route: Route): void {
    this.#route = route;
    this.#client?.setRoute(route);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#client?.close();
    await this.#running;
  }

  async #runAll(): Promise<void> {
    for (const farewell of this.#state.farewells) {
      if (this.#closed) return;
      try {
        await this.#end(farewell);
        this.#state.removeFarewell(farewell);
      } catch (error) {
        this.#log.info('an old session could not be ended yet', { error });
      }
    }
  }

  async #end(farewell: Farewell): Promise<void> {
    const client = new MtprotoClient({
      environment: this.#environment,
      init: this.#init,
      route: this.#route,
      storage: new MemoryStorage(farewell),
      log: this.#log,
    });
    this.#client = client;
    try {
      client.start();
      // The session may be gone already; only the lack of any answer means trying again.
      await client.call({ _: 'auth.logOut' }, { timeoutMs: PATIENCE_MS }).catch((error: unknown) => {
        if (!(error instanceof Error && error.name === 'RpcError')) throw error;
      });
      await client.destroyKeys();
    } finally {
      this.#client = undefined;
      await client.close();
    }
  }
}

class MemoryStorage implements MtprotoStorage {
  readonly #keys = new Map<number, StoredAuthKey>();
  readonly #addresses: DcAddress[] | undefined;
  #mainDcId: number;

  constructor(farewell: Farewell) {
    this.#mainDcId = farewell.mainDcId;
    this.#addresses = farewell.addresses;
    for (const { key, ...rest } of farewell.keys) {
      this.#keys.set(rest.dcId, { ...rest, key: new Uint8Array(Buffer.from(key, 'hex')), salts: [] });
    }
  }

  loadAuthKeys(): StoredAuthKey[] {
    return [...this.#keys.values()];
  }

  saveAuthKey(key: StoredAuthKey): void {
    this.#keys.set(key.dcId, key);
  }

  deleteAuthKey(dcId: number): void {
    this.#keys.delete(dcId);
  }

  loadTemporaryKeys(): [] {
    return [];
  }

  saveTemporaryKey(): void {
    // It would be needed once more only if the goodbye failed.
  }

  deleteTemporaryKey(): void {
    // None is kept.
  }

  loadCdnKeys(): undefined {
    return undefined;
  }

  saveCdnKeys(): void {
    // Nothing is downloaded any more.
  }

  loadMainDcId(): number {
    return this.#mainDcId;
  }

  saveMainDcId(dcId: number): void {
    this.#mainDcId = dcId;
  }

  loadDcOptions(): DcAddress[] | undefined {
    return this.#addresses;
  }

  saveDcOptions(): void {
    // The addresses that it was left with are good enough for saying goodbye.
  }

  loadConfig(): undefined {
    return undefined;
  }

  saveConfig(): void {
    // Nobody will read it.
  }

  loadGoodEndpoints(): string[] {
    return [];
  }

  saveGoodEndpoints(): void {
    // Nobody will read them.
  }
}
