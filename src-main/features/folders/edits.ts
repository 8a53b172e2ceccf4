import { AppError, folderId, folderKinds } from '#shared/model/index.ts';
import type { ChatFolder, FolderId, PeerId } from '#shared/model/index.ts';
import { RpcError } from '../../mtproto/index.ts';
import type { PendingOp } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { Journal } from '../journal/index.ts';
import { sameValue } from '../window/same-value.ts';
import { folderLimits, isPremium } from './limits.ts';
import { folderOps } from './ops.ts';
import type { FolderSync } from './sync.ts';
import { folderToWire } from './wire.ts';

const ORDER_KEY = 'order';
const TAGS_KEY = 'tags';
/** Characters of a title (core.telegram.org/constructor/dialogFilter). */
const TITLE_LENGTH = 12;
/** Folders stand in the order in which the server hears of them. */
const TELLING = { chain: 'folders', idempotent: true } as const;
/** The ids that the server takes. */
const FIRST_ID = 2;
const LAST_ID = 255;

const invalid = (message: string): AppError => new AppError({ code: 'INVALID_INPUT', message });
const limited = (message: string): AppError => new AppError({ code: 'LIMIT', message });
const notThere = (): AppError => new AppError({ code: 'NOT_FOUND', message: 'This folder does not exist any more.' });

/** Making, changing, ordering and deleting folders: at once here, journalled until the server has heard of it. */
export class FolderEdits {
  readonly #context: ChatContext;
  readonly #journal: Journal;
  readonly #sync: FolderSync;

  constructor(context: ChatContext, journal: Journal, sync: FolderSync) {
    this.#context = context;
    this.#journal = journal;
    this.#sync = sync;
    const { store } = context;
    const refetch = (): Promise<void> => sync.fetch();
    journal.register(folderOps.folder, {
      run: (op) => this.#tellFolder(folderId(Number(op.key))),
      revert: async (op: PendingOp) => {
        const id = folderId(Number(op.key));
        store.folders.put(id, { server: store.folders.state(id)?.server, wish: undefined });
        await refetch();
      },
    });
    journal.register(folderOps.order, { run: () => this.#tellOrder(), revert: refetch });
    journal.register(folderOps.tags, {
      run: async (op) => {
        const { enabled } = op.params as { enabled: boolean };
        await context.client.call({ _: 'messages.toggleDialogFilterTags', enabled }, { idempotent: true });
        this.#sync.moved();
      },
      revert: refetch,
    });
  }

  /** Writes a folder, a new one when it has no id yet. Rejects, and changes nothing, when it breaks a rule. */
  async save(folder: Omit<ChatFolder, 'id'> & { id?: FolderId }): Promise<FolderId> {
    const { store } = this.#context;
    this.#check(folder);
    const id = folder.id ?? this.#freeId();
    const state = store.folders.state(id);
    if (folder.id !== undefined && store.folders.get(id) === undefined) throw notThere();
    await this.#submit(id, () => store.folders.put(id, { server: state?.server, wish: { ...folder, id } }));
    return id;
  }

  /** Changes a folder that is there. */
  async change(id: FolderId, change: (folder: ChatFolder) => ChatFolder): Promise<void> {
    const folder = this.#context.store.folders.get(id);
    if (folder === undefined) throw notThere();
    const next = change(folder);
    if (!sameValue(folder, next)) await this.save(next);
  }

  remove(id: FolderId): Promise<void> {
    const { store } = this.#context;
    const state = store.folders.state(id);
    if (state === undefined) return Promise.resolve();
    return this.#submit(id, () => store.folders.put(id, { server: state.server, wish: null }));
  }

  reorder(order: readonly FolderId[]): Promise<void> {
    const { store } = this.#context;
    if (order[0] !== store.folders.order()[0] && !isPremium(store)) {
      throw limited('Only Telegram Premium subscribers can put a folder before "All chats".');
    }
    return this.#journal.submit(folderOps.order, ORDER_KEY, {}, () => store.folders.setOrder(order));
  }

  setTags(enabled: boolean): Promise<void> {
    const { store } = this.#context;
    if (enabled && !isPremium(store)) throw limited('Tags of folders are a part of Telegram Premium.');
    return this.#journal.submit(folderOps.tags, TAGS_KEY, { enabled }, () => store.folders.setTags(enabled));
  }

  #submit(id: FolderId, effect: () => void): Promise<void> {
    return this.#journal.submit(folderOps.folder, String(id), {}, effect);
  }

  #check(folder: Omit<ChatFolder, 'id'> & { id?: FolderId }): void {
    const { store, appNumber } = this.#context;
    const limits = folderLimits(store, appNumber);
    const title = folder.title.text;
    if (title.trim() === '') throw invalid('Give the folder a name.');
    if ([...title].length > TITLE_LENGTH) throw invalid(`The name of a folder has up to ${TITLE_LENGTH} characters.`);
    const always = folder.pinned.length + folder.included.length;
    const takesKinds = folderKinds.some((kind) => folder.flags.includes(kind));
    if (always === 0 && !takesKinds) throw invalid('Choose at least one chat, or one kind of chats, for this folder.');
    const before = folder.id === undefined ? undefined : store.folders.get(folder.id);
    const was = (before?.pinned.length ?? 0) + (before?.included.length ?? 0);
    if (always > limits.chats && always > was) throw limited(`A folder can hold up to ${limits.chats} chats that you choose one by one.`);
    if (folder.excluded.length > limits.chats && folder.excluded.length > (before?.excluded.length ?? 0)) {
      throw limited(`A folder can leave out up to ${limits.chats} chats that you choose one by one.`);
    }
    if (folder.id === undefined && store.folders.list().length >= limits.folders) {
      throw limited(`You have ${limits.folders} folders, and there can be no more. Delete one to make room.`);
    }
  }

