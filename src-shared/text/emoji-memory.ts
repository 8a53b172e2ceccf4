import type { EmojiMemory } from '../ipc/suggestions.ts';

/** So many emoji are remembered as used lately. */
const MOST = 48;

/** What is remembered once an emoji was used. `chosen`: in which skin tone, for one that has them (0: none). */
export function withUsedEmoji({ recent, tones }: EmojiMemory, emoji: string, chosen?: { plain: string; tone: number }): EmojiMemory {
  const next = { ...tones };
  if (chosen !== undefined && chosen.tone === 0) delete next[chosen.plain];
  else if (chosen !== undefined) next[chosen.plain] = chosen.tone;
  return { recent: [emoji, ...recent.filter((each) => each !== emoji)].slice(0, MOST), tones: next };
}
