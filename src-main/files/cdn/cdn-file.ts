import type { tl } from '#tl';
import { RpcError } from '../../mtproto/index.ts';
import type { CallOptions, MtprotoClient } from '../../mtproto/index.ts';
import { splitRange } from '../split-range.ts';
import { FileCorrupted, FileUnavailable } from '../types.ts';
import { decryptCdnPart } from './cdn-cipher.ts';
import { HashRanges, matches } from './hash-ranges.ts';
import type { HashRange } from './hash-ranges.ts';

const KEY_LENGTH = 32;
const IV_LENGTH = 16;
/** How often one part is asked for again after the CDN had to be given the file. */
const TRIES = 5;

/** The CDN does not know the file under this token any more: the file's own data center has to be asked again. */
export class CdnTokenGone extends Error {
  override readonly name = 'CdnTokenGone';
}

export interface CdnContext {
  client: Pick<MtprotoClient, 'call'>;
  redirect: tl.upload.fileCdnRedirect;
  /** The file's own data center, which sent the redirect: key, iv and digests come from there alone. */
  originDcId: number;
}

/**
 * A file that a CDN serves (core.telegram.org/cdn). The CDN is not trusted: every byte is checked against digests of the file's own
 * data center before anybody sees it.
 */
export class CdnFile {
  readonly #context: CdnContext;
  readonly #hashes = new HashRanges();

  /** Throws `FileUnavailable` for a redirect that nobody can follow. */
  constructor(context: CdnContext) {
    const { encryptionKey, encryptionIv, fileHashes } = context.redirect;
    if (encryptionKey.length !== KEY_LENGTH || encryptionIv.length !== IV_LENGTH) {
      throw new FileUnavailable(503, 'The server sent the file elsewhere, with a key that cannot be one.');
    }
    this.#context = context;
    this.#hashes.add(fileHashes);
  }

  get dcId(): number {
    return this.#context.redirect.dcId;
  }

  hasToken(token: Uint8Array): boolean {
    return Buffer.from(this.#context.redirect.fileToken).equals(token);
  }

  addHashes(hashes: readonly tl.fileHash[]): void {
    this.#hashes.add(hashes);
  }

  /**
   * Checked bytes from `offset`, at most `limit`, fewer at the end of the file. The range is one that the server takes.
   * @throws CdnTokenGone, FileCorrupted when a digest does not fit, FileUnavailable without digests, RpcError
   */
  async load(offset: number, limit: number, options: CallOptions): Promise<Uint8Array> {
    const bytes = await this.#decrypted(offset, limit, options);
    const end = offset + bytes.length;
    if (bytes.length < limit) await this.#checkEnd(end, options);
    const ranges = await this.#ranges(offset, end, options);
    const start = Math.min(offset, ...ranges.map((range) => range.start));
    const stop = Math.max(end, ...ranges.map((range) => range.end));
    // A digest may reach beyond the part: what it covers besides is loaded for the check alone.
    const whole = start === offset && stop === end ? bytes : await this.#around(bytes, offset, start, stop, options);
    for (const range of ranges) if (!matches(range, whole, start)) throw new FileCorrupted();
    return bytes;
  }

  /** A CDN that ends a file early would shorten it unseen: behind its end there must be no digest. */
  async #checkEnd(end: number, options: CallOptions): Promise<void> {
    if (this.#hashes.at(end) === undefined) await this.#askHashes(end, options).catch(refused);
    if (this.#hashes.at(end) !== undefined) throw new FileCorrupted();
  }

  async #ranges(start: number, end: number, options: CallOptions): Promise<HashRange[]> {
    for (;;) {
      const cover = this.#hashes.cover(start, end);
      if ('ranges' in cover) return cover.ranges;
      await this.#askHashes(cover.missing, options);
      // Not by whether the answer was new: another part may have asked for the same digests meanwhile.
      if (this.#hashes.at(cover.missing) === undefined) throw new FileUnavailable(503, 'The server does not say what the file should be.');
    }
  }

  /** Asks the file's own data center for digests from a place on. */
  async #askHashes(offset: number, options: CallOptions): Promise<void> {
    const { client, redirect, originDcId } = this.#context;
    const method = { _: 'upload.getCdnFileHashes', fileToken: redirect.fileToken, offset } as const;
    const hashes = await client.call(method, { ...options, dcId: originDcId }).catch(tokenGone);
    this.#hashes.add(hashes);
  }

  async #around(bytes: Uint8Array, offset: number, start: number, stop: number, options: CallOptions): Promise<Uint8Array> {
    const whole = new Uint8Array(stop - start);
    const put = (piece: Uint8Array, at: number): void => {
      const from = Math.max(start, at);
      if (from < Math.min(stop, at + piece.length)) whole.set(piece.subarray(from - at, Math.min(piece.length, stop - at)), from - start);
    };
    const end = offset + bytes.length;
    const missing = [
      ...(start < offset ? splitRange(start, offset - start, false) : []),
      ...(end < stop ? splitRange(end, stop - end, false) : []),
    ];
    for (const request of missing) put(await this.#decrypted(request.offset, request.limit, options), request.offset);
    put(bytes, offset);
    return whole;
  }

  /** Bytes as the CDN sent them, decrypted but not checked. */
  async #decrypted(offset: number, limit: number, options: CallOptions): Promise<Uint8Array> {
    const { client, redirect } = this.#context;
    const { fileToken, encryptionKey, encryptionIv, dcId } = redirect;
    for (let turn = 0; turn < TRIES; turn++) {
      const method = { _: 'upload.getCdnFile', fileToken, offset, limit } as const;
      const answer = await client.call(method, { ...options, dcId, kind: 'cdn' }).catch(tokenGone);
      if (answer._ === 'upload.cdnFile') {
        if (answer.bytes.length > limit) throw new FileUnavailable(503, 'The server sent more than was asked for.');
        return decryptCdnPart(encryptionKey, encryptionIv, offset, answer.bytes);
      }
      await this.#reupload(answer.requestToken, options);
    }
    throw new FileUnavailable(503, 'The server cannot send this file now.');
  }

  /** The CDN has not got this stretch yet: the file's own data center is asked to give it to the CDN. */
  async #reupload(requestToken: Uint8Array, options: CallOptions): Promise<void> {
    const { client, redirect, originDcId } = this.#context;
    const method = { _: 'upload.reuploadCdnFile', fileToken: redirect.fileToken, requestToken } as const;
    try {
      this.#hashes.add(await client.call(method, { ...options, dcId: originDcId }).catch(tokenGone));
    } catch (error) {
      // The part is asked for again, which brings another token.
      if (!(error instanceof RpcError && error.type === 'REQUEST_TOKEN_INVALID')) throw error;
    }
  }
}

function tokenGone(error: unknown): never {
  if (error instanceof RpcError && error.type === 'FILE_TOKEN_INVALID') throw new CdnTokenGone(error.message, { cause: error });
  throw error;
}

/** A server may refuse to say anything of a place behind the end. */
function refused(error: unknown): void {
  if (!(error instanceof RpcError) || error.code !== 400) throw error;
}
