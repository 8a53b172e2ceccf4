import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { tl } from '#tl';
import { decodeJpeg } from '../../../dc/world/images/jpeg-decode.ts';
import { encodeJpeg, jpegHeader } from '../../../dc/world/images/jpeg-encode.ts';
import { paintScene } from '../../../dc/world/images/scenes.ts';
import { syntheticSource } from '../../../dc/world/files.ts';
import { TestWorld, type TestClient } from './support.ts';

let test: TestWorld;
let a: TestClient;

beforeEach(async () => {
  test = new TestWorld();
  test.world.createUser({ firstName: 'Ada', phone: '9996620001' });
  a = await test.loggedIn('9996620001');
});

async function upload(bytes: Uint8Array, partSize: number, id = 5n): Promise<tl.inputFile> {
  const parts = Math.ceil(bytes.length / partSize);
  for (let part = 0; part < parts; part++) {
    await a.call({
      _: 'upload.saveFilePart',
      fileId: id,
      filePart: part,
      bytes: bytes.slice(part * partSize, (part + 1) * partSize),
    });
  }
  return { _: 'inputFile', id, parts, name: 'file.bin', md5Checksum: createHash('md5').update(bytes).digest('hex') };
}

async function sendDocument(file: tl.InputFile): Promise<tl.document> {
  const media: tl.InputMedia = { _: 'inputMediaUploadedDocument', file, mimeType: 'application/octet-stream', attributes: [] };
  const sent = await a.call({
    _: 'messages.sendMedia',
    peer: { _: 'inputPeerSelf' },
    media,
    message: '',
    randomId: a.randomId(),
  });
  const update = (sent as tl.updates).updates.find((one) => one._ === 'updateNewMessage') as tl.updateNewMessage;
  return ((update.message as tl.message).media as tl.messageMediaDocument).document as tl.document;
}

function location(document: tl.document): tl.inputDocumentFileLocation {
  return {
    _: 'inputDocumentFileLocation',
    id: document.id,
    accessHash: document.accessHash,
    fileReference: document.fileReference,
    thumbSize: '',
  };
}

function get(place: tl.InputFileLocation, offset: number, limit: number, precise = false): tl.upload.getFile {
  return { _: 'upload.getFile', location: place, offset, limit, ...(precise ? { precise: true } : {}) };
}

describe('uploads', () => {
  it('become documents with the same bytes', async () => {
    const bytes = test.world.state.random.bytes(70_000);
    const document = await sendDocument(await upload(bytes, 32_768));
    expect(document).toMatchObject({ size: 70_000, dcId: 2, attributes: [{ fileName: 'file.bin' }] });
    const file = await a.call(get(location(document), 65_536, 65_536));
    expect(file).toMatchObject({ _: 'upload.file', bytes: bytes.slice(65_536) });
  });

  it('are refused with missing, uneven or damaged parts', async () => {
    const bytes = test.world.state.random.bytes(10_000);
    const file = await upload(bytes, 4_096);
    const send = (input: tl.InputFile): Promise<string> =>
      a.refusal({
        _: 'messages.sendMedia',
        peer: { _: 'inputPeerSelf' },
        media: { _: 'inputMediaUploadedDocument', file: input, mimeType: '', attributes: [] },
        message: '',
        randomId: a.randomId(),
      });
    expect(await send({ ...file, parts: 5 })).toBe('400 FILE_PART_3_MISSING');
    expect(await send({ ...file, md5Checksum: 'f'.repeat(32) })).toBe('400 MD5_CHECKSUM_INVALID');
    await a.call({ _: 'upload.saveFilePart', fileId: 5n, filePart: 1, bytes: bytes.slice(0, 2_048) });
    expect(await send(file)).toBe('400 FILE_PART_SIZE_CHANGED');
    expect(await a.refusal({ _: 'upload.saveFilePart', fileId: 6n, filePart: 0, bytes: new Uint8Array(0) })).toBe(
      '400 FILE_PART_EMPTY',
    );
    expect(await a.refusal({ _: 'upload.saveFilePart', fileId: 6n, filePart: 0, bytes: new Uint8Array(524_289) })).toBe(
      '400 FILE_PART_TOO_BIG',
    );
    expect(
      await a.refusal({
        _: 'upload.saveBigFilePart',
        fileId: 6n,
        filePart: 0,
        fileTotalParts: 4_001,
        bytes: new Uint8Array(1_024),
      }),
    ).toBe('400 FILE_PARTS_INVALID');
    expect(
      await a.refusal({ _: 'upload.saveBigFilePart', fileId: 6n, filePart: 0, fileTotalParts: 2, bytes: new Uint8Array(1_000) }),
    ).toBe('400 FILE_PART_SIZE_INVALID');
  });

  it('become photos in several sizes with a stripped thumbnail that a standard header completes', async () => {
    const jpeg = encodeJpeg(paintScene('hills', 4, 900, 600), 80);
    const media: tl.InputMedia = { _: 'inputMediaUploadedPhoto', file: await upload(jpeg, 131_072) };
    const sent = await a.call({
      _: 'messages.sendMedia',
      peer: { _: 'inputPeerSelf' },
      media,
      message: 'hills',
      randomId: a.randomId(),
    });
    const update = (sent as tl.updates).updates[1] as tl.updateNewMessage;
    const photo = ((update.message as tl.message).media as tl.messageMediaPhoto).photo as tl.photo;
    expect(photo.sizes.map((size) => ('w' in size ? `${size.type} ${size.w}x${size.h}` : size.type))).toEqual([
      'i',
      'm 320x213',
      'x 800x533',
      'y 900x600',
    ]);
    const stripped = (photo.sizes[0] as tl.photoStrippedSize).bytes;
    const header = jpegHeader(0, 0, 20);
    expect(createHash('sha256').update(header).digest('hex')).toBe(
      'c2d6c960e35c3d94de4a0d85a39e0d9def693ee107fa374354960f2df47d82d4',
    );
    header[164] = stripped[1] ?? 0;
    header[166] = stripped[2] ?? 0;
    expect(decodeJpeg(Buffer.concat([header, stripped.slice(3), Buffer.from([0xff, 0xd9])]))).toMatchObject({ w: 40, h: 27 });
    const bad: tl.InputMedia = { _: 'inputMediaUploadedPhoto', file: await upload(new Uint8Array(2_000), 2_048, 9n) };
    expect(
      await a.refusal({ _: 'messages.sendMedia', peer: { _: 'inputPeerSelf' }, media: bad, message: '', randomId: 1n }),
    ).toBe('400 IMAGE_PROCESS_FAILED');
  });
});

