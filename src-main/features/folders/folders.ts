import type { TopicEvent } from '#shared/ipc/contract.ts';
import type { CallHandlers, TopicHandlers } from '#shared/ipc/handlers.ts';
import type { FolderOverview, SuggestedFolder } from '#shared/model/index.ts';
import type { Changes } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { Journal } from '../journal/index.ts';
import { Coalescer } from '../window/coalescer.ts';
import { sameValue } from '../window/same-value.ts';
import { FolderEdits, withChat, withPin } from './edits.ts';
import { folderLimits, isPremium } from './limits.ts';
import { FolderLists } from './lists.ts';
import { SharedFolders } from './shared-folders.ts';
import { FolderSync } from './sync.ts';
import { rulesFromWire, titleFromWire } from './wire.ts';

type FolderCall = Extract<keyof CallHandlers, `folders.${string}`>;
type Counters = TopicEvent<'folders.counters'>;

/** Sums over the folders are told at most this often, ms. */
const COUNTERS_MS = 50;

/** Chat folders: what they are, which chats are in them, what is unread there, and sharing them. */
export class Folders {
  readonly lists: FolderLists;
  readonly #context: ChatContext;
  readonly #sync: FolderSync;
  readonly #edits: FolderEdits;
  readonly #shared: SharedFolders;
  readonly #overviewListeners = new Set<(overview: FolderOverview) => void>();
  readonly #counterListeners = new Set<(counters: Counters) => void>();
  readonly #counters: Coalescer;
  readonly #stop: () => void;
  #lastOverview: FolderOverview | undefined;
  #lastCounters: Counters | undefined;

  constructor(context: ChatContext, journal: Journal) {
    this.#context = context;
    this.lists = new FolderLists(context.store, () => Math.floor(context.client.serverTime()));
    this.#sync = new FolderSync(context);
    this.#edits = new FolderEdits(context, journal, this.#sync);
    this.#shared = new SharedFolders(context, this.#sync);
    this.#counters = new Coalescer(context.clock, COUNTERS_MS, () => this.#tellCounters());
    this.#stop = context.store.onChange((changes) => this.#changed(changes));
  }

  /** Tags are shown: the server says so, and the account may have them. */
  get showsTags(): boolean {
    const { store } = this.#context;
    return store.folders.tags && isPremium(store);
  }

  start(): void {
    this.#sync.start();
  }

  /** The connection broke, or is back. */
  unheard(): void {
    this.#sync.unheard();
  }

  /** A mute ended by itself. */
  unmuted(): void {
    this.lists.forgetAll();
    this.#counters.request();
  }

  dispose(): void {
    this.#stop();
    this.#sync.dispose();
    this.#counters.dispose();
    this.lists.dispose();
    this.#overviewListeners.clear();
    this.#counterListeners.clear();
  }

