import type { tl } from '#tl';
import { syntheticSource, type StoredDocument } from '../world/files.ts';
import { SCENE_KINDS, type SceneKind } from '../world/images/scenes.ts';
import type { Media } from '../world/model.ts';
import { hashText } from '../world/random.ts';
import { silentOgg } from './ogg.ts';
import type { Stage } from './stage.ts';

/** Photos, documents and voice messages of the seed. Bytes are made when somebody downloads them. */

const MIME: Record<string, string> = {
  pdf: 'application/pdf',
  zip: 'application/zip',
  csv: 'text/csv',
  json: 'application/json',
  txt: 'text/plain',
  bin: 'application/octet-stream',
};

const SHAPES: [number, number][] = [
  [1280, 853],
  [1280, 960],
  [1200, 800],
  [1280, 720],
];

/** `kind seed [WxH]` as it stands in a script. */
export function photoOf(stage: Stage, value: string, date: number): Media {
  const [kind = 'hills', seed = '1', shape] = value.split(' ');
  const number = Number(seed);
  const [w, h] = shape ? shape.split('x').map(Number) : (SHAPES[(number + hashText(kind)) % SHAPES.length] ?? [1280, 853]);
  const scene = (SCENE_KINDS as readonly string[]).includes(kind) || kind === 'chart' ? (kind as SceneKind) : 'abstract';
  return {
    kind: 'photo',
    photo: stage.painter.scene({ dcId: stage.dc(), date }, scene, number * 131 + hashText(kind), w ?? 1280, h ?? 853),
  };
}

/** `name size` as it stands in a script. */
export function documentOf(stage: Stage, value: string, date: number): Media {
  const space = value.lastIndexOf(' ');
  return { kind: 'document', document: storeDocument(stage, value.slice(0, space), Number(value.slice(space + 1)), date) };
}

export function storeDocument(stage: Stage, fileName: string, size: number, date: number): StoredDocument {
  const extension = fileName.slice(fileName.lastIndexOf('.') + 1);
  return stage.world.state.files.addDocument(
    { dcId: stage.dc(), date },
    {
      mimeType: MIME[extension] ?? 'application/octet-stream',
      size,
      attributes: [{ _: 'documentAttributeFilename', fileName }],
      thumbs: [],
      read: sourceOf(fileName, extension, size),
    },
  );
}

function sourceOf(fileName: string, extension: string, size: number): (offset: number, limit: number) => Uint8Array {
  let bytes: Uint8Array | undefined;
  switch (extension) {
    case 'pdf':
      return (offset, limit) => (bytes ??= pdf(fileName, size)).subarray(offset, offset + limit);
    case 'csv':
    case 'txt':
    case 'json':
      return (offset, limit) => (bytes ??= lines(size)).subarray(offset, offset + limit);
    default: {
      let source: ((offset: number, limit: number) => Uint8Array) | undefined;
      return (offset, limit) => (source ??= syntheticSource(hashText(fileName), size))(offset, limit);
    }
  }
}

/** A one-page PDF, filled up to its size with a comment. */
function pdf(title: string, size: number): Uint8Array {
  const safe = title.replace(/[()\\]/g, '');
  const stream = `BT /F1 24 Tf 72 720 Td (${safe}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  const bodies = objects.map((body, at) => `${at + 1} 0 obj\n${body}\nendobj\n`);
  const tailLength = 20 * (objects.length + 1) + 80;
  const used = 9 + bodies.join('').length + tailLength;
  const padding = `%${' '.repeat(Math.max(0, size - used - 2))}\n`;
  let text = `%PDF-1.4\n${padding}`;
  const offsets = bodies.map((body) => {
    const at = text.length;
    text += body;
    return at;
  });
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text.padEnd(size, '\n').slice(0, size), 'latin1');
}

function lines(size: number): Uint8Array {
  const out = Buffer.alloc(size, 0x0a);
  let at = 0;
  for (let row = 1; at < size; row++) at += out.write(`${row};${(row * 7919) % 1000};${(row * 31) % 97}\n`, at);
  return out;
}

/** A silent voice message of `seconds`, with a waveform (63 five-bit values packed into 40 bytes). */
export function voiceOf(stage: Stage, seconds: number, date: number): Media {
  const bytes = silentOgg(seconds);
  const attribute: tl.documentAttributeAudio = {
    _: 'documentAttributeAudio',
    voice: true,
    duration: seconds,
    waveform: stage.random.bytes(40),
  };
  const document = stage.world.state.files.addDocument(
    { dcId: stage.dc(), date },
    { mimeType: 'audio/ogg', size: bytes.length, attributes: [attribute], thumbs: [], read: (offset, limit) => bytes.subarray(offset, offset + limit) },
  );
  return { kind: 'document', document };
}
