import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import type { tl } from '#tl';
import type { BulkCipher } from '../../crypto/index.ts';
import { RpcError } from '../../mtproto/index.ts';
import type { CallOptions, Clock, Logger, MtprotoClient } from '../../mtproto/index.ts';
import type { Store } from '../../store/index.ts';
import { Lanes } from '../lanes.ts';
import type { TransferLimits } from '../limits.ts';
import { PartMap } from '../part-map.ts';
import { UploadFailure } from './failure.ts';
import { planUpload } from './plan.ts';
import type { UploadPurpose } from './plan.ts';
import { digest, openSource } from './source.ts';
import type { RandomSource, UploadSource } from './source.ts';
import { Upload } from './upload.ts';

/** Bytes under way at a time, all uploads together (core.telegram.org/api/files). */
const WINDOW = 4 * 1024 * 1024;
/** For so long the server is trusted to keep the parts of an upload that was cut off. */
const KEPT_MS = 4 * 3_600_000;
/** How often an upload begins anew under another file id. */
const RESTARTS = 2;
/** More lost parts than this are not sent one by one: the server has forgotten the upload. */
const LOST_PARTS = 10;
const restartTypes = /^(FILE_PARTS_INVALID|FILE_PART_SIZE_CHANGED|FILE_PART_INVALID|MD5_CHECKSUM_INVALID)$/;

export interface UploadRequest {
  source: UploadSource;
  /** What the server and the other side call the file; that of the path when absent. */
  name?: string;
  purpose: UploadPurpose;
  /** 1 to 32, more goes first; 16 when absent. */
  priority?: number;
  /** The kind of a document from disk that the server may have already: it is then not sent again. */
  mimeType?: string;
  /** Bytes that the server has confirmed; `total` is undefined as long as the source has no length. */
  onProgress?(confirmed: number, total: number | undefined): void;
  signal: AbortSignal;
}

/** What a file has become: parts on the server, or a document that was there already. */
export type UploadedFile = { kind: 'uploaded'; file: tl.InputFile } | { kind: 'known'; document: tl.inputDocument };

export interface UploadManagerContext {
  client: Pick<MtprotoClient, 'call'>;
  store: Pick<Store, 'uploads'>;
  clock: Clock;
  log: Logger;
  limits(): TransferLimits;
  onWait: NonNullable<CallOptions['onWait']>;
  /** Gives memory for parts; each has an array of its own when it is absent. */
  bulk?: BulkCipher | undefined;
}

/** Sends files to the server in parts (core.telegram.org/api/files#uploading-files). */
export class UploadManager {
  readonly #context: UploadManagerContext;
  readonly #lanes = new Lanes({ window: () => WINDOW, total: () => WINDOW });
  /** Keys of the uploads that are kept on disk now; a second one of the same file goes its own way. */
  readonly #kept = new Set<string>();
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  constructor(context: UploadManagerContext) {
    this.#context = context;
  }

  /**
   * Uploads a file and hands it to `use`, which sends it (`messages.sendMedia`, `photos.uploadProfilePhoto` …). Parts that the server
   * lost until then are sent again and `use` is called again. Resolves with what `use` returned. What the server has of a file of
   * the disk is remembered, and only the rest is sent when the same file is uploaded again.
   * @throws UploadFailure, RpcError of a part or of `use`, the signal's reason
   */
  async send<T>(request: UploadRequest, use: (file: UploadedFile) => Promise<T>): Promise<T> {
    const work = this.#send(request, use);
    this.#running.add(work);
    try {
      return await work;
    } finally {
      this.#running.delete(work);
    }
  }

  /** Ends all uploads; those of files go on from where they were the next time. Resolves when that is noted. */
  async dispose(): Promise<void> {
    this.#closing.abort(new DOMException('Petrel is closing', 'AbortError'));
    await Promise.allSettled(this.#running);
  }

  async #send<T>(request: UploadRequest, use: (file: UploadedFile) => Promise<T>): Promise<T> {
    const signal = AbortSignal.any([request.signal, this.#closing.signal]);
    signal.throwIfAborted();
    this.#context.store.uploads.deleteOlder(this.#context.clock.wall() - KEPT_MS);
    for (let restarts = 0; ; restarts++) {
      const source = await openSource(request.source);
      try {
        if (request.source.kind === 'stream') return await this.#sendStream(request, request.source.chunks, signal, use);
        if (source === undefined) throw new UploadFailure('unreadable');
        return await this.#sendOpened(request, source, signal, use);
      } catch (error) {
        if (request.source.kind === 'stream' || restarts >= RESTARTS || !isRestart(error)) throw error;
        this.#context.log.info('an upload begins anew', { reason: error instanceof RpcError ? error.type : 'changed' });
      } finally {
        await source?.close();
      }
    }
  }

  async #sendOpened<T>(
    request: UploadRequest,
    source: RandomSource,
    signal: AbortSignal,
    use: (file: UploadedFile) => Promise<T>,
  ): Promise<T> {
    const plan = planUpload(source.size, request.purpose, this.#context.limits().maxUploadParts);
    const known = await this.#known(request, source, signal);
    if (known !== undefined) {
      try {
        return await use({ kind: 'known', document: known });
      } catch (error) {
        if (!(error instanceof RpcError) || !error.type.startsWith('FILE_REFERENCE_')) throw error;
      }
    }
    const { uploads } = this.#context.store;
    const key = keyOf(request);
    const keeps = key !== undefined && !this.#kept.has(key);
    if (keeps) this.#kept.add(key);
    const begun = keeps ? this.#begun(key, source, plan.partSize, plan.big) : undefined;
    const fileId = begun?.fileId ?? randomFileId();
    const confirmed = new PartMap(plan.partSize, begun?.confirmed);
    if (keeps && begun === undefined) {
      uploads.put({
        key,
        fileId,
        partSize: plan.partSize,
        big: plan.big,
        size: source.size,
        modifiedMs: source.modifiedMs,
        confirmed: new Uint8Array(0),
        startedAt: this.#context.clock.wall(),
      });
    }
    const upload = new Upload(this.#uploadContext(request, signal), {
      fileId,
      name: nameOf(request),
      plan,
      confirmed,
      note: (bits) => {
        if (keeps) uploads.confirm(key, fileId, bits);
      },
      onProgress: (bytes) => request.onProgress?.(bytes, source.size),
    });
    try {
      const result = await this.#use(upload, source, plan.parts ?? 0, use);
      if (keeps) uploads.delete(key, fileId);
      return result;
    } catch (error) {
      if (keeps && isRestart(error)) uploads.delete(key, fileId);
      throw error;
    } finally {
      if (keeps) this.#kept.delete(key);
    }
  }

  /** Sends the parts, then has them used; sends again what the server says it lost. */
  async #use<T>(upload: Upload, source: RandomSource, parts: number, use: (file: UploadedFile) => Promise<T>): Promise<T> {
    const file = await upload.send(source);
    const lost = new Set<number>();
    for (;;) {
      try {
        return await use({ kind: 'uploaded', file });
      } catch (error) {
        if (!(error instanceof RpcError) || error.type !== 'FILE_PART_%d_MISSING') throw error;
        const part = error.value ?? -1;
        if (part < 0 || part >= parts || lost.has(part) || lost.size >= LOST_PARTS) throw error;
        lost.add(part);
        await upload.resend(source, part);
      }
    }
  }