describe('downloads', () => {
  it('keep to alignment and to the 1 MiB boundary', async () => {
    const place = location(await sendDocument(await upload(new Uint8Array(5_000), 8_192)));
    const refusal = (offset: number, limit: number, precise = false): Promise<string> =>
      a.refusal(get(place, offset, limit, precise));
    expect(await refusal(1_024, 4_096)).toBe('400 OFFSET_INVALID');
    expect(await refusal(0, 5_000)).toBe('400 LIMIT_INVALID');
    expect(await refusal(0, 12_288)).toBe('400 LIMIT_INVALID');
    expect(await refusal(4_096, 1_048_576)).toBe('400 LIMIT_INVALID');
    expect(await refusal(0, 2_097_152)).toBe('400 LIMIT_INVALID');
    expect(await refusal(1_024, 3_072, true)).toBe('no refusal');
    expect(await refusal(1_047_552, 2_048, true)).toBe('400 LIMIT_INVALID');
    expect(await a.call(get(place, 8_192, 4_096))).toMatchObject({ bytes: new Uint8Array(0) });
  });

  it('need a fresh reference, the right hash and the right DC', async () => {
    const document = await sendDocument(await upload(new Uint8Array(5_000), 8_192));
    const place = location(document);
    expect(await a.refusal(get({ ...place, fileReference: new Uint8Array(0) }, 0, 4_096))).toBe('400 FILE_REFERENCE_EMPTY');
    expect(await a.refusal(get({ ...place, fileReference: new Uint8Array(9) }, 0, 4_096))).toBe('400 FILE_REFERENCE_INVALID');
    expect(await a.refusal(get({ ...place, accessHash: 1n }, 0, 4_096))).toBe('400 FILE_ID_INVALID');
    expect(await a.refusal(get({ ...place, thumbSize: 'q' }, 0, 4_096))).toBe('400 LOCATION_INVALID');
    const away = test.client(3);
    const exported = await a.call({ _: 'auth.exportAuthorization', dcId: 3 });
    await away.call({ _: 'auth.importAuthorization', id: exported.id, bytes: exported.bytes });
    expect(await away.refusal(get(place, 0, 4_096))).toBe('303 FILE_MIGRATE_2');
    test.world.expireFileReferences();
    expect(await a.refusal(get(place, 0, 4_096))).toBe('400 FILE_REFERENCE_EXPIRED');
    const again = await a.call({ _: 'messages.getMessages', id: [{ _: 'inputMessageID', id: 1 }] });
    const media = ((again as tl.messages.messages).messages[0] as tl.message).media as tl.messageMediaDocument;
    expect(await a.call(get(location(media.document as tl.document), 0, 8_192))).toMatchObject({ bytes: new Uint8Array(5_000) });
  });

  it('of the synthetic source are the same however they are cut', () => {
    const read = syntheticSource(7, 3_000_000);
    const whole = read(0, 3_000_000);
    expect(whole).toHaveLength(3_000_000);
    for (const [offset, limit] of [
      [1_046_528, 4_096],
      [2_999_296, 4_096],
      [1_048_576, 131_072],
    ] as const) {
      expect(Buffer.compare(read(offset, limit), whole.subarray(offset, offset + limit))).toBe(0);
    }
    expect(new DataView(whole.buffer).getUint32(1_048_576, true)).toBe(1_024);
  });
});
