import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { tl } from '#tl';
import type { MediaPath } from '#shared/media-path.ts';
import { defaultTransferLimits, FileManager } from '../../../src-main/files/index.ts';
import type { FileManagerOptions, MediaAnswer, RangeSpec } from '../../../src-main/files/index.ts';
import { createLog } from '../../../src-main/log/index.ts';
import { CallFailure, RpcError } from '../../../src-main/mtproto/index.ts';
import type { CallOptions } from '../../../src-main/mtproto/index.ts';
import { openStore } from '../../../src-main/store/index.ts';
import type { FileRecord, Store } from '../../../src-main/store/index.ts';
import { checkRange } from '../../dc/methods/upload.ts';
import { FakeClock } from '../mtproto/fake-clock.ts';

const PART = 128 * 1024;
const never = new AbortController().signal;
const document: MediaPath = { kind: 'document', id: '7' };

/** A server with one file, which holds callers to the rules of `upload.getFile`. */
class FileServer {
  bytes: Uint8Array = new Uint8Array(0);
  reference = 'fresh';
  readonly asked: number[] = [];
  /** The `precise` ones. */
  readonly early: number[] = [];
  readonly kinds = new Set<string | undefined>();
  readonly aborted: number[] = [];
  /** Set to hold all answers back. */
  gate: Promise<void> | undefined;
  failure: Error | undefined;
  stale = new RpcError(400, 'FILE_REFERENCE_EXPIRED', 'upload.getFile');
  atOnce = 0;
  most = 0;

  call = async (method: tl.upload.getFile, options: CallOptions = {}): Promise<tl.upload.File> => {
    const { offset, limit, location, precise = false } = method;
    checkRange(offset, limit, precise);
    this.kinds.add(options.kind);
    (precise ? this.early : this.asked).push(offset);
    this.most = Math.max(this.most, ++this.atOnce);
    options.signal?.addEventListener('abort', () => this.aborted.push(offset));
    try {
      if (!precise) await Promise.race([this.gate, aborted(options.signal)]);
      options.signal?.throwIfAborted();
      if (this.failure !== undefined) throw this.failure;
      const given = 'fileReference' in location ? Buffer.from(location.fileReference).toString() : this.reference;
      if (given !== this.reference) throw this.stale;
      return { _: 'upload.file', type: { _: 'storage.fileJpeg' }, mtime: 0, bytes: this.bytes.slice(offset, offset + limit) };
    } finally {
      this.atOnce--;
    }
  };
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));
}

let folder: string;
let store: Store;
let server: FileServer;
let manager: FileManager;
let refetched: number;
let diskFull: number;
let clock: FakeClock;

function putDocument(overrides: Partial<FileRecord> = {}): void {
  store.files.put(
    {
      kind: 'document',
      id: 7n,
      accessHash: 1n,
      dcId: 4,
      reference: Buffer.from(server.reference),
      byteSize: server.bytes.length,
      mimeType: 'video/mp4',
      fileName: 'film.mp4',
      sizes: [{ type: 'm', byteSize: 0 }],
      ...overrides,
    },
    { peerId: 5 as never, messageId: 3 as never },
  );
}

function makeManager(overrides: Partial<FileManagerOptions> = {}): FileManager {
  return new FileManager({
    client: { call: server.call as never },
    store,
    cacheDir: join(folder, 'media'),
    cacheLimit: 1e9,
    partTimeoutMs: 1000,
    log: createLog('off')('files'),
    clock,
    cacheAgeMs: 1e12,
    limits: () => defaultTransferLimits,
    onSpeedLimited: () => undefined,
    onDiskFull: () => void diskFull++,
    refetch: () => {
      refetched++;
      putDocument();
      return Promise.resolve();
    },
    ...overrides,
  });
}

async function bytesOf(answer: MediaAnswer): Promise<Buffer> {
  if (!answer.ok) throw new Error(`${answer.status} ${answer.reason}`);
  return Buffer.from(await new Response(answer.body).arrayBuffer());
}

