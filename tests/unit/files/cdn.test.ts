import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { tl } from '#tl';
import { decryptCdnPart } from '../../../src-main/files/cdn/cdn-cipher.ts';
import { HashRanges, matches } from '../../../src-main/files/cdn/hash-ranges.ts';
import { defaultTransferLimits, FileManager } from '../../../src-main/files/index.ts';
import type { MediaAnswer } from '../../../src-main/files/index.ts';
import { createLog } from '../../../src-main/log/index.ts';
import { RpcError } from '../../../src-main/mtproto/index.ts';
import type { CallOptions } from '../../../src-main/mtproto/index.ts';
import { openStore } from '../../../src-main/store/index.ts';
import type { Store } from '../../../src-main/store/index.ts';
import { CdnFiles } from '../../dc/world/cdn-files.ts';
import { FileStore } from '../../dc/world/files.ts';
import type { StoredDocument } from '../../dc/world/files.ts';
import { FakeClock } from '../mtproto/fake-clock.ts';

const RANGE = 131_072;
const MIB = 1_048_576;
const ORIGIN = 4;
const CDN = 203;
const never = new AbortController().signal;

type FileCall = tl.upload.getFile | tl.upload.getCdnFile | tl.upload.getCdnFileHashes | tl.upload.reuploadCdnFile;

/** The file's own data center and a CDN, over the local DC's tables. */
class CdnNetwork {
  #id = 0n;
  bytes: Uint8Array = new Uint8Array(0);
  cdn = new CdnFiles();
  readonly calls: { method: string; dcId: number | undefined; kind: string | undefined; offset: number | undefined }[] = [];
  /** Changes an answer before the client gets it. */
  meddle: (method: FileCall, answer: unknown) => unknown = (_, answer) => answer;
  before: (method: FileCall) => Promise<void> | void = () => undefined;

  document(): StoredDocument {
    return new FileStore().addDocument(
      { dcId: ORIGIN, date: 0 },
      {
        mimeType: 'video/mp4',
        size: this.bytes.length,
        attributes: [],
        thumbs: [],
        read: (offset, limit) => this.bytes.slice(offset, offset + limit),
      },
    );
  }

  call = async (method: FileCall, { dcId, kind, signal }: CallOptions): Promise<unknown> => {
    this.calls.push({ method: method._, dcId, kind, offset: 'offset' in method ? method.offset : undefined });
    await this.before(method);
    signal?.throwIfAborted();
    try {
      return this.meddle(method, this.#answer(method, dcId ?? 0));
    } catch (error) {
      if (error instanceof Error && 'text' in error) throw new RpcError(400, String(error.text), method._);
      throw error;
    }
  };

  #answer(method: FileCall, dcId: number): unknown {
    if ((method._ === 'upload.getCdnFile') !== (dcId === CDN)) throw new Error(`${method._} at DC ${dcId}`);
    switch (method._) {
      case 'upload.getFile': {
        const redirect = method.cdnSupported === true ? this.cdn.redirect(this.#id, CDN) : undefined;
        const bytes = this.bytes.slice(method.offset, method.offset + method.limit);
        return redirect ?? { _: 'upload.file', type: { _: 'storage.fileMp4' }, mtime: 0, bytes };
      }
      case 'upload.getCdnFile':
        return this.cdn.serve(method.fileToken, method.offset, method.limit);
      case 'upload.getCdnFileHashes':
        return this.cdn.hashes(dcId, method.fileToken, method.offset);
      case 'upload.reuploadCdnFile':
        return this.cdn.reupload(dcId, method.fileToken, method.requestToken);
    }
  }

  publish(): void {
    const document = this.document();
    this.#id = document.id;
    this.cdn.publish(document);
  }

  count(method: string): number {
    return this.calls.filter((call) => call.method === method).length;
  }
}

let folder: string;
let store: Store;
let network: CdnNetwork;
let manager: FileManager;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'petrel-cdn-'));
  store = openStore({ path: join(folder, 'test.db'), key: new Uint8Array(32).fill(5) });
  network = new CdnNetwork();
  manager = new FileManager({
    client: { call: network.call as never },
    store,
    clock: new FakeClock(),
    cacheDir: join(folder, 'media'),
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
  rmSync(folder, { recursive: true });
});

function put(bytes: Uint8Array): void {
  network.bytes = bytes;
  network.publish();
  store.files.put({
    kind: 'document',
    id: 7n,
    accessHash: 1n,
    dcId: ORIGIN,
    reference: Uint8Array.of(1),
    byteSize: bytes.length,
    mimeType: 'video/mp4',
    fileName: 'film.mp4',
    sizes: [],
  });
}

