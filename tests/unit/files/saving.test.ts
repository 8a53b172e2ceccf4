import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { tl } from '#tl';
import { numberedFileName, safeFileName } from '#shared/file-name.ts';
import { defaultTransferLimits, FileManager } from '../../../src-main/files/index.ts';
import { createLog } from '../../../src-main/log/index.ts';
import { RpcError } from '../../../src-main/mtproto/index.ts';
import { openStore } from '../../../src-main/store/index.ts';
import type { Store } from '../../../src-main/store/index.ts';
import { hashes } from '../../dc/world/cdn-files.ts';
import { FakeClock } from '../mtproto/fake-clock.ts';

const never = new AbortController().signal;
let root: string;
let folder: string;
let store: Store;
let manager: FileManager;
let bytes: Buffer;
let loaded: number;
let refuseHashes: boolean;
let before: (offset: number) => void;

const source = { read: (offset: number, limit: number) => new Uint8Array(bytes.subarray(offset, offset + limit)) };

function call(method: tl.upload.getFile | tl.upload.getFileHashes): Promise<tl.upload.File | tl.fileHash[]> {
  if (method._ === 'upload.getFileHashes') {
    if (refuseHashes) return Promise.reject(new RpcError(400, 'LOCATION_INVALID', method._));
    return Promise.resolve(hashes({ ...source, size: bytes.length }, method.offset, 3));
  }
  loaded++;
  before(method.offset);
  return Promise.resolve({ _: 'upload.file', type: { _: 'storage.filePdf' }, mtime: 0, bytes: source.read(method.offset, method.limit) });
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'petrel-saving-'));
  folder = join(root, 'Downloads');
  store = openStore({ path: join(root, 'test.db'), key: new Uint8Array(32).fill(5) });
  bytes = randomBytes(1_000_000);
  loaded = 0;
  refuseHashes = false;
  before = () => undefined;
  store.files.put({
    kind: 'document',
    id: 7n,
    accessHash: 1n,
    dcId: 4,
    reference: Uint8Array.of(1),
    byteSize: bytes.length,
    mimeType: 'application/pdf',
    fileName: 'paper.pdf',
    sizes: [],
  });
  manager = new FileManager({
    client: { call: call as never },
    store,
    clock: new FakeClock(),
    cacheDir: join(root, 'media'),
    cacheLimit: 1e9,
    cacheAgeMs: 1e12,
    partTimeoutMs: 1000,
    log: createLog('off')('files'),
    limits: () => defaultTransferLimits,
    onDiskFull: () => undefined,
    onSpeedLimited: () => undefined,
    refetch: () => Promise.resolve(),
  });
});

afterEach(async () => {
  await manager.dispose();
  store.close();
  rmSync(root, { recursive: true });
});

const save = (name = 'paper.pdf', signal = never, onProgress?: (done: number, total: number) => void): Promise<string> =>
  manager.save({ kind: 'document', id: '7' }, { folder, name, ...(onProgress ? { onProgress } : {}) }, signal);

describe('saving', () => {
  it('puts the whole file under its name, and tells how far it is', async () => {
    const progress: number[] = [];
    const path = await save('paper.pdf', never, (done, total) => {
      expect(total).toBe(bytes.length);
      progress.push(done);
    });
    expect(path).toBe(join(folder, 'paper.pdf'));
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(readdirSync(folder)).toEqual(['paper.pdf']);
    expect(progress.at(-1)).toBe(bytes.length);
  });

  it('finds the file that is there already and loads nothing', async () => {
    await save();
    await manager.dispose();
    loaded = 0;
    store.mediaCache.delete('document/7');
    expect(await save()).toBe(join(folder, 'paper.pdf'));
    expect(loaded).toBe(0);
    expect(readdirSync(folder)).toEqual(['paper.pdf']);
  });

  it.each(['other content', 'another length', 'no digests'])('leaves a file with %s alone and takes the next name', async (why) => {
    const first = await save();
    const other = why === 'another length' ? bytes.subarray(1) : Buffer.from(bytes);
    if (why === 'other content') other[other.length - 1]! ^= 1;
    refuseHashes = why === 'no digests';
    writeFileSync(first, other);
    expect(await save()).toBe(join(folder, 'paper (1).pdf'));
    expect(await save()).toBe(join(folder, 'paper (2).pdf'));
    expect(readFileSync(first).equals(other)).toBe(true);
    expect(readFileSync(join(folder, 'paper (1).pdf')).equals(bytes)).toBe(true);
  });

  it('leaves nothing behind when it is cancelled', async () => {
    const cancel = new AbortController();
    before = (offset) => {
      if (offset >= 700_000) cancel.abort(new Error('cancelled'));
    };
    await expect(save('paper.pdf', cancel.signal)).rejects.toThrow('cancelled');
    expect(readdirSync(root).includes('Downloads') ? readdirSync(folder) : []).toEqual([]);
  });

  it('says why a file cannot be had', async () => {
    await expect(manager.save({ kind: 'document', id: '8' }, { folder, name: 'x' }, never)).rejects.toThrow('Nothing is known of this file.');
  });
});

describe('names of files', () => {
  it.each([
    ['paper.pdf', 'paper.pdf'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['..\\boot.ini', '_boot.ini'],
    ['.bashrc', 'bashrc'],
    ['a\u202Egpj.exe', 'a_gpj.exe'],
    ['a\u0000b', 'a_b'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['trailing. . ', 'trailing'],
    ['', 'file'],
    ['...', 'file'],
    ['Отчёт за 2026 год.pdf', 'Отчёт за 2026 год.pdf'],
  ])('%j becomes %j', (wanted, name) => {
    expect(safeFileName(wanted)).toBe(name);
  });

  it('are short, keep their extension, and lead nowhere', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (wanted) => {
        const name = safeFileName(`${wanted}.pdf`);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(210);
        expect(name).not.toMatch(/[/\\\p{C}]|^\.|^$/u);
        expect(safeFileName(name)).toBe(name);
      }),
    );
    expect(safeFileName(`${'ж'.repeat(300)}.pdf`)).toMatch(/^ж+\.pdf$/);
  });

  it('are numbered before the extension', () => {
    expect(['a.pdf', 'a.tar.gz', 'a', 'a.b c'].map((name) => numberedFileName(name, 2))).toEqual(['a (2).pdf', 'a (2).tar.gz', 'a (2)', 'a.b c (2)']);
  });
});
