import type { MessageId, PeerId } from '#shared/model/index.ts';
import type { OutboxRow } from '../../store/index.ts';
import { MEDIA, needsUpload } from './outbox-params.ts';

export interface LaneStep {
  /** The rows of the call that may be made now. */
  batch?: OutboxRow[];
  /** Unix ms at which the lane has to be looked at again. */
  wakeAt?: number;
}

/** What is under way in one chat. Rows go out in the order in which they were written. */
export interface Lane {
  peerId: PeerId;
  inFlight: Set<MessageId>;
}

/**
 * Decides what goes out next: one call of a chat at a time, as only an answer tells that what follows keeps its order, whatever becomes of
 * the call. A row that has to wait holds back everything behind it, so that the order is kept. Passed over are rows
 * that failed, as they need the person, and files that are not on the server yet, as a slow upload holds back nothing; an album goes
 * when all of it is there and nothing of it has failed.
 */
export function nextStep(rows: readonly OutboxRow[], lane: Lane, now: number): LaneStep {
  if (lane.inFlight.size > 0) return {};
  const broken = new Set(rows.flatMap((row) => (row.kind === MEDIA && row.state === 'failed' ? (batchName(row) ?? []) : [])));
  const open = rows.filter((row) => row.state === 'queued' || row.state === 'sending');
  for (let index = 0; index < open.length; ) {
    const row = open[index];
    if (row === undefined) break;
    const batch = batchFrom(open, index);
    index += batch.length;
    if (batch.some(needsUpload) || broken.has(batchName(row) ?? '')) continue;
    return row.nextTryAt > now ? { wakeAt: row.nextTryAt } : { batch };
  }
  return {};
}

/** Forwards of one action, and albums, go in one call: consecutive rows with the same batch name. */
function batchFrom(rows: readonly OutboxRow[], from: number): OutboxRow[] {
  const first = rows[from];
  if (first === undefined) return [];
  const name = batchName(first);
  const batch = [first];
  if (name === undefined) return batch;
  for (let index = from + 1; index < rows.length; index += 1) {
    const row = rows[index];
    if (row === undefined || batchName(row) !== name) break;
    batch.push(row);
  }
  return batch;
}

export function batchName(row: OutboxRow): string | undefined {
  const params = row.params;
  if (typeof params !== 'object' || params === null || !('batch' in params)) return undefined;
  return typeof params.batch === 'string' ? params.batch : undefined;
}
