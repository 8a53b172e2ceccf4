import type { tl } from '#tl';
import type { RpcError } from './rpc/errors.ts';
import type {
  CallOptions,
  ConnectionState,
  Environment,
  InitParams,
  Logger,
  MtprotoStorage,
  UpdatesListener,
  UpdatesLostReason,
} from './types.ts';

export interface MtprotoClientOptions {
  environment: Environment;
  init: InitParams;
  storage: MtprotoStorage;
  log?: Logger;
}

/** The engine's door to Telegram: typed calls to any DC, pushed updates, connection state. One per account. */
export declare class MtprotoClient {
  constructor(options: MtprotoClientOptions);
  start(): void;
  close(): Promise<void>;
  call<M extends tl.TlMethod>(method: M, options?: CallOptions): Promise<tl.ResultOf<M['_']>>;
  readonly mainDcId: number;
  setMainDc(dcId: number): void;
  setAuthorized(authorized: boolean): void;
  onUpdates(listener: UpdatesListener): () => void;
  onUpdatesLost(listener: (reason: UpdatesLostReason) => void): () => void;
  onConnectionState(listener: (state: ConnectionState) => void): () => void;
  onUnauthorized(listener: (error: RpcError) => void): () => void;
  serverTime(): number;
  destroyKeys(): Promise<void>;
  retryNow(): void;
}
