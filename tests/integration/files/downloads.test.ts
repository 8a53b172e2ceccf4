import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MediaPath } from '#shared/media-path.ts';
import type { MediaAnswer } from '../../../src-main/files/index.ts';
import { startLocalDc } from '../../dc/index.ts';
import { rendition, syntheticSource } from '../../dc/world/files.ts';
import type { StoredDocument } from '../../dc/world/files.ts';
import { readHeader } from '../../dc/world/images/decode.ts';
import { FilesBench, lateAfter, type Dc } from './support.ts';

const MIB = 1_048_576;
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

/** A film of any length that nobody holds in memory, with a picture of it. */
function film(size: number, dcId = 2): StoredDocument {
  return dc.world.state.files.addDocument(
    { dcId, date: 1_700_000_000 },
    {
      mimeType: 'video/mp4',
      size,
      attributes: [{ _: 'documentAttributeFilename', fileName: 'film.mp4' }],
      thumbs: [rendition('m', 320, 180, randomBytes(15_000))],
      read: syntheticSource(7, size),
    },
  );
}

async function bytesOf(answer: MediaAnswer): Promise<Buffer> {
  if (!answer.ok) throw new Error(`${answer.status} ${answer.reason}`);
  return Buffer.from(await new Response(answer.body).arrayBuffer());
}

async function firstBytes(path: MediaPath, start: number): Promise<{ bytes: Uint8Array; cancel: () => Promise<void> }> {
  const answer = await bench.files.read(path, { start }, never);
  if (!answer.ok) throw new Error(answer.reason);
  const reader = answer.body.getReader();
  const { value } = await reader.read();
  return { bytes: value!, cancel: () => reader.cancel() };
}

const dropped = (): number => dc.report.transcript((entry) => entry.type === 'rpc_drop_answer' && entry.direction === 'in').length;

describe('a film of 200 MiB', () => {
  it('plays from anywhere after a few parts of that place', async () => {
    const document = film(200 * MIB);
    const path = await bench.find(document);
    const first = await firstBytes(path, 0);
    expect(Buffer.from(first.bytes).equals(document.read(0, first.bytes.length))).toBe(true);
    let playing = first;
    for (const start of [150 * MIB + 123_457, 199 * MIB + 77, 31 * MIB + 1]) {
      const before = bench.received('upload.getFile');
      // The player gives the old place up and asks for the new one.
      await playing.cancel();
      playing = await firstBytes(path, start);
      expect(Buffer.from(playing.bytes).equals(document.read(start, playing.bytes.length))).toBe(true);
      expect(bench.received('upload.getFile') - before).toBeLessThanOrEqual(20);
    }
    await playing.cancel();
  });

  it('tells the server to drop what a seek leaves behind', async () => {
    const path = await bench.find(film(200 * MIB));
    const held = dc.faults.add({ at: 'call', match: { method: 'upload.getFile' }, times: 0, do: 'delay', ms: 3000 });
    const dropped = dc.report.next(({ type, direction }) => type === 'rpc_drop_answer' && direction === 'in');
    const stop = new AbortController();
    const reading = bench.files.read(path, { start: 0 }, stop.signal).catch(() => undefined);
    await held.hit(2);
    stop.abort(new Error('seeks'));
    await reading;
    expect((await dropped).type).toBe('rpc_drop_answer');
  });

  it('never keeps a picture waiting', async () => {
    const path = await bench.find(film(200 * MIB));
    const pictures: Awaited<ReturnType<typeof bench.find>>[] = [];
    // One after the other: what is found is the newest message.
    while (pictures.length < 5) pictures.push(await bench.find(film(MIB)));
    const show = async (picture: (typeof pictures)[number]): Promise<void> => {
      await bytesOf(await bench.files.read({ ...picture, kind: 'documentThumbnail', size: 'm' }, undefined, never));
    };
    const asked = () => dc.report.transcript(({ direction, method }) => direction === 'in' && method === 'upload.getFile');
    await show(pictures[0]!);
    // Pictures have sessions of their own: all other parts are the film's.
    const forPictures = new Set(asked().map(({ sessionId }) => sessionId));
    const stop = new AbortController();
    const answer = await bench.files.read(path, undefined, stop.signal);
    if (!answer.ok) throw new Error(answer.reason);
    const reader = answer.body.getReader();
    let read = 0;
    const watching = (async () => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        read += value.length;
      }
    })().catch(() => undefined);
    for (const picture of pictures.slice(1)) {
      await dc.report.next(({ direction, method }) => direction === 'in' && method === 'upload.getFile');
      const before = { parts: asked().length, read };
      await show(picture);
      const since = asked().slice(before.parts);
      const place = since.findIndex(({ sessionId }) => forPictures.has(sessionId));
      // What was under way already may arrive before the picture's part, and nothing that lies behind it.
      expect(place).toBeGreaterThanOrEqual(0);
      expect(place).toBeLessThanOrEqual(16);
      expect(read - before.read).toBeLessThan(8 * MIB);
    }
    stop.abort(new Error('closed'));
    await watching;
    expect(read).toBeGreaterThan(0);
    expect(asked().length).toBeGreaterThan(pictures.length);
  });

  it('that is cancelled is silent within 100 ms', async () => {
    const path = await bench.find(film(200 * MIB));
    const held = dc.faults.add({ at: 'call', match: { method: 'upload.getFile' }, skip: 2, times: 0, do: 'delay', ms: 3000 });
    const stop = new AbortController();
    const answer = await bench.files.read(path, undefined, stop.signal);
    if (!answer.ok) throw new Error(answer.reason);
    const body = new Response(answer.body).arrayBuffer();
    await held.hit(2);
    const late = lateAfter(100);
    stop.abort(new Error('cancelled'));
    await expect(Promise.race([body, late])).rejects.toThrow('cancelled');
    await bench.client.call({ _: 'help.getNearestDc' }, { kind: 'download' });
    expect(dropped()).toBeGreaterThan(0);
    const asked = bench.received('upload.getFile');
    await bench.client.call({ _: 'help.getNearestDc' }, { kind: 'download' });
    expect(bench.received('upload.getFile')).toBe(asked);
  });

  it('is slowed down by FLOOD_PREMIUM_WAIT_5, comes, and says so once', async () => {
    const path = await bench.find(film(600_000));
    dc.faults.add({ at: 'call', match: { method: 'upload.getFile' }, do: 'error', code: 420, text: 'FLOOD_PREMIUM_WAIT_5', times: 5 });
    const at = performance.now();
    expect(await bytesOf(await bench.files.read(path, undefined, never))).toHaveLength(600_000);
    expect(performance.now() - at).toBeGreaterThan(4900);
    expect(bench.slowed).toEqual(['download']);
  });
});

