/** The entry of the thread that does cryptography: one job after the other, in memory that it shares with who asks. */
import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { BulkJob, BulkResult } from './types.ts';
import { work } from './work.ts';

// Where a priority belongs to a thread, what people wait for goes before bulk.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);

parentPort?.on('message', (job: BulkJob) => {
  const result: BulkResult = { id: job.id, ok: work(job) };
  parentPort?.postMessage(result);
});