const read = (range?: RangeSpec, path: MediaPath = document): Promise<MediaAnswer> => manager.read(path, range, never);
const cacheFiles = (): string[] => readdirSync(join(folder, 'media'));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'petrel-files-'));
  store = openStore({ path: join(folder, 'test.db'), key: new Uint8Array(32).fill(5) });
  server = new FileServer();
  refetched = 0;
  diskFull = 0;
  clock = new FakeClock();
  manager = makeManager();
});

afterEach(async () => {
  await manager.dispose();
  store.close();
  rmSync(folder, { recursive: true });
});

describe('a download', () => {
  it.each([0, 1, PART - 1, PART, PART + 1, 3 * PART, 1_048_576, 1_500_000])('brings all %i bytes, and asks for each part once', async (size) => {
    server.bytes = randomBytes(size);
    putDocument();
    const answer = await read();
    expect(answer).toMatchObject({ ok: true, size, partial: false, mimeType: 'video/mp4' });
    expect((await bytesOf(answer)).equals(server.bytes)).toBe(true);
    expect(new Set(server.asked).size).toBe(server.asked.length);
    expect(server.asked.length).toBe(Math.ceil(size / PART));
  });

  it('is kept: the second time nothing is asked for', async () => {
    server.bytes = randomBytes(300_000);
    putDocument();
    await bytesOf(await read());
    server.asked.length = 0;
    expect((await bytesOf(await read())).equals(server.bytes)).toBe(true);
    expect((await bytesOf(await read({ start: 100, end: 199 }))).equals(server.bytes.subarray(100, 200))).toBe(true);
    expect((await bytesOf(await read({ suffix: 7 }))).equals(server.bytes.subarray(-7))).toBe(true);
    expect(server.asked).toEqual([]);
    expect(store.mediaCache.get('document/7')).toMatchObject({ complete: true, byteSize: 300_000 });
  });

  it('is encrypted on disk', async () => {
    server.bytes = Buffer.alloc(200_000, 'meet at noon ');
    putDocument();
    await bytesOf(await read());
    const files = cacheFiles();
    expect(files).toHaveLength(1);
    expect(files[0]).toMatch(/^[0-9a-f]{32}$/);
    const onDisk = readFileSync(join(folder, 'media', files[0]!));
    expect(onDisk).toHaveLength(200_000);
    expect(onDisk.includes('noon')).toBe(false);
  });

  it('of a range asks only for its parts', async () => {
    server.bytes = randomBytes(20 * PART);
    putDocument();
    const start = 15 * PART + 5;
    const answer = await read({ start, end: start + 10 });
    expect(answer).toMatchObject({ ok: true, partial: true, size: 20 * PART, start, end: start + 10 });
    expect((await bytesOf(answer)).equals(server.bytes.subarray(start, start + 11))).toBe(true);
    expect(server.asked).toEqual([15 * PART]);
    expect(await read({ start: 20 * PART })).toMatchObject({ ok: false, status: 416, size: 20 * PART });
  });

  it('is shared by those who read the same file', async () => {
    server.bytes = randomBytes(6 * PART);
    putDocument();
    const answers = await Promise.all([read(), read(), read({ start: 2 * PART })]);
    const [first, second, third] = await Promise.all(answers.map(bytesOf));
    expect(first!.equals(server.bytes) && second!.equals(server.bytes) && third!.equals(server.bytes.subarray(2 * PART))).toBe(true);
    expect(server.asked.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5].map((part) => part * PART));
  });

  it('asks for several parts at once, and never for more than 2 MiB', async () => {
    server.bytes = randomBytes(40 * PART);
    putDocument();
    await bytesOf(await read());
    expect(server.most).toBeGreaterThan(3);
    expect(server.most).toBeLessThanOrEqual(16);
  });

  it('holds back when the reader is slow', async () => {
    server.bytes = randomBytes(60 * PART);
    putDocument();
    const answer = await read();
    if (!answer.ok) throw new Error(answer.reason);
    const reader = answer.body.getReader();
    await reader.read();
    const settled = async (): Promise<number> => {
      let count = -1;
      while (count !== server.asked.length || server.atOnce > 0) {
        count = server.asked.length;
        await new Promise((resolve) => setImmediate(resolve));
      }
      return count;
    };
    expect(await settled()).toBeLessThan(15);
    await reader.cancel();
  });

  it('stops when nobody reads any more, and goes on from there later', async () => {
    server.bytes = randomBytes(30 * PART);
    putDocument();
    const answer = await read();
    if (!answer.ok) throw new Error(answer.reason);
    const reader = answer.body.getReader();
    for (let part = 0; part < 10; part++) await reader.read();
    await reader.cancel();
    await manager.dispose();
    const before = new Set(server.asked.filter((offset) => !server.aborted.includes(offset)));
    server.asked.length = 0;
    manager = makeManager();
    expect((await bytesOf(await read())).equals(server.bytes)).toBe(true);
    expect(server.asked.length).toBeLessThanOrEqual(20);
    expect(before.size).toBeGreaterThanOrEqual(10);
  });

  it('aborts what is on its way when the request is aborted', async () => {
    server.bytes = randomBytes(4 * PART);
    putDocument();
    server.gate = new Promise(() => undefined);
    const controller = new AbortController();
    const answer = manager.read(document, undefined, controller.signal);
    while (server.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    controller.abort(new Error('closed'));
    await expect(answer).rejects.toThrow('closed');
    expect(server.aborted.length).toBe(server.asked.length);
  });

  it('finds out size and kind of a picture by itself', async () => {
    server.bytes = randomBytes(PART + 500);
    putDocument();
    const answer = await read(undefined, { kind: 'documentThumbnail', id: '7', size: 'm' });
    expect(answer).toMatchObject({ ok: true, size: PART + 500, mimeType: 'image/jpeg' });
    expect((await bytesOf(answer)).equals(server.bytes)).toBe(true);
  });
});

