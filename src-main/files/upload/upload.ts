import type { tl } from '#tl';
import type { BulkCipher } from '../../crypto/index.ts';
import { RpcError } from '../../mtproto/index.ts';
import type { CallOptions, Clock, MtprotoClient, Timer } from '../../mtproto/index.ts';
import type { Lanes } from '../lanes.ts';
import type { PartMap } from '../part-map.ts';
import { pause } from '../pause.ts';
import type { UploadPlan } from './plan.ts';
import { digest, inParts } from './source.ts';
import type { RandomSource } from './source.ts';

/** How often a part is sent again when the server says that it did not keep it, with pauses of 1, 2, 4 … seconds. */
const REFUSALS = 5;
/** What is confirmed is noted at most this often: a crash costs no more than what came since. */
const NOTE_MS = 250;

export interface UploadContext {
  client: Pick<MtprotoClient, 'call'>;
  clock: Clock;
  lanes: Lanes;
  callOptions: Pick<CallOptions, 'priority' | 'onWait'>;
  /** 1 to 32. */
  priority: number;
  signal: AbortSignal;
  bulk: BulkCipher | undefined;
}

export interface UploadJob {
  fileId: bigint;
  name: string;
  plan: UploadPlan;
  confirmed: PartMap;
  /** Keeps what is confirmed for the next run. */
  note(confirmed: Uint8Array): void;
  /** Bytes that the server has, of all. */
  onProgress(confirmedBytes: number): void;
}

/** Uploads are their own lane: all parts go to the main data center. */
const LANE = 0;

/** The parts of one file on their way to the server under one file id. */
export class Upload {
  readonly #context: UploadContext;
  readonly #job: UploadJob;
  #confirmedBytes = 0;
  #noting: Timer | undefined;

  constructor(context: UploadContext, job: UploadJob) {
    this.#context = context;
    this.#job = job;
  }

  /** Sends what is missing, several parts at a time, and names the whole. */
  async send(source: RandomSource): Promise<tl.InputFile> {
    const { plan, confirmed, fileId, name } = this.#job;
    const parts = plan.parts ?? 0;
    const missing: number[] = [];
    for (let part = 0; part < parts; part++) {
      if (confirmed.has(part)) this.#confirmedBytes += this.#range(part).length;
      else missing.push(part);
    }
    this.#job.onProgress(this.#confirmedBytes);
    try {
      await this.#sendAll(source, missing);
    } finally {
      this.#note();
    }
    await source.checkUnchanged();
    if (plan.big) return { _: 'inputFileBig', id: fileId, parts, name };
    const md5Checksum = (await digest(source, 'md5', this.#context.signal, this.#context.bulk)).toString('hex');
    return { _: 'inputFile', id: fileId, parts, name, md5Checksum };
  }

  /** Sends one part again that the server lost. */
  async resend(source: RandomSource, part: number): Promise<void> {
    await this.#readAndSave(source, part, this.#context.signal);
  }

  /**
   * Sends what is made while it is sent: one part after the other, and how many there are with the last.
   * `maxParts` is what the server takes.
   */
  async sendStream(chunks: AsyncIterable<Uint8Array>, maxParts: number, tooLarge: () => Error): Promise<tl.InputFile> {
    const { signal } = this.#context;
    const { fileId, name, plan } = this.#job;
    let part = 0;
    for await (const { bytes, last } of inParts(chunks, plan.partSize)) {
      if (part >= maxParts) throw tooLarge();
      signal.throwIfAborted();
      const release = await this.#enter(bytes.length, signal);
      try {
        await this.#save(part, bytes, last ? part + 1 : -1, signal);
      } finally {
        release();
      }
      part++;
      this.#confirmedBytes += bytes.length;
      this.#job.onProgress(this.#confirmedBytes);
    }
    return { _: 'inputFileBig', id: fileId, parts: part, name };
  }

  #range(part: number): { offset: number; length: number } {
    const { partSize, size = 0 } = this.#job.plan;
    const offset = part * partSize;
    return { offset, length: Math.min(partSize, size - offset) };
  }

  async #sendAll(source: RandomSource, parts: readonly number[]): Promise<void> {
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#context.signal, stop.signal]);
    const running = new Set<Promise<void>>();
    try {
      for (const part of parts) {
        const release = await this.#enter(this.#range(part).length, signal);
        const sent = this.#sendPart(source, part, signal).finally(release);
        running.add(sent);
        // The first that fails ends the others; the failure itself comes out below.
        sent.then(() => running.delete(sent), (error: unknown) => stop.abort(error));
      }
      await Promise.all(running);
    } catch (error) {
      stop.abort(error);
      await Promise.allSettled(running);
      throw error;
    }
  }

  #enter(bytes: number, signal: AbortSignal): Promise<() => void> {
    return this.#context.lanes.enter({ lane: LANE, bytes, priority: this.#context.priority, owner: this }, signal);
  }

  async #sendPart(source: RandomSource, part: number, signal: AbortSignal): Promise<void> {
    await this.#readAndSave(source, part, signal);
    this.#job.confirmed.add(part);
    this.#confirmedBytes += this.#range(part).length;
    this.#noting ??= this.#context.clock.after(NOTE_MS, () => this.#note());
    this.#job.onProgress(this.#confirmedBytes);
  }

  async #readAndSave(source: RandomSource, part: number, signal: AbortSignal): Promise<void> {
    const { bulk } = this.#context;
    const { offset, length } = this.#range(part);
    const bytes = await source.read(offset, length, bulk);
    try {
      signal.throwIfAborted();
      await this.#save(part, bytes, this.#job.plan.parts ?? -1, signal);
    } finally {
      bulk?.giveBack(bytes);
    }
  }

  #note(): void {
    if (this.#noting === undefined) return;
    this.#noting.cancel();
    this.#noting = undefined;
    this.#job.note(this.#job.confirmed.bits);
  }

  async #save(filePart: number, bytes: Uint8Array, fileTotalParts: number, signal: AbortSignal): Promise<void> {
    const { client, clock, callOptions } = this.#context;
    const { fileId, plan } = this.#job;
    const options: CallOptions = { ...callOptions, kind: 'upload', signal, idempotent: true };
    for (let refusal = 1; ; refusal++) {
      const kept = plan.big
        ? await client.call({ _: 'upload.saveBigFilePart', fileId, filePart, fileTotalParts, bytes }, options)
        : await client.call({ _: 'upload.saveFilePart', fileId, filePart, bytes }, options);
      if (kept) return;
      // boolFalse is the same as 500: the server's trouble.
      if (refusal >= REFUSALS) throw new RpcError(500, 'FILE_PART_NOT_SAVED', 'upload.saveFilePart');
      await pause(clock, 1000 * 2 ** (refusal - 1), signal);
    }
  }
}
