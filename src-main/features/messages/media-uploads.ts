import type { tl } from '#tl';
import { drop } from '#shared/assert.ts';
import type { TopicEvent } from '#shared/ipc/contract.ts';
import type { Message, MessageId, PeerId, SendingState } from '#shared/model/index.ts';
import type { UploadedFile } from '../../files/index.ts';
import type { Changes, OutboxRow } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import { backoffMs } from '../journal/index.ts';
import { mediaParams, needsUpload } from './outbox-params.ts';
import type { MediaParams, OutgoingFile, UploadedMedia } from './outbox-params.ts';
import { isKeptAsIs, sentPath, uploadRequestMedia } from './outgoing-media.ts';
import { sendOutcome } from './send-outcome.ts';

/** Files that are uploaded at a time; their parts share one window anyway. */
const AT_ONCE = 4;
/** Progress is told at most this often. */
const TELL_MS = 100;
const CALL_TIMEOUT_MS = 60_000;

type Progress = TopicEvent<'messages.uploads'>[number];

interface Running {
  controller: AbortController;
  progress: Progress;
}

export interface MediaUploadsContext extends ChatContext {
  /** A file has arrived, or will not: the lane of its chat may go on. */
  kick(peerId: PeerId): void;
}

/**
 * Brings the files of the outbox to the server, before and beside the lanes of their chats: `messages.uploadMedia` turns what was
 * uploaded into a file of the server, which is noted in the row. Only then is there anything to send, with a call that can be repeated
 * (core.telegram.org/api/files, core.telegram.org/method/messages.uploadMedia).
 */
export class MediaUploads {
  readonly #context: MediaUploadsContext;
  readonly #running = new Map<MessageId, Running>();
  readonly #attempts = new Map<MessageId, number>();
  /** Every row with a file, as last seen: what becomes of the file is decided when the row has gone. */
  readonly #rows = new Map<MessageId, OutgoingFile>();
  readonly #listeners = new Set<(all: Progress[]) => void>();
  readonly #unsubscribe: () => void;
  #cancelWake: (() => void) | undefined;
  #telling: (() => void) | undefined;
  #started = false;
  #disposed = false;

  constructor(context: MediaUploadsContext) {
    this.#context = context;
    for (const row of context.store.outbox.all()) this.#note(row);
    this.#unsubscribe = context.store.onChange((changes) => this.#changed(changes));
  }

