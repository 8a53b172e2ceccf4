import type { CallHandlers, TopicHandlers } from '#shared/ipc/handlers.ts';
import type { ChatContext } from '../context.ts';
import { shownPeers } from '../messages/index.ts';
import type { PeerBook } from '../window/peer-book.ts';
import { messageBeside } from './beside.ts';
import { ChatFacts } from './chat-facts.ts';
import { RecentSearchList } from './recent.ts';
import { SearchView } from './search-view.ts';
import { ServerSearch } from './server-search.ts';

type SearchCalls = Extract<keyof CallHandlers, `search.${string}`>;

/** How long adding to the index may take the thread, and how long others have it in between, ms. */
const BACKFILL_MS = 8;
const BACKFILL_PAUSE_MS = 20;
/** After the disk has refused. */
const BACKFILL_RETRY_MS = 30_000;
const FEWEST_ROWS = 20;
const MOST_ROWS = 1_000;

/** Searching for chats, people and messages, here and at the server. */
export class Search {
  readonly #context: ChatContext;
  readonly #peerBook: PeerBook;
  readonly #server: ServerSearch;
  readonly #facts: ChatFacts;
  readonly #recent: RecentSearchList;
  readonly #views = new Set<SearchView>();
  readonly #stop: () => void;
  #online = true;
  #cancelBackfill: (() => void) | undefined;
  /** How many rows are added to the index at a time. */
  #rows = 100;

  constructor(context: ChatContext, peerBook: PeerBook) {
    this.#context = context;
    this.#peerBook = peerBook;
    this.#server = new ServerSearch(context);
    this.#facts = new ChatFacts(context, () => this.#online);
    this.#recent = new RecentSearchList(context.store);
    this.#stop = context.store.onChange((changes) => {
      this.#views.forEach((view) => view.changed(changes));
      this.#backfillSoon();
    });
    this.#backfillSoon();
  }

  /** There is no connection: searches end with what is here. */
  disconnected(): void {
    this.#online = false;
    this.#facts.disconnected();
    for (const view of this.#views) view.connectionLost();
  }

  /** The connection is back: what failed for want of it is asked again. */
  connected(): void {
    this.#online = true;
    for (const view of this.#views) view.tryAgain();
  }

  dispose(): void {
    this.#stop();
    this.#cancelBackfill?.();
    for (const view of this.#views) view.dispose();
    this.#views.clear();
  }

  calls(): Pick<CallHandlers, SearchCalls> {
    const { store } = this.#context;
    return {
      'search.recent': (_input, { connection }) => {
        const { peers, queries } = this.#recent.get();
        const known = [...store.peers.getMany(peers).values()];
        this.#peerBook.news(connection, known.map((peer) => peer.id));
        return { peers: known, queries };
      },
      'search.remember': ({ peerId, query }) => this.#recent.remember(peerId, query),
      'search.forget': () => this.#recent.clear(),
      'search.atDate': ({ date, ...place }) => this.#facts.atDate(place, date),
      'search.days': ({ from, to, ...place }) => this.#facts.days(place, from, to),
      'search.beside': async ({ kind, id, direction, ...place }, { connection }) => {
        const message = await messageBeside(this.#context, this.#server, place, kind, id, direction);
        return message === undefined ? null : { message, peers: this.#peerBook.news(connection, shownPeers(place.peerId, [message])) };
      },
      'search.counts': (place) => this.#facts.counts(place),
    };
  }

  topics(): Pick<TopicHandlers, 'search.results'> {
    const { store, clock, explain } = this.#context;
    return {
      'search.results': (input, emit, connection) => {
        const peerNews = this.#peerBook.news.bind(this.#peerBook);
        const isOnline = (): boolean => this.#online;
        const view = new SearchView({ store, clock, explain, server: this.#server, isOnline, peerNews }, connection, input, emit);
        this.#views.add(view);
        return {
          retune: (next) => view.retune(next),
          dispose: () => {
            this.#views.delete(view);
            view.dispose();
          },
        };
      },
    };
  }

  /** What came in bulk, and what a database held before it had this index, is added bit by bit. */
  #backfillSoon(pause = BACKFILL_PAUSE_MS): void {
    if (this.#cancelBackfill !== undefined || this.#context.store.search.isComplete) return;
    this.#cancelBackfill = this.#context.clock.schedule(pause, () => {
      this.#cancelBackfill = undefined;
      try {
        const begin = performance.now();
        this.#context.store.search.backfill(this.#rows);
        const fitting = (this.#rows * BACKFILL_MS) / Math.max(performance.now() - begin, 0.1);
        this.#rows = Math.round(Math.min(Math.max(fitting, FEWEST_ROWS), MOST_ROWS, this.#rows * 2));
        this.#backfillSoon();
      } catch (error) {
        // A full disk, for one: it goes on where this one ended.
        this.#context.log.warn('indexing stopped', { name: error instanceof Error ? error.name : 'unknown' });
        this.#backfillSoon(BACKFILL_RETRY_MS);
      }
    });
  }
}
