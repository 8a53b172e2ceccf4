import keywords from 'emojilib';
import groups from 'unicode-emoji-json/data-by-group.json';
import { fold } from '#shared/search/index.ts';
import { withoutTone } from './skin-tone.ts';

/*
 * Every emoji with its group, name and keywords. Loaded with the first use: nothing that is there from the start may import this file,
 * except by `loadEmoji`.
 */

export interface Emoji {
  /** As it is sent: where a sign has a text form too, with the mark of the coloured one. */
  emoji: string;
  name: string;
  /** It comes in the five skin tones. */
  hasTones: boolean;
}

export type EmojiGroupId = 'smileys' | 'people' | 'nature' | 'food' | 'travel' | 'activities' | 'objects' | 'symbols' | 'flags';

export interface EmojiGroup {
  id: EmojiGroupId;
  emoji: Emoji[];
}

const ids: Readonly<Record<string, EmojiGroupId>> = {
  smileys_emotion: 'smileys', people_body: 'people', animals_nature: 'nature', food_drink: 'food', travel_places: 'travel',
  activities: 'activities', objects: 'objects', symbols: 'symbols', flags: 'flags',
};

interface Entry {
  emoji: Emoji;
  /** The name as one word, as it is typed behind ":". */
  slug: string;
  words: string[];
}

export interface EmojiData {
  groups: readonly EmojiGroup[];
  /** The emoji as it stands in the list, whatever its skin tone here. */
  find(emoji: string): Emoji | undefined;
  /** Those that a word means: by whole name first, then by beginnings of names and keywords. `first`: those to prefer among equals. */
  search(query: string, most: number, first?: readonly string[]): Emoji[];
}

export function readEmoji(): EmojiData {
  const entries: Entry[] = [];
  const read = groups.flatMap((group): EmojiGroup[] => {
    const id = ids[group.slug];
    if (id === undefined) return [];
    const emoji = group.emojis.map((one) => {
      const made: Emoji = { emoji: one.emoji, name: one.name, hasTones: one.skin_tone_support };
      const words = [...one.name.split(/[\s:,-]+/), ...(keywords[one.emoji] ?? [])].map((word) => fold(word).replaceAll(' ', '_'));
      entries.push({ emoji: made, slug: fold(one.slug), words: [...new Set(words)] });
      return made;
    });
    return [{ id, emoji }];
  });
  const byForm = new Map(entries.map(({ emoji }) => [formOf(emoji.emoji), emoji]));
  return {
    groups: read,
    find: (emoji) => byForm.get(formOf(emoji)),
    search(query, most, first = []) {
      const wanted = fold(query.trim()).replace(/[\s-]+/g, '_');
      if (wanted === '') return [];
      const preferred = new Set(first);
      const ranked = entries.flatMap((entry, index) => {
        const rank = rankOf(entry, wanted);
        return rank === undefined ? [] : [{ entry, key: rank * 2 + (preferred.has(entry.emoji.emoji) ? 0 : 1), index }];
      });
      return ranked
        .toSorted((a, b) => a.key - b.key || a.index - b.index)
        .slice(0, most)
        .map(({ entry }) => entry.emoji);
    },
  };
}

/** An emoji whatever its skin tone, and with or without the marks of its coloured form. */
const formOf = (emoji: string): string => withoutTone(emoji).replaceAll('\ufe0f', '');

/** How well a name or keyword fits, 0 best; undefined: not at all. */
function rankOf({ slug, words }: Entry, wanted: string): number | undefined {
  if (slug === wanted) return 0;
  if (words.includes(wanted)) return 1;
  if (slug.startsWith(wanted)) return 2;
  if (words.some((word) => word.startsWith(wanted))) return 3;
  return wanted.length > 3 && slug.includes(wanted) ? 4 : undefined;
}