describe('references', () => {
  it('are renewed once for all parts that found them expired', async () => {
    server.bytes = randomBytes(6 * PART);
    putDocument({ reference: Buffer.from('stale') });
    expect((await bytesOf(await read())).equals(server.bytes)).toBe(true);
    expect(refetched).toBe(1);
  });

  it.each([
    [400, 'FILE_REFERENCE_0_EXPIRED'],
    [400, 'FILE_REFERENCE_EMPTY'],
    [400, 'FILE_REFERENCE_INVALID'],
    [406, 'FILEREF_UPGRADE_NEEDED'],
    [400, 'LOCATION_INVALID'],
    [400, 'FILE_ID_INVALID'],
  ])('of which the server says %i %s are renewed by reading their message, once', async (code, text) => {
    server.bytes = randomBytes(PART);
    server.stale = new RpcError(code, text, 'upload.getFile');
    putDocument({ reference: Buffer.from('stale') });
    expect((await bytesOf(await read())).equals(server.bytes)).toBe(true);
    expect(refetched).toBe(1);
    expect(server.asked.length).toBe(2);
  });

  it('that stay dead end in "not available", without a loop', async () => {
    server.bytes = randomBytes(PART);
    putDocument({ reference: Buffer.from('stale') });
    await manager.dispose();
    manager = makeManager({ refetch: () => Promise.resolve(void refetched++) });
    expect(await read()).toMatchObject({ ok: false, status: 404, reason: 'This file is not available any more.' });
    expect(await read()).toMatchObject({ ok: false, status: 404 });
    expect(refetched).toBe(1);
    expect(server.asked.length).toBe(2);
  });
});