const read = (): Promise<MediaAnswer> => manager.read({ kind: 'document', id: '7' }, undefined, never);
const onDisk = (): string[] => readdirSync(join(folder, 'media'));

async function bytesOf(answer: MediaAnswer): Promise<Buffer> {
  if (!answer.ok) throw new Error(`${answer.status} ${answer.reason}`);
  return Buffer.from(await new Response(answer.body).arrayBuffer());
}

/** What came before the download failed, and why it did. */
async function failure(): Promise<string> {
  const answer = await read();
  if (!answer.ok) return answer.reason;
  return new Response(answer.body).arrayBuffer().then(() => 'it did not fail', (error: Error) => error.message);
}

/** Until what failed is off the disk. */
async function settled(): Promise<void> {
  while (onDisk().length > 0) await new Promise(setImmediate);
}

describe('the cipher of CDN files', () => {
  it.each([
    [0, '14881c5bcbaa210973e756ba00dd491e'],
    [131_072, '2d5bf5d01e9eaada9a306881887a813d'],
    [4_294_967_296, '0f5d388242e993527dd2976677343e1c'],
  ])('counts blocks from the start of the file: at %i', (offset, expected) => {
    const key = Uint8Array.from({ length: 32 }, (_, index) => index);
    const bytes = decryptCdnPart(key, new Uint8Array(16).fill(0xf0), offset, new Uint8Array(16));
    expect(Buffer.from(bytes).toString('hex')).toBe(expected);
  });
});

describe('digests', () => {
  const range = (offset: number, bytes: Uint8Array): tl.fileHash => ({
    _: 'fileHash',
    offset,
    limit: bytes.length,
    hash: createHash('sha256').update(bytes).digest(),
  });

  it('cover a stretch, or say what is missing', () => {
    const bytes = randomBytes(300);
    const ranges = new HashRanges();
    expect(ranges.add([range(0, bytes.subarray(0, 100)), range(200, bytes.subarray(200))])).toBe(true);
    expect(ranges.cover(50, 210)).toEqual({ missing: 100 });
    expect(ranges.add([range(100, bytes.subarray(100, 200))])).toBe(true);
    expect(ranges.add([range(100, bytes.subarray(100, 200))])).toBe(false);
    const cover = ranges.cover(50, 210);
    expect('ranges' in cover && cover.ranges.map(({ start, end }) => [start, end])).toEqual([[0, 100], [100, 200], [200, 300]]);
  });

  it('fit only all of their bytes', () => {
    const bytes = randomBytes(300);
    const ranges = new HashRanges();
    ranges.add([range(100, bytes.subarray(100, 200))]);
    const one = ranges.at(150)!;
    expect(matches(one, bytes, 0)).toBe(true);
    expect(matches(one, bytes.subarray(100, 199), 100)).toBe(false);
    expect(matches(one, bytes.subarray(101), 101)).toBe(false);
    bytes[150]! ^= 1;
    expect(matches(one, bytes, 0)).toBe(false);
  });

  it('that make no sense are not taken over', () => {
    const good = range(0, randomBytes(10));
    const ranges = new HashRanges();
    expect(ranges.add([{ ...good, limit: 0 }, { ...good, offset: -1 }, { ...good, limit: 2 * MIB }, { ...good, hash: randomBytes(31) }])).toBe(false);
    expect(ranges.cover(0, 1)).toEqual({ missing: 0 });
  });
});

