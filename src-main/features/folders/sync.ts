import type { tl } from '#tl';
import { drop } from '#shared/assert.ts';
import { ALL_CHATS, folderId } from '#shared/model/index.ts';
import type { ChatFolder, FolderId } from '#shared/model/index.ts';
import { peerIdOfInput } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import { backoffMs, isEnding } from '../journal/index.ts';
import { mergeFolder } from './merge.ts';
import { folderOps } from './ops.ts';
import { folderFromWire, peersOfFilter } from './wire.ts';

/** Folders are asked for this often, whatever updates say. */
const PERIOD_MS = 86_400_000;
const FETCHED_AT = 'folders.fetchedAt';
/** Peers of one call of a getter. */
const BATCH = 100;

/**
 * Keeps the folders as the server has them (core.telegram.org/method/messages.getDialogFilters), joined with what was changed here
 * and is not told yet: a change elsewhere is merged into it, a deletion and an order from elsewhere win.
 */
export class FolderSync {
  readonly #context: ChatContext;
  readonly #stop: () => void;
  /** Counts what may have made an answer that is on its way old. */
  #moves = 0;
  /** Changes elsewhere may have gone unheard: no difference brings them. */
  #mayHaveMissed = true;
  #running: Promise<void> | undefined;
  #again = false;
  #failures = 0;
  #cancel: (() => void) | undefined;
  #started = false;
  #disposed = false;

