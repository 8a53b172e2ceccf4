import type { EmojiMemory } from '#shared/ipc/suggestions.ts';
import { withUsedEmoji } from '#shared/text/emoji-memory.ts';
import type { Store } from '../../store/index.ts';

const KEY = 'emoji.memory';

/** Which emoji were used lately and in which skin tone: in the account's database, and nowhere else. */
export class EmojiMemories {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  get(): EmojiMemory {
    const kept = this.#store.meta.get(KEY);
    if (typeof kept !== 'object' || kept === null) return { recent: [], tones: {} };
    const { recent, tones } = kept as Partial<EmojiMemory>;
    return { recent: Array.isArray(recent) ? recent : [], tones: typeof tones === 'object' && tones !== null ? tones : {} };
  }

  used(emoji: string, chosen: { plain: string; tone: number } | undefined): void {
    this.#store.meta.set(KEY, withUsedEmoji(this.get(), emoji, chosen));
  }
}
