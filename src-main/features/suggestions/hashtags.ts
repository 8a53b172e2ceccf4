import type { FormattedText } from '#shared/model/index.ts';
import { fold } from '#shared/search/index.ts';
import type { Store } from '../../store/index.ts';
import { RecentSearchList } from '../search/index.ts';

const KEY = 'hashtags.recent';
const MOST_KEPT = 100;
const MOST_SHOWN = 20;

/** A hashtag as the server marks it: not inside a word or an address, and not digits alone. */
const hashtag = /(?<![\p{L}\p{N}_/&#])#(?=[\p{N}_]*[\p{L}])([\p{L}\p{N}_]{1,256})/gu;

/** The hashtags of a text, without "#", as they stand. */
export function hashtagsOf({ text, entities }: FormattedText): string[] {
  const isCode = (at: number) =>
    entities.some(({ type, offset, length }) => (type === 'code' || type === 'pre') && at >= offset && at < offset + length);
  return [...text.matchAll(hashtag)].filter(({ index }) => !isCode(index)).map(([, tag = '']) => tag);
}

/** The hashtags that this account uses: in the account's database, and nowhere else. */
export class Hashtags {
  readonly #store: Store;
  readonly #searches: RecentSearchList;

  constructor(store: Store) {
    this.#store = store;
    this.#searches = new RecentSearchList(store);
  }

  /** Those that begin with what was typed, the latest first; then those that were searched for. */
  find(query: string): string[] {
    const start = fold(query);
    const searched = this.#searches.get().queries.flatMap((text) => hashtagsOf({ text, entities: [] }));
    const found = new Map<string, string>();
    for (const tag of [...this.#kept(), ...searched]) {
      const folded = fold(tag);
      if (folded.startsWith(start) && !found.has(folded)) found.set(folded, tag);
    }
    return [...found.values()].slice(0, MOST_SHOWN);
  }

  /** A text was sent. */
  used(content: FormattedText): void {
    const tags = hashtagsOf(content).toReversed();
    if (tags.length === 0) return;
    const folded = new Set(tags.map(fold));
    const kept = [...tags, ...this.#kept().filter((tag) => !folded.has(fold(tag)))];
    this.#store.meta.set(KEY, [...new Map(kept.map((tag) => [fold(tag), tag])).values()].slice(0, MOST_KEPT));
  }

  #kept(): string[] {
    const kept = this.#store.meta.get(KEY);
    return Array.isArray(kept) ? kept.filter((tag) => typeof tag === 'string') : [];
  }
}
