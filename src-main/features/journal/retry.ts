import { CallFailure, RpcError } from '../../mtproto/index.ts';
import { StoreError } from '../../store/index.ts';

/** Whether a call that failed is worth repeating as it is: the network, the server or the disk was at fault, not what was asked. */
export function isTransient(error: unknown): boolean {
  if (error instanceof StoreError) return true;
  if (error instanceof RpcError) return error.code === 420 || error.code >= 500 || error.code < 0;
  return error instanceof CallFailure && (error.reason === 'timeout' || error.reason === 'unknownOutcome');
}

/** The account or the program is going away: what was begun is taken up again at the next start. */
export function isEnding(error: unknown): boolean {
  if (error instanceof CallFailure) return error.reason === 'closed';
  return error instanceof RpcError && error.code === 401;
}

/** Seconds that the server asks to wait, if it does. */
export function waitSeconds(error: unknown): number | undefined {
  return error instanceof RpcError && error.code === 420 ? error.value : undefined;
}

/** Pause before attempt number `attempt` (from 1) in ms: 1, 2, 4 … 60 s. */
export function backoffMs(attempt: number): number {
  return Math.min(60_000, 1_000 * 2 ** Math.min(attempt - 1, 6));
}
