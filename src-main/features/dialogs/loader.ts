import type { tl } from '#tl';
import { drop } from '#shared/assert.ts';
import { bareId, peerIdKind } from '#shared/model/index.ts';
import type { DialogFolder, PeerId } from '#shared/model/index.ts';
import { mapPeerId, rowOps } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import { backoffMs, isEnding } from '../journal/index.ts';
import { Leftovers } from './leftovers.ts';

/** The first page is small, so that the list is there soon. */
const FIRST_PAGE = 20;
const PAGE = 100;
/** How often the pinned chats are asked for while their order changes. */
const PIN_ATTEMPTS = 3;

/** Where loading a list stands; kept on disk. Absent: never begun. */
interface Progress {
  complete: boolean;
  offset?: { date: number; id: number; peerId: PeerId };
}

const folderId = (folder: DialogFolder): number => (folder === 'archive' ? 1 : 0);
const metaKey = (folder: DialogFolder): string => `dialogs_loaded.${folder}`;

/**
 * Loads the chat lists page by page until they are complete (core.telegram.org/method/messages.getDialogs), resuming where an
 * earlier run stopped.
 */
export class DialogsLoader {
  readonly #context: ChatContext;
  readonly #running = new Map<DialogFolder, Promise<void>>();
  readonly #timers = new Set<() => void>();
  readonly #loaded: () => void;
  readonly #leftovers: Leftovers;
  /** Counts restarts: a page that was asked for before one does not say where loading stands after it. */
  #generation = 0;
  #failures = 0;
  #refresh: 'idle' | 'running' | 'again' = 'idle';
  #disposed = false;

  /** `loaded` is told when the state of a list changed, even if no row did. */
  constructor(context: ChatContext, loaded: () => void) {
    this.#context = context;
    this.#loaded = loaded;
    this.#leftovers = new Leftovers(context);
  }

  /** The first page of a list has come, in this run or an earlier one. */
  isBegun(folder: DialogFolder): boolean {
    return this.#progress(folder) !== undefined;
  }

  isComplete(folder: DialogFolder): boolean {
    return this.#progress(folder)?.complete === true;
  }

