import { randomFillSync } from 'node:crypto';
import type { TelegramClient } from '@mtcute/node';
import type { BulkCipher } from '../../src-main/crypto/index.ts';
import { defaultTransferLimits, UploadManager } from '../../src-main/files/index.ts';
import { createLog } from '../../src-main/log/index.ts';
import { systemClock } from '../../src-main/mtproto/index.ts';
import type { MtprotoClient } from '../../src-main/mtproto/index.ts';
import { clockAndProcessor, processorRow, serverNote } from './clock-and-processor.ts';
import type { BenchRow } from './row.ts';

const mebibyte = 1024 * 1024;
const size = 256 * mebibyte;
const rounds = 3;

/** Sends one file of 256 MiB from memory, each client with the part size that it chooses. */
export async function uploadRows(ours: MtprotoClient, bulk: BulkCipher, mtcute: TelegramClient): Promise<BenchRow[]> {
  const file = new Uint8Array(size);
  // Random, as the contents of media files are; one mebibyte of it is enough.
  randomFillSync(file, 0, mebibyte);
  for (let at = mebibyte; at < size; at += mebibyte) file.copyWithin(at, 0, mebibyte);
  const uploads = new UploadManager({
    client: ours,
    // Nothing is kept of what comes from memory.
    store: { uploads: { deleteOlder: () => undefined } as never },
    clock: systemClock,
    log: createLog('off')('files'),
    limits: () => defaultTransferLimits,
    onWait: () => undefined,
    bulk,
  });
  // mtcute wants to know who is signed in before it sends a file; the DC of the benchmarks asks nobody.
  await mtcute.storage.self.store({ userId: 1, isBot: false, isPremium: false, usernames: [] });
  const both = await clockAndProcessor({ rounds, warmUp: 1 }, {
    ours: () =>
      uploads.send({ source: { kind: 'bytes', bytes: file }, name: 'film.mp4', purpose: 'document', signal: new AbortController().signal }, (uploaded) =>
        Promise.resolve(check(uploaded.kind === 'uploaded' && uploaded.file._ === 'inputFileBig')),
      ),
    mtcute: async () => check((await mtcute.uploadFile({ file, fileName: 'film.mp4' })).inputFile._ === 'inputFileBig'),
  });
  const rate = (ms: number): number => size / mebibyte / (ms / 1000);
  return [
    {
      name: 'Upload of 256 MiB',
      unit: 'MiB/s',
      ours: rate(both.clock.ours),
      mtcute: rate(both.clock.mtcute),
      higherIsBetter: true,
      ratio: both.clockRatio,
      note: `from memory, parts of 512 KiB, mtcute's of 256 KiB; ${serverNote(both)}`,
    },
    { ...processorRow('… and the processor time it costs the client', both, 1), note: 'per 256 MiB' },
  ];
}

function check(big: boolean): void {
  if (!big) throw new Error('The file was not sent in the big form');
}
