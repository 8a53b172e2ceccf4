import { plural } from './format.ts';

/** What the field offers while somebody writes. */
export const enSuggest = {
  mention: 'People',
  hashtag: 'Hashtags',
  emoji: 'Emoji',
  command: 'Commands',
  count: (count: number) => plural(count, { one: '# suggestion', other: '# suggestions' }),
};

/** The preview of a link that is being written. */
export const enPreview = {
  label: 'Link preview',
  pending: 'Loading the preview…',
  options: 'Preview options',
  remove: 'Remove preview',
  larger: 'Larger picture',
  smaller: 'Smaller picture',
  above: 'Above the text',
  below: 'Below the text',
  of: (url: string) => `Preview ${url.replace(/^https?:\/\//i, '')}`,
};

/** Choosing emoji. */
export const enEmoji = {
  title: 'Emoji',
  search: 'Search emoji',
  groups: 'Groups of emoji',
  group: {
    recent: 'Recently used',
    smileys: 'Smileys and emotion',
    people: 'People and body',
    nature: 'Animals and nature',
    food: 'Food and drink',
    travel: 'Travel and places',
    activities: 'Activities',
    objects: 'Objects',
    symbols: 'Symbols',
    flags: 'Flags',
  },
  found: 'Emoji that were found',
  nothing: 'No emoji is called that.',
  noRecent: 'Emoji that you use appear here.',
  failed: 'The emoji could not be loaded. Close this and try again.',
  hint: 'Right-click a hand or person for skin tones',
  tones: (name: string) => `Skin tones of “${name}”`,
  tone: ['No skin tone', 'Light skin tone', 'Medium-light skin tone', 'Medium skin tone', 'Medium-dark skin tone', 'Dark skin tone'],
};