  calls(): Pick<CallHandlers, FolderCall> {
    const edits = this.#edits;
    const shared = this.#shared;
    return {
      'folders.save': async (folder) => ({ id: await edits.save(this.#complete(folder)) }),
      'folders.remove': ({ id }) => edits.remove(id),
      'folders.reorder': ({ order }) => edits.reorder(order),
      'folders.setTags': ({ enabled }) => edits.setTags(enabled),
      'folders.setMember': ({ id, peerId, member }) =>
        edits.change(id, (folder) => {
          const bare = withChat(folder, peerId, false, false);
          return withChat(folder, peerId, member, !member && this.#isInByKind(bare, peerId));
        }),
      'folders.setPinned': ({ id, peerId, pinned }) => edits.change(id, (folder) => withPin(folder, peerId, pinned)),
      'folders.reorderPinned': ({ id, order }) =>
        edits.change(id, (folder) => ({ ...folder, pinned: [...order.filter((peerId) => folder.pinned.includes(peerId)), ...folder.pinned.filter((peerId) => !order.includes(peerId))] })),
      'folders.suggested': () => this.#suggested(),
      'folders.share': ({ id, title, peerIds }) => shared.share(id, title, peerIds),
      'folders.links': ({ id }) => shared.links(id),
      'folders.editLink': ({ id, slug, title, peerIds }) => shared.editLink(id, slug, title, peerIds),
      'folders.deleteLink': ({ id, slug }) => shared.deleteLink(id, slug),
      'folders.checkLink': ({ slug }) => shared.check(slug),
      'folders.joinLink': ({ slug, peerIds }) => shared.join(slug, peerIds),
      'folders.news': ({ id }) => shared.news(id),
      'folders.takeNews': ({ id, peerIds }) => shared.takeNews(id, peerIds),
      'folders.leaveSuggestions': ({ id }) => shared.leaveSuggestions(id),
      'folders.leave': ({ id, peerIds }) => shared.leave(id, peerIds),
    };
  }

  topics(): Pick<TopicHandlers, 'folders.overview' | 'folders.counters'> {
    return {
      'folders.overview': (_input, emit) => {
        this.#overviewListeners.add(emit);
        this.#lastOverview ??= this.#overview();
        emit(this.#lastOverview);
        return { retune: () => undefined, dispose: () => void this.#overviewListeners.delete(emit) };
      },
      'folders.counters': (_input, emit) => {
        this.#counterListeners.add(emit);
        this.#lastCounters = this.lists.counters();
        emit(this.#lastCounters);
        return { retune: () => undefined, dispose: () => void this.#counterListeners.delete(emit) };
      },
    };
  }

  #changed(changes: Changes): void {
    if (changes.folders || changes.self) this.#tellOverview();
    const isListChanged = changes.dialogs.size > 0 || changes.dialogOrder || changes.notifyDefaults || changes.folders || changes.peers.size > 0;
    if (isListChanged && this.#counterListeners.size > 0) this.#counters.request();
  }

  #overview(): FolderOverview {
    const { store, appNumber } = this.#context;
    return {
      order: store.folders.order(),
      folders: store.folders.list(),
      tags: this.showsTags,
      premium: isPremium(store),
      limits: folderLimits(store, appNumber),
    };
  }

  #tellOverview(): void {
    const overview = this.#overview();
    if (sameValue(this.#lastOverview, overview)) return;
    this.#lastOverview = overview;
    for (const emit of [...this.#overviewListeners]) emit(overview);
  }

  #tellCounters(): void {
    const counters = this.lists.counters();
    if (sameValue(this.#lastCounters, counters)) return;
    this.#lastCounters = counters;
    for (const emit of [...this.#counterListeners]) emit(counters);
  }

  /** What the editor gives, with what it does not show: pins stay where they were, and what marks a shared folder. */
  #complete(input: Parameters<CallHandlers['folders.save']>[0]): Parameters<FolderEdits['save']>[0] {
    const before = input.id === undefined ? undefined : this.#context.store.folders.get(input.id);
    const pinned = (before?.pinned ?? []).filter((peerId) => input.included.includes(peerId));
    const isSameTitle = before?.title.text === input.title.trim();
    const { color, emoticon, id } = input;
    return {
      ...(id === undefined ? {} : { id }),
      title: isSameTitle && before !== undefined ? before.title : { text: input.title.trim(), entities: [] },
      ...(before?.stillTitle ? { stillTitle: true } : {}),
      ...(emoticon === undefined ? {} : { emoticon }),
      ...(color === undefined ? {} : { color }),
      ...(before?.shared ? { shared: true } : {}),
      ...(before?.hasLinks ? { hasLinks: true } : {}),
      flags: before?.shared ? [] : input.flags,
      pinned,
      included: input.included.filter((peerId) => !pinned.includes(peerId)),
      excluded: before?.shared ? [] : input.excluded.filter((peerId) => !input.included.includes(peerId)),
    };
  }

  #isInByKind(folder: Parameters<typeof withChat>[0], peerId: Parameters<typeof withChat>[1]): boolean {
    return this.lists.wouldHold(folder, peerId);
  }

  async #suggested(): Promise<SuggestedFolder[]> {
    const { client, store } = this.#context;
    const answer = await client.call({ _: 'messages.getSuggestedDialogFilters' });
    return answer.flatMap(({ filter, description }) =>
      filter._ === 'dialogFilterDefault'
        ? []
        : [
            {
              title: titleFromWire(filter.title),
              ...(filter.emoticon === undefined ? {} : { emoticon: filter.emoticon }),
              ...rulesFromWire(filter, store.meta.selfId()),
              description,
            },
          ],
    );
  }
}
