import { expect, test } from 'vitest';
import type { Document, Media } from '#shared/model/index.ts';
import { visualOf } from '../../../src-renderer/features/messages/visual.ts';

const size = { type: 'x', width: 320, height: 200, byteSize: 1, url: 'u' };
const document: Document = { id: '1', kind: 'video', fileName: 'a.mp4', mimeType: 'video/mp4', byteSize: 1, url: 'd' };
const of = (more: Partial<Document>): Media => ({ kind: 'document', document: { ...document, ...more } });

test('a video is as large as it says, else as the picture that stands for it', () => {
  expect(visualOf(of({ width: 10, height: 20 }))).toMatchObject({ width: 10, height: 20, sizes: [], spoiler: false });
  expect(visualOf(of({ thumbnail: { id: '1', sizes: [size], stripped: 's' } }))).toMatchObject({ width: 320, height: 200, stripped: 's', sizes: [size] });
  expect(visualOf(of({}))).toMatchObject({ width: 0, height: 0 });
});

test('photos and videos keep what covers them', () => {
  expect(visualOf({ kind: 'photo', photo: { id: '1', sizes: [size] }, spoiler: true })).toMatchObject({ width: 320, spoiler: true });
  expect(visualOf({ ...of({}), spoiler: true } as Media)).toMatchObject({ spoiler: true });
});

test.each<[string, Partial<Document>]>([
  ['a form that no window may play', { mimeType: 'video/x-matroska' }],
  ['a type that lies', { mimeType: 'text/html' }],
  ['a gif that is a picture', { kind: 'gif', mimeType: 'image/gif' }],
  ['a voice message', { kind: 'voice', mimeType: 'audio/ogg' }],
  ['a round video', { kind: 'roundVideo' }],
])('%s is a file', (_what, more) => {
  expect(visualOf(of(more))).toBeUndefined();
});
