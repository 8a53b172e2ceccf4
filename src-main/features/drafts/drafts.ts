import { drop } from '#shared/assert.ts';
import type { Draft, FormattedText, MessageId, PeerId } from '#shared/model/index.ts';
import { RpcError } from '../../mtproto/index.ts';
import { StoreError } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import { backoffMs, isEnding, isTransient } from '../journal/index.ts';
import { inputEntities } from '../text/input-entities.ts';
import { sameValue } from '../window/same-value.ts';

/** A draft goes to the cloud when nothing was typed for this long (spec 80 D5). */
const IDLE_MS = 14_000;
/** Least distance of two saves of one chat. */
const SPACING_MS = 1_000;
/** The server's echo of our own save or send does not count as news for this long, seconds. */
const ECHO_SECONDS = 2;

interface Pace {
  cancel: (() => void) | undefined;
  /** The call that is under way. */
  running: Promise<void> | undefined;
  attempts: number;
  /** Unix ms of the end of the last save. */
  savedAt: number;
}

/**
 * Drafts (core.telegram.org/api/drafts): on disk at once, in the cloud after a pause, when the chat is left, and at the end.
 * What is typed here is never replaced by what comes from elsewhere while the server does not have it.
 */
export class Drafts {
  readonly #context: ChatContext;
  readonly #paces = new Map<PeerId, Pace>();
  /** Server time, unix seconds, up to which news of a chat's draft are echoes of our own. */
  readonly #echoUntil = new Map<PeerId, number>();
  /** Chats whose draft is about to be asked for, with how to give that up. */
  readonly #asking = new Map<PeerId, () => void>();
  /** What the disk had no room for. */
  readonly #unwritten = new Map<PeerId, { content: FormattedText; replyToId: MessageId | undefined; draft: Draft | undefined }>();
  #started = false;
  #disposed = false;

  constructor(context: ChatContext) {
    this.#context = context;
  }