  /** Begins to work, and removes the files that an earlier run left. */
  start(): void {
    this.#started = true;
    const needed = new Set([...this.#rows.values()].map((file) => file.attachment));
    drop(this.#context.attachments.tidy(needed).catch(() => undefined));
    this.kick();
  }

  /** Looks whether something can be uploaded; the oldest goes first. */
  kick(): void {
    if (!this.#started || this.#disposed) return;
    this.#cancelWake?.();
    this.#cancelWake = undefined;
    const { clock, store } = this.#context;
    let wakeAt = Infinity;
    for (const row of store.outbox.all()) {
      if (!needsUpload(row) || (row.state !== 'queued' && row.state !== 'sending') || this.#running.has(row.localId)) continue;
      if (this.#running.size >= AT_ONCE) break;
      if (row.nextTryAt > clock.now()) wakeAt = Math.min(wakeAt, row.nextTryAt);
      else drop(this.#run(row));
    }
    if (wakeAt < Infinity) this.#cancelWake = clock.schedule(wakeAt - clock.now(), () => this.kick());
  }

  /** The server does not know the file of this row any more: it is uploaded again, under the same random id. */
  again(row: OutboxRow): void {
    const params = mediaParams(row);
    if (params === undefined) return;
    const { uploaded: _lost, ...fresh } = params;
    this.#context.store.outbox.update(row.localId, { params: fresh, nextTryAt: 0, sending: { state: 'pending' } });
    this.kick();
  }

  /** Follows how far everything has come; the present state comes at once. */
  follow(emit: (all: Progress[]) => void): () => void {
    this.#listeners.add(emit);
    emit(this.#progress());
    return () => this.#listeners.delete(emit);
  }

  dispose(): void {
    this.#disposed = true;
    this.#unsubscribe();
    this.#cancelWake?.();
    this.#telling?.();
    for (const { controller } of this.#running.values()) controller.abort(new DOMException('Petrel is closing', 'AbortError'));
    this.#listeners.clear();
  }

  async #run(row: OutboxRow): Promise<void> {
    const params = mediaParams(row);
    const peer = this.#context.store.peers.inputPeer(row.peerId);
    if (params === undefined) return;
    if (peer === undefined) return this.#fail(row.localId, 'This chat cannot be reached any more.', true);
    const { attachments, uploads } = this.#context;
    const { file } = params;
    const controller = new AbortController();
    const { signal } = controller;
    const progress: Progress = { peerId: row.peerId, id: row.localId, sent: 0, total: attachments.sizeOf(file.attachment) ?? 0 };
    this.#running.set(row.localId, { controller, progress });
    this.#tell();
    try {
      const uploaded = await uploads.send(
        {
          source: attachments.source(file.attachment),
          name: file.name,
          purpose: file.as === 'photo' ? 'smallForm' : 'document',
          onProgress: (confirmed) => {
            progress.sent = confirmed;
            this.#tell();
          },
          signal,
        },
        (sent) => this.#toMedia(peer, sent, file, signal),
      );
      if (!this.#disposed) this.#uploaded(row.localId, uploaded);
    } catch (error) {
      if (!this.#disposed && !signal.aborted) this.#failed(row.localId, error);
    } finally {
      this.#running.delete(row.localId);
      this.#tell();
    }
    if (this.#disposed) return;
    this.#context.kick(row.peerId);
    this.kick();
  }

  async #toMedia(peer: tl.InputPeer, sent: UploadedFile, file: OutgoingFile, signal: AbortSignal): Promise<UploadedMedia> {
    if (sent.kind === 'known') return noted('document', sent.document);
    const media = await this.#context.client.call(
      { _: 'messages.uploadMedia', peer, media: uploadRequestMedia(sent.file, file) },
      { idempotent: true, floodWaitLimitSeconds: 0, timeoutMs: CALL_TIMEOUT_MS, signal },
    );
    if (media._ === 'messageMediaPhoto' && media.photo?._ === 'photo') return noted('photo', media.photo);
    if (media._ === 'messageMediaDocument' && media.document?._ === 'document') return noted('document', media.document);
    throw new Error('an upload became neither a photo nor a document');
  }

  #uploaded(localId: MessageId, uploaded: UploadedMedia): void {
    const { outbox } = this.#context.store;
    const row = outbox.get(localId);
    const params = row === undefined ? undefined : mediaParams(row);
    this.#attempts.delete(localId);
    if (params !== undefined) outbox.update(localId, { params: { ...params, uploaded } satisfies MediaParams, nextTryAt: 0 });
  }

  #failed(localId: MessageId, error: unknown): void {
    const { clock, store, explain } = this.#context;
    const outcome = sendOutcome(error);
    const attempts = (this.#attempts.get(localId) ?? 0) + 1;
    this.#attempts.set(localId, attempts);
    const later = (nextTryAt: number, sending: SendingState): void => store.outbox.update(localId, { nextTryAt, sending });
    switch (outcome.kind) {
      case 'stopped':
        return;
      case 'wait': {
        const retryAt = clock.now() + outcome.seconds * 1000;
        return later(retryAt, { state: 'waiting', retryAt });
      }
      case 'retry':
      case 'settling':
      case 'fileLost':
        return later(clock.now() + backoffMs(attempts), { state: 'pending' });
      case 'failed':
        return this.#fail(localId, explain(error).message, outcome.canRetry);
    }
  }

  #fail(localId: MessageId, reason: string, canRetry: boolean): void {
    this.#attempts.delete(localId);
    this.#context.store.outbox.update(
      localId, { state: 'failed', nextTryAt: 0, sending: { state: 'failed', reason, canRetry } },
    );
  }

  #note(row: OutboxRow): void {
    const params = mediaParams(row);
    if (params !== undefined) this.#rows.set(row.localId, params.file);
  }

  /** Rows come and go: uploads of those that have gone end, and their files with them. */
  #changed(changes: Changes): void {
    const { outbox } = this.#context.store;
    for (const ids of changes.messages.values()) {
      for (const id of ids) {
        if (id > 0) continue;
        const row = outbox.get(id);
        if (row !== undefined && row.state !== 'cancelled') this.#note(row);
        else this.#gone(id, changes.sent.find((sent) => sent.localId === id));
      }
    }
  }

  #gone(localId: MessageId, sent: Changes['sent'][number] | undefined): void {
    const file = this.#rows.get(localId);
    if (file === undefined) return;
    this.#rows.delete(localId);
    this.#attempts.delete(localId);
    this.#running.get(localId)?.controller.abort(new DOMException('The message was taken back', 'AbortError'));
    const { attachments, store } = this.#context;
    const message: Message | undefined = sent === undefined ? undefined : store.messages.get(sent.peerId, sent.id);
    const path = message === undefined ? undefined : sentPath(message);
    if (message === undefined || path === undefined) attachments.remove(file.attachment);
    else {
      const isKept = isKeptAsIs(message, file, attachments.sizeOf(file.attachment));
      attachments.becomes(file.attachment, path, isKept ? file.mimeType : undefined);
    }
  }

  #progress(): Progress[] {
    return [...this.#running.values()].map(({ progress }) => ({ ...progress }));
  }

  #tell(): void {
    if (this.#disposed || this.#telling !== undefined) return;
    this.#telling = this.#context.clock.schedule(TELL_MS, () => {
      this.#telling = undefined;
      const all = this.#progress();
      for (const listener of this.#listeners) listener(all);
    });
  }
}

function noted(kind: UploadedMedia['kind'], file: { id: bigint; accessHash: bigint; fileReference: Uint8Array }): UploadedMedia {
  return {
    kind,
    id: file.id.toString(),
    accessHash: file.accessHash.toString(),
    reference: Buffer.from(file.fileReference).toString('base64'),
  };
}