  async #sendStream<T>(
    request: UploadRequest,
    chunks: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
    use: (file: UploadedFile) => Promise<T>,
  ): Promise<T> {
    if (request.purpose === 'smallForm') return this.#sendGathered(request, chunks, signal, use);
    const { maxUploadParts } = this.#context.limits();
    const plan = planUpload(undefined, request.purpose, maxUploadParts);
    const upload = new Upload(this.#uploadContext(request, signal), {
      fileId: randomFileId(),
      name: nameOf(request),
      plan,
      confirmed: new PartMap(plan.partSize),
      note: () => undefined,
      onProgress: (bytes) => request.onProgress?.(bytes, undefined),
    });
    const file = await upload.sendStream(chunks, maxUploadParts, () => new UploadFailure('tooLarge'));
    if (file._ !== 'inputFileStoryDocument' && file.parts === 0) throw new UploadFailure('empty');
    return use({ kind: 'uploaded', file });
  }

  /** The small form needs the number of parts and the digest: what is made now is made first. */
  async #sendGathered<T>(
    request: UploadRequest,
    chunks: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
    use: (file: UploadedFile) => Promise<T>,
  ): Promise<T> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of chunks) {
      signal.throwIfAborted();
      size += chunk.length;
      if (size > LARGEST_GATHERED) throw new UploadFailure('tooLarge');
      pieces.push(chunk);
    }
    return this.send({ ...request, source: { kind: 'bytes', bytes: Buffer.concat(pieces) } }, use);
  }

  /** The document that the server already has with this content (core.telegram.org/method/messages.getDocumentByHash). */
  async #known(request: UploadRequest, source: RandomSource, signal: AbortSignal): Promise<tl.inputDocument | undefined> {
    if (request.mimeType === undefined || request.source.kind !== 'path' || request.purpose !== 'document') return undefined;
    const sha256 = await digest(source, 'sha256', signal, this.#context.bulk);
    try {
      const { size } = source;
      const found = await this.#context.client.call(
        { _: 'messages.getDocumentByHash', sha256, size, mimeType: request.mimeType },
        { signal },
      );
      if (found._ !== 'document') return undefined;
      const { id, accessHash, fileReference } = found;
      return { _: 'inputDocument', id, accessHash, fileReference };
    } catch (error) {
      // Whatever keeps the server from knowing it, it can be sent.
      if (error instanceof RpcError) return undefined;
      throw error;
    }
  }

  #begun(key: string, source: RandomSource, partSize: number, big: boolean): { fileId: bigint; confirmed: Uint8Array } | undefined {
    const { uploads } = this.#context.store;
    const begun = uploads.get(key);
    if (begun === undefined) return undefined;
    const same = begun.size === source.size && begun.modifiedMs === source.modifiedMs && begun.partSize === partSize && begun.big === big;
    if (same) return begun;
    uploads.delete(key, begun.fileId);
    return undefined;
  }

  #uploadContext({ priority = 16 }: UploadRequest, signal: AbortSignal): ConstructorParameters<typeof Upload>[0] {
    const { client, clock, onWait, bulk } = this.#context;
    return { client, bulk, clock, lanes: this.#lanes, callOptions: { priority: 'low', onWait }, priority, signal };
  }
}

/** Small forms are photos and clips: more than this is none. */
const LARGEST_GATHERED = 64 * 1024 * 1024;

/** Under which name what the server has of a source is remembered. */
function keyOf({ purpose, source }: UploadRequest): string | undefined {
  if (source.kind === 'path') return `${purpose}:${source.path}`;
  return source.kind === 'kept' ? `${purpose}:kept ${source.key}` : undefined;
}

const randomFileId = (): bigint => randomBytes(8).readBigInt64LE();

const nameOf = ({ name, source }: UploadRequest): string => name ?? (source.kind === 'path' ? basename(source.path) : 'file');

/** What the server has of the file is of no use: another file id is needed. */
function isRestart(error: unknown): boolean {
  if (error instanceof UploadFailure) return error.reason === 'changed';
  return error instanceof RpcError && (restartTypes.test(error.type) || error.type === 'FILE_PART_%d_MISSING');
}
