import type { tl } from '#tl';
import { systemClock, type Clock } from '../../../src-main/mtproto/clock.ts';
import {
  MtprotoClient,
  type DcAddress,
  type Environment,
  type MtprotoClientOptions,
  type MtprotoStorage,
  type StoredAuthKey,
  type StoredConfig,
  type StoredCdnKeys,
  type StoredTemporaryKey,
} from '../../../src-main/mtproto/index.ts';
import { startDcWith, type LocalDc } from '../../dc/index.ts';
import type { Pusher, RpcAnswer, RpcContext, RpcHandler, SessionRef, WorldAccount, WorldLike } from '../../dc/protocol/types.ts';
import { MethodNotImplemented, RpcFailure } from '../../dc/protocol/types.ts';
import { suiteLogger } from '../support/suite-logs.ts';

/** Keeps what a client persists in memory, so that a test can start a second client with it. */
export class MemoryStorage implements MtprotoStorage {
  readonly keys = new Map<number, StoredAuthKey>();
  readonly temporary = new Map<string, StoredTemporaryKey>();
  cdnKeys: StoredCdnKeys | undefined;
  mainDcId: number | undefined;
  dcOptions: DcAddress[] | undefined;
  config: StoredConfig | undefined;
  goodEndpoints: string[] = [];
  onSaveDcOptions: (() => void) | undefined;

  loadAuthKeys(): StoredAuthKey[] {
    return [...this.keys.values()];
  }

  saveAuthKey(key: StoredAuthKey): void {
    this.keys.set(key.dcId, key);
  }

  deleteAuthKey(dcId: number): void {
    this.keys.delete(dcId);
    for (const media of [true, false]) this.deleteTemporaryKey(dcId, media);
  }

  loadTemporaryKeys(): StoredTemporaryKey[] {
    return [...this.temporary.values()];
  }

  saveTemporaryKey(key: StoredTemporaryKey): void {
    this.temporary.set(`${key.dcId} ${key.media}`, key);
  }

  deleteTemporaryKey(dcId: number, media: boolean): void {
    this.temporary.delete(`${dcId} ${media}`);
  }

  loadCdnKeys(): StoredCdnKeys | undefined {
    return this.cdnKeys;
  }

  saveCdnKeys(keys: StoredCdnKeys): void {
    this.cdnKeys = keys;
  }

  loadMainDcId(): number | undefined {
    return this.mainDcId;
  }

  saveMainDcId(dcId: number): void {
    this.mainDcId = dcId;
  }

  loadDcOptions(): DcAddress[] | undefined {
    return this.dcOptions;
  }

  saveDcOptions(options: DcAddress[]): void {
    this.dcOptions = options;
    this.onSaveDcOptions?.();
  }

  loadConfig(): StoredConfig | undefined {
    return this.config;
  }

  saveConfig(config: StoredConfig): void {
    this.config = config;
  }

  loadGoodEndpoints(): string[] {
    return this.goodEndpoints;
  }

  saveGoodEndpoints(names: string[]): void {
    this.goodEndpoints = names;
  }
}

type Answer = RpcAnswer | Promise<RpcAnswer>;
type Handler = (call: tl.TlMethod, context: RpcContext) => Answer;

/** What one call looked like when the server got it. */
export interface Handled {
  method: string;
  dcId: number;
  authKeyId: string;
  sessionId: bigint;
  withoutUpdates: boolean;
  layer: number;
}

/** A world of a few methods that a test writes itself; it keeps the order of what arrived. */
export class TestWorld implements WorldLike, RpcHandler {
  readonly accounts: readonly WorldAccount[] = [];
  readonly handled: Handled[] = [];
  readonly calls: tl.TlMethod[] = [];
  readonly sessions: SessionRef[] = [];
  readonly pusher: Pusher;
  readonly #handlers = new Map<string, Handler>();

  constructor(pusher: Pusher) {
    this.pusher = pusher;
    this.on('help.getNearestDc', (_call, { dcId }) => ({ _: 'nearestDc', country: 'AQ', thisDc: dcId, nearestDc: dcId }));
  }

  /** Sets the answer to a method; it may throw `RpcFailure`. */
  on<N extends tl.MethodName>(method: N, handler: (call: Extract<tl.TlMethod, { _: N }>, context: RpcContext) => Answer): void {
    this.#handlers.set(method, handler as unknown as Handler);
  }

  async handle(context: RpcContext, method: tl.TlMethod): Promise<RpcAnswer> {
    const { dcId, authKeyId, sessionId, withoutUpdates, layer } = context;
    this.handled.push({ method: method._, dcId, authKeyId, sessionId, withoutUpdates, layer });
    this.calls.push(method);
    const handler = this.#handlers.get(method._);
    if (handler === undefined) throw new MethodNotImplemented(method._);
    return handler(method, context);
  }

  sessionCreated(session: SessionRef): void {
    this.sessions.push(session);
  }

  count(method: string): number {
    return this.handled.filter((item) => item.method === method).length;
  }
}

export const init = {
  apiId: 1,
  deviceModel: 'Test',
  systemVersion: 'Test 1',
  appVersion: '0.1',
  systemLangCode: 'en',
  langPack: '',
  langCode: '',
  tzOffsetSeconds: 0,
};

/** A local DC around a `TestWorld`. */
export function startTestDc(options: Omit<Parameters<typeof startDcWith<TestWorld>>[0], 'world'> = {}): Promise<LocalDc<TestWorld>> {
  return startDcWith({ ...options, protocol: { forwardSecrecy: true, ...options.protocol }, world: ({ pusher }) => new TestWorld(pusher) });
}

export function environmentOf(dc: Pick<LocalDc, 'dcs' | 'publicKey'>, defaultDcId = 2): Environment {
  const addresses = dc.dcs.map((endpoint) => ({ ...endpoint, thisPortOnly: true, ...(endpoint.host.includes(':') ? { ipv6: true } : {}) }));
  return { test: false, addresses, publicKeys: [dc.publicKey], defaultDcId };
}

/** A client of a local DC; addresses are not refreshed, so that only the calls of the test are made. */
export function clientOf(
  dc: Pick<LocalDc, 'dcs' | 'publicKey'>,
  options: Partial<MtprotoClientOptions> = {},
): { client: MtprotoClient; storage: MemoryStorage } {
  const storage = options.storage instanceof MemoryStorage ? options.storage : new MemoryStorage();
  const log = options.log ?? suiteLogger();
  const client = new MtprotoClient({
    environment: environmentOf(dc),
    init,
    refreshAddresses: false,
    ...options,
    ...(log === undefined ? {} : { log }),
    storage,
  });
  return { client, storage };
}

/** The machine's clock, on which waits of `limitMs` and more never end: what happens by it needs none of them, however busy the machine is. */
export const withoutWaitsOf = (limitMs: number): Clock => ({
  ...systemClock,
  after: (ms, action) => (ms < limitMs ? systemClock.after(ms, action) : { cancel: () => undefined }),
});

export { RpcFailure };
