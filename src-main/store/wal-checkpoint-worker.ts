/** The entry of the thread that moves the write-ahead log into the database. */
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { unlock } from './unlock.ts';

const { path, key } = workerData as { path: string; key: Uint8Array };
const db = new Database(path);
unlock(db, key);
key.fill(0);
parentPort?.on('message', () => {
  // What a writer adds meanwhile is left for the next time.
  db.pragma('wal_checkpoint(PASSIVE)');
  parentPort?.postMessage('done');
});
