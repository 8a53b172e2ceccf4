import { CallFailure, RpcError } from '../mtproto/index.ts';

/** The server cannot tell from our counters what was missed: they are worthless. */
export function needsReset(error: unknown): boolean {
  if (error instanceof CallFailure) return error.reason === 'unparsable';
  const types = ['PERSISTENT_TIMESTAMP_INVALID', 'PERSISTENT_TIMESTAMP_EMPTY'];
  return error instanceof RpcError && types.includes(error.type);
}

/** Nothing can be asked for any more: signed out, or closed. */
export function isFinal(error: unknown): boolean {
  if (error instanceof CallFailure) return error.reason === 'closed';
  return error instanceof RpcError && error.code === 401;
}

/** A word for the log. */
export function describe(error: unknown): string {
  if (error instanceof RpcError) return error.type;
  return error instanceof Error ? error.name : 'unknown';
}
