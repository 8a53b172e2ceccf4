import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { tl } from '#tl';
import { defaultTransferLimits, SpeedNotice, UploadManager } from '../../../src-main/files/index.ts';
import type { UploadedFile, UploadRequest, UploadSource } from '../../../src-main/files/index.ts';
import { LARGEST_PART, planUpload } from '../../../src-main/files/upload/plan.ts';
import { inParts } from '../../../src-main/files/upload/source.ts';
import { createLog } from '../../../src-main/log/index.ts';
import { RpcError } from '../../../src-main/mtproto/index.ts';
import { openStore } from '../../../src-main/store/index.ts';
import type { Store } from '../../../src-main/store/index.ts';
import { FakeClock } from '../mtproto/fake-clock.ts';
import { UploadServer } from './upload-server.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const never = new AbortController().signal;

let folder: string;
let store: Store;
let server: UploadServer;
let clock: FakeClock;
let manager: UploadManager;

function makeManager(): UploadManager {
  return new UploadManager({
    client: { call: server.call as never },
    store,
    clock,
    log: createLog('off')('files'),
    limits: () => defaultTransferLimits,
    onWait: () => undefined,
  });
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'petrel-uploads-'));
  store = openStore({ path: join(folder, 'test.db'), key: new Uint8Array(32).fill(5) });
  server = new UploadServer();
  clock = new FakeClock();
  manager = makeManager();
});

afterEach(() => {
  manager.dispose();
  store.close();
  rmSync(folder, { recursive: true });
});

const request = (source: UploadSource, more: Partial<UploadRequest> = {}): UploadRequest => ({
  source,
  purpose: 'document',
  signal: never,
  ...more,
});

function fileOf(uploaded: UploadedFile): Exclude<tl.InputFile, tl.inputFileStoryDocument> {
  if (uploaded.kind !== 'uploaded' || uploaded.file._ === 'inputFileStoryDocument') throw new Error('not uploaded');
  return uploaded.file;
}

/** Uploads and returns what the server made of it. */
const send = (source: UploadSource, more: Partial<UploadRequest> = {}) =>
  manager.send(request(source, more), (uploaded) => {
    const file = fileOf(uploaded);
    return Promise.resolve({ file, bytes: server.bytesOf(file) });
  });

function onDisk(bytes: Uint8Array, name = 'notes.pdf'): UploadSource & { path: string } {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return { kind: 'path', path };
}

describe('the plan of an upload', () => {
  it.each([
    [1, 'document', 32 * KIB, 1, false],
    [MIB - 1, 'document', 32 * KIB, 32, false],
    [MIB, 'document', 64 * KIB, 16, false],
    [10_485_760, 'document', 64 * KIB, 160, false],
    [10_485_761, 'document', 512 * KIB, 21, true],
    [33 * MIB, 'document', 512 * KIB, 66, true],
    [2000 * MIB, 'document', 512 * KIB, 4000, true],
    [10_485_761, 'smallForm', 64 * KIB, 161, false],
    [250 * MIB, 'smallForm', 64 * KIB, 4000, false],
    [250 * MIB + 1, 'smallForm', 128 * KIB, 2001, false],
  ] as const)('of %i bytes as %s is parts of %i', (size, purpose, partSize, parts, big) => {
    expect(planUpload(size, purpose, 4000)).toEqual({ size, partSize, parts, big });
  });

  it('refuses nothing, and too much for who does not pay', () => {
    expect(() => planUpload(0, 'document', 4000)).toThrow('This file is empty.');
    expect(() => planUpload(2000 * MIB + 1, 'document', 4000)).toThrow('larger than Telegram accepts');
    expect(planUpload(2000 * MIB + 1, 'document', 8000)).toMatchObject({ partSize: 512 * KIB, parts: 4001 });
    expect(planUpload(4000 * MIB, 'document', 8000).parts).toBe(8000);
    expect(() => planUpload(4000 * MIB + 1, 'document', 8000)).toThrow('larger than Telegram accepts');
  });

  it('keeps to the rules of the server for every size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4000 * MIB }), fc.constantFrom(4000, 8000), fc.constantFrom('document', 'smallForm'), (size, maxParts, purpose) => {
        if (size > maxParts * 512 * KIB) return;
        const { partSize, parts = 0 } = planUpload(size, purpose, maxParts);
        expect([partSize % 1024, 524_288 % partSize]).toEqual([0, 0]);
        expect(parts).toBeLessThanOrEqual(maxParts);
        expect((parts - 1) * partSize).toBeLessThan(size);
        expect(parts * partSize).toBeGreaterThanOrEqual(size);
      }),
    );
  });
});

