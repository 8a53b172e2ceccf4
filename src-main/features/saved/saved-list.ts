import type { tl } from '#tl';
import { messageId } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';
import { mapMessage, mapPeerId, messageKey, savedPinOp } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import { savedSource } from '../messages/index.ts';

/** Sources of one request. */
const PAGE = 50;

type Answer = Exclude<tl.messages.SavedDialogs, tl.messages.savedDialogsNotModified>;

interface Offset {
  date: number;
  id: number;
  peerId: PeerId;
}

/** What is known of the list of sources, and how far it was read (core.telegram.org/method/messages.getSavedDialogs). */
export class SavedList {
  readonly #context: ChatContext;
  readonly #changed: () => void;
  #next: Offset | undefined;
  #state: 'unread' | 'partly' | 'whole' = 'unread';
  #running: Promise<void> | undefined;
  #generation = 0;

  /** `changed` hears of how far it was read; what it holds is told by the store. */
  constructor(context: ChatContext, changed: () => void) {
    this.#context = context;
    this.#changed = changed;
  }

  /** Rows above this are known to be all that there are; undefined when the whole list is known. */
  get isWhole(): boolean {
    return this.#state === 'whole';
  }

  get isLoading(): boolean {
    return this.#running !== undefined;
  }

  get wasRead(): boolean {
    return this.#state !== 'unread';
  }

  /** What was read may be out of date: the next wish begins again. */
  restart(): void {
    this.#generation += 1;
    this.#state = 'unread';
    this.#next = undefined;
    this.#changed();
  }

  /** Reads the next page. Rejects with the error of the call. */
  more(): Promise<void> {
    if (this.#state === 'whole') return Promise.resolve();
    this.#running ??= this.#load().finally(() => {
      this.#running = undefined;
      this.#changed();
    });
    return this.#running;
  }

  async refreshPins(): Promise<void> {
    const { store, client } = this.#context;
    const answer = await client.call({ _: 'messages.getPinnedSavedDialogs' }, { timeoutMs: 20_000, priority: 'low' });
    if (answer._ === 'messages.savedDialogsNotModified' || store.pendingOps.list(savedPinOp).length > 0) return;
    store.transaction(() => {
      this.#take(answer);
      store.saved.setPinned(peersOf(answer));
    });
  }

  /** One source lost its newest message: what is left of it, only the server knows. */
  async refreshSource(peerId: PeerId): Promise<void> {
    const { store, client } = this.#context;
    const peer = savedSource(store.peers, { kind: 'saved', peerId });
    if (peer === undefined) return store.saved.setOutdated(peerId, false);
    const answer = await client.call({ _: 'messages.getSavedDialogsByID', ids: [peer] }, { timeoutMs: 20_000, priority: 'low' });
    if (answer._ === 'messages.savedDialogsNotModified') return;
    store.transaction(() => {
      store.saved.setOutdated(peerId, false);
      this.#take(answer);
      if (!peersOf(answer).includes(peerId)) store.saved.delete(peerId);
    });
  }

  async #load(): Promise<void> {
    const { client, store } = this.#context;
    const generation = this.#generation;
    const offset = this.#next;
    const offsetPeer = offset === undefined ? undefined : savedSource(store.peers, { kind: 'saved', peerId: offset.peerId });
    if (offset === undefined) await this.refreshPins();
    const answer = await client.call(
      {
        _: 'messages.getSavedDialogs',
        excludePinned: true,
        offsetDate: offset?.date ?? 0,
        offsetId: offset?.id ?? 0,
        offsetPeer: offsetPeer ?? { _: 'inputPeerEmpty' },
        limit: PAGE,
        hash: 0n,
      },
      { timeoutMs: 20_000, priority: 'high' },
    );
    if (answer._ === 'messages.savedDialogsNotModified' || generation !== this.#generation) return;
    store.transaction(() => {
      if (offset === undefined && answer._ === 'messages.savedDialogs') this.#dropAbsent(answer);
      this.#take(answer);
    });
    const last = answer.dialogs.at(-1);
    const top = last === undefined ? undefined : answer.messages.find((message) => messageKey(message).id === last.topMessage);
    const isEnd = answer._ === 'messages.savedDialogs' || last === undefined || top === undefined || top._ === 'messageEmpty';
    this.#state = isEnd ? 'whole' : 'partly';
    this.#next = isEnd ? undefined : { date: top.date, id: last.topMessage, peerId: mapPeerId(last.peer) };
  }

  #take(answer: Answer): void {
    const { store } = this.#context;
    store.peers.apply(answer.users, answer.chats);
    const context = store.mapContext();
    const ceiling = store.ranges.live(context.selfId ?? (0 as PeerId))?.hi ?? Infinity;
    const deleted = context.selfId === undefined ? new Set<number>() : store.pendingOps.deletes(context.selfId);
    const dates = new Map<number, number>();
    for (const message of answer.messages) {
      const mapped = mapMessage(message, context);
      if (mapped === undefined || deleted.has(mapped.message.id)) continue;
      // What is newer than updates have brought comes with them.
      if (mapped.message.id <= ceiling) store.messages.put(mapped);
      dates.set(mapped.message.id, mapped.message.date);
    }
    for (const dialog of answer.dialogs) {
      const date = dates.get(dialog.topMessage);
      const peerId = mapPeerId(dialog.peer);
      const known = store.saved.get(peerId);
      if (date === undefined || (known !== undefined && known.topMessageId > dialog.topMessage && store.messages.has(context.selfId ?? peerId, known.topMessageId))) continue;
      store.saved.setTop(peerId, messageId(dialog.topMessage), date);
    }
  }

  /** The answer is all that there is besides the pinned ones: what else is known was deleted elsewhere. */
  #dropAbsent(answer: Answer): void {
    const { store } = this.#context;
    const there = new Set(peersOf(answer));
    const newest = Math.max(0, ...answer.dialogs.map((dialog) => dialog.topMessage));
    for (const { peerId, pinned, topMessageId } of store.saved.list()) {
      if (pinned === undefined && topMessageId <= newest && !there.has(peerId)) store.saved.delete(peerId);
    }
  }
}

const peersOf = (answer: Answer): PeerId[] => answer.dialogs.map((dialog) => mapPeerId(dialog.peer));
