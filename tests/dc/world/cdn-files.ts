import { createCipheriv, createHash } from 'node:crypto';
import type { tl } from '#tl';
import { badRequest } from './errors.ts';
import { mix32 } from './random.ts';
import type { StoredDocument } from './files.ts';

const HASH_RANGE = 131_072;
/** The CDN gets a file in stretches of this size, each when it is first asked for. */
const CHUNK = 1_048_576;
const HASHES_AT_ONCE = 8;
const BLOCK = 16;

interface Published {
  document: StoredDocument;
  token: Uint8Array;
  key: Buffer;
  iv: Buffer;
  /** Chunks that the CDN has. */
  present: Set<number>;
}

/** Files that a CDN serves (core.telegram.org/cdn), with what their own data center knows of them. */
export class CdnFiles {
  readonly #published = new Map<bigint, Published>();
  readonly #requests = new Map<string, { token: string; chunk: number }>();
  /** Offsets whose byte the CDN changes: what a CDN in wrong hands would do. */
  readonly flipped = new Set<number>();
  /** Where the CDN ends the file too early. */
  endsAt: number | undefined;
  #serial = 0;

  /** From now on clients that can are sent to the CDN for this document. */
  publish(document: StoredDocument): void {
    this.#published.set(document.id, this.#fresh(document));
  }

  /** Forgets all tokens; the files stay published under new ones. */
  forgetTokens(): void {
    for (const { document } of [...this.#published.values()]) this.publish(document);
  }

  redirect(documentId: bigint, dcId: number): tl.upload.fileCdnRedirect | undefined {
    const file = this.#published.get(documentId);
    if (file === undefined) return undefined;
    const { token, key, iv } = file;
    return {
      _: 'upload.fileCdnRedirect',
      dcId,
      fileToken: token,
      encryptionKey: key,
      encryptionIv: iv,
      fileHashes: hashes(file.document, 0, 2),
    };
  }

  /** What the CDN answers: encrypted bytes, or that it has not got them yet. */
  serve(fileToken: Uint8Array, offset: number, limit: number): tl.upload.CdnFile {
    const file = this.#find(fileToken);
    const chunk = Math.floor(offset / CHUNK);
    if (!file.present.has(chunk)) {
      const requestToken = createHash('sha256').update(`request ${++this.#serial}`).digest();
      this.#requests.set(requestToken.toString('hex'), { token: Buffer.from(fileToken).toString('hex'), chunk });
      return { _: 'upload.cdnFileReuploadNeeded', requestToken };
    }
    const bytes = Buffer.from(file.document.read(offset, limit));
    for (const at of this.flipped) if (at >= offset && at < offset + bytes.length) bytes[at - offset]! ^= 1;
    const end = this.endsAt === undefined ? bytes.length : Math.max(0, this.endsAt - offset);
    const counter = Buffer.from(file.iv);
    counter.writeUInt32BE(offset / BLOCK, 12);
    return { _: 'upload.cdnFile', bytes: createCipheriv('aes-256-ctr', file.key, counter).update(bytes.subarray(0, end)) };
  }

  /** The file's own data center gives the CDN what a request token stands for. */
  reupload(dcId: number, fileToken: Uint8Array, requestToken: Uint8Array): tl.FileHash[] {
    const file = this.#find(fileToken, dcId);
    const request = this.#requests.get(Buffer.from(requestToken).toString('hex'));
    if (request === undefined || request.token !== Buffer.from(fileToken).toString('hex')) throw badRequest('REQUEST_TOKEN_INVALID');
    file.present.add(request.chunk);
    return hashes(file.document, request.chunk * CHUNK, HASHES_AT_ONCE);
  }

  hashes(dcId: number, fileToken: Uint8Array, offset: number): tl.FileHash[] {
    return hashes(this.#find(fileToken, dcId).document, offset, HASHES_AT_ONCE);
  }

  /** By its token; digests are told by the file's own data center alone. */
  #find(token: Uint8Array, dcId?: number): Published {
    for (const file of this.#published.values()) {
      if (Buffer.from(file.token).equals(token) && (dcId === undefined || dcId === file.document.dcId)) return file;
    }
    throw badRequest('FILE_TOKEN_INVALID');
  }

  #fresh(document: StoredDocument): Published {
    const secret = createHash('sha512').update(`cdn ${document.id} ${mix32(++this.#serial)}`).digest();
    return {
      document,
      token: createHash('sha256').update(secret).digest(),
      key: secret.subarray(0, 32),
      iv: secret.subarray(32, 48),
      present: new Set(),
    };
  }
}

/** Digests of the stretches from the one with `offset` on. */
export function hashes(source: Pick<StoredDocument, 'size' | 'read'>, offset: number, most: number): tl.fileHash[] {
  const found: tl.fileHash[] = [];
  for (let at = Math.floor(offset / HASH_RANGE) * HASH_RANGE; at < source.size && found.length < most; at += HASH_RANGE) {
    const bytes = source.read(at, HASH_RANGE);
    found.push({ _: 'fileHash', offset: at, limit: bytes.length, hash: createHash('sha256').update(bytes).digest() });
  }
  return found;
}