describe('failures', () => {
  it('have a reason', async () => {
    server.bytes = randomBytes(PART);
    expect(await read()).toEqual({ ok: false, status: 404, reason: 'Nothing is known of this file.' });
    putDocument();
    server.failure = new CallFailure('timeout', 'upload.getFile');
    expect(await read()).toEqual({ ok: false, status: 503, reason: 'There is no connection to Telegram.' });
    server.failure = new RpcError(500, 'INTERNAL', 'upload.getFile');
    expect(await read()).toMatchObject({ status: 503 });
    server.failure = new RpcError(400, 'LOCATION_INVALID', 'upload.getFile');
    expect(await read()).toMatchObject({ status: 404 });
    server.failure = undefined;
    expect((await bytesOf(await read())).equals(server.bytes)).toBe(true);
  });

  it('of the server are not believed: more or less than asked for', async () => {
    server.bytes = randomBytes(PART);
    putDocument({ byteSize: 2 * PART });
    const answer = await read({ start: PART });
    expect(answer).toMatchObject({ ok: false, status: 503 });
    server.call = () => Promise.resolve({ _: 'upload.file', type: { _: 'storage.fileJpeg' }, mtime: 0, bytes: new Uint8Array(PART + 1) });
    await manager.dispose();
    manager = makeManager();
    expect(await read({ start: 0, end: 5 })).toMatchObject({ ok: false, status: 503 });
  });

  it('break a stream that has begun', async () => {
    server.bytes = randomBytes(30 * PART);
    putDocument();
    const answer = await read();
    if (!answer.ok) throw new Error(answer.reason);
    const reader = answer.body.getReader();
    await reader.read();
    server.failure = new RpcError(500, 'INTERNAL', 'upload.getFile');
    await expect(
      (async () => {
        for (;;) if ((await reader.read()).done) return;
      })(),
    ).rejects.toThrow();
  });

  it('of the disk are told', async () => {
    server.bytes = randomBytes(PART);
    putDocument();
    server.failure = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    expect(await read()).toEqual({ ok: false, status: 503, reason: 'The disk is full.' });
    expect(diskFull).toBe(1);
  });
});

describe('a film', () => {
  const film = (): void => {
    server.bytes = new Uint8Array(65 * 1_048_576);
    for (let at = 0; at < server.bytes.length; at += 1024) server.bytes[at + 5] = at / 1024;
    putDocument();
  };

  it('begins in the middle of a part with the bytes that are wanted, before the part is there', async () => {
    film();
    let open: (() => void) | undefined;
    server.gate = new Promise((resolve) => (open = resolve));
    const start = 30 * 1_048_576 + 100_001;
    const answer = await read({ start });
    if (!answer.ok) throw new Error(answer.reason);
    const reader = answer.body.getReader();
    const first = await reader.read();
    expect(server.early).toEqual([start - (start % 1024)]);
    expect(Buffer.from(first.value!).equals(server.bytes.subarray(start, start + first.value!.length))).toBe(true);
    open?.();
    const second = await reader.read();
    const from = start + first.value!.length;
    expect(Buffer.from(second.value!).equals(server.bytes.subarray(from, from + second.value!.length))).toBe(true);
    await reader.cancel();
    expect(server.asked.slice(0, 8)).toEqual(Array.from({ length: 8 }, (_, part) => 30 * 1_048_576 + part * 524_288).slice(0, server.asked.slice(0, 8).length));
    expect([...server.kinds]).toEqual(['download']);
  });

  it('is read at its end and its beginning at once, and what a seek leaves behind is cancelled', async () => {
    film();
    server.gate = new Promise(() => undefined);
    const [head, tail] = [new AbortController(), new AbortController()];
    const first = manager.read(document, { start: 0 }, head.signal);
    const second = manager.read(document, { suffix: 524_288 }, tail.signal);
    while (server.asked.length < 4) await new Promise((resolve) => setImmediate(resolve));
    head.abort(new Error('seek'));
    await expect(first).rejects.toThrow('seek');
    while (server.aborted.length < 3) await new Promise((resolve) => setImmediate(resolve));
    expect(server.aborted.every((offset) => offset < 8 * 524_288)).toBe(true);
    tail.abort(new Error('closed'));
    await expect(second).rejects.toThrow('closed');
    while (server.aborted.length < server.asked.length) await new Promise((resolve) => setImmediate(resolve));
    expect(server.aborted.at(-1)).toBe(65 * 1_048_576 - 524_288);
  });
});

