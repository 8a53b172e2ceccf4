import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { tl } from '#tl';
import { startLocalDc } from '../../dc/index.ts';
import { syntheticSource } from '../../dc/world/files.ts';
import { FilesBench, type Dc } from './support.ts';

const MIB = 1_048_576;
const phone = '9996621234';
/** A process has to start and to sign on, on a machine that may be busy. */
const PATIENCE = 90_000;
const { signal } = new AbortController();
let dc: Dc;
let folder: string;

beforeEach(async () => {
  dc = await startLocalDc();
  dc.world.createUser({ firstName: 'Anna', phone });
  folder = mkdtempSync(join(tmpdir(), 'petrel-kill-'));
});

afterEach(async () => {
  expect(dc.violations()).toEqual([]);
  await dc.close();
  rmSync(folder, { recursive: true });
});

/** Lets a process of its own transfer a file, and kills it as soon as so many parts are noted on its disk. */
async function killedAt(parts: number, account: string, task: object): Promise<void> {
  const { dcs, publicKey } = dc;
  const argument = JSON.stringify({ dc: { dcs, publicKey }, phone, folder: account, ...task });
  const child = spawn(process.execPath, [join(import.meta.dirname, 'transfer-child.ts'), argument], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) if (line === `noted ${parts}`) break;
  child.kill('SIGKILL');
  await exited;
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

it('an upload that is killed at half sends the other half only', async () => {
  const bench = await FilesBench.signedIn(dc, phone);
  await bench.stop();
  // Parts of the big form, of which this is half.
  const half = 11;
  const bytes = randomBytes(2 * half * 512 * 1024);
  const path = join(folder, 'paper.pdf');
  writeFileSync(path, bytes);
  const held = dc.faults.add({ at: 'call', match: { method: 'upload.saveBigFilePart' }, skip: half, times: 0, do: 'delay', ms: 30_000 });
  await killedAt(half, bench.folder, { upload: path });
  held.remove();
  const again = FilesBench.again(dc, phone, bench.folder);
  const calls = vi.spyOn(again.client, 'call');
  const document = await again.uploads.send({ source: { kind: 'path', path }, purpose: 'document', signal }, async (uploaded) => {
    if (uploaded.kind !== 'uploaded') throw new Error('the file was known');
    const sent = await again.client.call({
      _: 'messages.sendMedia',
      peer: { _: 'inputPeerSelf' },
      media: { _: 'inputMediaUploadedDocument', file: uploaded.file, mimeType: 'application/pdf', attributes: [] },
      message: '',
      randomId: 5n,
    });
    const update = (sent as tl.updates).updates.find((one) => one._ === 'updateNewMessage') as tl.updateNewMessage;
    return ((update.message as tl.message).media as tl.messageMediaDocument).document as tl.document;
  });
  expect(calls.mock.calls.filter(([method]) => method._ === 'upload.saveBigFilePart')).toHaveLength(half);
  const stored = dc.world.state.files.documents.get(document.id)!;
  expect(digest(stored.read(0, stored.size))).toBe(digest(bytes));
  await again.close();
}, PATIENCE);

it('a download that is killed at half asks for the other half only', async () => {
  const bench = await FilesBench.signedIn(dc, phone);
  const size = 12 * MIB;
  const film = dc.world.state.files.addDocument(
    { dcId: 2, date: 0 },
    { mimeType: 'video/mp4', size, attributes: [], thumbs: [], read: syntheticSource(3, size) },
  );
  const path = await bench.find(film);
  await bench.stop();
  const held = dc.faults.add({ at: 'call', match: { method: 'upload.getFile' }, skip: 48, times: 0, do: 'delay', ms: 30_000 });
  await killedAt(48, bench.folder, { download: path });
  held.remove();
  const again = FilesBench.again(dc, phone, bench.folder);
  const calls = vi.spyOn(again.client, 'call');
  const answer = await again.files.read(path, undefined, signal);
  if (!answer.ok) throw new Error(answer.reason);
  const bytes = Buffer.from(await new Response(answer.body).arrayBuffer());
  expect(calls.mock.calls.filter(([method]) => method._ === 'upload.getFile')).toHaveLength(48);
  expect(digest(bytes)).toBe(digest(film.read(0, size)));
  await again.close();
}, PATIENCE);