describe('an upload', () => {
  it.each([
    [1, 'inputFile', 1],
    [10_485_760, 'inputFile', 160],
    [10_485_761, 'inputFileBig', 21],
    [33 * MIB, 'inputFileBig', 66],
  ] as const)('of %i bytes becomes an %s of %i parts', async (size, form, parts) => {
    const bytes = randomBytes(size);
    const { file, bytes: arrived } = await send(onDisk(bytes));
    expect(file).toMatchObject({ _: form, parts, name: 'notes.pdf' });
    expect(arrived.equals(bytes)).toBe(true);
    expect(server.sent).toHaveLength(parts);
    const method = form === 'inputFile' ? 'upload.saveFilePart' : 'upload.saveBigFilePart';
    const total = form === 'inputFile' ? undefined : parts;
    expect(server.sent.every((part) => part.method === method && part.total === total && part.fileId === file.id)).toBe(true);
  });

  it('of 2000 MiB is refused beyond the limit, and takes 4000 parts within it', async () => {
    server = new UploadServer(false);
    manager = makeManager();
    // Memory that nobody writes to is none.
    const film = new Uint8Array(2000 * MIB + 1);
    await expect(send({ kind: 'bytes', bytes: film })).rejects.toThrow('larger than Telegram accepts');
    expect(server.sent).toEqual([]);
    let done = 0;
    const { file } = await send({ kind: 'bytes', bytes: film.subarray(1) }, { onProgress: (confirmed) => (done = confirmed) });
    expect(file).toMatchObject({ _: 'inputFileBig', parts: 4000 });
    expect(server.sent.every(({ size }) => size === 512 * KIB)).toBe(true);
    expect(done).toBe(2000 * MIB);
  });

  it.each([
    ['large parts', 12 * MIB, LARGEST_PART],
    ['small ones', 8 * MIB, 64 * KIB],
  ])('has 4 MiB of %s under way and counts only what is confirmed', async (_, size, partSize) => {
    const atOnce = (4 * MIB) / partSize;
    let open: (() => void) | undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    server.before = () => gate;
    const progress: number[] = [];
    const sending = send({ kind: 'bytes', bytes: randomBytes(size) }, { onProgress: (confirmed) => progress.push(confirmed) });
    while (server.sent.length < atOnce) await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(server.sent).toHaveLength(atOnce);
    expect(progress).toEqual([0]);
    open?.();
    await sending;
    expect(server.most).toBe(4 * MIB);
    expect(progress.at(-1)).toBe(size);
  });

  it('of unknown length goes one part after the other and tells the count with the last', async () => {
    const bytes = randomBytes(3 * 512 * KIB);
    const chunks = (async function* () {
      for (let at = 0; at < bytes.length; at += 100_000) yield bytes.subarray(at, at + 100_000);
    })();
    const { file, bytes: arrived } = await send({ kind: 'stream', chunks }, { name: 'voice.ogg' });
    expect(file).toMatchObject({ _: 'inputFileBig', parts: 3, name: 'voice.ogg' });
    expect(server.sent.map(({ part, total }) => [part, total])).toEqual([[0, -1], [1, -1], [2, 3]]);
    expect(server.most).toBe(512 * KIB);
    expect(arrived.equals(bytes)).toBe(true);
  });

  it('of nothing is refused before anything is sent', async () => {
    await expect(send(onDisk(new Uint8Array(0)))).rejects.toThrow('This file is empty.');
    await expect(send({ kind: 'stream', chunks: (async function* () {})() })).rejects.toThrow('This file is empty.');
    expect(server.sent).toEqual([]);
  });

  it('of a file that is not there says so', async () => {
    await expect(send({ kind: 'path', path: join(folder, 'gone') })).rejects.toThrow('cannot be read');
  });

  it('stops when it is cancelled, and nothing more is asked for', async () => {
    const cancel = new AbortController();
    server.before = (part) => {
      if (part.part === 20) cancel.abort(new Error('cancelled'));
    };
    const sending = send({ kind: 'bytes', bytes: randomBytes(20 * MIB) }, { signal: cancel.signal });
    await expect(sending).rejects.toThrow('cancelled');
    const sent = server.sent.length;
    await new Promise(setImmediate);
    expect(server.sent).toHaveLength(sent);
    expect(server.atOnce).toBe(0);
  });

  it('answers at once when it is cancelled, though the server answers nothing, and gives up every part on its way', async () => {
    const cancel = new AbortController();
    server.before = () => new Promise(() => undefined);
    const sending = send({ kind: 'bytes', bytes: randomBytes(20 * MIB) }, { signal: cancel.signal });
    let sent = -1;
    while (sent < server.sent.length || server.atOnce === 0) {
      sent = server.sent.length;
      await new Promise(setImmediate);
    }
    const onTheirWay = server.atOnce;
    cancel.abort(new Error('cancelled'));
    // No time passes, and no part is answered.
    await expect(sending).rejects.toThrow('cancelled');
    expect(onTheirWay).toBeGreaterThan(0);
    expect([server.atOnce, server.sent.length]).toEqual([0, sent]);
  });

  it('sends a part again that the server did not keep, after a pause', async () => {
    let refusals = 2;
    server.saves = ({ part }) => part !== 1 || refusals-- <= 0;
    const bytes = randomBytes(100 * KIB);
    const sending = send({ kind: 'bytes', bytes });
    for (const pauseMs of [1000, 2000]) {
      while (clock.pending === 0) await new Promise(setImmediate);
      await new Promise(setImmediate);
      clock.advance(pauseMs);
    }
    expect((await sending).bytes.equals(bytes)).toBe(true);
    expect(server.sent.filter(({ part }) => part === 1)).toHaveLength(3);
  });
});