  #freeId(): FolderId {
    const taken = new Set<number>(this.#context.store.folders.ids());
    for (let id = FIRST_ID; id <= LAST_ID; id += 1) if (!taken.has(id)) return folderId(id);
    throw limited('There can be no more folders. Delete one to make room.');
  }

  async #tellFolder(id: FolderId): Promise<void> {
    const { client, store } = this.#context;
    await this.#sync.catchUp();
    const wish = store.folders.state(id)?.wish;
    if (wish === undefined) return;
    const filter = wish === null ? undefined : folderToWire(wish, store.peers);
    try {
      await client.call({ _: 'messages.updateDialogFilter', id, ...(filter === undefined ? {} : { filter }) }, TELLING);
    } catch (error) {
      // Whoever wanted it gone has what they wanted.
      if (!(wish === null && error instanceof RpcError && error.type === 'FILTER_ID_INVALID')) throw error;
    }
    this.#sync.moved();
    const now = store.folders.state(id);
    if (now === undefined) return;
    store.folders.put(id, { server: wish ?? undefined, wish: sameValue(now.wish, wish) ? undefined : now.wish });
  }

  async #tellOrder(): Promise<void> {
    const { client, store } = this.#context;
    // A folder that the server has not heard of yet is told first: its op is older, and the order names only what there is.
    const order = store.folders.order().filter((id) => id === 0 || store.folders.state(id)?.server !== undefined);
    await client.call({ _: 'messages.updateDialogFiltersOrder', order }, TELLING);
    this.#sync.moved();
  }
}

/** A folder with a chat put on top of it, or taken from there; it stays in the folder. */
export function withPin(folder: ChatFolder, peerId: PeerId, pinned: boolean): ChatFolder {
  const without = (ids: readonly PeerId[]): PeerId[] => ids.filter((id) => id !== peerId);
  if (pinned) {
    return { ...folder, pinned: [peerId, ...without(folder.pinned)], included: without(folder.included), excluded: without(folder.excluded) };
  }
  return folder.pinned.includes(peerId) ? { ...folder, pinned: without(folder.pinned), included: [...folder.included, peerId] } : folder;
}

/** A folder with a chat always in it, or never; `isInByKind` says whether its kind would bring it in. */
export function withChat(folder: ChatFolder, peerId: PeerId, member: boolean, isInByKind: boolean): ChatFolder {
  const without = (ids: readonly PeerId[]): PeerId[] => ids.filter((id) => id !== peerId);
  const excluded = without(folder.excluded);
  if (member) {
    if (folder.pinned.includes(peerId) || folder.included.includes(peerId)) return folder;
    return { ...folder, excluded, included: [...folder.included, peerId] };
  }
  return {
    ...folder,
    pinned: without(folder.pinned),
    included: without(folder.included),
    excluded: isInByKind && !folder.shared ? [...excluded, peerId] : excluded,
  };
}
