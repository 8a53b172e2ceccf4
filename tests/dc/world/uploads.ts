import { createHash } from 'node:crypto';
import type { tl } from '#tl';
import { badRequest } from './errors.ts';

/** Parts on their way to become a file (core.telegram.org/api/files#uploading-files). */

const MAX_PART = 524_288;
const PARTS_DEFAULT = 4000;
const PARTS_PREMIUM = 8000;

interface Upload {
  parts: Map<number, Uint8Array>;
  big: boolean;
  total?: number;
}

/** A complete upload: parts of one size, the last may be shorter. */
export interface UploadedFile {
  name: string;
  size: number;
  read(offset: number, limit: number): Uint8Array;
}

export class Uploads {
  readonly #uploads = new Map<string, Upload>();

  save(uploader: string, fileId: bigint, part: number, bytes: Uint8Array): void {
    const upload = this.#open(uploader, fileId, part, bytes, false, PARTS_PREMIUM);
    upload.parts.set(part, bytes);
  }

  saveBig(uploader: string, fileId: bigint, part: number, total: number, bytes: Uint8Array, premium: boolean): void {
    const max = premium ? PARTS_PREMIUM : PARTS_DEFAULT;
    if (total !== -1 && (total < 1 || total > max)) throw badRequest('FILE_PARTS_INVALID');
    if (total !== -1 && part >= total) throw badRequest('FILE_PART_INVALID');
    const upload = this.#open(uploader, fileId, part, bytes, true, max);
    const last = total !== -1 && part === total - 1;
    if (!last && (bytes.length % 1024 !== 0 || MAX_PART % bytes.length !== 0)) throw badRequest('FILE_PART_SIZE_INVALID');
    const other = [...upload.parts].find(([number]) => number !== part && (total === -1 || number !== total - 1));
    if (other && !last && other[1].length !== bytes.length) throw badRequest('FILE_PART_SIZE_CHANGED');
    if (total !== -1) upload.total = total;
    upload.parts.set(part, bytes);
  }

  #open(uploader: string, fileId: bigint, part: number, bytes: Uint8Array, big: boolean, max: number): Upload {
    if (part < 0 || part >= max) throw badRequest('FILE_PART_INVALID');
    if (bytes.length === 0) throw badRequest('FILE_PART_EMPTY');
    if (bytes.length > MAX_PART) throw badRequest('FILE_PART_TOO_BIG');
    const key = `${uploader}:${fileId}`;
    let upload = this.#uploads.get(key);
    if (!upload || upload.big !== big) {
      upload = { parts: new Map(), big };
      this.#uploads.set(key, upload);
    }
    return upload;
  }

  /** Forgets one part, as a server does that restarts. */
  lose(fileId: bigint, part: number): void {
    for (const [key, upload] of this.#uploads) if (key.endsWith(`:${fileId}`)) upload.parts.delete(part);
  }

  /** Assembles what `input` names; the parts may be used once more until they are forgotten. */
  take(uploader: string, input: tl.InputFile): UploadedFile {
    if (input._ === 'inputFileStoryDocument') throw badRequest('INPUT_FILE_INVALID');
    const upload = this.#uploads.get(`${uploader}:${input.id}`);
    if (!upload) throw badRequest(input.parts > 0 ? 'FILE_PART_0_MISSING' : 'FILE_PARTS_INVALID');
    if (input.parts < 1 || input.parts > PARTS_PREMIUM) throw badRequest('FILE_PARTS_INVALID');
    const parts: Uint8Array[] = [];
    for (let number = 0; number < input.parts; number++) {
      const part = upload.parts.get(number);
      if (!part) throw badRequest(`FILE_PART_${number}_MISSING`);
      parts.push(part);
    }
    if (upload.parts.size > input.parts) throw badRequest('FILE_PARTS_INVALID');
    checkSizes(parts);
    if (input._ === 'inputFile' && input.md5Checksum !== '') {
      const md5 = createHash('md5');
      for (const part of parts) md5.update(part);
      if (md5.digest('hex') !== input.md5Checksum.toLowerCase()) throw badRequest('MD5_CHECKSUM_INVALID');
    }
    return { name: input.name, ...readable(parts) };
  }
}

function checkSizes(parts: readonly Uint8Array[]): void {
  const size = parts[0]?.length ?? 0;
  for (const [number, part] of parts.entries()) {
    if (number === parts.length - 1) {
      if (parts.length > 1 && part.length > size) throw badRequest('FILE_PART_SIZE_INVALID');
      continue;
    }
    if (part.length !== size) throw badRequest('FILE_PART_SIZE_CHANGED');
    if (size % 1024 !== 0 || MAX_PART % size !== 0) throw badRequest('FILE_PART_SIZE_INVALID');
  }
}

/** Random access over equal parts, without joining them. */
function readable(parts: readonly Uint8Array[]): { size: number; read(offset: number, limit: number): Uint8Array } {
  const partSize = parts[0]?.length ?? 1;
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  return {
    size,
    read: (offset, limit) => {
      const end = Math.min(size, offset + limit);
      if (end <= offset) return new Uint8Array(0);
      const out = new Uint8Array(end - offset);
      for (let at = offset; at < end;) {
        const part = parts[Math.floor(at / partSize)] as Uint8Array;
        const within = at % partSize;
        const length = Math.min(part.length - within, end - at);
        out.set(part.subarray(within, within + length), at - offset);
        at += length;
      }
      return out;
    },
  };
}
