import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMediaPath, parseMediaPath } from '#shared/media-path.ts';
import type { MediaPath } from '#shared/media-path.ts';

const id = fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map(String);
const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz');
const degrees = (most: number) => fc.integer({ min: -most * 1_000_000, max: most * 1_000_000 }).map((value) => value / 1_000_000);
const side = fc.integer({ min: 16, max: 1024 });

const path: fc.Arbitrary<MediaPath> = fc.oneof(
  fc.record({ kind: fc.constant('photo' as const), id, size: letter }),
  fc.record({ kind: fc.constant('document' as const), id }),
  fc.record({ kind: fc.constant('documentThumbnail' as const), id, size: letter }),
  fc.record({ kind: fc.constant('avatar' as const), peerId: fc.maxSafeInteger().map((value) => value as never), photoId: id }),
  fc.record({ kind: fc.constant('webFile' as const), id: fc.stringMatching(/^[0-9a-f]{32}$/) }),
  fc.record({ kind: fc.constant('albumCover' as const), documentId: id, small: fc.boolean() }),
  fc.record({
    kind: fc.constant('map' as const),
    latitude: degrees(90),
    longitude: degrees(180),
    accessHash: id,
    width: side,
    height: side,
    zoom: fc.integer({ min: 13, max: 20 }),
    scale: fc.integer({ min: 1, max: 3 }),
  }),
);

describe('media paths', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(path, (one) => {
        expect(parseMediaPath(formatMediaPath(one))).toEqual(one);
      }),
    );
  });

  it.each([
    '',
    'photo/5',
    'photo/5/xx',
    'document/5/6',
    'document/../5',
    'web/5',
    `web/${'0'.repeat(32)}/x`,
    'cover/5/m',
    'map/91.0,0.0,1/320x200,15,1',
    'map/0.0,181.0,1/320x200,15,1',
    'map/0.0,0.0,1/15x200,15,1',
    'map/0.0,0.0,1/320x1025,15,1',
    'map/0.0,0.0,1/320x200,12,1',
    'map/0.0,0.0,1/320x200,15,4',
    'map/0.0,0.0/320x200,15,1',
  ])('are nothing else: %s', (text) => {
    expect(parseMediaPath(text)).toBeUndefined();
  });
});
