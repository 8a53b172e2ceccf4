import { RpcFailure } from '../protocol/types.ts';

/** Refuses the call with 400 and `text`. */
export function badRequest(text: string): RpcFailure {
  return new RpcFailure(400, text);
}

/** Refuses the call with 403: rights or privacy. */
export function forbidden(text: string): RpcFailure {
  return new RpcFailure(403, text);
}

/** 401: the key carries no login. */
export function unauthorized(text = 'AUTH_KEY_UNREGISTERED'): RpcFailure {
  return new RpcFailure(401, text);
}

/** 303: the call belongs to another data centre. */
export function migrate(kind: 'PHONE' | 'USER' | 'NETWORK' | 'FILE', dcId: number): RpcFailure {
  return new RpcFailure(303, `${kind}_MIGRATE_${dcId}`);
}

/** 420: wait that many seconds. */
export function floodWait(seconds: number): RpcFailure {
  return new RpcFailure(420, `FLOOD_WAIT_${seconds}`);
}
