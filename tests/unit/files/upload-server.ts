import { createHash } from 'node:crypto';
import type { tl } from '#tl';
import { CallFailure, RpcError } from '../../../src-main/mtproto/index.ts';
import type { CallOptions } from '../../../src-main/mtproto/index.ts';

/** One part as it reached the server. */
export interface SentPart {
  method: 'upload.saveFilePart' | 'upload.saveBigFilePart';
  fileId: bigint;
  part: number;
  total: number | undefined;
  size: number;
}

/** A server that takes parts and keeps what was sent; it may keep sizes only, for files that no test can hold. */
export class UploadServer {
  readonly sent: SentPart[] = [];
  readonly #parts = new Map<bigint, Map<number, Uint8Array>>();
  readonly #keepBytes: boolean;
  /** Called before each part is taken; may wait, or throw. */
  before: ((part: SentPart, options: CallOptions) => Promise<void> | void) | undefined;
  /** Says of each part whether it was saved. */
  saves: (part: SentPart) => boolean = () => true;
  known: tl.document | undefined;
  readonly hashes: { sha256: string; size: number; mimeType: string }[] = [];
  atOnce = 0;
  most = 0;

  constructor(keepBytes = true) {
    this.#keepBytes = keepBytes;
  }

  call = async (
    method: tl.upload.saveFilePart | tl.upload.saveBigFilePart | tl.messages.getDocumentByHash,
    options: CallOptions = {},
  ): Promise<boolean | tl.Document> => {
    if (method._ === 'messages.getDocumentByHash') {
      this.hashes.push({ sha256: Buffer.from(method.sha256).toString('hex'), size: method.size, mimeType: method.mimeType });
      return this.known ?? { _: 'documentEmpty', id: 0n };
    }
    if (options.kind !== 'upload' || options.dcId !== undefined) throw new Error('Parts go over upload sessions to the main DC');
    const part: SentPart = {
      method: method._,
      fileId: method.fileId,
      part: method.filePart,
      total: method._ === 'upload.saveBigFilePart' ? method.fileTotalParts : undefined,
      size: method.bytes.length,
    };
    this.sent.push(part);
    this.atOnce += part.size;
    this.most = Math.max(this.most, this.atOnce);
    try {
      await Promise.race([this.before?.(part, options) ?? Promise.resolve(), aborted(options.signal)]);
      if (!this.saves(part)) return false;
      const parts = this.#parts.get(method.fileId) ?? new Map<number, Uint8Array>();
      this.#parts.set(method.fileId, parts);
      parts.set(method.filePart, this.#keepBytes ? method.bytes.slice() : new Uint8Array(0));
      return true;
    } finally {
      this.atOnce -= part.size;
    }
  };

  lose(fileId: bigint, part: number): void {
    this.#parts.get(fileId)?.delete(part);
  }

  /** What the server makes of an input file: throws as it does for missing parts and a wrong digest. */
  bytesOf(file: tl.InputFile): Buffer {
    if (file._ === 'inputFileStoryDocument') throw new Error('Not an upload');
    const parts = this.#parts.get(file.id) ?? new Map<number, Uint8Array>();
    const all: Uint8Array[] = [];
    for (let part = 0; part < file.parts; part++) {
      const bytes = parts.get(part);
      if (bytes === undefined) throw new RpcError(400, `FILE_PART_${part}_MISSING`, 'messages.sendMedia');
      all.push(bytes);
    }
    const whole = Buffer.concat(all);
    if (file._ === 'inputFile' && this.#keepBytes && createHash('md5').update(whole).digest('hex') !== file.md5Checksum) {
      throw new RpcError(400, 'MD5_CHECKSUM_INVALID', 'messages.sendMedia');
    }
    return whole;
  }
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => reject(signal?.reason ?? new CallFailure('closed', 'upload'));
    if (signal?.aborted === true) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}
