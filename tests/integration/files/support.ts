import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MediaPath } from '#shared/media-path.ts';
import { BulkThread, type BulkCipher } from '../../../src-main/crypto/index.ts';
import { defaultTransferLimits, FileManager, SpeedNotice, UploadManager } from '../../../src-main/files/index.ts';
import type { FileManagerOptions, TransferLimits } from '../../../src-main/files/index.ts';
import { createLog } from '../../../src-main/log/index.ts';
import { MtprotoClient, systemClock } from '../../../src-main/mtproto/index.ts';
import { openStore } from '../../../src-main/store/index.ts';
import type { Store } from '../../../src-main/store/index.ts';
import { startLocalDc } from '../../dc/index.ts';
import type { StoredDocument } from '../../dc/world/files.ts';
import { environmentOf, init } from '../mtproto/support.ts';

export type Dc = Awaited<ReturnType<typeof startLocalDc>>;

/**
 * Rejects after so many milliseconds: what is raced against it has to end before. A timer of the same thread is held up by a busy
 * machine as much as what it is raced against, so that it measures waiting and not the machine.
 */
export function lateAfter(ms: number): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error(`not within ${ms} ms`)), ms).unref();
  });
}

/** One for all: V8 bears ill that threads with WebAssembly come and go. */
const thread = new BulkThread();
/** Pieces of the thread's memory that were taken and not given back. */
export const memory = { out: 0 };
const bulk: BulkCipher = {
  take: (length) => {
    memory.out++;
    return thread.take(length);
  },
  owns: (bytes) => thread.owns(bytes),
  giveBack: (bytes) => {
    if (thread.owns(bytes)) memory.out--;
    thread.giveBack(bytes);
  },
  open: (...given) => thread.open(...given),
  seal: (...given) => thread.seal(...given),
  count: (...given) => thread.count(...given),
};

/** One signed-in account with its files, without the features above them. */
export class FilesBench {
  readonly dc: Dc;
  readonly folder: string;
  readonly store: Store;
  readonly client: MtprotoClient;
  readonly uploads: UploadManager;
  readonly files: FileManager;
  readonly slowed: string[] = [];
  diskFull = 0;
  refetches = 0;

  readonly phone: string;

  private constructor(dc: Dc, phone: string, folder: string, options: BenchOptions) {
    this.dc = dc;
    this.phone = phone;
    this.folder = folder;
    this.store = openStore({ path: join(folder, 'account.db'), key: new Uint8Array(32).fill(3) });
    this.client = new MtprotoClient({
      environment: { ...environmentOf(dc, 2), test: true },
      init,
      storage: this.store.mtproto,
      bulk,
    });
    this.client.start();
    const limits = (): TransferLimits => ({ ...defaultTransferLimits, webFileDcId: 2, ...options.limits });
    const log = createLog('off')('files');
    const notice = new SpeedNotice({ clock: systemClock, limits, onSpeedLimited: (direction) => this.slowed.push(direction) });
    this.uploads = new UploadManager({
      client: this.client,
      store: this.store,
      clock: systemClock,
      log,
      limits,
      onWait: notice.listener('upload'),
      bulk,
    });
    this.files = new FileManager({
      client: this.client,
      store: this.store,
      cacheDir: join(folder, 'media'),
      cacheLimit: 1e9,
      partTimeoutMs: 20_000,
      log,
      clock: systemClock,
      bulk,
      cacheAgeMs: 1e12,
      limits,
      onSpeedLimited: (direction) => this.slowed.push(direction),
      onDiskFull: () => void this.diskFull++,
      refetch: () => {
        this.refetches++;
        return Promise.resolve();
      },
      ...options.files,
    });
  }

  /** An account of the local DC; the world has its person already. */
  static async signedIn(dc: Dc, phone: string, options: BenchOptions = {}): Promise<FilesBench> {
    const bench = FilesBench.again(dc, phone, mkdtempSync(join(tmpdir(), 'petrel-files-')), options);
    const phoneNumber = `+${phone}`;
    const sent = await bench.client.call({
      _: 'auth.sendCode',
      phoneNumber,
      apiId: 1,
      apiHash: '0123456789abcdef0123456789abcdef',
      settings: { _: 'codeSettings' },
    });
    if (sent._ !== 'auth.sentCode') throw new Error('no code was sent');
    await bench.client.call({
      _: 'auth.signIn',
      phoneNumber,
      phoneCodeHash: sent.phoneCodeHash,
      phoneCode: phone.charAt(5).repeat(5),
    });
    bench.client.setAuthorized(true);
    return bench;
  }

  /** The same account after a restart. */
  static again(dc: Dc, phone: string, folder: string, options: BenchOptions = {}): FilesBench {
    return new FilesBench(dc, phone, folder, options);
  }

  /** Ends what runs; the folder stays. */
  async stop(): Promise<void> {
    await this.uploads.dispose();
    await this.files.dispose();
    await this.client.close();
    this.store.close();
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }

  /** Lets the account find a document in its saved messages; returns its media path. */
  async find(document: StoredDocument): Promise<MediaPath & { kind: 'document' }> {
    const self = this.dc.world.accountByPhone(this.phone).id;
    this.dc.world.sendMessage({ from: self, to: self as never, media: { kind: 'document', document } });
    const answer = await this.client.call({
      _: 'messages.getHistory',
      peer: { _: 'inputPeerSelf' },
      offsetId: 0,
      offsetDate: 0,
      addOffset: 0,
      limit: 1,
      maxId: 0,
      minId: 0,
      hash: 0n,
    });
    const [message] = answer._ === 'messages.messagesNotModified' ? [] : answer.messages;
    if (message?._ !== 'message' || message.media?._ !== 'messageMediaDocument' || message.media.document?._ !== 'document') {
      throw new Error('the document did not come');
    }
    const { id, accessHash, dcId, fileReference, size, mimeType, thumbs = [] } = message.media.document;
    this.store.files.put({
      kind: 'document',
      id,
      accessHash,
      dcId,
      reference: fileReference,
      byteSize: size,
      mimeType,
      fileName: 'film.mp4',
      sizes: thumbs.flatMap((thumb) => (thumb._ === 'photoSize' ? [{ type: thumb.type, byteSize: thumb.size }] : [])),
    });
    return { kind: 'document', id: String(id) };
  }

  /** Calls of one method that reached the local DC. */
  received(method: string): number {
    return this.dc.report.transcript((entry) => entry.method === method && entry.direction === 'in').length;
  }
}

export interface BenchOptions {
  limits?: Partial<TransferLimits>;
  files?: Partial<FileManagerOptions>;
}
