import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { MediaAnswer } from '../../../src-main/files/index.ts';
import { startLocalDc } from '../../dc/index.ts';
import { syntheticSource } from '../../dc/world/files.ts';
import type { StoredDocument } from '../../dc/world/files.ts';
import { FilesBench, type Dc } from './support.ts';

const MIB = 1_048_576;
const never = new AbortController().signal;
let dc: Dc;
let bench: FilesBench;

beforeEach(async () => {
  dc = await startLocalDc({ cdn: {} });
  dc.world.createUser({ firstName: 'Anna', phone: '9996621234' });
  bench = await FilesBench.signedIn(dc, '9996621234');
});

afterEach(async () => {
  await bench.close();
  expect(dc.violations()).toEqual([]);
  await dc.close();
});

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const dcsOf = (method: string): Set<number> =>
  new Set(dc.report.transcript((entry) => entry.method === method && entry.direction === 'in').map(({ dcId }) => dcId));

/** A film of the given length at data center 2 that the CDN serves. */
function publish(size: number): StoredDocument {
  const document = dc.world.state.files.addDocument(
    { dcId: 2, date: 1_700_000_000 },
    { mimeType: 'video/mp4', size, attributes: [], thumbs: [], read: syntheticSource(7, size) },
  );
  dc.world.state.files.cdn.publish(document);
  return document;
}

async function bytesOf(answer: MediaAnswer): Promise<Buffer> {
  if (!answer.ok) throw new Error(`${answer.status} ${answer.reason}`);
  return Buffer.from(await new Response(answer.body).arrayBuffer());
}

it('a file comes whole from the CDN, and only its own data center says what it should be', async () => {
  const document = publish(3 * MIB + 1234);
  const bytes = await bytesOf(await bench.files.read(await bench.find(document), undefined, never));
  expect(digest(bytes)).toBe(digest(document.read(0, document.size)));
  expect(dcsOf('upload.getCdnFile')).toEqual(new Set([203]));
  expect(dcsOf('upload.getCdnFileHashes')).toEqual(new Set([2]));
  expect(dcsOf('upload.reuploadCdnFile')).toEqual(new Set([2]));
});

it('a byte that the CDN changed ends the download, and nothing of it is on the disk', async () => {
  const document = publish(2 * MIB);
  dc.world.state.files.cdn.flipped.add(MIB + 5);
  const answer = await bench.files.read(await bench.find(document), undefined, never);
  await expect(bytesOf(answer)).rejects.toThrow('This file was changed on its way');
  const folder = join(bench.folder, 'media');
  while (readdirSync(folder).length > 0) await new Promise(setImmediate);
  expect(bench.store.mediaCache.fileNames()).toEqual(new Set());
});
