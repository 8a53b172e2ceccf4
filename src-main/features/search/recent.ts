import type { PeerId, RecentSearches } from '#shared/model/index.ts';
import type { Store } from '../../store/index.ts';

const KEY = 'search.recent';
const MOST_PEERS = 50;
const MOST_QUERIES = 10;

/** What was searched for lately: in the account's database, and nowhere else. */
export class RecentSearchList {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  get(): RecentSearches {
    const kept = this.#store.meta.get(KEY);
    if (typeof kept !== 'object' || kept === null) return { peers: [], queries: [] };
    const { peers, queries } = kept as Partial<RecentSearches>;
    return { peers: Array.isArray(peers) ? peers : [], queries: Array.isArray(queries) ? queries : [] };
  }

  /** Puts a chat that was opened from the results, or a query whose results were used, in front. */
  remember(peerId: PeerId | undefined, query: string | undefined): void {
    const { peers, queries } = this.get();
    const text = query?.trim() ?? '';
    this.#store.meta.set(KEY, {
      peers: peerId === undefined ? peers : [peerId, ...peers.filter((id) => id !== peerId)].slice(0, MOST_PEERS),
      queries: text === '' ? queries : [text, ...queries.filter((each) => each !== text)].slice(0, MOST_QUERIES),
    } satisfies RecentSearches);
  }

  clear(): void {
    this.#store.meta.set(KEY, undefined);
  }
}
