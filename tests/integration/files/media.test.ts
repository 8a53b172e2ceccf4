import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseMediaPath } from '#shared/media-path.ts';
import type { MediaPath } from '#shared/media-path.ts';
import type { PeerId } from '#shared/model/index.ts';
import type { MediaAnswer } from '../../../src-main/app/engine-handle.ts';
import { startLocalDc } from '../../dc/index.ts';
import { rendition } from '../../dc/world/files.ts';
import { TestEngine, temporaryProfile } from '../support/engine.ts';

type Dc = Awaited<ReturnType<typeof startLocalDc>>;

const never = new AbortController().signal;
let dc: Dc;
let profile: ReturnType<typeof temporaryProfile>;
let engine: TestEngine;
let annaId: number;
let benId: number;

beforeEach(async () => {
  profile = temporaryProfile();
  dc = await startLocalDc();
  annaId = dc.world.createUser({ firstName: 'Anna', phone: '9996621234' }).id;
  benId = dc.world.createUser({ firstName: 'Ben', phone: '9996615555' }).id;
  engine = TestEngine.open(profile.dir, dc);
  await engine.signIn('9996621234');
});

afterEach(async () => {
  await engine.close();
  expect(dc.violations()).toEqual([]);
  await dc.close();
  profile.remove();
});

/** The history with Ben once it is loaded. */
async function history() {
  const window = engine.window.listen('messages.window', { peerId: benId as PeerId, anchor: 'end', older: 20, newer: 0 });
  await window.until((state) => state.order.length > 0 && state.loading === undefined && state.atStart);
  return window.events.flatMap((event) => event.upsert);
}

/** Whatever is still read from the server brings fresh references by itself. */
async function nothingIsRead(): Promise<void> {
  await engine.window.listen('connection.status', {}).until((status) => status.kind === 'ready');
  const dialogs = engine.window.listen('dialogs.window', { folder: 'main', start: 0, count: 20 });
  await dialogs.until(({ order, loading }) => order.includes(benId as PeerId) && !loading);
}

function pathOf(url: string): MediaPath {
  const path = parseMediaPath(url);
  if (path === undefined) throw new Error(`${url} is no media path`);
  return path;
}

async function bytesOf(answer: MediaAnswer): Promise<Buffer> {
  if (!answer.ok) throw new Error(`${answer.status} ${answer.reason}`);
  return Buffer.from(await new Response(answer.body).arrayBuffer());
}

const calls = (): number => dc.report.transcript((entry) => entry.method === 'upload.getFile' && entry.direction === 'in').length;

function sendPhoto(dcId: number): Buffer {
  const bytes = randomBytes(90_000);
  const photo = dc.world.state.files.addPhoto({ dcId, date: 1_700_000_000 }, [rendition('m', 320, 240, bytes.subarray(0, 9000)), rendition('x', 800, 600, bytes)]);
  dc.world.sendMessage({ from: benId, to: annaId as never, media: { kind: 'photo', photo } });
  return bytes;
}

function sendDocument(size: number, dcId = 1): Buffer {
  const bytes = randomBytes(size);
  const document = dc.world.state.files.addDocument(
    { dcId, date: 1_700_000_000 },
    {
      mimeType: 'video/mp4',
      size,
      attributes: [{ _: 'documentAttributeFilename', fileName: 'film.mp4' }],
      thumbs: [],
      read: (offset, limit) => new Uint8Array(bytes.subarray(offset, offset + limit)),
    },
  );
  dc.world.sendMessage({ from: benId, to: annaId as never, media: { kind: 'document', document } });
  return bytes;
}

async function photoUrl(): Promise<string> {
  const [message] = await history();
  if (message?.media?.kind !== 'photo') throw new Error('no photo came');
  return message.media.photo.sizes.at(-1)!.url;
}

async function documentUrl(): Promise<string> {
  const [message] = await history();
  if (message?.media?.kind !== 'document') throw new Error('no document came');
  return message.media.document.url;
}

