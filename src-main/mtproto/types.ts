import type { tl } from '#tl';

/** One endpoint of a data center, as in core.telegram.org/constructor/dcOption. */
export interface DcAddress {
  id: number;
  host: string;
  port: number;
  mediaOnly?: boolean;
  ipv6?: boolean;
  /** An endpoint of a CDN DC. */
  cdn?: boolean;
  /** Meant for connections through SOCKS5 and HTTP proxies. */
  static?: boolean;
  /** To be reached by obfuscated TCP only. */
  tcpoOnly?: boolean;
  /** Listens on no other port. */
  thisPortOnly?: boolean;
  /** 16-byte obfuscation secret of `dcOption.secret`. */
  secret?: Uint8Array;
}

/** The network a client belongs to: production, test servers, or a local DC. Keys never cross environments. */
export interface Environment {
  test: boolean;
  addresses: DcAddress[];
  /** Trusted server keys, PEM PKCS#1 (`BEGIN RSA PUBLIC KEY`). */
  publicKeys: string[];
  defaultDcId: number;
}

/** A server salt with its validity, in unix seconds of server time. */
export interface StoredSalt {
  salt: bigint;
  validSince: number;
  validUntil: number;
}

/** A temporary key of one DC, for its ordinary endpoints or for those that serve media alone. Times are unix seconds of the server. */
export interface StoredTemporaryKey {
  dcId: number;
  media: boolean;
  key: Uint8Array;
  createdAt: number;
  expiresAt: number;
  salts: StoredSalt[];
}

/** The RSA keys of CDN DCs, PEM PKCS#1, as a client of some layer was told them. */
export interface StoredCdnKeys {
  layer: number;
  keys: { dcId: number; publicKey: string }[];
}

/** What is persisted for one DC. `key` is the 256-byte permanent authorization key. */
export interface StoredAuthKey {
  dcId: number;
  key: Uint8Array;
  /** Server time of the key exchange, unix seconds. */
  createdAt: number;
  /** Whether the account is signed in under this key. */
  authorized: boolean;
  salts: StoredSalt[];
  /** Server time minus local wall clock, seconds; only a first guess after a restart. */
  timeOffset: number;
}

/** The server's configuration: an encoded `config` of this layer, good until `until` (unix seconds of server time). */
export interface StoredConfig {
  config: Uint8Array;
  until: number;
}

/** Where keys and DC data persist. Synchronous; called from the engine thread only. */
export interface MtprotoStorage {
  loadAuthKeys(): StoredAuthKey[];
  saveAuthKey(key: StoredAuthKey): void;
  /** Deletes the permanent key of a DC, with the temporary ones that were bound to it. */
  deleteAuthKey(dcId: number): void;
  loadTemporaryKeys(): StoredTemporaryKey[];
  saveTemporaryKey(key: StoredTemporaryKey): void;
  deleteTemporaryKey(dcId: number, media: boolean): void;
  loadCdnKeys(): StoredCdnKeys | undefined;
  saveCdnKeys(keys: StoredCdnKeys): void;
  loadMainDcId(): number | undefined;
  saveMainDcId(dcId: number): void;
  loadDcOptions(): DcAddress[] | undefined;
  saveDcOptions(options: DcAddress[]): void;
  loadConfig(): StoredConfig | undefined;
  saveConfig(config: StoredConfig): void;
  /** Names of the endpoints that worked last, as `saveGoodEndpoints` was given them. */
  loadGoodEndpoints(): string[];
  saveGoodEndpoints(names: string[]): void;
}

/** Fields of `initConnection` (core.telegram.org/api/invoking). */
export interface InitParams {
  apiId: number;
  deviceModel: string;
  systemVersion: string;
  appVersion: string;
  systemLangCode: string;
  langPack: string;
  langCode: string;
  /** Seconds east of UTC, rounded to 900 by the engine. */
  tzOffsetSeconds: number;
}

/** The state of the main session's connection, to its proxy if it has one; `retryAt` is unix milliseconds. */
export type ConnectionState =
  | { kind: 'waitingForNetwork' }
  | { kind: 'connectingToProxy'; retryAt?: number }
  | { kind: 'connecting'; retryAt?: number }
  | { kind: 'connected' };

/**
 * Which family of sessions carries a call. Only 'main' sessions receive updates; small files and thumbnails have sessions of
 * their own, so that they never wait behind a film; CDN DCs are called by 'cdn' sessions alone.
 */
export type SessionKind = 'main' | 'upload' | 'download' | 'downloadSmall' | 'cdn';

export interface CallOptions {
  /** Target DC; the main DC when absent. */
  dcId?: number;
  kind?: SessionKind;
  /** Aborting rejects with the signal's reason and drops the answer on the server. */
  signal?: AbortSignal;
  /** Rejects with `CallFailure('timeout')` when no answer came in time; no limit when absent. */
  timeoutMs?: number;
  /** Longest total FLOOD_WAIT that is waited out silently, seconds; 60 when absent, unlimited for upload and download. */
  floodWaitLimitSeconds?: number;
  /** Hears of each wait that the server asks for (`FLOOD_WAIT_%d`, `FLOOD_PREMIUM_WAIT_%d` …) before it begins. */
  onWait?(wait: { type: string; seconds: number }): void;
  /** Calls of one chain are executed by the server in the order of their issue (invokeAfterMsg). */
  chain?: string;
  /** What a person waits for is `high`; what nobody waits for is `low`. */
  priority?: 'high' | 'normal' | 'low';
  /** The data export that the call belongs to (`account.initTakeoutSession`). */
  takeoutId?: bigint;
  /** Restricts the call to messages of this range, ids inclusive (`messages.getSplitRanges`); with `takeoutId` only. */
  messagesRange?: { minId: number; maxId: number };
  /** Acts for a business account; the call has to go to the connection's DC. */
  businessConnectionId?: string;
  /** The server confirms the packet on arrival, before anything is done with it; for messages of chats. */
  quickAck?: boolean;
  /** Whether executing the call twice does no harm; calls with a `randomId` and pure reads always count as such. */
  idempotent?: boolean;
}

/** A call that waits for its next attempt. */
export interface CallWait {
  method: string;
  /** Whether a person may be waiting for it. */
  awaited: boolean;
  /** The server asked for a pause, asked for one because the account does not pay, or failed. */
  reason: 'flood' | 'premium' | 'server';
  /** When the call began to wait, and when the next attempt is made; unix milliseconds. */
  since: number;
  until: number;
}

/** Why updates may be missing. */
export type UpdatesLostReason = 'newSession' | 'undecodable';

/** Area logger. Fields never hold keys, texts, phone numbers or codes. */
export interface Logger {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

export type UpdatesListener = (updates: tl.Updates) => void;
