import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { tl } from '#tl';
import type { UploadedFile } from '../../../src-main/files/index.ts';
import { startLocalDc } from '../../dc/index.ts';
import { encodeJpeg } from '../../dc/world/images/jpeg-encode.ts';
import { paintScene } from '../../dc/world/images/scenes.ts';
import { FilesBench, lateAfter, memory, type Dc } from './support.ts';

const MIB = 1_048_576;
/** Bytes of a part of the big form. */
const LARGEST_PART = 512 * 1024;
const never = new AbortController().signal;
let dc: Dc;
let bench: FilesBench;

beforeEach(async () => {
  dc = await startLocalDc();
  dc.world.createUser({ firstName: 'Anna', phone: '9996621234' });
  bench = await FilesBench.signedIn(dc, '9996621234');
});

afterEach(async () => {
  await bench.close();
  expect(dc.violations()).toEqual([]);
  await dc.close();
});

function uploadedFile(uploaded: UploadedFile): tl.InputFile {
  if (uploaded.kind !== 'uploaded') throw new Error('the file was known');
  return uploaded.file;
}

async function sendMedia(media: tl.InputMedia): Promise<tl.MessageMedia> {
  const sent = await bench.client.call({
    _: 'messages.sendMedia',
    peer: { _: 'inputPeerSelf' },
    media,
    message: '',
    randomId: randomBytes(8).readBigInt64LE(),
  });
  const update = (sent as tl.updates).updates.find((one) => one._ === 'updateNewMessage') as tl.updateNewMessage;
  return (update.message as tl.message).media!;
}

function sendDocument(uploaded: UploadedFile): Promise<tl.document> {
  const media: tl.InputMedia =
    uploaded.kind === 'known'
      ? { _: 'inputMediaDocument', id: uploaded.document }
      : { _: 'inputMediaUploadedDocument', file: uploaded.file, mimeType: 'application/pdf', attributes: [] };
  return sendMedia(media).then((sent) => (sent as tl.messageMediaDocument).document as tl.document);
}

function onDisk(bytes: Uint8Array): { kind: 'path'; path: string } {
  const path = join(bench.folder, 'paper.pdf');
  writeFileSync(path, bytes);
  return { kind: 'path', path };
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const stored = (document: tl.document): Uint8Array => dc.world.state.files.documents.get(document.id)!.read(0, document.size);

describe('a document', () => {
  it.each([
    [1, 'upload.saveFilePart', 1],
    [10_485_760, 'upload.saveFilePart', 160],
    [10_485_761, 'upload.saveBigFilePart', 21],
    [33 * MIB, 'upload.saveBigFilePart', 66],
  ] as const)('of %i bytes arrives over %s in %i parts', async (size, method, parts) => {
    const before = memory.out;
    const bytes = randomBytes(size);
    const document = await bench.uploads.send({ source: onDisk(bytes), purpose: 'document', signal: never }, sendDocument);
    expect(document).toMatchObject({ size, mimeType: 'application/pdf', attributes: [{ fileName: 'paper.pdf' }] });
    expect(digest(stored(document))).toBe(digest(bytes));
    expect([bench.received(method), bench.received('upload.saveFilePart') + bench.received('upload.saveBigFilePart')]).toEqual([parts, parts]);
    expect(memory.out).toBe(before);
  });

  it('that was sent once is found by its digest and not sent again', async () => {
    const source = onDisk(randomBytes(100_000));
    const request = { source, purpose: 'document', mimeType: 'application/pdf', signal: never } as const;
    const first = await bench.uploads.send(request, sendDocument);
    const parts = bench.received('upload.saveFilePart');
    const second = await bench.uploads.send(request, sendDocument);
    expect(second.id).toBe(first.id);
    expect(bench.received('upload.saveFilePart')).toBe(parts);
  });

  it('comes whole over connections that are cut', async () => {
    const bytes = randomBytes(12 * MIB);
    dc.faults.add({ at: 'incoming', match: { method: 'upload.saveBigFilePart' }, skip: 6, times: 2, do: 'cut' });
    const document = await bench.uploads.send({ source: { kind: 'bytes', bytes }, purpose: 'document', signal: never }, sendDocument);
    expect(digest(stored(document))).toBe(digest(bytes));
  });

  it('of which the server lost a part is completed with that part alone', async () => {
    const bytes = randomBytes(22 * LARGEST_PART);
    let tries = 0;
    const document = await bench.uploads.send({ source: { kind: 'bytes', bytes }, purpose: 'document', signal: never }, (uploaded) => {
      const file = uploadedFile(uploaded) as tl.inputFileBig;
      if (tries++ === 0) dc.world.uploads.lose(file.id, 3);
      return sendDocument(uploaded);
    });
    expect(tries).toBe(2);
    expect(digest(stored(document))).toBe(digest(bytes));
    expect(bench.received('upload.saveBigFilePart')).toBe(22 + 1);
  });

  it('is slowed down by FLOOD_PREMIUM_WAIT, completes, and says so once', async () => {
    dc.faults.add({ at: 'call', match: { method: 'upload.saveFilePart' }, do: 'error', code: 420, text: 'FLOOD_PREMIUM_WAIT_1', times: 3 });
    const bytes = randomBytes(MIB);
    const document = await bench.uploads.send({ source: { kind: 'bytes', bytes }, purpose: 'document', signal: never }, sendDocument);
    expect(digest(stored(document))).toBe(digest(bytes));
    expect(bench.slowed).toEqual(['upload']);
  });

  it('that is cancelled is silent within 100 ms', async () => {
    const cancel = new AbortController();
    const answered = 10;
    const atOnce = (4 * MIB) / LARGEST_PART;
    const held = dc.faults.add({ at: 'call', match: { method: 'upload.saveBigFilePart' }, skip: answered, times: 0, do: 'delay', ms: 1000 });
    const sending = bench.uploads.send({ source: { kind: 'bytes', bytes: randomBytes(30 * LARGEST_PART) }, purpose: 'document', signal: cancel.signal }, sendDocument);
    await held.hit(atOnce / 2);
    const late = lateAfter(100);
    cancel.abort(new Error('cancelled'));
    await expect(Promise.race([sending, late])).rejects.toThrow('cancelled');
    await bench.client.call({ _: 'help.getNearestDc' }, { kind: 'upload' });
    // Of what was not answered no more than the window of 4 MiB was ever sent.
    expect(bench.received('upload.saveBigFilePart')).toBeLessThanOrEqual(answered + atOnce);
  });
});

describe('a photo', () => {
  it('goes in the small form and is drawn by the server', async () => {
    const bytes = encodeJpeg(paintScene('hills', 5, 320, 240), 80);
    const media = await bench.uploads.send({ source: { kind: 'bytes', bytes }, name: 'photo.jpg', purpose: 'smallForm', signal: never }, (uploaded) =>
      sendMedia({ _: 'inputMediaUploadedPhoto', file: uploadedFile(uploaded) }),
    );
    expect(media).toMatchObject({ _: 'messageMediaPhoto', photo: { _: 'photo' } });
    expect(bench.received('upload.saveBigFilePart')).toBe(0);
  });
});
