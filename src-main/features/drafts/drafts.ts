import { drop } from '#shared/assert.ts';
import type { Draft, FormattedText, MessageId, PeerId, PreviewChoice, ReplyDetails } from '#shared/model/index.ts';
import { RpcError } from '../../mtproto/index.ts';
import { StoreError } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import { backoffMs, isEnding, isTransient } from '../journal/index.ts';
import { inputEntities } from '../text/input-entities.ts';
import { hasPreviewWish, inputWebPage } from '../text/input-preview.ts';
import { inputReply } from '../text/input-reply.ts';
import { sameValue } from '../window/same-value.ts';

/** A draft goes to the cloud when nothing was typed for this long (spec 80 D5). */
const IDLE_MS = 14_000;
/** Least distance of two saves of one place. */
const SPACING_MS = 1_000;
/** The server's echo of our own save or send does not count as news for this long, seconds. */
const ECHO_SECONDS = 2;

/** Where something is written: a chat, or one of its threads. */
export interface DraftPlace {
  peerId: PeerId;
  threadId?: MessageId | undefined;
}

/** What stands in a composer. */
interface Written {
  content: FormattedText;
  replyToId: MessageId | undefined;
  preview: PreviewChoice | undefined;
  reply: ReplyDetails;
}

interface Pace {
  place: DraftPlace;
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
  /** These maps are by the key of a place. */
  readonly #paces = new Map<string, Pace>();
  /** Server time, unix seconds, up to which news of a draft are echoes of our own. */
  readonly #echoUntil = new Map<string, number>();
  /** Places whose draft is about to be asked for, with how to give that up. */
  readonly #asking = new Map<string, () => void>();
  /** What the disk had no room for. */
  readonly #unwritten = new Map<string, Written & { place: DraftPlace; draft: Draft | undefined }>();
  #started = false;
  #disposed = false;

  constructor(context: ChatContext) {
    this.#context = context;
  }