describe('files of the web', () => {
  it('come from their own data center: maps', async () => {
    const map: MediaPath = { kind: 'map', latitude: 52.5, longitude: 13.4, accessHash: '1', width: 320, height: 200, zoom: 15, scale: 2 };
    const answer = await bench.files.read(map, undefined, never);
    expect(answer).toMatchObject({ ok: true, mimeType: 'image/jpeg' });
    expect(readHeader(await bytesOf(answer))).toMatchObject({ w: 640, h: 400 });
    expect(bench.received('upload.getWebFile')).toBeGreaterThan(0);
  });

  it('documents', async () => {
    const bytes = randomBytes(200_000);
    dc.world.state.files.web.add('https://example.org/a.png', 9n, { bytes, mimeType: 'image/png' });
    const id = bench.store.webFiles.put({ url: 'https://example.org/a.png', accessHash: 9n, byteSize: 0, mimeType: 'image/png' });
    const answer = await bench.files.read({ kind: 'webFile', id }, undefined, never);
    expect(answer).toMatchObject({ ok: true, mimeType: 'image/png', size: 200_000 });
    expect((await bytesOf(answer)).equals(bytes)).toBe(true);
  });

  it('and covers of music', async () => {
    const song = dc.world.state.files.addDocument(
      { dcId: 2, date: 0 },
      { mimeType: 'audio/mpeg', size: 10, attributes: [{ _: 'documentAttributeAudio', duration: 5 }], thumbs: [], read: syntheticSource(1, 10) },
    );
    const { id } = await bench.find(song);
    const small = await bytesOf(await bench.files.read({ kind: 'albumCover', documentId: id, small: true }, undefined, never));
    const large = await bytesOf(await bench.files.read({ kind: 'albumCover', documentId: id, small: false }, undefined, never));
    expect([readHeader(small)?.w, readHeader(large)?.w]).toEqual([90, 320]);
  });
});
