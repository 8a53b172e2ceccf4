/** The MTProto engine: authorization keys, sessions, data centers and typed calls. Depends on `tl` and `crypto` only. */
export { MtprotoClient } from './client.ts';
export { systemClock } from './clock.ts';
export type { Clock, Timer } from './clock.ts';
export type { MtprotoClientOptions } from './client.ts';
export { CallFailure, RpcError } from './rpc/errors.ts';
export type { CallFailureReason } from './rpc/errors.ts';
export type { MtproxyRoute, Route } from './dialing/route.ts';
export type {
  CallOptions,
  CallWait,
  ConnectionState,
  DcAddress,
  Environment,
  InitParams,
  Logger,
  MtprotoStorage,
  SessionKind,
  StoredAuthKey,
  StoredCdnKeys,
  StoredConfig,
  StoredSalt,
  StoredTemporaryKey,
  UpdatesListener,
  UpdatesLostReason,
} from './types.ts';
