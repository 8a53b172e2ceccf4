/** The entry of the thread that does cryptography: one job after the other, in memory that it shares with who asks. */
import { parentPort } from 'node:worker_threads';
import type { BulkJob, BulkResult } from './types.ts';
import { work } from './work.ts';

parentPort?.on('message', (job: BulkJob) => {
  const result: BulkResult = { id: job.id, ok: work(job) };
  parentPort?.postMessage(result);
});
