/** A process that uploads or downloads one file until it is killed; it says how many parts are noted on its disk. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MediaPath } from '#shared/media-path.ts';
import { PartMap } from '../../../src-main/files/part-map.ts';
import { FilesBench, type Dc } from './support.ts';

interface Task {
  dc: Pick<Dc, 'dcs' | 'publicKey'>;
  phone: string;
  folder: string;
  upload?: string;
  download?: MediaPath;
}

const { dc, phone, folder, upload, download } = JSON.parse(process.argv[2] ?? '') as Task;
const bench = FilesBench.again(dc as Dc, phone, folder);
const { signal } = new AbortController();

function noted(): number {
  if (upload !== undefined) return new PartMap(1, bench.store.uploads.get(`document:${upload}`)?.confirmed).count;
  const name = readdirSync(join(folder, 'media')).find((one) => one.endsWith('.parts'));
  if (name === undefined) return 0;
  const bytes = readFileSync(join(folder, 'media', name));
  return bytes.length < 4 ? 0 : new PartMap(1, new Uint8Array(bytes.subarray(4))).count;
}

let told = 0;
setInterval(() => {
  const now = noted();
  if (now !== told) process.stdout.write(`noted ${now}\n`);
  told = now;
}, 20);

if (upload !== undefined) {
  await bench.uploads.send({ source: { kind: 'path', path: upload }, purpose: 'document', signal }, () => Promise.resolve());
} else if (download !== undefined) {
  const answer = await bench.files.read(download, undefined, signal);
  if (!answer.ok) throw new Error(answer.reason);
  await new Response(answer.body).arrayBuffer();
}