  constructor(context: ChatContext) {
    this.#context = context;
    this.#stop = context.updates.onEvent((event) => {
      if (event.kind === 'other') this.#hear(event.update);
      if (event.kind === 'unnumberedMissed' || event.kind === 'dialogsOutdated') this.request();
    });
  }

  /** The folders have been asked for at least once. */
  get isLoaded(): boolean {
    return typeof this.#context.store.meta.get(FETCHED_AT) === 'number';
  }

  start(): void {
    this.#started = true;
    this.request();
  }

  /** Asks for the folders soon. */
  request(): void {
    if (!this.#started || this.#disposed) return;
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#running !== undefined) this.#again = true;
    else drop(this.fetch().catch(() => undefined));
  }

  /** The connection broke, or is back: what happened between is told by nobody. */
  unheard(): void {
    this.#mayHaveMissed = true;
  }

  /** Before something is changed on the server: resolves when what others have changed is known here. */
  async catchUp(): Promise<void> {
    if (this.#mayHaveMissed) await this.fetch();
  }

  /** Something newer is known: what was asked for, or told, before says nothing new. */
  moved(): void {
    this.#moves += 1;
  }

  /** Resolves when the folders have been asked for; rejects when that is not possible. */
  fetch(): Promise<void> {
    this.#running ??= this.#fetch().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  dispose(): void {
    this.#disposed = true;
    this.#cancel?.();
    this.#stop();
  }

  async #fetch(): Promise<void> {
    const { client, clock, store } = this.#context;
    let delay = PERIOD_MS;
    try {
      for (let isCurrent = false; !isCurrent && !this.#disposed; ) {
        this.#again = false;
        this.#mayHaveMissed = false;
        const moves = this.#moves;
        const answer = await client.call({ _: 'messages.getDialogFilters' }, { timeoutMs: 30_000, priority: 'low' });
        if (this.#disposed) return;
        await this.#learnPeers(answer.filters);
        if (this.#disposed) return;
        isCurrent = moves === this.#moves && !this.#again;
        if (!isCurrent) continue;
        this.#applyAll(answer);
        // A single folder that is on its way into the store was told before this.
        this.moved();
      }
      store.meta.set(FETCHED_AT, clock.now());
      this.#failures = 0;
    } catch (error) {
      if (this.#disposed || isEnding(error)) return;
      this.#failures += 1;
      this.#mayHaveMissed = true;
      delay = backoffMs(this.#failures);
      throw error;
    } finally {
      if (!this.#disposed && this.#started) this.#cancel = clock.schedule(delay, () => this.request());
    }
  }

  #applyAll(answer: tl.messages.dialogFilters): void {
    const { store } = this.#context;
    store.transaction(() => {
      const order: FolderId[] = [];
      for (const filter of answer.filters) {
        if (filter._ === 'dialogFilterDefault') order.push(ALL_CHATS);
        else order.push(this.#applyOne(folderFromWire(filter, store.meta.selfId())));
      }
      for (const id of store.folders.ids()) {
        if (!order.includes(id) && store.folders.state(id)?.server !== undefined) this.#forget(id);
      }
      if (!order.includes(ALL_CHATS)) order.unshift(ALL_CHATS);
      if (store.pendingOps.list(folderOps.order).length === 0) store.folders.setOrder(order);
      if (store.pendingOps.list(folderOps.tags).length === 0) store.folders.setTags(answer.tagsEnabled === true);
    });
  }

  #applyOne(server: ChatFolder): FolderId {
    const { folders } = this.#context.store;
    const state = folders.state(server.id);
    const wish = state?.wish;
    const isMerged = wish !== undefined && wish !== null && state?.server !== undefined;
    folders.put(server.id, { server, wish: isMerged ? mergeFolder(state.server as ChatFolder, server, wish) : wish });
    return server.id;
  }

  /** It was deleted elsewhere: what was changed here has nothing left to change. */
  #forget(id: FolderId): void {
    const { folders, pendingOps } = this.#context.store;
    folders.put(id, { server: undefined, wish: undefined });
    const op = pendingOps.find(folderOps.folder, String(id));
    if (op !== undefined) pendingOps.delete(op.id);
  }

  #hear(update: tl.Update): void {
    const { store } = this.#context;
    switch (update._) {
      case 'updateDialogFilters':
        this.moved();
        this.request();
        break;
      case 'updateDialogFilterOrder':
        this.moved();
        store.transaction(() => {
          // An order from elsewhere is newer than one that waits here.
          for (const op of store.pendingOps.list(folderOps.order)) store.pendingOps.delete(op.id);
          store.folders.setOrder(update.order.map(folderId));
        });
        break;
      case 'updateDialogFilter':
        this.moved();
        drop(this.#hearOne(update.id, update.filter).catch(() => this.request()));
        break;
      default:
        break;
    }
  }

  async #hearOne(id: number, filter: tl.DialogFilter | undefined): Promise<void> {
    const { store } = this.#context;
    if (filter === undefined) store.transaction(() => this.#forget(folderId(id)));
    if (filter === undefined || filter._ === 'dialogFilterDefault') return;
    const moves = this.#moves;
    await this.#learnPeers([filter]);
    if (this.#disposed) return;
    if (moves === this.#moves) store.transaction(() => this.#applyOne(folderFromWire(filter, store.meta.selfId())));
    else this.request();
  }

  /** Folders name chats that may not be known here; those that the server does not tell stay unknown. */
  async #learnPeers(filters: readonly tl.DialogFilter[]): Promise<void> {
    const { client, store } = this.#context;
    const selfId = store.meta.selfId();
    const unknown = filters.flatMap(peersOfFilter).filter((peer) => {
      const id = peerIdOfInput(peer, selfId);
      return id !== undefined && store.peers.get(id) === undefined;
    });
    const users = unknown.flatMap((peer): tl.InputUser[] => (peer._ === 'inputPeerUser' ? [{ ...peer, _: 'inputUser' }] : []));
    const channels = unknown.flatMap((peer): tl.InputChannel[] => (peer._ === 'inputPeerChannel' ? [{ ...peer, _: 'inputChannel' }] : []));
    const groups = unknown.flatMap((peer) => (peer._ === 'inputPeerChat' ? [peer.chatId] : []));
    const options = { timeoutMs: 30_000, priority: 'low' } as const;
    const quietly = async (ask: Promise<unknown>): Promise<void> => {
      await ask.catch((error: unknown) => {
        if (isEnding(error)) throw error;
      });
    };
    for (const id of batches(users)) await quietly(client.call({ _: 'users.getUsers', id }, options).then((found) => store.peers.apply(found, [])));
    for (const id of batches(channels)) await quietly(client.call({ _: 'channels.getChannels', id }, options).then(({ chats }) => store.peers.apply([], chats)));
    for (const id of batches(groups)) await quietly(client.call({ _: 'messages.getChats', id }, options).then(({ chats }) => store.peers.apply([], chats)));
  }
}

function batches<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / BATCH) }, (_, index) => items.slice(index * BATCH, (index + 1) * BATCH));
}