describe('what the server says when the file is used', () => {
  it('FILE_PART_3_MISSING sends part 3 only, and the file is used again', async () => {
    const bytes = randomBytes(300 * KIB);
    let lost = false;
    const arrived = await manager.send(request({ kind: 'bytes', bytes }), (uploaded) => {
      const file = fileOf(uploaded);
      if (!lost) server.lose(file.id, 3);
      lost = true;
      return Promise.resolve(server.bytesOf(file));
    });
    expect(arrived.equals(bytes)).toBe(true);
    const parts = server.sent.map(({ part }) => part);
    expect(parts.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 3, 4, 5, 6, 7, 8, 9]);
    expect(parts.at(-1)).toBe(3);
  });

  it.each(['FILE_PARTS_INVALID', 'FILE_PART_SIZE_CHANGED', 'FILE_PART_INVALID', 'MD5_CHECKSUM_INVALID'])(
    '%s begins anew under another id, twice at most',
    async (type) => {
      let uses = 0;
      const sending = manager.send(request(onDisk(randomBytes(1000))), () => {
        uses++;
        return Promise.reject(new RpcError(400, type, 'messages.sendMedia'));
      });
      await expect(sending).rejects.toMatchObject({ type });
      expect(uses).toBe(3);
      expect(new Set(server.sent.map(({ fileId }) => fileId)).size).toBe(3);
    },
  );

  it('other errors reach the caller, and what was sent is not lost', async () => {
    const source = onDisk(randomBytes(100 * KIB));
    const failing = manager.send(request(source), () => Promise.reject(new RpcError(400, 'CHAT_WRITE_FORBIDDEN', 'messages.sendMedia')));
    await expect(failing).rejects.toMatchObject({ type: 'CHAT_WRITE_FORBIDDEN' });
    const before = server.sent.length;
    await send(source);
    expect(server.sent).toHaveLength(before);
  });
});