describe('small files', () => {
  it('and pictures go over sessions of their own', async () => {
    server.bytes = randomBytes(20_000);
    putDocument();
    await bytesOf(await read());
    await bytesOf(await read(undefined, { kind: 'documentThumbnail', id: '7', size: 'm' }));
    expect([...server.kinds]).toEqual(['downloadSmall']);
  });

  it('whose size was told wrongly come as they are', async () => {
    const cases = [[500_000, 1000], [1000, 500_000], [262_144, 262_144], [0, 131_072], [900_000, 0]] as const;
    for (const [index, [told, size]] of cases.entries()) {
      server.bytes = randomBytes(size);
      putDocument({ sizes: [{ type: 'm', byteSize: told }], id: BigInt(index) });
      const path: MediaPath = { kind: 'documentThumbnail', id: String(index), size: 'm' };
      expect((await bytesOf(await read(undefined, path))).equals(server.bytes)).toBe(true);
    }
  });
});

describe('the cache', () => {
  it('downloads anew what was lost or cut on disk', async () => {
    server.bytes = randomBytes(200_000);
    putDocument();
    await bytesOf(await read());
    truncateSync(join(folder, 'media', cacheFiles()[0]!), 1000);
    expect((await bytesOf(await read())).equals(server.bytes)).toBe(true);
    rmSync(join(folder, 'media', cacheFiles()[0]!));
    expect((await bytesOf(await read())).equals(server.bytes)).toBe(true);
  });

  it('gives content that comes anew another key', async () => {
    server.bytes = randomBytes(1000);
    putDocument();
    await bytesOf(await read());
    const first = store.mediaCache.get('document/7')!;
    truncateSync(join(folder, 'media', first.fileName), 10);
    await bytesOf(await read());
    const second = store.mediaCache.get('document/7')!;
    expect(Buffer.from(first.key).equals(second.key)).toBe(false);
    expect(first.fileName).not.toBe(second.fileName);
  });

  it('keeps to its limit: what was used longest ago goes', async () => {
    await manager.dispose();
    manager = makeManager({ cacheLimit: 250_000 });
    server.bytes = randomBytes(100_000);
    for (const id of [1n, 2n, 3n]) {
      putDocument({ id });
      clock.advance(1000);
      await bytesOf(await read(undefined, { kind: 'document', id: String(id) }));
      clock.advance(1000);
      if (id === 2n) await bytesOf(await read(undefined, { kind: 'document', id: '1' }));
    }
    while (store.mediaCache.totalBytes() > 225_000) await new Promise((resolve) => setImmediate(resolve));
    expect(store.mediaCache.get('document/2')).toBeUndefined();
    expect(store.mediaCache.get('document/1')).toBeDefined();
    expect(store.mediaCache.get('document/3')).toBeDefined();
  });

  it('keeps nothing that nobody has used for its age', async () => {
    await manager.dispose();
    manager = makeManager({ cacheAgeMs: 10 * 3_600_000 });
    server.bytes = randomBytes(1000);
    for (const id of [1n, 2n]) {
      putDocument({ id });
      await bytesOf(await read(undefined, { kind: 'document', id: String(id) }));
    }
    for (let hour = 0; hour < 11; hour++) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(3_600_000);
      await bytesOf(await read(undefined, { kind: 'document', id: '2' }));
    }
    while (store.mediaCache.get('document/1') !== undefined) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(60_000);
    }
    expect(store.mediaCache.get('document/2')).toBeDefined();
  });

  it('removes leftovers at its start', async () => {
    await manager.read(document, undefined, never);
    writeFileSync(join(folder, 'media', 'leftover'), 'x');
    writeFileSync(join(folder, 'media', 'leftover.parts'), 'x');
    manager = makeManager();
    await manager.read(document, undefined, never);
    expect(cacheFiles()).toEqual([]);
  });
});