  /** Loads both lists to their ends. */
  start(): void {
    drop(this.#loadAll());
  }

  /**
   * Forgets what was loaded (updates were lost) and loads again; what is there stays visible. When all is loaded, chats that the
   * server no longer lists go.
   */
  restart(): void {
    const { store } = this.#context;
    this.#generation += 1;
    store.transaction(() => {
      this.#leftovers.begin();
      for (const folder of ['main', 'archive'] as const) {
        // A list that was there stays usable meanwhile: it only counts as incomplete.
        if (this.isBegun(folder)) store.meta.set(metaKey(folder), { complete: false } satisfies Progress);
      }
    });
    this.start();
  }

  /**
   * Reads the tops of the lists again, with what updates without a number may have told meanwhile: pins, marks, mutes, drafts and
   * who read what. Rows further down are asked for when somebody opens them.
   */
  refresh(): void {
    if (this.#refresh === 'idle') drop(this.#refreshTops());
    else this.#refresh = 'again';
  }

  /** Asks for the pinned chats of a list again. An order that was changed here meanwhile is not overwritten by an older one. */
  async refreshPinned(folder: DialogFolder): Promise<void> {
    const { client, store, updates } = this.#context;
    for (let attempt = 1; !this.#disposed; attempt += 1) {
      const asked = updates.dialogsMoment();
      const before = store.dialogs.pinned(folder);
      const answer = await client.call({ _: 'messages.getPinnedDialogs', folderId: folderId(folder) }, { timeoutMs: 60_000, chain: 'pins' });
      const isOvertaken = !sameOrder(before, store.dialogs.pinned(folder));
      this.#leftovers.listed((await updates.applyDialogs(answer, asked)).peerIds);
      if (this.#disposed || store.pendingOps.list(rowOps.pin).length > 0) return;
      if (isOvertaken && attempt < PIN_ATTEMPTS) continue;
      const order = answer.dialogs.flatMap((dialog) => (dialog._ === 'dialog' ? [mapPeerId(dialog.peer)] : []));
      store.dialogs.setPinnedOrder(folder, order);
      return;
    }
  }

  dispose(): void {
    this.#disposed = true;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  async #refreshTops(): Promise<void> {
    const { client, log, updates } = this.#context;
    do {
      this.#refresh = 'running';
      try {
        for (const folder of ['main', 'archive'] as const) {
          // A first page that is on its way may have been written before what was missed.
          if (!this.isBegun(folder)) await this.#running.get(folder);
          if (this.#disposed || !this.isBegun(folder)) continue;
          await this.refreshPinned(folder);
          const asked = updates.dialogsMoment();
          const answer = await client.call(
            {
              _: 'messages.getDialogs',
              excludePinned: true,
              folderId: folderId(folder),
              offsetDate: 0,
              offsetId: 0,
              offsetPeer: { _: 'inputPeerEmpty' },
              limit: PAGE,
              hash: 0n,
            },
            { timeoutMs: 60_000, priority: 'low' },
          );
          if (this.#disposed) return;
          if (answer._ !== 'messages.dialogsNotModified') await updates.applyDialogs(answer, asked);
        }
      } catch (error) {
        // The next connection brings the next attempt.
        if (this.#disposed || isEnding(error)) return;
        log.warn('Refreshing the chat list failed', { error: error instanceof Error ? error.message : 'unknown' });
      }
    } while (this.#isWantedAgain());
    this.#refresh = 'idle';
  }

  #isWantedAgain(): boolean {
    return this.#refresh === 'again' && !this.#disposed;
  }

  async #loadAll(): Promise<void> {
    try {
      await this.#load('main');
      await this.#load('archive');
      if (this.isComplete('main') && this.isComplete('archive')) await this.#leftovers.settle(() => this.#disposed);
      this.#failures = 0;
    } catch (error) {
      if (this.#disposed || isEnding(error)) return;
      this.#failures += 1;
      this.#context.log.warn('Loading the chat list failed', { error: error instanceof Error ? error.message : 'unknown' });
      const cancel = this.#context.clock.schedule(backoffMs(this.#failures), () => {
        this.#timers.delete(cancel);
        this.start();
      });
      this.#timers.add(cancel);
    }
  }

  #load(folder: DialogFolder): Promise<void> {
    const running = this.#running.get(folder) ?? this.#loadPages(folder).finally(() => this.#running.delete(folder));
    this.#running.set(folder, running);
    return running;
  }

  async #loadPages(folder: DialogFolder): Promise<void> {
    while (!this.#disposed && !this.isComplete(folder)) {
      const generation = this.#generation;
      if (this.#progress(folder)?.offset === undefined) await this.refreshPinned(folder);
      // Pages leave the pinned chats out: those have to be of this generation, too.
      if (generation !== this.#generation) continue;
      await this.#loadPage(folder);
      this.#loaded();
    }
  }

  async #loadPage(folder: DialogFolder): Promise<void> {
    const { client, store, updates } = this.#context;
    const before = this.#progress(folder)?.offset;
    const generation = this.#generation;
    const asked = updates.dialogsMoment();
    const answer = await client.call(
      {
        _: 'messages.getDialogs',
        excludePinned: true,
        folderId: folderId(folder),
        offsetDate: before?.date ?? 0,
        offsetId: before?.id ?? 0,
        offsetPeer: before === undefined ? { _: 'inputPeerEmpty' } : (
          store.peers.inputPeer(before.peerId) ?? inputGroup(before.peerId)
        ),
        limit: before === undefined ? FIRST_PAGE : PAGE,
        hash: 0n,
      },
      { timeoutMs: 60_000, priority: before === undefined ? 'high' : 'low' },
    );
    if (this.#disposed || generation !== this.#generation) return;
    if (answer._ === 'messages.dialogsNotModified') {
      this.#keep(folder, { complete: true });
      return;
    }
    const { peerIds } = await updates.applyDialogs(answer, asked);
    if (this.#disposed || generation !== this.#generation) return;
    this.#leftovers.listed(peerIds);
    const next = lastOffset(answer);
    const isProgress = next !== undefined && !(before?.id === next.id && before.peerId === next.peerId);
    const complete = answer._ === 'messages.dialogs' || answer.dialogs.length === 0 || !isProgress;
    this.#keep(folder, complete || next === undefined ? { complete: true } : { complete: false, offset: next });
  }

  #keep(folder: DialogFolder, progress: Progress): void {
    if (!this.#disposed) this.#context.store.meta.set(metaKey(folder), progress);
  }

  #progress(folder: DialogFolder): Progress | undefined {
    const value = this.#context.store.meta.get(metaKey(folder));
    return typeof value === 'object' && value !== null && 'complete' in value ? (value as Progress) : undefined;
  }
}

function sameOrder(a: readonly PeerId[], b: readonly PeerId[]): boolean {
  return a.length === b.length && a.every((peerId, index) => peerId === b[index]);
}

/** Date, id and chat of the last row that has a message: where the next page begins. */
function lastOffset(answer: tl.messages.dialogs | tl.messages.dialogsSlice): {
  date: number; id: number; peerId: PeerId,
} | undefined {
  const messages = new Map<string, tl.Message>();
  for (const message of answer.messages) if (message.peerId !== undefined) messages.set(
    `${mapPeerId(message.peerId)} ${message.id}`, message,
  );
  for (const dialog of answer.dialogs.toReversed()) {
    if (dialog._ !== 'dialog') continue;
    const peerId = mapPeerId(dialog.peer);
    const top = messages.get(`${peerId} ${dialog.topMessage}`);
    if (top !== undefined && top._ !== 'messageEmpty') return { date: top.date, id: top.id, peerId };
  }
  return undefined;
}

function inputGroup(peerId: PeerId): tl.InputPeer {
  return peerIdKind(peerId) === 'group' ? { _: 'inputPeerChat', chatId: bareId(peerId) } : { _: 'inputPeerEmpty' };
}