  /** Tells the cloud what an earlier run left, once the first difference was applied. */
  start(): void {
    this.#started = true;
    for (const record of this.#context.store.drafts.unsynced()) this.#save(record.peerId);
    drop(this.#fetchAll());
  }

  /** Keeps what is in a chat's composer; an empty text without a reply removes the draft. */
  save(peerId: PeerId, content: FormattedText, replyToId?: MessageId): void {
    const { store, client } = this.#context;
    const date = Math.floor(client.serverTime());
    const isEmpty = content.text === '' && replyToId === undefined;
    const draft: Draft | undefined = isEmpty
      ? undefined
      : { text: content.text, entities: content.entities, ...(replyToId === undefined ? {} : { replyToId }), date };
    this.#unwritten.delete(peerId);
    if (sameContent(store.drafts.get(peerId), draft)) return;
    try {
      store.transaction(() => store.drafts.saveLocal(peerId, draft, date));
    } catch (error) {
      // No room on the disk: it stays in memory and is written when there is.
      if (!(error instanceof StoreError) || error.kind === 'corrupt') throw error;
      this.#unwritten.set(peerId, { content, replyToId, draft });
      return;
    }
    for (const other of this.#paces.keys()) if (other !== peerId) this.#saveWaiting(other);
    this.#schedule(peerId, IDLE_MS);
  }

  /** The draft of a chat, also one that the disk has no room for. */
  get(peerId: PeerId): Draft | undefined {
    const unwritten = this.#unwritten.get(peerId);
    return unwritten === undefined ? this.#context.store.drafts.get(peerId) : unwritten.draft;
  }

  /** The disk takes what it is given again. */
  storageRecovered(): void {
    for (const [peerId, { content, replyToId }] of [...this.#unwritten]) this.save(peerId, content, replyToId);
  }

  /**
   * What was in the composer is being sent: ends the draft, inside the present transaction. The send itself clears it on the
   * server. Returns whether there was a draft.
   */
  sent(peerId: PeerId): boolean {
    const { store, client } = this.#context;
    const record = store.drafts.record(peerId);
    const pace = this.#paces.get(peerId);
    this.#unwritten.delete(peerId);
    pace?.cancel?.();
    if (pace !== undefined) pace.cancel = undefined;
    if (record === undefined || (record.draft === undefined && record.localRev === record.syncedRev)) return false;
    const now = Math.floor(client.serverTime());
    const rev = store.drafts.saveLocal(peerId, undefined, now);
    store.drafts.markSynced(peerId, rev);
    this.#echoUntil.set(peerId, now + ECHO_SECONDS);
    return true;
  }

  /** Whether a draft of the server dated `date` may replace what is here: not while it is about to learn of a newer one. */
  acceptsRemote(peerId: PeerId, date: number): boolean {
    const record = this.#context.store.drafts.record(peerId);
    if (this.#unwritten.has(peerId) || (record !== undefined && record.localRev > record.syncedRev)) return false;
    if (this.#paces.get(peerId)?.running !== undefined) return false;
    const until = this.#echoUntil.get(peerId) ?? 0;
    const isEcho = date !== 0 && date <= until && this.#context.client.serverTime() <= until;
    if (isEcho) this.#askLater(peerId);
    return !isEcho;
  }

  /** What looks like an echo may have been written elsewhere at the same moment: once no echo can come, the server is asked. */
  #askLater(peerId: PeerId): void {
    if (this.#asking.has(peerId)) return;
    const cancel = this.#context.clock.schedule((ECHO_SECONDS + 1) * 1000, () => {
      this.#asking.delete(peerId);
      this.#context.updates.repairDialogs([peerId]);
    });
    this.#asking.set(peerId, cancel);
  }

  /**
   * Saves everything that waits: the window lost focus, the chat was left, or the program ends. Resolves when the cloud has
   * answered.
   */
  async flush(): Promise<void> {
    for (const peerId of this.#paces.keys()) this.#saveWaiting(peerId);
    await Promise.all([...this.#paces.values()].map((pace) => pace.running));
  }

  /** The connection is back. */
  retryNow(): void {
    if (!this.#started) return;
    for (const record of this.#context.store.drafts.unsynced()) this.#saveWaiting(record.peerId);
  }

  dispose(): void {
    this.#disposed = true;
    for (const pace of this.#paces.values()) pace.cancel?.();
    this.#paces.clear();
    for (const cancel of this.#asking.values()) cancel();
    this.#asking.clear();
  }

  #pace(peerId: PeerId): Pace {
    const pace = this.#paces.get(peerId) ?? { cancel: undefined, running: undefined, attempts: 0, savedAt: 0 };
    this.#paces.set(peerId, pace);
    return pace;
  }

  #schedule(peerId: PeerId, delayMs: number): void {
    const pace = this.#pace(peerId);
    pace.cancel?.();
    pace.cancel = this.#context.clock.schedule(delayMs, () => {
      pace.cancel = undefined;
      this.#save(peerId);
    });
  }

  #saveWaiting(peerId: PeerId): void {
    const pace = this.#pace(peerId);
    if (pace.cancel === undefined) return;
    pace.cancel();
    pace.cancel = undefined;
    this.#save(peerId);
  }

  #save(peerId: PeerId): void {
    const pace = this.#pace(peerId);
    if (!this.#started || this.#disposed || pace.running !== undefined) return;
    const wait = pace.savedAt + SPACING_MS - this.#context.clock.now();
    if (wait > 0) this.#schedule(peerId, wait);
    else {
      pace.running = this.#saveNow(peerId, pace).finally(() => {
        pace.running = undefined;
        pace.savedAt = this.#context.clock.now();
        this.#followUp(peerId, pace);
      });
    }
  }

  async #saveNow(peerId: PeerId, pace: Pace): Promise<void> {
    const { store, client } = this.#context;
    const record = store.drafts.record(peerId);
    const peer = store.peers.inputPeer(peerId);
    if (record === undefined || peer === undefined || record.localRev === record.syncedRev) return;
    const { draft, localRev } = record;
    const replyToId = draft?.replyToId;
    const entities = inputEntities(draft?.entities ?? [], (id) => store.peers.inputUser(id));
    try {
      await client.call(
        {
          _: 'messages.saveDraft',
          peer,
          message: draft?.text ?? '',
          ...(entities.length === 0 ? {} : { entities }),
          ...(replyToId === undefined || replyToId < 0 ? {} : { replyTo: { _: 'inputReplyToMessage', replyToMsgId: replyToId } }),
        },
        { chain: `draft ${peerId}`, idempotent: true, timeoutMs: 30_000, priority: 'low' },
      );
      this.#synced(peerId, localRev);
      pace.attempts = 0;
    } catch (error) {
      if (this.#disposed || isEnding(error)) return;
      if (isTransient(error)) {
        pace.attempts += 1;
        this.#schedule(peerId, backoffMs(pace.attempts));
      } else if (error instanceof RpcError) {
        // The cloud does not take it (writing is not allowed here): it stays on this machine.
        this.#synced(peerId, localRev);
      }
    }
  }

  /** Something was typed while the last save was under way. */
  #followUp(peerId: PeerId, pace: Pace): void {
    if (this.#disposed || pace.cancel !== undefined) return;
    const record = this.#context.store.drafts.record(peerId);
    if (record !== undefined && record.localRev > record.syncedRev) this.#schedule(peerId, IDLE_MS);
  }

  #synced(peerId: PeerId, rev: number): void {
    if (this.#disposed) return;
    this.#context.store.drafts.markSynced(peerId, rev);
    this.#echoUntil.set(peerId, Math.floor(this.#context.client.serverTime()) + ECHO_SECONDS);
  }

  /** Drafts are not part of a difference: what changed while this machine was away is asked for. */
  async #fetchAll(): Promise<void> {
    try {
      const answer = await this.#context.client.call({ _: 'messages.getAllDrafts' }, { timeoutMs: 30_000, priority: 'low' });
      if (!this.#disposed) this.#context.updates.feed(answer);
    } catch (error) {
      this.#context.log.debug('Drafts could not be fetched', { error: error instanceof Error ? error.name : 'unknown' });
    }
  }
}

function sameContent(a: Draft | undefined, b: Draft | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.text === b.text && a.replyToId === b.replyToId && sameValue(a.entities, b.entities);
}