describe('after a cut', () => {
  const source = (): UploadSource & { path: string } => ({ kind: 'path', path: join(folder, 'notes.pdf') });

  /** Uploads until half of 40 parts are confirmed, then drops everything. */
  async function cutAtHalf(bytes: Uint8Array): Promise<void> {
    onDisk(bytes);
    const cut = new AbortController();
    server.before = ({ part }) => (part < 20 ? undefined : new Promise<void>(() => undefined));
    const sending = send(source(), { signal: cut.signal });
    while (store.uploads.get(`document:${source().path}`) === undefined || server.sent.length < 40) await new Promise(setImmediate);
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
    clock.advance(250);
    const noted = store.uploads.get(`document:${source().path}`)?.confirmed;
    expect(noted?.slice(0, 3)).toEqual(Uint8Array.of(0xff, 0xff, 0x0f));
    cut.abort(new Error('killed'));
    await expect(sending).rejects.toThrow('killed');
    server.sent.length = 0;
    server.before = undefined;
    manager = makeManager();
  }

  it('only the missing parts are sent', async () => {
    const bytes = randomBytes(40 * 64 * KIB);
    await cutAtHalf(bytes);
    const { bytes: arrived } = await send(source());
    const parts = server.sent.map(({ part }) => part).sort((a, b) => a - b);
    expect(parts).toEqual(Array.from({ length: 20 }, (_, index) => index + 20));
    expect(createHash('sha256').update(arrived).digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(store.uploads.get(`document:${source().path}`)).toBeUndefined();
  });

  it.each(['a changed size', 'another time'])('%s means another file id and everything again', async (change) => {
    const bytes = randomBytes(40 * 64 * KIB);
    await cutAtHalf(bytes);
    if (change === 'a changed size') appendFileSync(source().path, 'x');
    else utimesSync(source().path, 1_700_000_000, 1_700_000_000);
    await send(source());
    expect(new Set(server.sent.map(({ part }) => part)).size).toBe(change === 'a changed size' ? 41 : 40);
  });

  it('parts of yesterday do not count', async () => {
    await cutAtHalf(randomBytes(40 * 64 * KIB));
    clock.advance(5 * 3_600_000);
    await send(source());
    expect(server.sent).toHaveLength(40);
  });
});

describe('a document of the disk', () => {
  const known: tl.document = {
    _: 'document',
    id: 5n,
    accessHash: 6n,
    fileReference: Uint8Array.of(1),
    date: 0,
    mimeType: 'application/pdf',
    size: 3,
    dcId: 2,
    attributes: [],
  };

  it('that the server has already is not sent', async () => {
    server.known = known;
    const used = await manager.send(request(onDisk(Buffer.from('abc')), { mimeType: 'application/pdf' }), (file) => Promise.resolve(file));
    expect(used).toEqual({ kind: 'known', document: { _: 'inputDocument', id: 5n, accessHash: 6n, fileReference: Uint8Array.of(1) } });
    expect(server.sent).toEqual([]);
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(server.hashes).toEqual([{ sha256, size: 3, mimeType: 'application/pdf' }]);
  });

  it('is sent when its reference is refused', async () => {
    server.known = known;
    const kinds: string[] = [];
    await manager.send(request(onDisk(Buffer.from('abc')), { mimeType: 'application/pdf' }), (file) => {
      kinds.push(file.kind);
      return file.kind === 'known' ? Promise.reject(new RpcError(400, 'FILE_REFERENCE_EXPIRED', 'messages.sendMedia')) : Promise.resolve();
    });
    expect(kinds).toEqual(['known', 'uploaded']);
  });
});

describe('pieces of a stream', () => {
  it('become equal parts, whatever their lengths, and only the last is marked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(40), { maxLength: 20 }), fc.integer({ min: 1, max: 16 }), async (lengths, partSize) => {
        const whole = randomBytes(lengths.reduce((sum, length) => sum + length, 0));
        const chunks = (async function* () {
          let at = 0;
          for (const length of lengths) yield whole.subarray(at, (at += length));
        })();
        const parts: { bytes: Uint8Array; last: boolean }[] = [];
        for await (const part of inParts(chunks, partSize)) parts.push(part);
        expect(Buffer.concat(parts.map(({ bytes }) => bytes)).equals(whole)).toBe(true);
        expect(parts.every(({ bytes, last }, index) => last === (index === parts.length - 1) && (last || bytes.length === partSize))).toBe(true);
      }),
    );
  });
});

describe('a notice of limited speed', () => {
  it('comes once per direction and period', () => {
    const told: string[] = [];
    const notice = new SpeedNotice({ clock, limits: () => defaultTransferLimits, onSpeedLimited: (direction) => told.push(direction) });
    const wait = { type: 'FLOOD_PREMIUM_WAIT_%d', seconds: 5 };
    for (let time = 0; time < 3; time++) notice.listener('upload')(wait);
    notice.listener('download')(wait);
    notice.listener('download')({ type: 'FLOOD_WAIT_%d', seconds: 5 });
    expect(told).toEqual(['upload', 'download']);
    clock.advance(3_600_000);
    notice.listener('upload')(wait);
    expect(told).toEqual(['upload', 'download', 'upload']);
  });
});