describe('a file at a CDN', () => {
  it.each([1, RANGE - 1, RANGE, RANGE + 1, 3 * MIB, 3 * MIB + 5000])('of %i bytes comes whole', async (size) => {
    put(randomBytes(size));
    expect((await bytesOf(await read())).equals(network.bytes)).toBe(true);
    expect(network.count('upload.getCdnFile')).toBeGreaterThan(0);
    const others = network.calls.filter(({ method }) => method !== 'upload.getCdnFile');
    expect(others.every(({ dcId }) => dcId === ORIGIN)).toBe(true);
    expect(network.calls.every(({ method, dcId, kind }) => (method === 'upload.getCdnFile') === (dcId === CDN && kind === 'cdn'))).toBe(true);
  });

  it('comes whole when its parts arrive in another order', async () => {
    put(randomBytes(RANGE * 8));
    let open: (() => void) | undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    let later = 0;
    network.before = (method) => {
      if (method._ !== 'upload.getCdnFile') return undefined;
      if (method.offset < RANGE * 4) return gate;
      // Each of the four later parts is asked for twice: the CDN has to be given the file first.
      if (++later === 8) setImmediate(() => open?.());
      return undefined;
    };
    expect((await bytesOf(await read())).equals(network.bytes)).toBe(true);
  });

  it.each(['the first byte', 'a byte in the middle', 'the last byte'])('with %s changed fails, and nothing of it stays', async (where) => {
    put(randomBytes(RANGE * 5 + 77));
    network.cdn.flipped.add(where === 'the first byte' ? 0 : where === 'the last byte' ? RANGE * 5 + 76 : RANGE * 3 + 5);
    expect(await failure()).toBe('This file was changed on its way and was thrown away. Try again.');
    await settled();
    expect(store.mediaCache.get('document/7')).toBeUndefined();
    // The next time the file's own data center sends it.
    const before = network.count('upload.getCdnFile');
    expect((await bytesOf(await read())).equals(network.bytes)).toBe(true);
    expect(network.count('upload.getCdnFile')).toBe(before);
  });

  it.each([RANGE * 2, RANGE * 2 + 1000, 0])('that the CDN ends after %i bytes fails', async (endsAt) => {
    put(randomBytes(RANGE * 4));
    network.cdn.endsAt = endsAt;
    expect(await failure()).toBe('This file was changed on its way and was thrown away. Try again.');
    await settled();
  });

  it('without a digest is not used', async () => {
    put(randomBytes(RANGE * 4));
    network.meddle = (method, answer) => {
      if (method._ === 'upload.getCdnFileHashes' || method._ === 'upload.reuploadCdnFile') return [];
      return method._ === 'upload.getFile' ? { ...(answer as tl.upload.fileCdnRedirect), fileHashes: [] } : answer;
    };
    expect(await failure()).toBe('The server does not say what the file should be.');
  });

  it.each([
    { encryptionKey: new Uint8Array(31) },
    { encryptionIv: new Uint8Array(15) },
  ])('is not looked for with a key of a wrong length', async (wrong) => {
    put(randomBytes(1000));
    network.meddle = (_, answer) => ({ ...(answer as tl.upload.fileCdnRedirect), ...wrong });
    expect(await failure()).toMatch('a key that cannot be one');
    expect(network.count('upload.getCdnFile')).toBe(0);
  });

  it('is found under a new token when the old one is forgotten', async () => {
    put(randomBytes(MIB * 2));
    let served = 0;
    network.before = (method) => {
      if (method._ === 'upload.getCdnFile' && ++served === 12) network.cdn.forgetTokens();
    };
    expect((await bytesOf(await read())).equals(network.bytes)).toBe(true);
    expect(network.count('upload.getFile')).toBeGreaterThan(1);
  });

  it('comes from its own data center when no token holds', async () => {
    put(randomBytes(RANGE));
    network.before = (method) => {
      if (method._ === 'upload.getCdnFile') network.cdn.forgetTokens();
    };
    expect((await bytesOf(await read())).equals(network.bytes)).toBe(true);
  });

  it('is asked for again when the request token is not known', async () => {
    put(randomBytes(RANGE));
    let refused = false;
    network.meddle = (method, answer) => {
      if (method._ !== 'upload.reuploadCdnFile' || refused) return answer;
      refused = true;
      throw new RpcError(400, 'REQUEST_TOKEN_INVALID', method._);
    };
    expect((await bytesOf(await read())).equals(network.bytes)).toBe(true);
    expect(refused).toBe(true);
  });

  it('that the CDN never gets cannot be had now', async () => {
    put(randomBytes(RANGE));
    network.meddle = (method, answer) =>
      method._ === 'upload.getCdnFile' ? { _: 'upload.cdnFileReuploadNeeded', requestToken: randomBytes(8) } : method._ === 'upload.reuploadCdnFile' ? [] : answer;
    network.before = (method) => {
      if (method._ === 'upload.reuploadCdnFile') throw new RpcError(400, 'REQUEST_TOKEN_INVALID', method._);
    };
    expect(await failure()).toBe('The server cannot send this file now.');
    expect(network.count('upload.getCdnFile')).toBe(5);
  });

  it('whose digests reach beyond a part is checked with what is around it', async () => {
    put(randomBytes(RANGE * 4));
    const wide = (offset: number): tl.fileHash => ({
      _: 'fileHash',
      offset,
      limit: RANGE * 2,
      hash: createHash('sha256').update(network.bytes.subarray(offset, offset + RANGE * 2)).digest(),
    });
    network.meddle = (method, answer) => {
      if (method._ === 'upload.getCdnFileHashes' || method._ === 'upload.reuploadCdnFile') return [wide(0), wide(RANGE * 2)];
      return method._ === 'upload.getFile' ? { ...(answer as tl.upload.fileCdnRedirect), fileHashes: [] } : answer;
    };
    expect((await bytesOf(await read())).equals(network.bytes)).toBe(true);
  });
});