  /** Tells the cloud what an earlier run left, once the first difference was applied. */
  start(): void {
    this.#started = true;
    for (const record of this.#context.store.drafts.unsynced()) this.#save(record);
    drop(this.#fetchAll());
  }

  /** Keeps what is in a chat's composer; an empty text without a reply removes the draft. */
  save(place: DraftPlace, content: FormattedText, replyToId?: MessageId, wished?: PreviewChoice, reply: ReplyDetails = {}): void {
    const { store, client } = this.#context;
    const { peerId, threadId } = place;
    const key = keyOf(place);
    const date = Math.floor(client.serverTime());
    const preview = hasPreviewWish(wished) ? wished : undefined;
    const isEmpty = content.text === '' && replyToId === undefined;
    const draft: Draft | undefined = isEmpty
      ? undefined
      : {
          text: content.text,
          entities: content.entities,
          ...(replyToId === undefined ? {} : { replyToId }),
          ...(replyToId === undefined || Object.keys(reply).length === 0 ? {} : { reply }),
          ...(preview === undefined ? {} : { preview }),
          date,
        };
    this.#unwritten.delete(key);
    if (sameContent(store.drafts.get(peerId, threadId), draft)) return;
    try {
      store.transaction(() => store.drafts.saveLocal(peerId, draft, date, threadId));
    } catch (error) {
      // No room on the disk: it stays in memory and is written when there is.
      if (!(error instanceof StoreError) || error.kind === 'corrupt') throw error;
      this.#unwritten.set(key, { place, content, replyToId, preview, reply, draft });
      return;
    }
    for (const other of this.#paces.values()) if (keyOf(other.place) !== key) this.#saveWaiting(other.place);
    this.#schedule(place, IDLE_MS);
  }

  /** The draft of a chat, also one that the disk has no room for. */
  get(place: DraftPlace): Draft | undefined {
    const unwritten = this.#unwritten.get(keyOf(place));
    return unwritten === undefined ? this.#context.store.drafts.get(place.peerId, place.threadId) : unwritten.draft;
  }

  /** The disk takes what it is given again. */
  storageRecovered(): void {
    for (const { place, content, replyToId, preview, reply } of [...this.#unwritten.values()]) this.save(place, content, replyToId, preview, reply);
  }

  /**
   * What was in the composer is being sent: ends the draft, inside the present transaction. The send itself clears it on the
   * server. Returns whether there was a draft.
   */
  sent(place: DraftPlace): boolean {
    const { store, client } = this.#context;
    const { peerId, threadId } = place;
    const key = keyOf(place);
    const record = store.drafts.record(peerId, threadId);
    const pace = this.#paces.get(key);
    this.#unwritten.delete(key);
    pace?.cancel?.();
    if (pace !== undefined) pace.cancel = undefined;
    if (record === undefined || (record.draft === undefined && record.localRev === record.syncedRev)) return false;
    const now = Math.floor(client.serverTime());
    const rev = store.drafts.saveLocal(peerId, undefined, now, threadId);
    store.drafts.markSynced(peerId, rev, threadId);
    this.#echoUntil.set(key, now + ECHO_SECONDS);
    return true;
  }

  /** Whether a draft of the server dated `date` may replace what is here: not while it is about to learn of a newer one. */
  acceptsRemote(place: DraftPlace, date: number): boolean {
    const key = keyOf(place);
    const record = this.#context.store.drafts.record(place.peerId, place.threadId);
    if (this.#unwritten.has(key) || (record !== undefined && record.localRev > record.syncedRev)) return false;
    if (this.#paces.get(key)?.running !== undefined) return false;
    const until = this.#echoUntil.get(key) ?? 0;
    const isEcho = date !== 0 && date <= until && this.#context.client.serverTime() <= until;
    if (isEcho) this.#askLater(place);
    return !isEcho;
  }

  /** What looks like an echo may have been written elsewhere at the same moment: once no echo can come, the server is asked. */
  #askLater(place: DraftPlace): void {
    const key = keyOf(place);
    if (this.#asking.has(key)) return;
    const cancel = this.#context.clock.schedule((ECHO_SECONDS + 1) * 1000, () => {
      this.#asking.delete(key);
      // The row of a chat brings its draft, nothing brings that of a single thread.
      if (place.threadId === undefined) this.#context.updates.repairDialogs([place.peerId]);
      else drop(this.#fetchAll());
    });
    this.#asking.set(key, cancel);
  }

  /**
   * Saves everything that waits: the window lost focus, the chat was left, or the program ends. Resolves when the cloud has
   * answered.
   */
  async flush(): Promise<void> {
    for (const { place } of this.#paces.values()) this.#saveWaiting(place);
    await Promise.all([...this.#paces.values()].map((pace) => pace.running));
  }

  /** The connection is back. */
  retryNow(): void {
    if (!this.#started) return;
    for (const record of this.#context.store.drafts.unsynced()) this.#saveWaiting(record);
  }

  dispose(): void {
    this.#disposed = true;
    for (const pace of this.#paces.values()) pace.cancel?.();
    this.#paces.clear();
    for (const cancel of this.#asking.values()) cancel();
    this.#asking.clear();
  }

  #pace(place: DraftPlace): Pace {
    const pace = this.#paces.get(keyOf(place)) ?? { place, cancel: undefined, running: undefined, attempts: 0, savedAt: 0 };
    this.#paces.set(keyOf(place), pace);
    return pace;
  }

  #schedule(place: DraftPlace, delayMs: number): void {
    const pace = this.#pace(place);
    pace.cancel?.();
    pace.cancel = this.#context.clock.schedule(delayMs, () => {
      pace.cancel = undefined;
      this.#save(place);
    });
  }

  #saveWaiting(place: DraftPlace): void {
    const pace = this.#pace(place);
    if (pace.cancel === undefined) return;
    pace.cancel();
    pace.cancel = undefined;
    this.#save(place);
  }

  #save(place: DraftPlace): void {
    const pace = this.#pace(place);
    if (!this.#started || this.#disposed || pace.running !== undefined) return;
    const wait = pace.savedAt + SPACING_MS - this.#context.clock.now();
    if (wait > 0) this.#schedule(place, wait);
    else {
      pace.running = this.#saveNow(pace).finally(() => {
        pace.running = undefined;
        pace.savedAt = this.#context.clock.now();
        this.#followUp(pace);
      });
    }
  }

  async #saveNow(pace: Pace): Promise<void> {
    const { store, client } = this.#context;
    const { peerId, threadId } = pace.place;
    const record = store.drafts.record(peerId, threadId);
    const peer = store.peers.inputPeer(peerId);
    if (record === undefined || peer === undefined || record.localRev === record.syncedRev) return;
    const { draft, localRev } = record;
    const replyToMsgId = Math.max(0, draft?.replyToId ?? 0);
    const entities = inputEntities(draft?.entities ?? [], (id) => store.peers.inputUser(id));
    const media = inputWebPage(draft?.preview);
    try {
      await client.call(
        {
          _: 'messages.saveDraft',
          peer,
          message: draft?.text ?? '',
          ...(entities.length === 0 ? {} : { entities }),
          ...(draft?.preview?.off === true ? { noWebpage: true } : {}),
          ...(draft?.preview?.above === true ? { invertMedia: true } : {}),
          ...(media === undefined ? {} : { media }),
          // Id 0 only names the thread (core.telegram.org/api/drafts).
          ...(replyToMsgId === 0 && threadId === undefined ? {} : { replyTo: inputReply({ replyToMsgId, threadId, reply: draft?.reply }, store.peers) }),
        },
        { chain: `draft ${keyOf(pace.place)}`, idempotent: true, timeoutMs: 30_000, priority: 'low' },
      );
      this.#synced(pace.place, localRev);
      pace.attempts = 0;
    } catch (error) {
      if (this.#disposed || isEnding(error)) return;
      if (isTransient(error)) {
        pace.attempts += 1;
        this.#schedule(pace.place, backoffMs(pace.attempts));
      } else if (error instanceof RpcError) {
        // The cloud does not take it (writing is not allowed here): it stays on this machine.
        this.#synced(pace.place, localRev);
      }
    }
  }

  /** Something was typed while the last save was under way. */
  #followUp({ place, cancel }: Pace): void {
    if (this.#disposed || cancel !== undefined) return;
    const record = this.#context.store.drafts.record(place.peerId, place.threadId);
    if (record !== undefined && record.localRev > record.syncedRev) this.#schedule(place, IDLE_MS);
  }

  #synced(place: DraftPlace, rev: number): void {
    if (this.#disposed) return;
    this.#context.store.drafts.markSynced(place.peerId, rev, place.threadId);
    this.#echoUntil.set(keyOf(place), Math.floor(this.#context.client.serverTime()) + ECHO_SECONDS);
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

const keyOf = ({ peerId, threadId }: DraftPlace): string => `${peerId} ${threadId ?? 0}`;

function sameContent(a: Draft | undefined, b: Draft | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.text === b.text && a.replyToId === b.replyToId && sameValue(a.reply, b.reply) && sameValue(a.entities, b.entities) && sameValue(a.preview, b.preview);
}
