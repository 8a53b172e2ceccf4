import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MediaPath } from '#shared/media-path.ts';
import { startLocalDc } from '../dc/index.ts';
import { syntheticSource } from '../dc/world/files.ts';
import type { StoredDocument } from '../dc/world/files.ts';
import { FilesBench, type Dc } from '../integration/files/support.ts';
import { row } from './rows.ts';

const size = 700_000;
const range = 131_072;
const never = new AbortController().signal;
const read = syntheticSource(11, size);

let dc: Dc;
let bench: FilesBench;
let document: StoredDocument;
let path: MediaPath;

beforeEach(async () => {
  dc = await startLocalDc({ cdn: {} });
  dc.world.createUser({ firstName: 'Anna', phone: '9996621234' });
  document = dc.world.state.files.addDocument({ dcId: 2, date: 1_700_000_000 }, { mimeType: 'video/mp4', size, attributes: [], thumbs: [], read });
  bench = await FilesBench.signedIn(dc, '9996621234');
  path = await bench.find(document);
  dc.world.state.files.cdn.publish(document);
});

afterEach(async () => {
  await bench.close();
  await dc.close();
});

/** What the reader gets before the file ends or breaks off. */
async function received(): Promise<{ bytes: Buffer; broken: boolean }> {
  const answer = await bench.files.read(path, undefined, never);
  const parts: Uint8Array[] = [];
  if (!answer.ok) return { bytes: Buffer.alloc(0), broken: true };
  try {
    for await (const chunk of answer.body) parts.push(chunk);
    return { bytes: Buffer.concat(parts), broken: false };
  } catch {
    return { bytes: Buffer.concat(parts), broken: true };
  }
}

const served = (): number => dc.report.calls.get('upload.getCdnFile') ?? 0;

describe(`${row(17)}`, () => {
  it('an honest CDN is believed', async () => {
    const { bytes, broken } = await received();
    expect(broken).toBe(false);
    expect(Buffer.compare(bytes, read(0, size))).toBe(0);
    expect(served()).toBeGreaterThan(0);
    expect(dc.violations()).toEqual([]);
  });

  it.each([
    ['the first byte', 0],
    ['a byte in the middle', range * 3 + 5],
    ['the last byte', size - 1],
  ])('a CDN that changes %s is not: nothing of that part is seen', async (_name, offset) => {
    dc.world.state.files.cdn.flipped.add(offset);
    const { bytes, broken } = await received();
    expect(broken).toBe(true);
    expect(served()).toBeGreaterThan(0);
    // What came before it is right, and it ends before the part with the changed byte.
    expect(Buffer.compare(bytes, read(0, bytes.length))).toBe(0);
    expect(bytes.length).toBeLessThanOrEqual(offset);
  });

  it.each([range * 2, range * 2 + 100, 0])('a CDN that ends the file at byte %i is not', async (end) => {
    dc.world.state.files.cdn.endsAt = end;
    const { bytes, broken } = await received();
    expect(broken).toBe(true);
    expect(Buffer.compare(bytes, read(0, bytes.length))).toBe(0);
  });

  it('what a CDN forged is not in the cache either: asked again of an honest one, the file is whole', async () => {
    const { cdn } = dc.world.state.files;
    cdn.flipped.add(5);
    expect((await received()).broken).toBe(true);
    cdn.flipped.clear();
    await bench.stop();
    bench = FilesBench.again(dc, '9996621234', bench.folder);
    const { bytes, broken } = await received();
    expect(broken).toBe(false);
    expect(Buffer.compare(bytes, read(0, size))).toBe(0);
    // In the cache nothing is in plain.
    const cached = readdirSync(join(bench.folder, 'media')).map((name) => readFileSync(join(bench.folder, 'media', name)));
    for (const file of cached) expect(file.includes(Buffer.from(read(64, 64)))).toBe(false);
  });
});