describe('photos', () => {
  it('come from another data center, once', async () => {
    const bytes = sendPhoto(3);
    const path = pathOf(await photoUrl());
    const answer = await engine.engine.readMedia(path, undefined, never);
    expect(answer).toMatchObject({ ok: true, mimeType: 'image/jpeg', size: bytes.length });
    expect((await bytesOf(answer)).equals(bytes)).toBe(true);
    const before = calls();
    expect((await bytesOf(await engine.engine.readMedia(path, { start: 5, end: 9 }, never))).equals(bytes.subarray(5, 10))).toBe(true);
    expect(calls()).toBe(before);
  });

  it('are there after a restart with the servers down', async () => {
    const bytes = sendPhoto(2);
    const path = pathOf(await photoUrl());
    await bytesOf(await engine.engine.readMedia(path, undefined, never));
    await engine.close();
    await dc.stop();
    engine = TestEngine.open(profile.dir, dc);
    await engine.step('ready');
    expect((await bytesOf(await engine.engine.readMedia(path, undefined, never))).equals(bytes)).toBe(true);
    await dc.start();
  });

  it('are encrypted on disk', async () => {
    const bytes = sendPhoto(2);
    await bytesOf(await engine.engine.readMedia(pathOf(await photoUrl()), undefined, never));
    const [account] = readdirSync(join(profile.dir, 'accounts'));
    const folder = join(profile.dir, 'accounts', account!, 'media');
    const files = readdirSync(folder);
    expect(files).toHaveLength(1);
    const onDisk = readFileSync(join(folder, files[0]!));
    expect(onDisk).toHaveLength(bytes.length);
    expect(onDisk.includes(bytes.subarray(1000, 1032))).toBe(false);
    expect(statSync(join(folder, files[0]!)).mode & 0o777).toBe(0o600);
  });

  it('get a fresh reference when theirs has expired, by reading the message again once', async () => {
    const bytes = sendPhoto(2);
    const path = pathOf(await photoUrl());
    await nothingIsRead();
    dc.world.expireFileReferences();
    expect((await bytesOf(await engine.engine.readMedia(path, undefined, never))).equals(bytes)).toBe(true);
    expect(dc.report.transcript((entry) => entry.method === 'messages.getMessages' && entry.direction === 'in')).toHaveLength(1);
  });

  it('of people come without a reference', async () => {
    const bytes = randomBytes(7000);
    const photo = dc.world.state.files.addPhoto({ dcId: 1, date: 1_700_000_000 }, [rendition('a', 160, 160, bytes)]);
    const clara = dc.world.createUser({ firstName: 'Clara', photo });
    dc.world.sendMessage({ from: clara.id, to: annaId as never, text: 'Hello' });
    const dialogs = engine.window.listen('dialogs.window', { folder: 'main', start: 0, count: 20 });
    await dialogs.until(() => dialogs.events.some((event) => event.upsert.some((row) => row.peer.photo !== undefined)));
    const url = dialogs.events.flatMap((event) => event.upsert).find((row) => row.peer.photo !== undefined)?.peer.photo?.url;
    expect((await bytesOf(await engine.engine.readMedia(pathOf(url!), undefined, never))).equals(bytes)).toBe(true);
  });
});

describe('documents', () => {
  const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

  it('are saved in the folder for downloads, under their own name or the nearest free one', async () => {
    const bytes = sendDocument(700_000);
    const path = await documentUrl();
    const folder = join(profile.dir, 'downloads');
    expect(await engine.window.call('files.save', { path, name: '../film.mp4' })).toEqual({ folder, name: '_film.mp4' });
    expect(digest(readFileSync(join(folder, '_film.mp4')))).toBe(digest(bytes));
    writeFileSync(join(folder, 'film.mp4'), 'something else');
    expect(await engine.window.call('files.save', { path, name: 'film.mp4' })).toEqual({ folder, name: 'film (1).mp4' });
    expect(digest(readFileSync(join(folder, 'film (1).mp4')))).toBe(digest(bytes));
    expect(readFileSync(join(folder, 'film.mp4'), 'utf8')).toBe('something else');
    await expect(engine.window.call('files.save', { path: '/etc/passwd', name: 'x' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(engine.window.call('files.save', { path: 'document/404', name: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('that cannot be written there fail with a sentence', async () => {
    sendDocument(5_000);
    writeFileSync(join(profile.dir, 'downloads'), 'a file is in the way');
    await expect(engine.window.call('files.save', { path: await documentUrl(), name: 'film.mp4' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('come whole, and in ranges that only ask for what is read', async () => {
    const bytes = sendDocument(5_000_000);
    const path = pathOf(await documentUrl());
    const start = 4_000_003;
    const tail = await engine.engine.readMedia(path, { start, end: start + 9 }, never);
    expect(tail).toMatchObject({ ok: true, partial: true, size: 5_000_000, start, end: start + 9 });
    expect((await bytesOf(tail)).equals(bytes.subarray(start, start + 10))).toBe(true);
    expect(calls()).toBe(1);
    expect(digest(await bytesOf(await engine.engine.readMedia(path, undefined, never)))).toBe(digest(bytes));
  });

  it('go on where they were when the app was closed', async () => {
    const bytes = sendDocument(6_000_000);
    const path = pathOf(await documentUrl());
    const answer = await engine.engine.readMedia(path, undefined, never);
    if (!answer.ok) throw new Error(answer.reason);
    const reader = answer.body.getReader();
    for (let part = 0; part < 20; part++) await reader.read();
    await reader.cancel();
    await engine.close();
    const before = calls();
    engine = TestEngine.open(profile.dir, dc);
    await engine.step('ready');
    expect(digest(await bytesOf(await engine.engine.readMedia(path, undefined, never)))).toBe(digest(bytes));
    expect(calls() - before).toBeLessThanOrEqual(Math.ceil(6_000_000 / 131_072) - 20);
  });

  it('survive a cut of the connection', async () => {
    const bytes = sendDocument(3_000_000, 2);
    const path = pathOf(await documentUrl());
    dc.faults.add({ at: 'incoming', match: { method: 'upload.getFile' }, skip: 5, do: 'cut' });
    expect(digest(await bytesOf(await engine.engine.readMedia(path, undefined, never)))).toBe(digest(bytes));
  });

  it('that are gone for good say so', async () => {
    sendDocument(1000);
    const path = pathOf(await documentUrl());
    dc.faults.add({ at: 'call', match: { method: 'upload.getFile' }, do: 'error', code: 400, text: 'LOCATION_INVALID', times: 0 });
    expect(await engine.engine.readMedia(path, undefined, never)).toEqual({ ok: false, status: 404, reason: 'This file is not available any more.' });
  });
});
