import { folderTest } from '#shared/folders/index.ts';
import { ALL_CHATS } from '#shared/model/index.ts';
import type { ChatFolder, FolderCounter, FolderId, FolderRules, PeerId } from '#shared/model/index.ts';
import type { Changes, DialogFacts, DialogPage, Store } from '../../store/index.ts';

interface FolderList {
  folder: ChatFolder;
  isIn(chat: DialogFacts): boolean;
  pins: Map<PeerId, number>;
  members: Set<PeerId>;
  /** In their order; undefined after the order has changed. */
  sorted: PeerId[] | undefined;
  counter: FolderCounter;
}

const emptyCounter = (id: FolderId): FolderCounter => ({ id, chats: 0, mutedChats: 0, messages: 0 });

/**
 * Which chats are in which folder, in what order, and what is unread there: kept in memory and brought up to date from what
 * changed, only when somebody asks. Folders take chats from the main list and from the archive.
 */
export class FolderLists {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #stop: () => void;
  readonly #facts = new Map<PeerId, DialogFacts>();
  #lists = new Map<FolderId, FolderList>();
  #all = emptyCounter(ALL_CHATS);
  #dirty: Set<PeerId> | 'everything' = 'everything';

  /** `now` is the server's time, unix seconds. */
  constructor(store: Store, now: () => number) {
    this.#store = store;
    this.#now = now;
    this.#stop = store.onChange((changes) => this.#changed(changes));
  }

  dispose(): void {
    this.#stop();
  }

  /** Time passed the end of a mute. */
  forgetAll(): void {
    this.#dirty = 'everything';
  }

  /** Part of a folder in its order. `keep` stays in it, even if it does not belong there any more. */
  page(id: FolderId, start: number, count: number, keep?: PeerId): DialogPage {
    this.#refresh();
    const list = this.#lists.get(id);
    const ids = list === undefined ? [] : this.#sorted(list, keep);
    const from = Math.max(0, Math.min(start, ids.length));
    const records = ids.slice(from, from + count).flatMap((peerId) => this.#store.dialogs.get(peerId) ?? []);
    return { start: from, total: ids.length, records };
  }

  members(id: FolderId): PeerId[] {
    this.#refresh();
    return [...(this.#lists.get(id)?.members ?? [])];
  }

  has(id: FolderId, peerId: PeerId): boolean {
    this.#refresh();
    return this.#lists.get(id)?.members.has(peerId) === true;
  }

  /** Whether a folder of these rules would take a chat in. */
  wouldHold(rules: FolderRules, peerId: PeerId): boolean {
    this.#refresh();
    const facts = this.#facts.get(peerId);
    return facts !== undefined && folderTest(rules)(facts);
  }

  /** Whether a chat is among those that stand on top of a folder. */
  isPinned(id: FolderId, peerId: PeerId): boolean {
    this.#refresh();
    return this.#lists.get(id)?.pins.has(peerId) === true;
  }

  /** The folders that a chat is in and that have a colour, in their order. */
  tagged(peerId: PeerId): FolderId[] {
    this.#refresh();
    const ids: FolderId[] = [];
    for (const { folder, members } of this.#lists.values()) if (folder.color !== undefined && members.has(peerId)) ids.push(folder.id);
    return ids;
  }

  /** What is unread, "All chats" first, then folders in their order. */
  counters(): FolderCounter[] {
    this.#refresh();
    return [this.#all, ...[...this.#lists.values()].map((list) => list.counter)].map((counter) => ({ ...counter }));
  }

  #changed(changes: Changes): void {
    if (changes.folders || changes.notifyDefaults || changes.self) this.#dirty = 'everything';
    if (this.#dirty === 'everything') return;
    for (const id of changes.dialogs) this.#dirty.add(id);
    for (const id of changes.drafts) this.#dirty.add(id);
    for (const id of changes.peers) if (this.#facts.has(id)) this.#dirty.add(id);
  }

  #refresh(): void {
    const dirty = this.#dirty;
    if (dirty === 'everything') this.#rebuild();
    else for (const id of dirty) this.#update(id, this.#store.dialogs.facts(this.#now(), id)[0]);
    this.#dirty = new Set();
  }

  #rebuild(): void {
    this.#facts.clear();
    this.#all = emptyCounter(ALL_CHATS);
    this.#lists = new Map(
      this.#store.folders.list().map((folder) => [
        folder.id,
        {
          folder,
          isIn: folderTest(folder),
          pins: new Map(folder.pinned.map((peerId, index) => [peerId, index])),
          members: new Set<PeerId>(),
          sorted: undefined,
          counter: emptyCounter(folder.id),
        },
      ]),
    );
    for (const facts of this.#store.dialogs.facts(this.#now())) this.#update(facts.peerId, facts);
  }

  #update(peerId: PeerId, now: DialogFacts | undefined): void {
    const before = this.#facts.get(peerId);
    if (now === undefined) this.#facts.delete(peerId);
    else this.#facts.set(peerId, now);
    if (before !== undefined && !before.archived) count(this.#all, before, -1);
    if (now !== undefined && !now.archived) count(this.#all, now, 1);
    const isMoved = before?.sortDate !== now?.sortDate || before?.sortId !== now?.sortId;
    for (const list of this.#lists.values()) {
      const was = list.members.has(peerId);
      const is = now !== undefined && list.isIn(now);
      if (was && before !== undefined) count(list.counter, before, -1);
      if (is) count(list.counter, now, 1);
      if (was === is && !(is && isMoved)) continue;
      if (is) list.members.add(peerId);
      else list.members.delete(peerId);
      list.sorted = list.sorted && [...list.sorted.filter((id) => id !== peerId), ...(is ? [peerId] : [])];
      // What was in order stays a run for the sort, so that one more chat costs little.
      list.sorted?.sort((a, b) => this.#compare(list, a, b));
    }
  }

  #sorted(list: FolderList, keep: PeerId | undefined): readonly PeerId[] {
    const compare = (a: PeerId, b: PeerId): number => this.#compare(list, a, b);
    list.sorted ??= [...list.members].sort(compare);
    if (keep === undefined || list.members.has(keep) || !this.#facts.has(keep)) return list.sorted;
    return [...list.sorted, keep].sort(compare);
  }

  #compare(list: FolderList, a: PeerId, b: PeerId): number {
    const pins = (list.pins.get(a) ?? Infinity) - (list.pins.get(b) ?? Infinity);
    if (pins < 0 || pins > 0) return pins;
    const [x, y] = [this.#facts.get(a), this.#facts.get(b)];
    return (y?.sortDate ?? 0) - (x?.sortDate ?? 0) || (y?.sortId ?? 0) - (x?.sortId ?? 0) || a - b;
  }
}

function count(counter: FolderCounter, chat: DialogFacts, by: 1 | -1): void {
  if (!chat.unread) return;
  if (chat.muted) counter.mutedChats += by;
  else {
    counter.chats += by;
    counter.messages += by * chat.unreadCount;
  }
}
