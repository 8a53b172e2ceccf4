import { createSignal, type Accessor } from 'solid-js';
import { drop } from '#shared/assert.ts';
import type { EmojiMemory } from '#shared/ipc/suggestions.ts';
import { withUsedEmoji } from '#shared/text/emoji-memory.ts';
import type { EmojiData } from '../features/emoji/emoji-data.ts';
import type { IpcClient } from '../ipc/client.ts';

export interface EmojiState {
  /** Every emoji, from the module that is loaded with the first call. */
  load(): Promise<EmojiData>;
  /** What was chosen lately; loaded together with the emoji. */
  memory: Accessor<EmojiMemory>;
  /** An emoji was put into a text. `chosen`: in which skin tone, for one that has them (0: none). */
  used(emoji: string, chosen?: { plain: string; tone: number }): void;
}

/** The emoji of this window: the list, which is large and comes when it is wanted, and what the person likes of it. */
export function createEmoji(client: Pick<IpcClient, 'call'>): EmojiState {
  const [memory, setMemory] = createSignal<EmojiMemory>({ recent: [], tones: {} });
  let loading: Promise<EmojiData> | undefined;
  /** Counts what was asked and what was used: an answer from before is older than what is known here. */
  let turn = 0;
  const refresh = async (): Promise<void> => {
    const own = ++turn;
    const told = await client.call('emoji.memory', {}).catch(() => undefined);
    if (told !== undefined && own === turn) setMemory(told);
  };
  return {
    load() {
      loading ??= Promise.all([import('../features/emoji/emoji-data.ts'), refresh()]).then(([{ readEmoji }]) => readEmoji());
      // What could not be loaded is asked for again.
      loading.catch(() => (loading = undefined));
      return loading;
    },
    memory,
    used(emoji, chosen) {
      turn++;
      setMemory((before) => withUsedEmoji(before, emoji, chosen));
      drop(client.call('emoji.used', { emoji, ...(chosen === undefined ? {} : { tone: chosen }) }).then(refresh, refresh));
    },
  };
}
